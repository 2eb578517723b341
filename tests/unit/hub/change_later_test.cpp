// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/change_later.h"

#include "sim/hub/hardware.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace ampsim::hub {
namespace {

using testing::AnyOf;
using testing::Contains;
using testing::IsSupersetOf;
using testing::UnorderedElementsAreArray;

platform::Platform platform_named(const std::string& name) {
    return platform::load(fmt::format("{0}/platforms/{1}/{1}.dts", AMPSIM_SOURCE_DIR, name));
}

struct Nobody : HardwareEvents {
    void on_arrival(const std::string&, std::size_t, const std::string&, std::uint64_t) override {}
    void on_answer(std::size_t, remote_port::BusAccess, VirtualTime) override {}
    void on_wire(std::size_t, const std::string&, bool) override {}
    void on_run(std::size_t, bool) override {}
};

TEST(ChangeLater, LatenciesOfDevicesMemoriesAndClustersCan) {
    const platform::Platform platform = platform_named("imx8mm-amp");
    EXPECT_TRUE(can_change_later(platform, "mu", "signal-latency-ns"));
    EXPECT_TRUE(can_change_later(platform, "mu", "signal_latency_ns"));
    EXPECT_TRUE(can_change_later(platform, "src", "start-latency-ns"));
    EXPECT_TRUE(can_change_later(platform, "ddr", "read-latency-ns"));
    EXPECT_TRUE(can_change_later(platform, "linux", "request-latency-ns"));
    EXPECT_TRUE(can_change_later(platform, platform.nodes[1].cluster, "interrupt-latency-ns"));
    EXPECT_FALSE(can_change_later(platform, "ddr", "access"));
    EXPECT_FALSE(can_change_later(platform, "linux", "instruction-shift"));
    EXPECT_FALSE(can_change_later(platform, "linux", "posted-writes"));
    EXPECT_FALSE(can_change_later(platform, "mu", "no-such-thing"));
    EXPECT_FALSE(can_change_later(platform, "nobody", "signal-latency-ns"));
}

/// What is said is what the models can do: neither less nor more.
TEST(ChangeLater, ItIsTrueOfTheDevicesOfEachPlatform) {
    Nobody nobody;
    std::set<std::string> seen;
    for (const char* name : {"imx8mm-amp", "hvl-amp", "mailboxes", "serial-amp", "virtio-a53"}) {
        const platform::Platform platform = platform_named(name);
        const Hardware hardware(platform, std::vector<bool>(platform.nodes.size()), nobody);
        for (std::size_t i = 0; i < platform.devices.size(); ++i) {
            std::vector<std::string> can;
            for (const auto& [property, latency] : hardware.device(i).changeable) {
                can.push_back(property);
            }
            EXPECT_THAT(changeable_properties(platform.devices[i]), UnorderedElementsAreArray(can))
                << platform.devices[i].label;
            seen.insert(platform.devices[i].compatible.front());
        }
    }
    EXPECT_GE(seen.size(), 6U) << "of models";
}

TEST(ChangeLater, TheTimingOfADeviceSaysWhatHolds) {
    Nobody nobody;
    platform::Platform platform = platform_named("imx8mm-amp");
    Hardware hardware(platform, std::vector<bool>(platform.nodes.size()), nobody);
    const auto mu = static_cast<std::size_t>(
        std::find_if(platform.devices.begin(), platform.devices.end(),
                     [](const platform::Device& device) { return device.label == "mu"; }) -
        platform.devices.begin());
    const auto signal = [&] {
        for (const DeviceTiming::Latency& latency : hardware.device(mu).timing_now().latencies) {
            if (latency.name == "signal-latency") {
                return latency.picoseconds;
            }
        }
        return std::int64_t{-1};
    };
    EXPECT_EQ(signal(), 25'000);
    platform.devices[mu].parameters["signal-latency-ns"] = 1025;
    hardware.change_latencies(platform);
    EXPECT_EQ(signal(), 1'025'000);
}

} // namespace
} // namespace ampsim::hub
