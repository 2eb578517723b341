// SPDX-License-Identifier: BSD-3-Clause
#include "sim/platform/pci.h"

#include "sim/platform/blob.h"
#include "tests/unit/platform/test_platform.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ampsim::platform {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

Platform on_pci(const std::vector<std::string>& labels, std::vector<Override> overrides = {}) {
    for (const std::string& label : labels) {
        overrides.push_back({label, "transport", "pci"});
    }
    return load("virtio-a53", overrides);
}

Blob linux_blob(const Platform& platform) {
    const std::string bytes = linux_device_tree(platform, platform.node_index("linux"));
    return {"linux.dtb", {bytes.begin(), bytes.end()}};
}

TEST(PlatformPci, DevicesAreOnTheOnlyBus) {
    const Platform platform = on_pci({"net0"});
    const Device& net = device_named(platform, "net0");
    EXPECT_TRUE(is_on_pci(net));
    EXPECT_FALSE(is_on_pci(device_named(platform, "blk0")));
    EXPECT_EQ(platform.devices[pci_host_of(platform, net)].label, "pcie");
    EXPECT_EQ(pci_slot_of(net), 1U);
}

TEST(PlatformPci, LinuxFindsTheBusAndNotTheirRegisters) {
    const Blob blob = linux_blob(on_pci({"net0", "blk0"}));
    EXPECT_FALSE(blob.find("/soc/virtio@c200000"));
    EXPECT_FALSE(blob.find("/soc/virtio@c202000"));
    EXPECT_TRUE(blob.find("/soc/virtio@c204000"));
    const auto cells = [&](const char* property) {
        return blob.find("/soc/pcie@d000000")->find(property)->cells();
    };
    EXPECT_THAT(cells("reg"), ElementsAre(0, 0x0d000000, 0, 0x100000));
    EXPECT_THAT(cells("ranges"),
                ElementsAre(0x02000000, 0, 0x0d100000, 0, 0x0d100000, 0, 0x100000));
    EXPECT_THAT(cells("bus-range"), ElementsAre(0, 0));
    const std::uint32_t gic =
        blob.find("/soc/interrupt-controller@8000000")->find("phandle")->cell();
    EXPECT_THAT(cells("interrupt-map-mask"), ElementsAre(0xf800, 0, 0, 7));
    EXPECT_THAT(cells("interrupt-map"), ElementsAre(1U << 11, 0, 0, 1, gic, 0, 0, 0, 48, 4, //
                                                    2U << 11, 0, 0, 1, gic, 0, 0, 0, 49, 4));
    EXPECT_THAT(cells("msi-map"), ElementsAre(0, testing::Ne(0U), 0, 0x10000));
}

TEST(PlatformPci, AHostThatThereIsNotIsAnError) {
    Platform platform = on_pci({"net0"}, {{"net0", "transport", "pci"}});
    Device net = device_named(platform, "net0");
    net.texts["pci-host"] = "pciee";
    EXPECT_THAT(input_error_of([&] { pci_host_of(platform, net); }),
                AllOf(HasSubstr("'pciee'"), HasSubstr("did you mean"), HasSubstr("pcie")));
    net.texts.erase("pci-host");
    for (Device& device : platform.devices) {
        if (device.label == "pcie") {
            device.compatible = {"other"};
        }
    }
    EXPECT_THAT(input_error_of([&] { pci_host_of(platform, net); }),
                HasSubstr("there is no PCI host"));
}

} // namespace
} // namespace ampsim::platform
