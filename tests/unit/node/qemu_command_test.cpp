// SPDX-License-Identifier: BSD-3-Clause
#include "sim/node/qemu_command.h"

#include <gmock/gmock.h>

namespace ampsim::node {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::ElementsAreArray;

const QemuWithPlugin programs{"/usr/bin/qemu-system-aarch64", "/opt/ampsim-qemu.so"};

platform::Node linux_node() {
    platform::Node node;
    node.name = "linux";
    node.os = "linux";
    node.machine = "virt";
    node.cpu = "cortex-a53";
    node.instruction_shift = 1;
    node.memory_size = 512U << 20U;
    node.windows = {{"mu", 0, {0x0caa0000, 0x10000}, 0x30aa0000, 0, false},
                    {"ddr", {}, {0xb8000000, 0x1000000}, 0xb8000000, 0x2000, true}};
    node.wires = {{"mu", "a", 0, 88}, {"mu", "x", 0, 89}};
    return node;
}

scenario::NodeSettings linux_settings() {
    scenario::NodeSettings settings;
    settings.kernel = "/guests/vmlinuz";
    return settings;
}

QemuFiles files() {
    return {
        "fd:5", "/out/linux.console.log", "/out/linux.initramfs", "/out/linux.dtb", {{"ddr", 7}}};
}

/// The argument behind an option.
std::string value_of(const std::vector<std::string>& command, const std::string& option) {
    const auto found = std::find(command.begin(), command.end(), option);
    return found == command.end() || found + 1 == command.end() ? "" : found[1];
}

TEST(QemuCommand, OfALinuxNode) {
    EXPECT_THAT(qemu_command(programs, linux_node(), linux_settings(), files()),
                ElementsAre("/usr/bin/qemu-system-aarch64", "-nodefaults", "-no-user-config",
                            "-display", "none", "-monitor", "none", "-nic", "none", "-name",
                            "linux", "-icount", "shift=1,sleep=off", "-rtc",
                            "base=2024-01-01T00:00:00,clock=vm", "-seed", "42", "-no-reboot",
                            "-no-shutdown", "-global", "migration.store-global-state=off",
                            "-chardev", "file,id=console,path=/out/linux.console.log,append=on",
                            "-serial", "chardev:console", "-M", "virt,gic-version=3", "-cpu",
                            "cortex-a53", "-m", "512M", "-kernel", "/guests/vmlinuz", "-append",
                            "console=ttyAMA0 nokaslr panic=-1", "-dtb", "/out/linux.dtb", "-initrd",
                            "/out/linux.initramfs", "-plugin",
                            "/opt/ampsim-qemu.so,link=fd:5,io=0xcaa0000:0x10000,"
                            "ram=0xb8000000:0x1000000:7:0x2000,wire=88,wire=89,memory=apart"));
}

TEST(QemuCommand, OfAMicrocontroller) {
    platform::Node node;
    node.name = "rtos";
    node.os = "baremetal";
    node.machine = "mps2-an386";
    node.interrupt_controller = platform::InterruptController::nvic;
    node.instruction_shift = 2;
    QemuFiles its_files;
    its_files.link = "unix:/tmp/a,b";
    its_files.console_log = "/out/a,b.log";
    EXPECT_THAT(qemu_command(programs, node, {}, its_files),
                ElementsAre("/usr/bin/qemu-system-aarch64", "-nodefaults", "-no-user-config",
                            "-display", "none", "-monitor", "none", "-nic", "none", "-name", "rtos",
                            "-icount", "shift=2,sleep=off", "-rtc",
                            "base=2024-01-01T00:00:00,clock=vm", "-seed", "42", "-no-reboot",
                            "-no-shutdown", "-global", "migration.store-global-state=off",
                            "-chardev", "file,id=console,path=/out/a,,b.log,append=on", "-serial",
                            "chardev:console", "-M", "mps2-an386", "-plugin",
                            "/opt/ampsim-qemu.so,link=unix:/tmp/a,,b"));
}

TEST(QemuCommand, TakesWhatTheScenarioAdds) {
    platform::Node node = linux_node();
    node.interrupt_controller = platform::InterruptController::gicv2;
    scenario::NodeSettings settings = linux_settings();
    settings.command_line = "ampsim.shell quiet";
    settings.gdb = "tcp::1234";
    settings.qemu_arguments = {"-d", "int"};
    QemuFiles its_files = files();
    its_files.initramfs = "";
    const std::vector<std::string> command = qemu_command(programs, node, settings, its_files);
    EXPECT_EQ(value_of(command, "-M"), "virt,gic-version=2");
    EXPECT_EQ(value_of(command, "-append"), "console=ttyAMA0 nokaslr panic=-1 ampsim.shell quiet");
    EXPECT_EQ(value_of(command, "-gdb"), "tcp::1234");
    EXPECT_THAT(command, testing::Not(Contains("-initrd")));
    EXPECT_THAT(std::vector<std::string>(command.end() - 2, command.end()),
                ElementsAreArray(settings.qemu_arguments));
}

TEST(QemuCommand, LinuxLooksForAGicv2mFrameOnlyWithoutLpis) {
    platform::Node node = linux_node();
    node.has_gicv2m = true;
    EXPECT_EQ(value_of(qemu_command(programs, node, linux_settings(), files()), "-append"),
              "console=ttyAMA0 nokaslr panic=-1 irqchip.gicv3_nolpi=1");
    node.interrupt_controller = platform::InterruptController::gicv2;
    EXPECT_EQ(value_of(qemu_command(programs, node, linux_settings(), files()), "-append"),
              "console=ttyAMA0 nokaslr panic=-1");
}

} // namespace
} // namespace ampsim::node
