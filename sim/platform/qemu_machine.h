// SPDX-License-Identifier: BSD-3-Clause
//
// What QEMU's machines bring along: their own memories, peripherals and interrupts, which a
// platform must leave alone. Facts of QEMU 7.2 (hw/arm/virt.c, hw/arm/mps2.c, "info mtree -f").
#pragma once

#include "sim/platform/platform.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace ampsim::platform {

struct QemuMachine {
    struct Region {
        Range range;
        std::string_view owner;
    };
    struct Interrupts {
        std::uint32_t first;
        std::uint32_t last;
        std::string_view owner;
        std::optional<InterruptController> only_with = std::nullopt; ///< this controller
    };

    std::string_view name;
    std::vector<std::string_view> cpus; ///< a machine with one only has no choice (-cpu)
    std::vector<InterruptController> interrupt_controllers;
    unsigned address_bits;                 ///< of the processor's physical address space
    std::uint32_t interrupts;              ///< inputs of the interrupt controller, from 0
    std::optional<std::uint64_t> ram_base; ///< of memory whose size the platform chooses
    std::vector<Region> memories;          ///< shared memory may take their place
    std::vector<Region> peripherals;       ///< nothing may take their place
    std::vector<Interrupts> used_interrupts;
};

const std::vector<QemuMachine>& qemu_machines();

/// Null when ampsim does not know the machine.
const QemuMachine* find_qemu_machine(std::string_view name);

} // namespace ampsim::platform
