// SPDX-License-Identifier: BSD-3-Clause
//
// Which relation is meant, of those that the platform has.
#pragma once

#include "platforms/guests/linux/pmm/problem.h"

#include <string>
#include <vector>

namespace ampsim::pmm {

/// An index of `there`; of the only one when nothing is wanted. Throws WrongInput. `where` is for
/// messages.
inline std::size_t choose_relation(const std::vector<std::string>& there, const std::string& wanted,
                                   const std::string& where) {
    std::string names;
    for (std::size_t n = 0; n < there.size(); ++n) {
        if (there[n] == wanted) {
            return n;
        }
        names += (n == 0 ? "" : ", ") + there[n];
    }
    if (there.empty()) {
        throw WrongInput("no relation \"ampsim,hvl\" in " + where +
                         ": does the platform have one (docs/hvl.md)?");
    }
    if (!wanted.empty()) {
        throw WrongInput("no relation " + wanted + " in " + where + ", only " + names);
    }
    if (there.size() > 1) {
        throw WrongInput("several relations in " + where + ", " + names +
                         ": say which with --relation");
    }
    return 0;
}

} // namespace ampsim::pmm
