// SPDX-License-Identifier: BSD-3-Clause
//
// Clusters that are plain Remote-Port peers: what is read of them, and what is wrong with them.
#include "sim/error.h"
#include "tests/unit/platform/test_platform.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

namespace ampsim::platform {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string source() {
    std::ifstream in(AMPSIM_SOURCE_DIR "/tests/integration/peers/peers.dts");
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

Platform peers(const std::string& from = "", const std::string& to = "") {
    std::string text = source();
    if (!from.empty()) {
        const std::size_t at = text.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        text.replace(at, from.size(), to);
    }
    const TemporaryDirectory directory;
    return load(directory.write("peers.dts", text));
}

std::string error(const std::string& from, const std::string& to) {
    try {
        peers(from, to);
        return "loads";
    } catch (const InputError& problem) {
        return problem.what();
    }
}

TEST(PeerClusters, ChannelsWiresAndMemories) {
    const Platform platform = peers();
    const Node& apu = node_named(platform, "apu");
    EXPECT_TRUE(apu.is_peer);
    EXPECT_EQ(apu.machine, "");
    ASSERT_EQ(apu.masters.size(), 2U);
    EXPECT_EQ(apu.masters[0].channel, 9U);
    EXPECT_EQ(apu.masters[0].base, 0x28000000U);
    EXPECT_EQ(apu.masters[1].base, 0U);
    ASSERT_EQ(apu.wires.size(), 1U);
    EXPECT_EQ(apu.wires[0].channel, 12U);
    EXPECT_EQ(apu.wires[0].input, 3U);

    const Device& memory = device_named(platform, "ocm");
    EXPECT_EQ(memory.remote_port->node, platform.node_index("rpu"));
    EXPECT_EQ(memory.remote_port->channel, 0U);
    const Device& wires = device_named(platform, "apu_out");
    EXPECT_EQ(wires.remote_port->channel, 14U);
    EXPECT_THAT(wires.outputs, ElementsAre("done", "error"));
    EXPECT_EQ(node_named(platform, "rpu").wires.size(), 3U);
}

TEST(PeerClusters, MistakesAreExplained) {
    EXPECT_THAT(error("reg = <14>", "reg = <12>"), HasSubstr("channel 12 is described twice"));
    EXPECT_THAT(error("reg = <14>", "reg = <512>"), HasSubstr("expected one from 0 to 511"));
    EXPECT_THAT(error("\"remote-port-memory-master\"", "\"remote-port-memory-mastr\""),
                HasSubstr("expected compatible = \"remote-port-memory-master\" or "
                          "\"remote-port-gpio\""));
    EXPECT_THAT(error("<&cpus_rpu 0>", "<&mu 0>"), HasSubstr("is no cluster of compatible"));
    EXPECT_THAT(error("remote-ports = <&cpus_rpu 0>;", ""), HasSubstr("'remote-ports' is missing"));
    EXPECT_THAT(error("ampsim,request-latency-ns",
                      "ampsim,qemu-machine = \"virt\"; ampsim,request-latency-ns"),
                HasSubstr("is for a cluster that QEMU runs"));
    EXPECT_THAT(error("<&apu_in 3>", "<&apu_out 3>"),
                HasSubstr("is no cluster's interrupt controller"));
    EXPECT_THAT(error("<&rpu_in 1>, <&rpu_in 2>", "<&rpu_in 1>, <&rpu_in 1>"),
                HasSubstr("is taken by"));
    EXPECT_THAT(error("ampsim,signal-latency-ns = <25>;",
                      "ampsim,signal-latency-ns = <25>; ampsim,controls = <&cpus_apu>;"),
                HasSubstr("cannot be reset over its link"));
}

} // namespace
} // namespace ampsim::platform
