// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/manifest.h"

#include "sim/cli/version.h"
#include "sim/measure/hash.h"
#include "sim/node/program.h"

#include <nlohmann/json.hpp>
#include <systemc>

#include <sys/utsname.h>

#include <filesystem>
#include <thread>

namespace ampsim::cli {

using nlohmann::ordered_json;

namespace {

/// What says its version of itself: each program that ran, once.
ordered_json versions(const hub::Run& run) {
    ordered_json versions{{"ampsim", ampsim_version()},
                          {"systemc", sc_core::sc_release()},
                          {"compiler", compiler_version()}};
    for (const auto& [name, command_line] : run.command_lines) {
        if (!command_line.empty()) {
            const std::string program =
                std::filesystem::path(command_line.front()).filename().string();
            if (!versions.contains(program)) {
                versions[program] = node::version_of(command_line.front()).value_or("not known");
            }
        }
    }
    return versions;
}

ordered_json host() {
    utsname system{};
    uname(&system);
    return {{"kernel", system.release},
            {"machine", system.machine},
            {"cpus", std::thread::hardware_concurrency()}};
}

ordered_json time(const scenario::TimeSettings& settings) {
    using Policy = scenario::TimeSettings::Policy;
    switch (settings.policy) {
    case Policy::lookahead:
        return {{"policy", "lookahead"}};
    case Policy::lockstep:
        return {{"policy", "lockstep"}};
    case Policy::quantum:
        break;
    }
    return {{"policy", "quantum"}, {"quantum_ns", settings.quantum.count()}};
}

} // namespace

std::string manifest_json(const scenario::Scenario& scenario, const std::vector<std::string>& sets,
                          const hub::Run& run) {
    ordered_json inputs(run.inputs);
    inputs[scenario.file] = measure::sha256_of_file(scenario.file);
    ordered_json manifest{{"scenario", scenario.name},
                          {"file", scenario.file},
                          {"set", sets},
                          {"platform", scenario.platform},
                          {"parameters", scenario.parameters},
                          {"time", time(scenario.time)},
                          {"versions", versions(run)},
                          {"inputs", inputs},
                          {"command_lines", run.command_lines},
                          {"trace_sha256", run.result.trace_sha256},
                          {"host", host()}};
    if (!scenario.then.empty()) {
        manifest["then"] = scenario.then;
    }
    if (!run.result.not_reproducible.empty()) {
        manifest["not_reproducible"] = run.result.not_reproducible;
    }
    if (run.snapshot.kind != hub::SnapshotUse::Kind::none) {
        const bool saved = run.snapshot.kind == hub::SnapshotUse::Kind::saved;
        manifest["snapshot"] = {{"use", saved ? "saved" : "restored"},
                                {"directory", run.snapshot.directory},
                                {"at_ns", run.snapshot.at.count()},
                                {"wall_ns", run.snapshot.wall.count()}};
    }
    return manifest.dump(2) + "\n";
}

} // namespace ampsim::cli
