// SPDX-License-Identifier: BSD-3-Clause
//
// `ampsim replay`: a run with what was recorded in the place of its nodes.
#include "sim/cli/carry_out.h"
#include "sim/cli/commands.h"
#include "sim/cli/flags.h"
#include "sim/error.h"
#include "sim/report/run_data.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <memory>

namespace ampsim::cli {

namespace fs = std::filesystem;

namespace {

struct ReplayArguments {
    std::string recorded;          ///< directory of a run with --record
    std::string scenario;          ///< empty: the run's own
    std::vector<std::string> sets; ///< on top of the run's own
    std::string out;               ///< empty: results/NAME-replay
    bool quiet = false;
};

/// What a run was started with, as its manifest says.
struct Manifest {
    std::string scenario;
    std::vector<std::string> sets;
    std::vector<std::string> then;
};

Manifest read_manifest(const fs::path& directory) {
    const std::string file = (directory / report::manifest_file).string();
    std::ifstream in(file, std::ios::binary);
    const nlohmann::json manifest = nlohmann::json::parse(in, nullptr, false);
    if (!manifest.is_object() || !manifest.contains("file") || !manifest.contains("set")) {
        throw InputError(file + ": expected the manifest of a run, as `ampsim run --record` leaves "
                                "it beside the recorded links");
    }
    return {manifest["file"], manifest["set"], manifest.value("then", std::vector<std::string>{})};
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

} // namespace

Command add_replay(CLI::App& app) {
    CLI::App* command = app.add_subcommand(
        "replay", "Run the hub against the recorded nodes of `ampsim run --record`");
    const auto arguments = std::make_shared<ReplayArguments>();
    add_value(*command, "directory", "DIR", arguments->recorded, "Results of the recorded run")
        ->required();
    add_value(*command, "--scenario", "FILE", arguments->scenario,
              "Another file than the run's own");
    add_sets(*command, arguments->sets, "Give a key another value than the run had");
    add_results(*command, arguments->out, "results/NAME-replay");
    add_quiet(*command, arguments->quiet);
    command->footer(std::string("Fails, with both packets, at the first one that the hub sends "
                                "otherwise than it did.\n"
                                "Example: ampsim run scenarios/rpmsg-ping.toml --record && "
                                "ampsim replay results/rpmsg-ping\n") +
                    exit_statuses);
    return {command, [arguments](const Context& context) {
                return replay_run(*arguments, context);
            }};
}

} // namespace ampsim::cli
