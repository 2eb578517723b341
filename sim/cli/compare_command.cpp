// SPDX-License-Identifier: BSD-3-Clause
// `ampsim compare`: what moved between two runs.
#include "sim/cli/commands.h"
#include "sim/cli/exit_status.h"
#include "sim/cli/flags.h"
#include "sim/cli/output_file.h"
#include "sim/compare/comparison_files.h"
#include "sim/compare/sweeps.h"
#include "sim/error.h"
#include "sim/report/report.h"

#include <fmt/format.h>

#include <memory>
#include <ostream>

namespace ampsim::cli {

namespace {

struct CompareArguments {
    std::string a;
    std::string b;
    std::string tolerance = "0";
    std::string json; ///< file to write comparison.json to; empty: none
    std::string html; ///< the same for its page
    bool verbose = false;
};

/// Of two runs or of two sweeps.
template <typename Comparison>
int tell(const Comparison& comparison, const CompareArguments& arguments, const Context& context) {
    const std::string json = compare::to_json(comparison);
    if (!arguments.json.empty()) {
        write_output("--json", arguments.json, json);
    }
    if (!arguments.html.empty()) {
        write_output("--html", arguments.html,
                     report::report_page(report::report_data_of_comparison(json)));
    }
    context.out << compare::to_text(comparison, {context.out_terminal.colour, arguments.verbose});
    return comparison.beyond() ? expectation_failed : all_hold;
}

int compare_results(const CompareArguments& arguments, const Context& context) {
    const compare::Tolerance tolerance = compare::parse_tolerance(arguments.tolerance);
    const bool sweeps = compare::is_sweep(arguments.a);
    if (sweeps != compare::is_sweep(arguments.b)) {
        throw InputError(fmt::format("{} is a sweep, and the other is none; expected two runs or "
                                     "two sweeps",
                                     sweeps ? arguments.a : arguments.b));
    }
    if (sweeps) {
        return tell(compare::compare(compare::read_sweep(arguments.a),
                                     compare::read_sweep(arguments.b), tolerance),
                    arguments, context);
    }
    const compare::Figures a = compare::read_figures(arguments.a); // a mistake in A is told first
    const compare::Figures b = compare::read_figures(arguments.b);
    return tell(compare::compare(a, b, tolerance), arguments, context);
}

} // namespace

Command add_compare(CLI::App& app) {
    CLI::App* command =
        app.add_subcommand("compare", "What moved between two runs, and what moved it");
    const auto arguments = std::make_shared<CompareArguments>();
    add_value(*command, "a", "A", arguments->a, "Directory of a run, result.json, or a baseline")
        ->required();
    add_value(*command, "b", "B", arguments->b, "The same, held against A")->required();
    add_value(*command, "--tolerance", "TOLERANCE", arguments->tolerance,
              "How far a figure may move: a share (2%) or a duration (50 ns)")
        ->capture_default_str();
    add_value(*command, "--json", "FILE", arguments->json, "Write the comparison for programs");
    add_value(*command, "--html", "FILE", arguments->html,
              "Write it as a page, as `ampsim report` would of comparison.json");
    command->add_flag("--verbose", arguments->verbose,
                      "Every figure, hop and counter that changed");
    command->footer("Example: ampsim compare results/before results/after --tolerance 2%\n"
                    "Exit status: 0 nothing is beyond the tolerance, 1 something is, 2 bad input.");
    return {command, [arguments](const Context& context) {
                return compare_results(*arguments, context);
            }};
}

} // namespace ampsim::cli
