// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/carry_out.h"

#include "sim/cli/expectations.h"
#include "sim/cli/interrupt.h"
#include "sim/cli/live_line.h"
#include "sim/cli/manifest.h"
#include "sim/cli/run_results.h"
#include "sim/cli/run_summary.h"
#include "sim/cli/run_verdict.h"
#include "sim/cli/version.h"
#include "sim/measure/histogram_text.h"
#include "sim/report/report.h"

#include <fmt/ostream.h>

#include <filesystem>
#include <ostream>

namespace ampsim::cli {

namespace fs = std::filesystem;

namespace {

/// Before the run: are there such spans and hops?
void check_histograms(const std::vector<std::string>& names, const scenario::Scenario& scenario) {
    std::vector<measure::SpanSet> sets;
    for (const measure::SpanDefinition& definition : scenario.spans) {
        sets.emplace_back().definition = definition;
    }
    for (const std::string& name : names) {
        measure::durations_of(name, sets);
    }
}

/// The verdict on a run that is over, with that of the baseline; all of it in the JUnit file.
int conclude(const hub::Run& run, const std::string& manifest, const fs::path& directory,
             const std::vector<std::string>& mistakes, const std::optional<VirtualTime>& skew_limit,
             Guard& guard, bool quiet, const Context& context) {
    const bool held = guard.hold(run.result, manifest, directory.string(), quiet, context);
    const int status = judge(run, mistakes, skew_limit, context);
    measure::Result reported = run.result;
    if (run.outcome == hub::Outcome::interrupted) {
        reported.failure = "interrupted";
    }
    guard.report(reported, too_late(run.result, skew_limit));
    return status == all_hold && !held ? expectation_failed : status;
}

} // namespace

int carry_out(const scenario::Scenario& scenario, const std::vector<std::string>& sets,
              hub::RunOptions options, const Wanted& wanted, Guard& guard, const Context& context) {
    check_expectations(scenario);
    check_histograms(wanted.histograms, scenario);
    const fs::path directory = options.out_directory;
    prepare_directory(directory);
    options.interrupted = interrupted;
    LiveLine live_line(context.err, context.err_terminal);
    if (wanted.summary) {
        options.progress = [&live_line](const hub::Progress& progress) {
            live_line.show(progress);
        };
    }
    catch_interrupts();
    hub::Run run = context.simulate(scenario, options);
    live_line.clear();

    run.result.ampsim_version = ampsim_version();
    count_scripts(scenario, directory, run.result);
    std::vector<std::string> mistakes = evaluate_expectations(scenario, run.result);
    for (std::string& mistake : put_beside_published(scenario, run.result)) {
        mistakes.push_back(std::move(mistake));
    }
    const std::string manifest = manifest_json(scenario, sets, run);
    write_results(run, manifest, directory);
    if (wanted.report) {
        report::write_report(directory);
    }
    if (wanted.summary) {
        print_summary(run, directory, wanted.histograms, context);
        if (wanted.report) {
            fmt::print(context.out, "report: {}\n", (directory / report::report_file).string());
        }
    }
    return conclude(run, manifest, directory, mistakes, scenario.time.skew_limit, guard,
                    !wanted.summary, context);
}

} // namespace ampsim::cli
