// SPDX-License-Identifier: BSD-3-Clause
//
// Guests that a user brings by path, and a conversation with ampsim's own.
#include "tests/integration/run_ampsim.h"

#include <gmock/gmock.h>

namespace ampsim::integration {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(Guests, OwnFilesByPathAndAConversationWithTheConsoleService) {
    const Directory directory;
    const auto copy = [&directory](const std::string& guest, const std::string& name) {
        std::filesystem::copy_file(built_guest(guest), directory.file(name));
        return directory.file(name);
    };
    const std::string firmware = copy("rtos/rpmsg_remote.elf", "my-firmware");
    const std::string own = directory.write("own", "a file of the user");
    const AmpsimRun run(source_file("tests/integration/scenarios/own_guests.toml"),
                        {"nodes.linux.kernel=" + copy("linux/vmlinuz", "my-kernel"),
                         "nodes.linux.initramfs=" + copy("linux/initramfs.cpio.gz", "my-initramfs"),
                         "nodes.linux.files={\"/etc/own\" = \"" + own + "\"}",
                         "nodes.rtos.firmware=" + firmware});
    ASSERT_EQ(run.exit_status(), 0) << run;
    EXPECT_THAT(run.console("linux"),
                AllOf(HasSubstr("help: help     lists the commands"),
                      HasSubstr("help: stats    counters of RPMsg"), HasSubstr("stats: received "),
                      HasSubstr("stats: echo 0x400: messages 3 bytes 24 bad 0 unsent 0"),
                      HasSubstr("stats: echo 0x401: messages 0 bytes 0 bad 0 unsent 0"),
                      HasSubstr("nonsense: nonsense: no such command, try help")));
    EXPECT_TRUE(run.manifest().at("inputs").contains(firmware));
    EXPECT_TRUE(run.manifest().at("inputs").contains(own));
}

TEST(Guests, AFirmwareOfAnyMakeRunsAndUsesTheMailbox) {
    const AmpsimRun run(source_file("tests/integration/scenarios/foreign_firmware.toml"),
                        {"nodes.rtos.firmware=" + test_guest("bare_m4.elf")});
    ASSERT_EQ(run.exit_status(), 0) << run;
    EXPECT_EQ(run.console("rtos"),
              "bare M4: hello\n"
              "bare M4: hello\nbare M4: first word answered\nbare M4: and another\n");
    EXPECT_EQ(run.counter("src.starts"), 1);
}

TEST(Guests, AKernelThatIsNoLinuxRunsAndSwitchesOff) {
    const AmpsimRun run(source_file("tests/integration/scenarios/foreign_firmware.toml"),
                        {"nodes.linux.kernel=" + test_guest("bare_a53_off.bin"),
                         "nodes.linux.script=", "expectations=[]"});
    ASSERT_EQ(run.exit_status(), 0) << run;
    EXPECT_EQ(run.console("linux"), "bare A53: hello\n");
}

} // namespace
} // namespace ampsim::integration
