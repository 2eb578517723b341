// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/suggestion.h"

#include <algorithm>
#include <cctype>
#include <numeric>

namespace ampsim::measure {

namespace {

constexpr std::size_t most_suggestions = 3;

char folded(char c) {
    return c == '-' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

/// Edits (insert, delete, replace) from a to b; case and '-' for '_' are free. Gives up above
/// `limit`.
unsigned edit_distance(std::string_view a, std::string_view b, unsigned limit) {
    if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > limit) {
        return limit + 1;
    }
    std::vector<unsigned> row(b.size() + 1);
    std::iota(row.begin(), row.end(), 0U);
    for (std::size_t i = 0; i < a.size(); ++i) {
        unsigned diagonal = row[0];
        row[0] = static_cast<unsigned>(i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const unsigned replaced = diagonal + (folded(a[i]) == folded(b[j]) ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

} // namespace

Suggestion::Suggestion(std::string_view misspelt)
    : misspelt_(misspelt),
      best_distance_(std::max<unsigned>(1, static_cast<unsigned>(misspelt.size()) / 3)) {}

void Suggestion::consider(std::string_view candidate) {
    const unsigned distance = edit_distance(misspelt_, candidate, best_distance_);
    if (distance < best_distance_) {
        best_distance_ = distance;
        best_.clear();
    }
    if (distance == best_distance_ && best_.size() < most_suggestions &&
        std::find(best_.begin(), best_.end(), candidate) == best_.end()) {
        best_.emplace_back(candidate);
    }
}

std::string Suggestion::text() const {
    std::string result;
    for (const std::string& name : best_) {
        result += (result.empty() ? "; did you mean '" : " or '") + name + "'";
    }
    return result.empty() ? result : result + "?";
}

std::string did_you_mean(std::string_view misspelt, const std::vector<std::string>& candidates) {
    Suggestion suggestion(misspelt);
    for (const std::string& candidate : candidates) {
        suggestion.consider(candidate);
    }
    return suggestion.text();
}

} // namespace ampsim::measure
