// SPDX-License-Identifier: BSD-3-Clause
// `ampsim report`: report.html of what is on disk.
#include "sim/cli/commands.h"
#include "sim/cli/exit_status.h"
#include "sim/cli/flags.h"
#include "sim/error.h"
#include "sim/report/report.h"

#include <fmt/ostream.h>

#include <memory>
#include <ostream>

namespace ampsim::cli {

namespace {

struct ReportArguments {
    std::vector<std::string> what; ///< directories of runs or sweeps, or comparison.json
    std::string file;              ///< written instead of report.html; of one only
};

int make_reports(const ReportArguments& arguments, const Context& context) {
    if (!arguments.file.empty() && arguments.what.size() > 1) {
        throw InputError("--output: one file has room for one report; expected one DIR");
    }
    for (const std::string& what : arguments.what) {
        fmt::print(context.out, "{}\n", report::write_report(what, arguments.file).string());
    }
    return all_hold;
}

} // namespace

Command add_report(CLI::App& app) {
    CLI::App* command = app.add_subcommand(
        "report", "Make report.html (again): one page that shows a run, a sweep, a comparison");
    const auto arguments = std::make_shared<ReportArguments>();
    add_value(*command, "what", "DIR|FILE", arguments->what,
              "Results of a run or of a sweep, or the comparison.json of `ampsim compare`")
        ->required();
    add_output(*command, arguments->file,
               "Write to this file (report.html in DIR; beside FILE, with the end .html)");
    command->footer("Example: ampsim report results/rpmsg-ping -o ping.html");
    return {command, [arguments](const Context& context) {
                return make_reports(*arguments, context);
            }};
}

} // namespace ampsim::cli
