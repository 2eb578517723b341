// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/run.h"

#include "sim/error.h"
#include "sim/hub/simulation.h"

#include <algorithm>
#include <chrono>

namespace ampsim::hub {

namespace {

void collect(Run& run, Simulation& simulation, const scenario::Scenario& scenario) {
    measure::Result& result = run.result;
    result.simulated = simulation.now();
    result.max_skew = simulation.max_skew();
    result.grant_ends = simulation.grant_ends();
    result.links = simulation.links();
    result.counters = simulation.counters();
    result.remarks = simulation.remarks();
    result.not_reproducible = simulation.not_reproducible();
    run.trace = std::move(simulation.trace());
    result.trace_sha256 = run.trace.sha256();
    for (const measure::SpanDefinition& span : scenario.spans) {
        result.spans.push_back(measure::match(span, run.trace));
        measure::mark_touched(result.spans.back(), simulation.late());
    }
}

/// The first line says what happened; which process died comes before the details.
std::string explain(const std::string& error, Simulation& simulation) {
    const std::size_t first_line = std::min(error.find('\n'), error.size());
    return error.substr(0, first_line) + "\n" + simulation.deaths() +
           error.substr(std::min(first_line + 1, error.size())) + simulation.last_words(error);
}

double share_outside(std::chrono::nanoseconds part, std::chrono::nanoseconds whole) {
    return whole.count() == 0
               ? 0
               : 1 - static_cast<double>(part.count()) / static_cast<double>(whole.count());
}

} // namespace

Run run(const scenario::Scenario& scenario, const RunOptions& options) {
    const auto begin = std::chrono::steady_clock::now();
    Run run;
    run.result.scenario = scenario.name;
    std::unique_ptr<Simulation> simulation;
    std::chrono::nanoseconds guest_time{};
    try {
        simulation = std::make_unique<Simulation>(scenario, options);
        simulation->run();
    } catch (const Interrupted&) {
        run.outcome = Outcome::interrupted;
        run.result.failure = "interrupted";
    } catch (const SimulationError& error) {
        run.outcome = Outcome::failed;
        run.result.failure = error.what();
        if (simulation) {
            run.result.failure = explain(error.what(), *simulation);
        }
    }
    if (simulation) {
        simulation->shut_down();
        collect(run, *simulation, scenario);
        guest_time = simulation->guest_time();
        run.platform = simulation->platform();
        run.timing = simulation->timing();
        run.result.platform = run.platform.name;
        run.command_lines = simulation->command_lines();
        run.inputs = simulation->inputs();
        run.snapshot = simulation->snapshot();
        for (const platform::Node& node : simulation->platform().nodes) {
            run.node_names.push_back(node.name);
        }
    }
    run.result.wall = std::chrono::steady_clock::now() - begin;
    run.result.sync_share = share_outside(guest_time, run.result.wall);
    return run;
}

} // namespace ampsim::hub
