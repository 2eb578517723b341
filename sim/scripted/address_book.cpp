// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scripted/address_book.h"

#include "sim/error.h"
#include "sim/measure/suggestion.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace ampsim::scripted {

namespace {

std::optional<std::uint64_t> number(std::string_view text) {
    const bool hexadecimal = text.substr(0, 2) == "0x";
    text.remove_prefix(hexadecimal ? 2 : 0);
    std::uint64_t value = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), value, hexadecimal ? 16 : 10);
    const bool whole = error == std::errc{} && end == text.data() + text.size() && !text.empty();
    return whole ? std::optional(value) : std::nullopt;
}

/// "mu.a"; "src" of a face without a name.
std::string face_name(const platform::Device& device, std::size_t face) {
    const std::string& name = device.faces[face].name;
    return name.empty() ? device.label : device.label + "." + name;
}

std::string wire_name(const platform::Wire& wire) {
    return wire.output.empty() ? wire.device : wire.device + "." + wire.output;
}

} // namespace

AddressBook::AddressBook(const platform::Platform& platform, std::size_t node,
                         RegisterNames registers)
    : platform_(platform), node_(platform.nodes.at(node)), register_names_(std::move(registers)) {}

std::uint64_t AddressBook::address(std::string_view name) {
    const auto found = known_.find(name);
    if (found != known_.end()) {
        return found->second;
    }
    const std::string text(name);
    return known_.emplace(text, look_up(text)).first->second;
}

std::uint64_t AddressBook::look_up(const std::string& name) {
    if (const auto value = number(name)) {
        return *value;
    }
    const std::size_t plus = name.find('+');
    if (plus == std::string::npos) {
        return place(name);
    }
    const auto offset = number(std::string_view(name).substr(plus + 1));
    if (!offset) {
        throw InputError(fmt::format("'{}': expected an offset such as +0x10 after the '+'", name));
    }
    return place(name.substr(0, plus)) + *offset;
}

std::uint64_t AddressBook::place(const std::string& name) {
    for (const platform::Memory& memory : platform_.memories) {
        if (memory.label == name) {
            const auto address = in_window(name, std::nullopt, 0);
            return address ? *address : (fail_invisible(name), 0);
        }
    }
    const auto carveout = platform_.carveouts.find(name);
    if (carveout != platform_.carveouts.end()) {
        const auto address = address_of_bus(carveout->second.address, carveout->second.size);
        return address ? *address : (fail_invisible(name), 0);
    }
    const auto address = in_device(name);
    return address ? *address : (fail_unknown(name), 0);
}

std::optional<std::uint64_t> AddressBook::in_device(const std::string& name) {
    for (std::size_t i = 0; i < platform_.devices.size(); ++i) {
        const platform::Device& device = platform_.devices[i];
        for (std::size_t face = 0; face < device.faces.size(); ++face) {
            const std::string prefix = face_name(device, face);
            if (name.compare(0, prefix.size(), prefix) != 0) {
                continue;
            }
            std::optional<std::uint64_t> offset;
            if (name.size() == prefix.size()) {
                offset = 0;
            } else if (name[prefix.size()] == '.') {
                const auto& names = registers(i, face);
                const auto found = names.find(name.substr(prefix.size() + 1));
                if (found != names.end()) {
                    offset = found->second;
                }
            }
            if (offset) {
                const auto address = in_window(device.label, face, *offset);
                return address ? address : (fail_invisible(name), std::nullopt);
            }
        }
    }
    return std::nullopt;
}

const std::map<std::string, std::uint64_t>& AddressBook::registers(std::size_t device,
                                                                   std::size_t face) {
    const auto [found, is_new] = registers_.try_emplace({device, face});
    if (is_new) {
        found->second = register_names_(device, face);
    }
    return found->second;
}

std::optional<std::uint64_t> AddressBook::in_window(const std::string& target,
                                                    std::optional<std::size_t> face,
                                                    std::uint64_t offset) const {
    for (const platform::Window& window : node_.windows) {
        if (window.target == target && window.face == face && offset >= window.offset &&
            offset - window.offset < window.node.size) {
            return window.node.address + (offset - window.offset);
        }
    }
    return std::nullopt;
}

std::optional<std::uint64_t> AddressBook::address_of_bus(std::uint64_t bus_address,
                                                         std::uint64_t size) const {
    for (const platform::Window& window : node_.windows) {
        if (bus_address >= window.bus && size <= window.node.size &&
            bus_address - window.bus <= window.node.size - size) {
            return window.node.address + (bus_address - window.bus);
        }
    }
    return std::nullopt;
}

const platform::Window* AddressBook::window(std::uint64_t address) const {
    for (const platform::Window& window : node_.windows) {
        if (address >= window.node.address && address - window.node.address < window.node.size) {
            return &window;
        }
    }
    return nullptr;
}

std::size_t AddressBook::line(std::string_view name) const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < node_.wires.size(); ++i) {
        names.push_back(wire_name(node_.wires[i]));
        if (names.back() == name) {
            return i;
        }
    }
    throw InputError(
        fmt::format("no line '{}' ends at node '{}'{}; its lines are: {}", name, node_.name,
                    measure::did_you_mean(name, names),
                    names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "))));
}

void AddressBook::fail_invisible(const std::string& name) const {
    throw InputError(fmt::format("node '{}' does not see '{}'; see `ampsim platform {}`",
                                 node_.name, name, platform_.name));
}

void AddressBook::fail_unknown(const std::string& name) {
    measure::Suggestion suggestion(name);
    for (const platform::Memory& memory : platform_.memories) {
        suggestion.consider(memory.label);
    }
    for (const auto& [carveout, range] : platform_.carveouts) {
        suggestion.consider(carveout);
    }
    for (std::size_t i = 0; i < platform_.devices.size(); ++i) {
        for (std::size_t face = 0; face < platform_.devices[i].faces.size(); ++face) {
            const std::string prefix = face_name(platform_.devices[i], face);
            suggestion.consider(prefix);
            for (const auto& [name_of_register, offset] : registers(i, face)) {
                suggestion.consider(prefix + "." + name_of_register);
            }
        }
    }
    throw InputError(fmt::format("platform '{}' has no '{}'{}; expected a memory, a device's "
                                 "register such as \"mu.a.TR1\", a carve-out or an address",
                                 platform_.name, name, suggestion.text()));
}

} // namespace ampsim::scripted
