// SPDX-License-Identifier: BSD-3-Clause
#include "tests/unit/platform/test_platform.h"

#include <gmock/gmock.h>

namespace ampsim::platform {
namespace {

using testing::ElementsAre;

TEST(ProtectionUnit, IsReadWithItsGrants) {
    const std::string mailbox = "mu: mailbox@30aa0000 {";
    const Platform platform = load_edited(
        {{mailbox, "guard: guard@30c00000 { compatible = \"ampsim,protection-unit\"; reg = "
                   "<0x30c00000 0x1000>; #address-cells = <1>; #size-cells = <1>; "
                   "ampsim,initiators = \"rtos\", \"linux\"; ampsim,guards = <&ddr &tcml>; "
                   "ampsim,windows = <6>; rings@b8000000 { reg = <0xb8000000 0x10000>; "
                   "ampsim,initiators = \"rtos\"; }; table { memory-region = <&rsc_table>; "
                   "ampsim,read-only; }; }; " +
                       mailbox}});
    const Device& device = device_named(platform, "guard");
    ASSERT_TRUE(device.protection.has_value());
    EXPECT_THAT(device.protection->initiators, ElementsAre("rtos", "linux"));
    ASSERT_EQ(device.protection->guarded.size(), 2U);
    EXPECT_EQ(device.protection->guarded[0].address, 0x7e0000U) << "in ascending order";
    EXPECT_EQ(device.protection->guarded[1].address, 0xb8000000U);
    ASSERT_EQ(device.protection->grants.size(), 2U);
    const Grant& rings = device.protection->grants[0];
    EXPECT_EQ(rings.bus.size, 0x10000U);
    EXPECT_THAT(rings.initiators, ElementsAre("rtos"));
    EXPECT_TRUE(rings.writable);
    const Grant& table = device.protection->grants[1];
    EXPECT_EQ(table.name, "table");
    EXPECT_EQ(table.bus.address, platform.carveouts.at("rsc-table").address);
    EXPECT_EQ(table.initiators.size(), 2U) << "all of them";
    EXPECT_FALSE(table.writable);
    EXPECT_EQ(device.parameters.at("windows"), 6);
    EXPECT_EQ(device.parameters.count("guards"), 0U);
}

} // namespace
} // namespace ampsim::platform
