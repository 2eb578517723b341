// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/node_command.h"

#include "sim/cli/exit_status.h"
#include "sim/error.h"

#include <fmt/format.h>

namespace ampsim::cli {

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

} // namespace ampsim::cli
