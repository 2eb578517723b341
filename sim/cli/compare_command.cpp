// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/compare_command.h"

#include "sim/cli/exit_status.h"
#include "sim/cli/output_file.h"
#include "sim/compare/baseline.h"
#include "sim/compare/comparison_files.h"
#include "sim/compare/sweeps.h"
#include "sim/error.h"

#include <fmt/format.h>

#include <ostream>

namespace ampsim::cli {

namespace {

/// Of two runs or of two sweeps.
template <typename Comparison>
int tell(const Comparison& comparison, const CompareArguments& arguments, const Context& context) {
    if (!arguments.json.empty()) {
        write_output("--json", arguments.json, compare::to_json(comparison));
    }
    context.out << compare::to_text(comparison, {context.out_terminal.colour, arguments.verbose});
    return comparison.beyond() ? expectation_failed : all_hold;
}

} // namespace

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

int save_baseline(const BaselineArguments& arguments, const Context& context) {
    const std::string baseline =
        compare::to_baseline(compare::read_figures(arguments.run), arguments.counters);
    if (arguments.file.empty()) {
        context.out << baseline;
    } else {
        write_output("--output", arguments.file, baseline);
    }
    return all_hold;
}

} // namespace ampsim::cli
