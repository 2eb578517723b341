// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/scripted.h"

#include "sim/error.h"

#include <fmt/format.h>

#include <filesystem>

namespace ampsim::hub {

namespace fs = std::filesystem;

std::map<std::string, std::uint64_t> register_names(const DeviceFace& face,
                                                    const platform::Face& described) {
    constexpr std::uint64_t word = 4;
    std::map<std::string, std::uint64_t> names;
    for (std::uint64_t offset = 0; face.register_name && offset < described.bus.size;
         offset += word) {
        const std::string name = face.register_name(offset);
        if (!name.empty()) {
            names.emplace(name, offset);
        }
    }
    return names;
}

std::unique_ptr<scripted::ScriptedNode>
make_scripted_node(const platform::Platform& platform, std::size_t index,
                   const scenario::Scenario& scenario, const Hardware& hardware,
                   const std::string& console_log, node::NodeEvents& events) {
    scripted::Surroundings around{platform,
                                  index,
                                  {},
                                  [&hardware](std::size_t device, std::size_t face) {
                                      return hardware.registers(device, face);
                                  },
                                  console_log,
                                  scenario.end.virtual_timeout};
    for (const platform::Memory& memory : platform.memories) {
        if (const node::SharedMemory* shared = hardware.shared_memory(memory.label)) {
            around.memories[memory.label] = {shared->bytes(), shared->size()};
        }
    }
    const scenario::NodeSettings& settings = scenario.nodes.at(platform.nodes[index].name);
    return std::make_unique<scripted::ScriptedNode>(std::move(around), *settings.program, events);
}

namespace {

/// This program, or the one beside the tests.
fs::path ampsim_program() {
    std::error_code unknown;
    const fs::path self = fs::read_symlink("/proc/self/exe", unknown);
    for (const fs::path& directory : {self.parent_path(), self.parent_path().parent_path()}) {
        if (fs::is_regular_file(directory / "ampsim", unknown)) {
            return directory / "ampsim";
        }
    }
    throw InputError(fmt::format("there is no {}, which runs scripted nodes in processes of their "
                                 "own (run_in = \"process\")",
                                 (self.parent_path() / "ampsim").string()));
}

} // namespace

std::vector<std::string> scripted_command(const scenario::Scenario& scenario,
                                          const std::string& node, const node::QemuFiles& files) {
    std::vector<std::string> command{
        ampsim_program().string(), "node", scenario.file, node, "--link", files.link, "--console",
        files.console_log};
    for (const auto& [label, descriptor] : files.memories) {
        command.insert(command.end(), {"--memory", fmt::format("{}={}", label, descriptor)});
    }
    for (const std::string& set : scenario.sets) {
        command.insert(command.end(), {"--set", set});
    }
    return command;
}

} // namespace ampsim::hub
