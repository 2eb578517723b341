// SPDX-License-Identifier: BSD-3-Clause
#include "sim/platform/qemu_machine.h"

#include <algorithm>

namespace ampsim::platform {

namespace {

using Regions = std::vector<QemuMachine::Region>;

QemuMachine virt() {
    return {
        "virt",
        {"cortex-a7", "cortex-a15", "cortex-a35", "cortex-a53", "cortex-a57", "cortex-a72",
         "cortex-a76", "neoverse-n1"},
        {InterruptController::gicv3, InterruptController::gicv2},
        40,
        256,
        0x4000'0000,
        {{{0x0000'0000, 0x0800'0000}, "boot flash"}},
        {
            {{0x0800'0000, 0x0100'0000}, "interrupt controller"},
            {{0x0900'0000, 0x1000}, "UART (pl011)"},
            {{0x0901'0000, 0x1000}, "real-time clock (pl031)"},
            {{0x0902'0000, 0x1000}, "firmware configuration (fw_cfg)"},
            {{0x0903'0000, 0x1000}, "GPIO (pl061)"},
            {{0x0904'0000, 0x8'0000}, "optional devices (secure UART, SMMU, ACPI, PV time)"},
            {{0x0a00'0000, 0x4000}, "virtio-mmio transports"},
            {{0x1000'0000, 0x3000'0000}, "PCIe windows"},
            {{0x40'0000'0000, 0x400'0000}, "second redistributor region"},
            {{0x40'1000'0000, 0x1000'0000}, "PCIe configuration space"},
            {{0x80'0000'0000, 0x80'0000'0000}, "high PCIe window"},
        },
        {
            {1, 1, "UART (pl011)"},
            {2, 2, "real-time clock (pl031)"},
            {3, 6, "PCIe"},
            {7, 7, "GPIO (pl061)"},
            {8, 8, "secure UART"},
            {9, 9, "ACPI events"},
            {16, 47, "virtio-mmio transports"},
            {48, 111, "GICv2m (MSI)", InterruptController::gicv2},
            // QEMU's GICv3 tells its guest of 32 lines fewer than it has.
            {224, 255, "there, but not announced by its GICv3", InterruptController::gicv3},
        },
    };
}

Regions mps2_memories() {
    return {
        {{0x0000'0000, 0x0080'0000}, "SSRAM 1 and its mirror"},
        {{0x0100'0000, 0x0001'0000}, "block RAM"},
        {{0x2000'0000, 0x0080'0000}, "SSRAM 2 and 3 and their mirror"},
        {{0x2100'0000, 0x0100'0000}, "PSRAM"},
    };
}

/// The MPS2 boards with a Cortex-M in the FPGA; `ethernet` is where they differ.
QemuMachine mps2(std::string_view name, std::string_view cpu, std::uint64_t ethernet,
                 Regions memories) {
    return {
        name,
        {cpu},
        {InterruptController::nvic},
        32,
        32,
        std::nullopt,
        std::move(memories),
        {
            {{0x2200'0000, 0x0200'0000}, "bit-band alias"},
            {{0x4000'0000, 0x0003'0000}, "timers, UARTs, SPI, I2C, GPIO, FPGA I/O, SCC"},
            {{ethernet, 0x1000}, "Ethernet (lan9118)"},
            {{0x4200'0000, 0x0200'0000}, "bit-band alias"},
            {{0xe000'0000, 0x0010'0000}, "private peripherals (NVIC, SysTick, SCB)"},
        },
        {
            {0, 5, "UART 0 to 2"},
            {8, 10, "timers"},
            {11, 11, "SPI"},
            {12, 12, "UART overflow"},
            {13, 13, "Ethernet (lan9118)"},
            {18, 21, "UART 3 and 4"},
            {22, 22, "SPI of the ADC"},
            {24, 24, "SPI of the shields"},
        },
    };
}

} // namespace

const std::vector<QemuMachine>& qemu_machines() {
    static const std::vector<QemuMachine> machines = {
        virt(),
        mps2("mps2-an385", "cortex-m3", 0x4020'0000, mps2_memories()),
        mps2("mps2-an386", "cortex-m4", 0x4020'0000, mps2_memories()),
        mps2("mps2-an500", "cortex-m7", 0xa000'0000,
             {
                 {{0x0000'0000, 0x0080'0000}, "SSRAM 1 and its mirror"},
                 {{0x2000'0000, 0x0080'0000}, "SSRAM 2 and 3 and their mirror"},
                 {{0x6000'0000, 0x0100'0000}, "PSRAM"},
             }),
    };
    return machines;
}

const QemuMachine* find_qemu_machine(std::string_view name) {
    const std::vector<QemuMachine>& machines = qemu_machines();
    const auto found =
        std::find_if(machines.begin(), machines.end(),
                     [&](const QemuMachine& machine) { return machine.name == name; });
    return found == machines.end() ? nullptr : &*found;
}

} // namespace ampsim::platform
