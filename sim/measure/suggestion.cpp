// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/suggestion.h"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <utility>

namespace ampsim::measure {

namespace {

constexpr std::size_t most_suggestions = 3;

char folded(char c) {
    return c == '-' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

/// Edits (insert, delete, replace, exchange of neighbours) from a to b; case and '-' for '_' are
/// free. Gives up above `limit`.
unsigned edit_distance(std::string_view a, std::string_view b, unsigned limit) {
    if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > limit) {
        return limit + 1;
    }
    std::vector<unsigned> row(b.size() + 1);
    std::vector<unsigned> above = row; // the row before, which an exchange looks at
    std::iota(row.begin(), row.end(), 0U);
    for (std::size_t i = 0; i < a.size(); ++i) {
        const std::vector<unsigned> two_above = std::exchange(above, row);
        row[0] = static_cast<unsigned>(i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const bool same = folded(a[i]) == folded(b[j]);
            row[j + 1] = std::min({above[j] + (same ? 0 : 1), row[j] + 1, above[j + 1] + 1});
            if (i > 0 && j > 0 && folded(a[i]) == folded(b[j - 1]) &&
                folded(a[i - 1]) == folded(b[j])) {
                row[j + 1] = std::min(row[j + 1], two_above[j - 1] + 1);
            }
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
