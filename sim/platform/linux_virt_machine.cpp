// SPDX-License-Identifier: BSD-3-Clause
//
// QEMU's machine "virt" as Linux has to find it (hw/arm/virt.c of QEMU 7.2). The real-time clock is
// left out: nothing of the host's time may come in. So are PCIe, GPIO and virtio-mmio, which no
// platform uses.
#include "sim/platform/linux_tree.h"
#include "sim/platform/qemu_machine.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>

namespace ampsim::platform {

namespace {

constexpr std::uint32_t shared_interrupt = 0;
constexpr std::uint32_t private_interrupt = 1;
constexpr std::uint32_t level_high = 4;
constexpr std::uint32_t uart_interrupt = 1;
constexpr std::uint32_t gicv2_first_processor = 0x100;
constexpr std::size_t rng_seed_words = 16;

void add_processor(LinuxTree& tree) {
    DeviceTreeNode& processors = tree.root.add("cpus");
    processors.set_cells("#address-cells", {1U});
    processors.set_cells("#size-cells", {0U});
    DeviceTreeNode& processor = processors.add("cpu@0");
    processor.set_text("device_type", "cpu");
    processor.set_text("compatible", "arm," + tree.node.cpu);
    processor.set_cells("reg", {0U});

    DeviceTreeNode& psci = tree.root.add("psci");
    psci.set_texts("compatible", {"arm,psci-1.0", "arm,psci-0.2", "arm,psci"});
    psci.set_text("method", "hvc"); // without virtualization and secure mode QEMU answers hvc
}

void add_memory(LinuxTree& tree) {
    const std::uint64_t base = *find_qemu_machine("virt")->ram_base;
    DeviceTreeNode& memory = tree.root.add(fmt::format("memory@{:x}", base));
    memory.set_text("device_type", "memory");
    memory.set_cells("reg", two_cells({base, tree.node.memory_size}));
}

void add_timer(LinuxTree& tree) {
    const bool gicv2 = tree.node.interrupt_controller == InterruptController::gicv2;
    const std::uint32_t flags = level_high | (gicv2 ? gicv2_first_processor : 0);
    DeviceTreeNode& timer = tree.root.add("timer");
    timer.set_texts("compatible", {"arm,armv8-timer", "arm,armv7-timer"});
    std::vector<Cells> interrupts;
    for (const std::uint32_t number :
         {13U, 14U, 11U, 10U}) { // secure, non-secure, virtual, hypervisor
        interrupts.push_back({private_interrupt, number, flags});
    }
    timer.set_groups("interrupts", interrupts);
    timer.set_flag("always-on");
}

void add_interrupt_controller(LinuxTree& tree) {
    const bool gicv2 = tree.node.interrupt_controller == InterruptController::gicv2;
    DeviceTreeNode& gic = tree.soc->add("interrupt-controller@8000000", "gic");
    gic.set_text("compatible", gicv2 ? "arm,cortex-a15-gic" : "arm,gic-v3");
    gic.set_groups("reg", gicv2 ? std::vector<Cells>{two_cells({0x0800'0000, 0x1'0000}),
                                                     two_cells({0x0801'0000, 0x1'0000})}
                                : std::vector<Cells>{two_cells({0x0800'0000, 0x1'0000}),
                                                     two_cells({0x080a'0000, 0xf6'0000})});
    gic.set_flag("interrupt-controller");
    gic.set_cells("#interrupt-cells", {3U});
    gic.set_cells("#address-cells", {gicv2m_of(tree) != nullptr ? 2U : 0U});
    add_gicv2m(tree, gic);
}

void add_clock(LinuxTree& tree) {
    DeviceTreeNode& clock = tree.root.add("clock-24m", clock_label);
    clock.set_text("compatible", "fixed-clock");
    clock.set_cells("#clock-cells", {0U});
    clock.set_cells("clock-frequency", {24'000'000U});
    clock.set_text("clock-output-names", "clk24mhz");
}

void add_uart(LinuxTree& tree) {
    DeviceTreeNode& uart = tree.soc->add("serial@9000000", "uart");
    uart.set_texts("compatible", {"arm,pl011", "arm,primecell"});
    uart.set_cells("reg", two_cells({0x0900'0000, 0x1000}));
    uart.set_cells("interrupts", {shared_interrupt, uart_interrupt, level_high});
    uart.set_cells("clocks", {Reference{clock_label}, Reference{clock_label}});
    uart.set_texts("clock-names", {"uartclk", "apb_pclk"});
}

/// What a boot loader hands over as entropy. Without it Linux computes every random number from
/// scratch, also the one that it takes at the end of each system call to place the next one's stack
/// (CONFIG_RANDOMIZE_KSTACK_OFFSET): about 15 us each time. It is the same in every run, as all
/// inputs are.
Cells rng_seed() {
    std::mt19937 generator; // its sequence is part of the C++ standard
    Cells words(rng_seed_words);
    std::generate(words.begin(), words.end(),
                  [&generator] { return static_cast<std::uint32_t>(generator()); });
    return words;
}

void add_chosen(LinuxTree& tree) {
    DeviceTreeNode& chosen = tree.root.add("chosen");
    chosen.set_text("stdout-path", "/soc/serial@9000000");
    chosen.set_cells("rng-seed", rng_seed());
}

} // namespace

void add_virt_machine(LinuxTree& tree) {
    add_chosen(tree);
    add_processor(tree);
    add_memory(tree);
    add_timer(tree);
    add_clock(tree);
    tree.soc = &tree.root.add("soc");
    tree.soc->set_text("compatible", "simple-bus");
    tree.soc->set_cells("#address-cells", {2U});
    tree.soc->set_cells("#size-cells", {2U});
    tree.soc->set_flag("ranges");
    add_interrupt_controller(tree);
    add_uart(tree);
}

} // namespace ampsim::platform
