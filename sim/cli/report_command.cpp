// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/report_command.h"

#include "sim/cli/exit_status.h"
#include "sim/error.h"
#include "sim/report/report.h"

#include <fmt/ostream.h>

#include <ostream>

namespace ampsim::cli {

int make_reports(const ReportArguments& arguments, const Context& context) {
    if (!arguments.file.empty() && arguments.what.size() > 1) {
        throw InputError("--output: one file has room for one report; expected one DIR");
    }
    for (const std::string& what : arguments.what) {
        fmt::print(context.out, "{}\n", report::write_report(what, arguments.file).string());
    }
    return all_hold;
}

} // namespace ampsim::cli
