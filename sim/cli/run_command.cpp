// SPDX-License-Identifier: BSD-3-Clause
//
// `ampsim run`: a scenario file in, a directory of results and a waterfall out.
#include "sim/cli/carry_out.h"
#include "sim/cli/commands.h"
#include "sim/cli/flags.h"

#include <exception>
#include <filesystem>
#include <memory>

namespace ampsim::cli {

namespace {

struct RunArguments {
    std::string scenario;
    std::vector<std::string> sets;
    std::vector<std::string> then; ///< [snapshot] then, added to it
    std::string out;               ///< empty: results/NAME
    std::string cpu;               ///< empty: as the scenario says
    std::string snapshots = "results/snapshots";
    bool no_snapshot = false;
    bool record = false;
    bool no_report = false;
    std::vector<std::string> histograms; ///< of spans and hops; empty: of the first span
    bool quiet = false;
    GuardArguments guard;
};

int run_scenario(const RunArguments& arguments, const Context& context) {
    std::vector<std::string> sets = arguments.sets;
    if (!arguments.cpu.empty()) {
        sets.push_back("run.cpu=" + arguments.cpu);
    }
    const scenario::Scenario scenario = scenario::load(arguments.scenario, sets, arguments.then);
    hub::RunOptions options;
    options.out_directory = arguments.out.empty()
                                ? (std::filesystem::path("results") / scenario.name).string()
                                : arguments.out;
    options.snapshots = arguments.no_snapshot ? "" : arguments.snapshots;
    options.record = arguments.record;
    const Wanted wanted{!arguments.quiet, !arguments.no_report, arguments.histograms};
    Guard guard(arguments.guard);
    try {
        return carry_out(scenario, arguments.sets, options, wanted, guard, context);
    } catch (const std::exception& error) {
        guard.report_failure(scenario.name, error.what());
        throw;
    }
}

void add_guard(CLI::App& command, GuardArguments& guard) {
    CLI::Option* baseline =
        add_value(command, "--baseline", "FILE", guard.baseline,
                  "Hold the results against this baseline, result.json or run's directory");
    add_value(command, "--tolerance", "TOLERANCE", guard.tolerance,
              "How far a figure may be from the baseline: a share (2%) or a duration (50 ns)")
        ->needs(baseline);
    add_value(command, "--junit", "FILE", guard.junit, "Write a JUnit report, for CI systems");
}

} // namespace

Command add_run(CLI::App& app) {
    CLI::App* command =
        app.add_subcommand("run", "Run a scenario: print its waterfall, write its results");
    const auto arguments = std::make_shared<RunArguments>();
    add_scenario(*command, arguments->scenario);
    add_sets(*command, arguments->sets, "Give a key of the scenario another value");
    add_repeated(*command, "--then", "KEY=VALUE", arguments->then,
                 "Give a latency of the platform another value from the point of [snapshot] on, so "
                 "that runs that differ in it start from one snapshot");
    add_results(*command, arguments->out, "results/NAME");
    add_value(*command, "--cpu", "CPU", arguments->cpu,
              "Host CPU to run on: a number, auto or none");
    command->add_flag("--record", arguments->record,
                      "Write the packets of each node's link to NODE.link; see 'ampsim link'");
    add_snapshots(*command, arguments->snapshots, arguments->no_snapshot, "Start");
    add_repeated(*command, "--histogram", "SPAN[.hop[HOP]]", arguments->histograms,
                 "Draw the distribution of this span or hop instead of the first span's");
    add_no_report(*command, arguments->no_report);
    add_guard(*command, arguments->guard);
    add_quiet(*command, arguments->quiet);
    command->footer(std::string("Example: ampsim run scenarios/rpmsg-ping.toml --set count=100 "
                                "--set platform.mu.signal-latency-ns=1000\n") +
                    exit_statuses);
    return {command, [arguments](const Context& context) {
                return run_scenario(*arguments, context);
            }};
}

} // namespace ampsim::cli
