// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/command_line.h"

#include "sim/cli/commands.h"
#include "sim/cli/exit_status.h"
#include "sim/cli/version.h"
#include "sim/error.h"
#include "sim/measure/suggestion.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <ostream>

namespace ampsim::cli {

namespace {

/// What CLI11 has to say: help and versions on `out` with status 0, everything else is bad usage.
int explain(const CLI::App& app, const CLI::ParseError& reason, const Context& context) {
    if (reason.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
        return app.exit(reason, context.out, context.err);
    }
    context.err << "ampsim: error: " << reason.what()
                << "\nRun 'ampsim --help' for what there is.\n";
    return bad_input;
}

/// CLI11 says only that some command is required.
void require_known_command(const CLI::App& app, const std::vector<std::string>& arguments) {
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands({})) {
        names.push_back(command->get_name());
    }
    if (arguments.empty() || arguments.front().substr(0, 1) == "-" ||
        std::find(names.begin(), names.end(), arguments.front()) != names.end()) {
        return;
    }
    throw InputError(fmt::format("unknown command '{}'{}; commands are: {}", arguments.front(),
                                 measure::did_you_mean(arguments.front(), names),
                                 fmt::join(names, ", ")));
}

} // namespace

int run_command_line(const std::vector<std::string>& arguments, const Context& context) {
    CLI::App app("Full-system co-simulator for heterogeneous AMP platforms", "ampsim");
    const std::vector<Command> commands{
        add_run(app),    add_sweep(app),   add_replay(app),   add_node(app),  add_platform(app),
        add_link(app),   add_compare(app), add_baseline(app), add_trace(app), add_footprint(app),
        add_schema(app), add_report(app),  add_doctor(app)};
    app.set_version_flag("--version", "ampsim " + ampsim_version());
    app.require_subcommand(1);
    app.footer("Example: ampsim run scenarios/rpmsg-ping.toml\n'ampsim COMMAND --help' says more.");
    try {
        require_known_command(app, arguments);
        // CLI11 takes arguments from the back.
        app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
        const auto given =
            std::find_if(commands.begin(), commands.end(),
                         [](const Command& command) { return command.flags->parsed(); });
        return given->run(context); // there is one: CLI11 requires it
    } catch (const CLI::ParseError& reason) {
        return explain(app, reason, context);
    } catch (const InputError& error) {
        context.err << "ampsim: error: " << error.what() << '\n';
        return bad_input;
    } catch (const std::exception& error) { // SimulationError, and what no one foresaw
        context.err << "ampsim: error: " << error.what() << '\n';
        return simulation_failed;
    }
}

} // namespace ampsim::cli
