// SPDX-License-Identifier: BSD-3-Clause
// `ampsim node`.
#include "sim/cli/commands.h"
#include "sim/cli/exit_status.h"
#include "sim/cli/flags.h"
#include "sim/error.h"

#include <fmt/format.h>

#include <memory>

namespace ampsim::cli {

namespace {

struct NodeArguments {
    std::string scenario;
    std::string node;
    std::string link;
    std::vector<std::string> memories; ///< "LABEL=DESCRIPTOR"
    std::string console;
    std::vector<std::string> sets;
};

int run_node(const NodeArguments& arguments, const Context& context) {
    hub::ScriptedProcess process{arguments.scenario, arguments.node, arguments.link, {},
                                 arguments.console,  arguments.sets};
    for (const std::string& memory : arguments.memories) {
        const std::size_t equals = memory.find('=');
        if (equals == 0 || equals == std::string::npos) {
            throw InputError(fmt::format("--memory {}: expected LABEL=DESCRIPTOR", memory));
        }
        process.memories[memory.substr(0, equals)] = memory.substr(equals + 1);
    }
    context.run_node(process);
    return all_hold;
}

} // namespace

Command add_node(CLI::App& app) {
    CLI::App* command = app.add_subcommand(
        "node", "Run a scripted node of a scenario in this process, for a hub in another one");
    const auto arguments = std::make_shared<NodeArguments>();
    add_scenario(*command, arguments->scenario);
    add_value(*command, "node", "NODE", arguments->node, "The node")->required();
    add_value(*command, "--link", "LINK", arguments->link,
              "Where the hub is: unix:PATH, tcp:HOST:PORT, fd:NUMBER")
        ->required();
    add_repeated(*command, "--memory", "LABEL=FD", arguments->memories,
                 "File descriptor of a direct memory");
    add_value(*command, "--console", "FILE", arguments->console,
              "What the program logs goes there");
    add_sets(*command, arguments->sets, "As the hub's; both must read the same scenario");
    command->footer("The hub starts it for a node with run_in = \"process\"; see "
                    "docs/scripted-nodes.md.");
    return {command, [arguments](const Context& context) {
                return run_node(*arguments, context);
            }};
}

} // namespace ampsim::cli
