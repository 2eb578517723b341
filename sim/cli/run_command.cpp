// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/run_command.h"

#include "sim/cli/exit_status.h"
#include "sim/cli/expectations.h"
#include "sim/cli/interrupt.h"
#include "sim/cli/live_line.h"
#include "sim/cli/manifest.h"
#include "sim/cli/version.h"
#include "sim/error.h"
#include "sim/measure/grants.h"
#include "sim/measure/histogram_text.h"
#include "sim/measure/json_text.h"
#include "sim/measure/result.h"
#include "sim/measure/units.h"
#include "sim/measure/waterfall.h"
#include "sim/report/diagram.h"
#include "sim/report/report.h"
#include "sim/report/run_data.h"

#include <fmt/format.h>
#include <fmt/ostream.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <ostream>
#include <string_view>

namespace ampsim::cli {

namespace fs = std::filesystem;

namespace {

using report::manifest_file;
using report::platform_file;
using report::report_file;
using report::result_file;

constexpr const char* trace_file = "trace.json";
constexpr const char* comparison_file = "comparison.json";
constexpr const char* waveform_file = "wires.vcd";
constexpr std::size_t most_reasons = 3; // of each node, in the summary
constexpr std::string_view console_suffix = ".console.log";
constexpr std::string_view link_suffix = ".link";

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

std::ofstream open_output(const fs::path& path) {
    std::ofstream out(path, std::ios::binary);
    if (!out) {
        throw InputError(fmt::format("--out: cannot write {}", path.string()));
    }
    return out;
}

/// Makes the directory, without results of an earlier run: what is in it afterwards is of this one.
void prepare_directory(const fs::path& directory) {
    std::error_code failed;
    fs::create_directories(directory, failed);
    if (failed) {
        throw InputError(fmt::format("--out: cannot make the directory {}: {}", directory.string(),
                                     failed.message()));
    }
    for (const char* file : {result_file, trace_file, manifest_file, platform_file, report_file,
                             comparison_file, waveform_file}) {
        fs::remove(directory / file, failed);
    }
    for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
        const std::string name = entry.path().filename().string();
        if (ends_with(name, console_suffix) || ends_with(name, link_suffix)) {
            fs::remove(entry.path(), failed);
        }
    }
}

/// The console of each Linux node tells how its script ended, and what it found.
void count_scripts(const scenario::Scenario& scenario, const fs::path& directory,
                   measure::Result& result) {
    for (const auto& [node, settings] : scenario.nodes) {
        if (!settings.script.empty()) {
            std::ifstream console(directory / (node + std::string(console_suffix)),
                                  std::ios::binary);
            const ScriptEnds ends = script_ends(console);
            console.clear();
            console.seekg(0);
            for (const auto& [name, count] : script_counts(console)) {
                result.counters[fmt::format("{}.reported.{}", node, name)] = count;
            }
            result.counters[node + ".scripts_passed"] = ends.passed;
            result.counters[node + ".scripts_failed"] = ends.failed;
        }
    }
}

void write_files(hub::Run& run, const std::string& manifest, const fs::path& directory) {
    open_output(directory / manifest_file) << manifest;
    open_output(directory / platform_file)
        << measure::json_text(report::diagram(run.platform, run.timing));
    std::ofstream trace = open_output(directory / trace_file);
    measure::write_chrome_trace(trace, run.trace, run.node_names, run.result.spans);
    trace.close();
    // The last one, and whole: where it is, the run is complete.
    const fs::path draft = directory / (std::string(result_file) + ".draft");
    std::ofstream result = open_output(draft);
    result << measure::to_json(run.result);
    result.close();
    if (!trace || !result) {
        throw InputError(fmt::format("--out: cannot write all of {}: is there room for it?",
                                     (trace ? draft : directory / trace_file).string()));
    }
    fs::rename(draft, directory / result_file);
}

/// "✓ rpmsg.rtt.count == 1000    1000"
void print_expectations(const std::vector<measure::Expectation>& expectations,
                        const Context& context) {
    std::size_t width = 0;
    for (const measure::Expectation& expectation : expectations) {
        width = std::max(width, expectation.expression.size());
    }
    const bool colour = context.out_terminal.colour;
    for (const measure::Expectation& expectation : expectations) {
        const char* start = !colour ? "" : expectation.holds ? "\x1b[32m" : "\x1b[31m";
        fmt::print(context.out, "{}{}{} {:{}}  {}\n", start, expectation.holds ? "✓" : "✗",
                   colour ? "\x1b[0m" : "", expectation.expression, width, expectation.value);
    }
}

void print_speed(const measure::Result& result, const Context& context) {
    const auto rate = [&result](std::uint64_t times) {
        return measure::grouped(
            static_cast<std::uint64_t>(measure::per_second(times, result.wall)));
    };
    fmt::print(context.out, "speed: {:.0f} % sync, {} grants/s, {} accesses/s; grants ended:",
               100 * result.sync_share, rate(measure::total(result.grant_ends)),
               rate(measure::accesses(result.grant_ends)));
    const char* before = " ";
    for (const auto& [node, reasons] : result.grant_ends) {
        fmt::print(context.out, "{}{}: {}", before, node,
                   measure::commonest(reasons, most_reasons));
        before = "; ";
    }
    fmt::print(context.out, "\n");
}

void print_summary(const hub::Run& run, const fs::path& directory,
                   const std::vector<std::string>& histograms, const Context& context) {
    const measure::Result& result = run.result;
    context.out << measure::waterfall(result, context.out_terminal.width,
                                      context.out_terminal.colour, histograms)
                << '\n';
    const std::string published = measure::published_text(
        result.published, context.out_terminal.width, context.out_terminal.colour);
    fmt::print(context.out, "{}{}", published, published.empty() ? "" : "\n");
    print_expectations(result.expectations, context);
    const double wall = static_cast<double>(result.wall.count());
    fmt::print(context.out, "\n{} simulated in {} ({:.3g}x real time)\n",
               measure::human_duration(result.simulated), measure::human_duration(result.wall),
               wall > 0 ? static_cast<double>(result.simulated.count()) / wall : 0.0);
    print_speed(result, context);
    if (run.snapshot.kind != hub::SnapshotUse::Kind::none) {
        fmt::print(context.out, "snapshot: {} at {}, reached in {}: {}\n",
                   run.snapshot.kind == hub::SnapshotUse::Kind::saved ? "saved" : "started from it",
                   measure::human_duration(run.snapshot.at),
                   measure::human_duration(run.snapshot.wall), run.snapshot.directory);
    }
    fmt::print(context.out, "results: {}/ ({}, {} for https://ui.perfetto.dev, {}, *{})\n",
               directory.string(), result_file, trace_file, manifest_file, console_suffix);
}

/// What took effect later than time.skew_limit allows: (node, what is wrong).
std::vector<std::pair<std::string, std::string>>
too_late(const measure::Result& result, const std::optional<VirtualTime>& skew_limit) {
    std::vector<std::pair<std::string, std::string>> found;
    for (const measure::Link& link : result.links) {
        if (skew_limit && link.max_skew > *skew_limit) {
            found.emplace_back(link.node,
                               fmt::format("what reached {} took effect up to {} late, more than "
                                           "time.skew_limit, {}",
                                           link.node, measure::exact_duration(link.max_skew),
                                           measure::exact_duration(*skew_limit)));
        }
    }
    return found;
}

/// What the run means to the shell; says on `err` what is not in the summary.
int judge(const hub::Run& run, const std::vector<std::string>& mistakes,
          const std::optional<VirtualTime>& skew_limit, const Context& context) {
    if (run.outcome == hub::Outcome::interrupted) {
        context.err << "ampsim: error: interrupted; the results are those so far\n";
        return simulation_failed;
    }
    if (run.outcome == hub::Outcome::failed) {
        context.err << "ampsim: error: the simulation failed: " << run.result.failure << '\n';
        return simulation_failed;
    }
    for (const std::string& mistake : mistakes) {
        context.err << "ampsim: error: " << mistake << '\n';
    }
    if (!mistakes.empty()) {
        return bad_input;
    }
    bool hold = true;
    for (const measure::Expectation& expectation : run.result.expectations) {
        if (!expectation.holds) {
            fmt::print(context.err, "ampsim: error: expectation '{}' does not hold: {}\n",
                       expectation.expression, expectation.value);
            hold = false;
        }
    }
    for (const auto& [node, problem] : too_late(run.result, skew_limit)) {
        context.err << "ampsim: error: " << problem << '\n';
        hold = false;
    }
    return hold ? all_hold : expectation_failed;
}

} // namespace

