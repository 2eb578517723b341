// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/scripted_process.h"

#include "sim/error.h"
#include "sim/hub/registry.h"
#include "sim/hub/scripted.h"
#include "sim/scripted/far_end.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/mman.h>

#include <charconv>
#include <optional>
#include <string_view>

namespace ampsim::hub {

namespace {

int descriptor(std::string_view text, const std::string& argument) {
    int number = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number < 0 ||
        fcntl(number, F_GETFD) < 0) {
        throw InputError(
            fmt::format("{}: '{}' is not an open file descriptor; the hub hands them over to the "
                        "processes that it starts",
                        argument, text));
    }
    return number;
}

remote_port::Connection connect(const std::string& link) {
    constexpr std::string_view inherited = "fd:";
    if (link.compare(0, inherited.size(), inherited) == 0) {
        return remote_port::Connection::adopt(
            descriptor(std::string_view(link).substr(inherited.size()), "--link " + link));
    }
    return remote_port::connect(remote_port::Endpoint::parse(link));
}

/// Mapped until the process ends.
scripted::MappedMemory map_memory(const platform::Memory& memory, const std::string& given) {
    const int file = descriptor(given, fmt::format("--memory {}={}", memory.label, given));
    void* bytes = mmap(nullptr, memory.bus.size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (bytes == MAP_FAILED) {
        throw InputError(fmt::format("--memory {}={}: cannot map {} bytes", memory.label, given,
                                     memory.bus.size));
    }
    return {static_cast<unsigned char*>(bytes), memory.bus.size};
}

/// The models know the names of their registers; here they are asked for nothing else.
class RegisterNames {
public:
    explicit RegisterNames(const platform::Platform& platform) : platform_(platform) {}

    std::map<std::string, std::uint64_t> operator()(std::size_t device, std::size_t face) {
        const platform::Device& described = platform_.devices.at(device);
        const auto [found, is_new] = made_.try_emplace(device);
        if (is_new) {
            found->second = make_device(described, false);
        }
        return register_names(found->second.faces.at(face), described.faces.at(face));
    }

private:
    const platform::Platform& platform_;
    std::map<std::size_t, Device> made_;
};

} // namespace

void run_scripted_process(const ScriptedProcess& process) {
    const scenario::Scenario scenario = scenario::load(process.scenario, process.sets);
    const platform::Platform platform = platform::load(scenario.platform, scenario.overrides);
    const std::size_t index = platform.node_index(process.node);
    const scenario::NodeSettings& settings = scenario.nodes.at(process.node);
    if (!settings.program) {
        throw InputError(fmt::format("{}: node '{}' runs no program", scenario.file, process.node));
    }
    auto registers = std::make_shared<RegisterNames>(platform);
    scripted::Surroundings around{
        platform,
        index,
        {},
        [registers](std::size_t device, std::size_t face) { return (*registers)(device, face); },
        process.console_log,
        scenario.end.virtual_timeout};
    for (const platform::Memory& memory : platform.memories) {
        if (const auto given = process.memories.find(memory.label);
            given != process.memories.end()) {
            around.memories[memory.label] = map_memory(memory, given->second);
        }
    }
    for (const platform::Window& window : platform.nodes[index].windows) {
        if (window.ram && around.memories.count(window.target) == 0) {
            throw InputError(fmt::format(
                "node '{}' sees direct memory '{}', which only a process that the hub starts can "
                "share (--memory); elsewhere, make it timed: --set platform.{}.access=timed",
                process.node, window.target, window.target));
        }
    }
    remote_port::Session session("hub", connect(process.link),
                                 {remote_port::extended_bus_access, remote_port::byte_enables,
                                  remote_port::posted_wires, remote_port::ampsim_extension});
    scripted::FarEnd(std::move(session)).serve(std::move(around), *settings.program);
}

} // namespace ampsim::hub
