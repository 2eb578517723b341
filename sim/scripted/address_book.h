// SPDX-License-Identifier: BSD-3-Clause
//
// Names of places on the bus, as one node sees them: labels of the platform, registers of its
// devices, carve-outs.
#pragma once

#include "sim/platform/platform.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ampsim::scripted {

/// Names and offsets of the registers of a device's face, both by their index in the platform.
using RegisterNames =
    std::function<std::map<std::string, std::uint64_t>(std::size_t device, std::size_t face)>;

class AddressBook {
public:
    AddressBook(const platform::Platform& platform, std::size_t node, RegisterNames registers);

    /// See Bus::address().
    std::uint64_t address(std::string_view name);
    std::optional<std::uint64_t> address_of_bus(std::uint64_t bus_address,
                                                std::uint64_t size) const;
    /// The window that holds an address; null when there is none.
    const platform::Window* window(std::uint64_t address) const;
    /// Index of the wire of "mu.a"; see Core::line().
    std::size_t line(std::string_view name) const;

private:
    std::uint64_t look_up(const std::string& name);
    std::uint64_t place(const std::string& name);
    std::optional<std::uint64_t> in_window(const std::string& target,
                                           std::optional<std::size_t> face,
                                           std::uint64_t offset) const;
    std::optional<std::uint64_t> in_device(const std::string& name);
    const std::map<std::string, std::uint64_t>& registers(std::size_t device, std::size_t face);
    [[noreturn]] void fail_invisible(const std::string& name) const;
    [[noreturn]] void fail_unknown(const std::string& name);

    const platform::Platform& platform_;
    const platform::Node& node_;
    RegisterNames register_names_;
    std::map<std::pair<std::size_t, std::size_t>, std::map<std::string, std::uint64_t>> registers_;
    std::map<std::string, std::uint64_t, std::less<>> known_;
};

} // namespace ampsim::scripted
