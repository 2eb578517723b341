// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/guard.h"

#include "sim/cli/output_file.h"
#include "sim/cli/run_results.h"
#include "sim/compare/comparison_files.h"
#include "sim/report/run_data.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <filesystem>
#include <ostream>

namespace ampsim::cli {

namespace fs = std::filesystem;
using measure::JunitCase;

Guard::Guard(const GuardArguments& arguments)
    : junit_(arguments.junit), tolerance_(compare::parse_tolerance(arguments.tolerance)) {
    if (!arguments.baseline.empty()) {
        baseline_ = compare::read_figures(arguments.baseline);
    }
}

bool Guard::hold(const measure::Result& result, const std::string& manifest,
                 const std::string& directory, bool quiet, const Context& context) {
    if (!baseline_) {
        return true;
    }
    const std::string file = (fs::path(directory) / report::result_file).string();
    const compare::Comparison comparison = compare::compare(
        *baseline_, compare::parse_figures(file, measure::to_json(result), manifest), tolerance_);
    write_output("--out", fs::path(directory) / comparison_file, compare::to_json(comparison));
    const std::string text = compare::to_text(comparison, {context.out_terminal.colour, false});
    if (!quiet) {
        context.out << '\n' << text;
    }
    const std::string answer = compare::answer(comparison);
    held_ = JunitCase{"the baseline holds",
                      comparison.beyond() ? JunitCase::Outcome::failed : JunitCase::Outcome::passed,
                      answer, compare::to_text(comparison, {})};
    if (comparison.beyond()) {
        fmt::print(context.err, "ampsim: error: baseline {}: {}\n", baseline_->path, answer);
    }
    return !comparison.beyond();
}

void Guard::report(const measure::Result& result,
                   const std::vector<std::pair<std::string, std::string>>& more) const {
    measure::JunitSuite suite = measure::junit_suite(result);
    for (const auto& [name, problem] : more) {
        suite.cases.push_back({name, JunitCase::Outcome::failed, problem, ""});
    }
    if (held_) {
        suite.cases.push_back(*held_);
    }
    write(suite);
}

void Guard::report_failure(const std::string& scenario, const std::string& why) const {
    write({scenario, {}, {}, {{"the simulation ends", JunitCase::Outcome::error, why, ""}}});
}

void Guard::write(const measure::JunitSuite& suite) const {
    if (!junit_.empty()) {
        write_output("--junit", junit_, measure::to_junit({suite}));
    }
}

} // namespace ampsim::cli
