// SPDX-License-Identifier: BSD-3-Clause
//
// `ampsim report`: report.html of what is on disk.
#pragma once

#include "sim/cli/context.h"

#include <string>
#include <vector>

namespace ampsim::cli {

struct ReportArguments {
    std::vector<std::string> what; ///< directories of runs or sweeps, or comparison.json
    std::string file;              ///< written instead of report.html; of one only
};

/// Returns an ExitStatus. Throws InputError.
int make_reports(const ReportArguments& arguments, const Context& context);

} // namespace ampsim::cli