namespace {

struct Wanted {
    bool summary = true;
    bool report = true;
    std::vector<std::string> histograms = {};
};

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

/// Runs it, and says and writes what was found.
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
    write_files(run, manifest, directory);
    if (wanted.report) {
        report::write_report(directory);
    }
    if (wanted.summary) {
        print_summary(run, directory, wanted.histograms, context);
        if (wanted.report) {
            fmt::print(context.out, "report: {}\n", (directory / report_file).string());
        }
    }
    return conclude(run, manifest, directory, mistakes, scenario.time.skew_limit, guard,
                    !wanted.summary, context);
}

/// What a run was started with, as its manifest says.
struct Manifest {
    std::string scenario;
    std::vector<std::string> sets;
    std::vector<std::string> then;
};

Manifest read_manifest(const fs::path& directory) {
    const std::string file = (directory / manifest_file).string();
    std::ifstream in(file, std::ios::binary);
    const nlohmann::json manifest = nlohmann::json::parse(in, nullptr, false);
    if (!manifest.is_object() || !manifest.contains("file") || !manifest.contains("set")) {
        throw InputError(file + ": expected the manifest of a run, as `ampsim run --record` leaves "
                                "it beside the recorded links");
    }
    return {manifest["file"], manifest["set"], manifest.value("then", std::vector<std::string>{})};
}

} // namespace

int run_scenario(const RunArguments& arguments, const Context& context) {
    std::vector<std::string> sets = arguments.sets;
    if (!arguments.cpu.empty()) {
        sets.push_back("run.cpu=" + arguments.cpu);
    }
    const scenario::Scenario scenario = scenario::load(arguments.scenario, sets, arguments.then);
    hub::RunOptions options;
    options.out_directory =
        arguments.out.empty() ? (fs::path("results") / scenario.name).string() : arguments.out;
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

int replay_run(const ReplayArguments& arguments, const Context& context) {
    Manifest manifest = read_manifest(arguments.recorded);
    manifest.sets.insert(manifest.sets.end(), arguments.sets.begin(), arguments.sets.end());
    const std::string& file = arguments.scenario.empty() ? manifest.scenario : arguments.scenario;
    const scenario::Scenario scenario = scenario::load(file, manifest.sets, manifest.then);
    hub::RunOptions options;
    options.out_directory = arguments.out.empty()
                                ? (fs::path("results") / (scenario.name + "-replay")).string()
                                : arguments.out;
    std::error_code unknown;
    if (fs::equivalent(options.out_directory, arguments.recorded, unknown)) {
        throw InputError(fmt::format("--out: {} is where the recording is; expected another "
                                     "directory",
                                     options.out_directory));
    }
    options.recorded = arguments.recorded;
    Guard guard({});
    return carry_out(scenario, manifest.sets, options, {!arguments.quiet, true, {}}, guard,
                     context);
}

} // namespace ampsim::cli
