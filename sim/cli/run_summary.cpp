// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/run_summary.h"

#include "sim/cli/run_results.h"
#include "sim/measure/grants.h"
#include "sim/measure/published.h"
#include "sim/measure/result.h"
#include "sim/measure/units.h"
#include "sim/measure/waterfall.h"
#include "sim/report/run_data.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <ostream>

namespace ampsim::cli {

namespace {

constexpr std::size_t most_reasons = 3; // of each node

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

} // namespace

void print_summary(const hub::Run& run, const std::filesystem::path& directory,
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
               directory.string(), report::result_file, trace_file, report::manifest_file,
               console_suffix);
}

} // namespace ampsim::cli
