// SPDX-License-Identifier: BSD-3-Clause
#include "tests/unit/platform/test_platform.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ampsim::platform {
namespace {

using testing::HasSubstr;

TEST(FirmwareText, HeaderOfTheM4) {
    const Platform platform = load("imx8mm-amp");
    EXPECT_EQ(firmware_header(platform, 1),
              R"(// SPDX-License-Identifier: BSD-3-Clause
//
// Platform imx8mm-amp, as node rtos sees it. Written by ampsim: change the platform instead.
#pragma once

#define TCML_BASE 0x1ffe0000U ///< also at 0x00000000-0x0001ffff
#define TCML_SIZE 0x00020000U
#define TCMU_BASE 0x20000000U
#define TCMU_SIZE 0x00020000U
#define SRC_BASE 0x30390000U
#define SRC_SIZE 0x00010000U
#define MU_B_BASE 0x30ab0000U
#define MU_B_SIZE 0x00010000U
#define DDR_BASE 0xb8000000U
#define DDR_SIZE 0x01000000U
#define CARVEOUT_RSC_TABLE_BASE 0xb80ff000U
#define CARVEOUT_RSC_TABLE_SIZE 0x00001000U
#define CARVEOUT_VDEV0BUFFER_BASE 0xb8400000U
#define CARVEOUT_VDEV0BUFFER_SIZE 0x00100000U
#define CARVEOUT_VDEV0VRING0_BASE 0xb8000000U
#define CARVEOUT_VDEV0VRING0_SIZE 0x00008000U
#define CARVEOUT_VDEV0VRING1_BASE 0xb8008000U
#define CARVEOUT_VDEV0VRING1_SIZE 0x00008000U
#define MU_B_IRQ 31
#define RPMSG_MAILBOX_BASE 0x30ab0000U ///< mu
#define RPMSG_MAILBOX_SIZE 0x00010000U
#define RPMSG_MAILBOX_IRQ 31
#define RPMSG_TABLE_BASE 0xb80ff000U
#define RPMSG_TABLE_SIZE 0x00001000U
#define RPMSG_VRING0_BASE 0xb8000000U
#define RPMSG_VRING0_SIZE 0x00008000U
#define RPMSG_VRING1_BASE 0xb8008000U
#define RPMSG_VRING1_SIZE 0x00008000U
#define RPMSG_BUFFER_BASE 0xb8400000U
#define RPMSG_BUFFER_SIZE 0x00100000U
#define RPMSG_MAILBOX(X) X(rtos, mu, 0x30ab0000U, 31, 1, 0, 0, 0)
#define MEMORIES(X) X(0x1ffe0000U, 0x00020000U) X(0x00000000U, 0x00020000U) X(0x20000000U, 0x00020000U) X(0xb8000000U, 0x01000000U)
)");
}

TEST(FirmwareText, LinkerScriptHasTheSame) {
    const Platform platform = load("imx8mm-amp");
    const std::string text = firmware_linker_script(platform, 1);
    EXPECT_THAT(text, testing::StartsWith("/* SPDX-License-Identifier: BSD-3-Clause"));
    EXPECT_THAT(text, HasSubstr("tcml_base = 0x1ffe0000;\ntcml_size = 0x00020000;\n"));
    EXPECT_THAT(text, HasSubstr("carveout_rsc_table_base = 0xb80ff000;\n"));
    EXPECT_THAT(text, HasSubstr("mu_b_irq = 31;\n"));
}

TEST(FirmwareText, AHostHasAListOfItsRemotes) {
    EXPECT_THAT(firmware_header(load("rtos-rtos"), 0),
                HasSubstr("#define RPMSG_REMOTES(X) "
                          "X(m4, 0x30aa0000U, 30, 0xb8010000U, 0xb8000000U, 0x00008000U, "
                          "0xb8008000U, 0x00008000U, 0xb8080000U, 0x00040000U, 0xb8080000U) "
                          "X(a7, 0x30ac0000U, 31, "));
}

TEST(FirmwareText, ADeviceWithOneFaceHasNoNameForIt) {
    const std::string text = firmware_header(load("imx8mm-amp"), 0);
    EXPECT_THAT(text, HasSubstr("#define SRC_BASE 0x0c390000U\n"));
    EXPECT_THAT(text, HasSubstr("#define MU_A_IRQ 88\n"));
}

TEST(FirmwareText, CarveoutsAreWhereTheNodeSeesThem) {
    const Platform platform = load_edited({{R"(<0x30ab0000 &bus 0x30ab0000 0x10000>,
			      <0xb8000000 &bus 0xb8000000 0x1000000>)",
                                            R"(<0x30ab0000 &bus 0x30ab0000 0x10000>,
			      <0x60000000 &bus 0xb8000000 0x100000>)"}});
    const std::string text = firmware_header(platform, 1);
    EXPECT_THAT(text, HasSubstr("#define CARVEOUT_RSC_TABLE_BASE 0x600ff000U\n"));
    EXPECT_THAT(text, testing::Not(HasSubstr("VDEV0BUFFER"))) << "outside of the window";
    EXPECT_THAT(text, testing::Not(HasSubstr("RPMSG_BUFFER"))) << "outside of the window";
}

TEST(FirmwareText, LargeAddresses) {
    const Platform platform =
        load_edited({{"interrupt-names = \"a\", \"b\";", "interrupt-names = \"a\", \"b\";"}});
    Platform changed = platform;
    changed.nodes[0].windows[0].node.address = 0x1'0000'0000;
    EXPECT_THAT(firmware_header(changed, 0), HasSubstr("#define TCML_BASE 0x100000000ULL\n"));
}

TEST(FirmwareText, TwoThingsOfOneName) {
    const Platform platform =
        load_edited({{"src: reset-controller@30390000", "mu_a: reset-controller@30390000"},
                     {"#mbox-cells = <2>;", "#mbox-cells = <2>;"}});
    EXPECT_THAT(
        input_error_of([&] { firmware_header(platform, 0); }),
        HasSubstr(
            "two things would be called MU_A_BASE in the firmware of node linux: give one of them "
            "another label"));
}

} // namespace
} // namespace ampsim::platform
