// SPDX-License-Identifier: BSD-3-Clause
//
// Columns as wide as what is in them.
#pragma once

#include <string>
#include <vector>

namespace ampsim::compare {

class TextTable {
public:
    void row(std::vector<std::string> cells);

    /// A line for each row, indented; columns in `right` are aligned so.
    std::string text(const std::vector<std::size_t>& right = {}) const;

    bool empty() const { return rows_.empty(); }

private:
    std::vector<std::size_t> widths_;
    std::vector<std::vector<std::string>> rows_;
};

} // namespace ampsim::compare
