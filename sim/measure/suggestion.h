// SPDX-License-Identifier: BSD-3-Clause
//
// "Did you mean ...?": the known names that come nearest to a misspelt one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ampsim::measure {

/// Collects the best of many candidates without keeping them all.
class Suggestion {
public:
    explicit Suggestion(std::string_view misspelt);

    void consider(std::string_view candidate);

    /// "; did you mean 'a' or 'b'?", or nothing when no candidate comes near.
    std::string text() const;

private:
    std::string misspelt_;
    unsigned best_distance_;
    std::vector<std::string> best_;
};

/// The same, for a list.
std::string did_you_mean(std::string_view misspelt, const std::vector<std::string>& candidates);

} // namespace ampsim::measure
