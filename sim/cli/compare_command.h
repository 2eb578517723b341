// SPDX-License-Identifier: BSD-3-Clause
//
// `ampsim compare`: what moved between two runs. `ampsim baseline`: the file to hold runs against.
#pragma once

#include "sim/cli/context.h"

#include <string>
#include <vector>

namespace ampsim::cli {

struct CompareArguments {
    std::string a;
    std::string b;
    std::string tolerance = "0";
    std::string json; ///< file to write comparison.json to; empty: none
    bool verbose = false;
};

struct BaselineArguments {
    std::string run;
    std::string file;                  ///< empty: standard output
    std::vector<std::string> counters; ///< guarded as well
};

/// 0 when nothing is beyond the tolerance, 1 when something is. Throws InputError for what is no
/// result.
int compare_results(const CompareArguments& arguments, const Context& context);

/// Writes the figures of a run as a baseline. Throws InputError for what is no whole run.
int save_baseline(const BaselineArguments& arguments, const Context& context);

} // namespace ampsim::cli
