// SPDX-License-Identifier: BSD-3-Clause
#include "tests/unit/platform/test_platform.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ampsim::platform {
namespace {

using std::chrono::nanoseconds;
using testing::ElementsAre;
using testing::Pair;

std::vector<std::string> texts(const std::vector<Window>& windows) {
    std::vector<std::string> result;
    result.reserve(windows.size());
    for (const Window& window : windows) {
        result.push_back(fmt::format("{} {}{:#x}+{:#x} bus {:#x} offset {:#x} {}", window.target,
                                     window.face ? fmt::format("face {} ", *window.face) : "",
                                     window.node.address, window.node.size, window.bus,
                                     window.offset, window.ram ? "ram" : "io"));
    }
    return result;
}

class Imx8mmAmp : public testing::Test {
protected:
    const Platform platform = load("imx8mm-amp");
};

TEST_F(Imx8mmAmp, SaysWhatItIs) {
    EXPECT_EQ(platform.name, "imx8mm-amp");
    EXPECT_THAT(platform.file, testing::EndsWith("platforms/imx8mm-amp/imx8mm-amp.dts"));
    EXPECT_EQ(platform.model, "NXP i.MX 8M Mini, AMP");
    EXPECT_THAT(platform.compatible, ElementsAre("ampsim,imx8mm-amp"));
}

TEST_F(Imx8mmAmp, LinuxRunsOnTheA53) {
    const Node& node = platform.nodes.at(0);
    EXPECT_EQ(node.name, "linux");
    EXPECT_EQ(node.os, "linux");
    EXPECT_EQ(node.cluster, "cpus_a53");
    EXPECT_EQ(node.machine, "virt");
    EXPECT_EQ(node.cpu, "cortex-a53");
    EXPECT_EQ(node.interrupt_controller, InterruptController::gicv3);
    EXPECT_EQ(node.instruction_shift, 1U);
    EXPECT_EQ(node.memory_size, 512ULL << 20U);
    EXPECT_EQ(node.request_latency, nanoseconds{60});
    EXPECT_EQ(node.response_latency, nanoseconds{60});
    EXPECT_EQ(node.interrupt_latency, nanoseconds{250});
    EXPECT_FALSE(node.posted_writes);
    EXPECT_THAT(texts(node.windows),
                ElementsAre("tcml 0x7e0000+0x20000 bus 0x7e0000 offset 0x0 ram",
                            "tcmu 0x800000+0x20000 bus 0x800000 offset 0x0 ram",
                            "src face 0 0xc390000+0x10000 bus 0x30390000 offset 0x0 io",
                            "mu face 0 0xcaa0000+0x10000 bus 0x30aa0000 offset 0x0 io",
                            "ddr 0xb8000000+0x1000000 bus 0xb8000000 offset 0x0 ram"));
    ASSERT_EQ(node.wires.size(), 1U);
    EXPECT_EQ(node.wires[0].device, "mu");
    EXPECT_EQ(node.wires[0].output, "a");
    EXPECT_EQ(node.wires[0].node, 0U);
    EXPECT_EQ(node.wires[0].input, 88U);
}

TEST_F(Imx8mmAmp, TheRtosRunsOnTheM4) {
    const Node& node = platform.nodes.at(1);
    EXPECT_EQ(node.name, "rtos");
    EXPECT_EQ(node.os, "baremetal");
    EXPECT_EQ(node.cluster, "cpus_m4");
    EXPECT_EQ(node.machine, "mps2-an386");
    EXPECT_EQ(node.cpu, "") << "the machine has one only";
    EXPECT_EQ(node.interrupt_controller, InterruptController::nvic);
    EXPECT_EQ(node.instruction_shift, 2U);
    EXPECT_EQ(node.memory_size, 0U);
    EXPECT_EQ(node.interrupt_latency, nanoseconds{48});
    EXPECT_THAT(texts(node.windows),
                ElementsAre("tcml 0x1ffe0000+0x20000 bus 0x7e0000 offset 0x0 ram",
                            "tcml 0x0+0x20000 bus 0x7e0000 offset 0x0 ram",
                            "tcmu 0x20000000+0x20000 bus 0x800000 offset 0x0 ram",
                            "src face 0 0x30390000+0x10000 bus 0x30390000 offset 0x0 io",
                            "mu face 1 0x30ab0000+0x10000 bus 0x30ab0000 offset 0x0 io",
                            "ddr 0xb8000000+0x1000000 bus 0xb8000000 offset 0x0 ram"));
    ASSERT_EQ(node.wires.size(), 1U);
    EXPECT_EQ(node.wires[0].output, "b");
    EXPECT_EQ(node.wires[0].input, 31U);
}

TEST_F(Imx8mmAmp, MemoriesAndDevices) {
    const Memory& ddr = memory_named(platform, "ddr");
    EXPECT_EQ(ddr.bus.address, 0xb8000000U);
    EXPECT_EQ(ddr.bus.size, 0x1000000U);
    EXPECT_EQ(ddr.access, Access::direct);
    EXPECT_EQ(ddr.read_latency, nanoseconds{60});
    EXPECT_EQ(ddr.write_latency, nanoseconds{20});

    const Device& mu = device_named(platform, "mu");
    EXPECT_EQ(mu.generic_name, "mailbox");
    EXPECT_THAT(mu.compatible, ElementsAre("fsl,imx8mm-mu", "fsl,imx6sx-mu"));
    ASSERT_EQ(mu.faces.size(), 2U);
    EXPECT_EQ(mu.faces[0].name, "a");
    EXPECT_EQ(mu.faces[1].name, "b");
    EXPECT_EQ(mu.faces[1].bus.address, 0x30ab0000U);
    EXPECT_THAT(mu.parameters,
                ElementsAre(Pair("register-read-latency-ns", 70),
                            Pair("register-write-latency-ns", 20), Pair("signal-latency-ns", 25)));
    EXPECT_FALSE(mu.controls);
    EXPECT_THAT(mu.passed_on, ElementsAre(Pair("#mbox-cells", testing::Optional(2U))));

    const Device& src = device_named(platform, "src");
    ASSERT_EQ(src.faces.size(), 1U);
    EXPECT_EQ(src.faces[0].name, "");
    EXPECT_EQ(src.controls, 1U);
    EXPECT_EQ(src.parameters.count("controls"), 0U);
    EXPECT_EQ(src.parameters.at("start-latency-ns"), 1000);
}

TEST_F(Imx8mmAmp, CarveoutsAndTheirUse) {
    ASSERT_EQ(platform.carveouts.size(), 4U);
    EXPECT_EQ(platform.carveouts.at("rsc-table").address, 0xb80ff000U);
    EXPECT_EQ(platform.carveouts.at("vdev0buffer").size, 0x100000U);
    ASSERT_EQ(platform.rpmsg.size(), 1U);
    EXPECT_EQ(platform.rpmsg[0].host, 0U);
    EXPECT_EQ(platform.rpmsg[0].remote, 1U);
    EXPECT_EQ(platform.rpmsg[0].mailbox, "mu");
    EXPECT_THAT(platform.rpmsg[0].carveouts,
                ElementsAre(Pair("rsc-table", "rsc-table"), Pair("vdev0buffer", "vdev0buffer"),
                            Pair("vdev0vring0", "vdev0vring0"),
                            Pair("vdev0vring1", "vdev0vring1")));
}

TEST_F(Imx8mmAmp, NodesAreFoundByName) {
    EXPECT_EQ(platform.node_index("rtos"), 1U);
    EXPECT_EQ(input_error_of([&] { platform.node_index("rtoss"); }),
              "platform imx8mm-amp has no node 'rtoss'; did you mean 'rtos'?; its nodes are: "
              "linux, rtos");
}

TEST(CompiledTree, HasAnotherHashWhenWhatItIncludesHasChanged) {
    const std::string hash = load("imx8mm-amp").compiled_sha256;
    EXPECT_EQ(hash.size(), 64U);
    EXPECT_EQ(load("imx8mm-amp").compiled_sha256, hash);
    EXPECT_NE(load_edited({{"0xb8000000 0x8000", "0xb8000000 0x4000"}}).compiled_sha256,
              load_edited({}).compiled_sha256);
}

TEST(AddressMap, OneEntryLeadsToAllThatItCovers) {
    const Platform platform =
        load_edited({{"<0x007e0000 &bus 0x007e0000 0x20000>,\n\t\t\t      <0x00800000 &bus "
                      "0x00800000 0x20000>,",
                      "<0x00700000 &bus 0x007e0000 0x40000>,"}});
    EXPECT_THAT(texts(platform.nodes.at(0).windows),
                testing::IsSupersetOf({"tcml 0x700000+0x20000 bus 0x7e0000 offset 0x0 ram",
                                       "tcmu 0x720000+0x20000 bus 0x800000 offset 0x0 ram"}));
}

TEST(AddressMap, AWindowMayShowAPartOfAMemory) {
    const Platform platform = load_edited(
        {{"<0x20000000 &bus 0x00800000 0x20000>", "<0x20000000 &bus 0x00808000 0x10000>"}});
    EXPECT_THAT(texts(platform.nodes.at(1).windows),
                testing::Contains("tcmu 0x20000000+0x10000 bus 0x808000 offset 0x8000 ram"));
}

TEST(AddressMap, MayHaveAddressesOfTwoCells) {
    const Platform platform =
        load_edited({{R"(		#ranges-address-cells = <1>;
		#ranges-size-cells = <1>;
		// QEMU)",
                      R"(		#ranges-address-cells = <2>;
		#ranges-size-cells = <2>;
		// QEMU)"},
                     {"<0x007e0000 &bus 0x007e0000 0x20000>,\n\t\t\t      <0x00800000",
                      "<0 0x007e0000 &bus 0x007e0000 0 0x20000>,\n\t\t\t      <0 0x00800000"},
                     {"&bus 0x00800000 0x20000>,\n\t\t\t      <0x0c390000",
                      "&bus 0x00800000 0 0x20000>,\n\t\t\t      <0 0x0c390000"},
                     {"&bus 0x30390000 0x10000>,\n\t\t\t      <0x0caa0000 &bus 0x30aa0000 "
                      "0x10000>,\n\t\t\t      <0xb8000000 &bus 0xb8000000 0x1000000>",
                      "&bus 0x30390000 0 0x10000>, <0 0x0caa0000 &bus 0x30aa0000 0 0x10000>, <1 "
                      "0xb8000000 &bus "
                      "0xb8000000 0 0x1000000>"}});
    EXPECT_THAT(texts(platform.nodes.at(0).windows),
                testing::Contains("ddr 0x1b8000000+0x1000000 bus 0xb8000000 offset 0x0 ram"));
}

TEST(Load, TimedMemoryIsReachedByAccesses) {
    const Platform platform = load("imx8mm-amp", {{"ddr", "access", "timed"}});
    EXPECT_EQ(memory_named(platform, "ddr").access, Access::timed);
    EXPECT_THAT(texts(platform.nodes.at(1).windows),
                testing::Contains("ddr 0xb8000000+0x1000000 bus 0xb8000000 offset 0x0 io"));
}

TEST(Load, DomainsDecideTheOrderOfNodes) {
    const Platform platform = load_edited({{"linux: linux {", "linux: zzz {"}});
    EXPECT_EQ(platform.nodes.at(0).name, "zzz");
    EXPECT_EQ(platform.nodes.at(1).name, "rtos");
}

TEST(Load, AMachineWithoutAChoiceOfProcessor) {
    const Platform platform =
        load_edited({{"\"mps2-an386\"", "\"mps2-an500\""}, {"cortex-m4", "cortex-m7"}});
    EXPECT_EQ(platform.nodes.at(1).machine, "mps2-an500");
    EXPECT_EQ(platform.nodes.at(1).cpu, "");
}

TEST(Load, Gicv2) {
    const Platform platform =
        load_edited({{"\"arm,gic-v3\"", "\"arm,gic-400\""}, {"&gic 0 88 4", "&gic 0 112 4"}});
    EXPECT_EQ(platform.nodes.at(0).interrupt_controller, InterruptController::gicv2);
}

TEST(Load, AFlagIsAParameterOfOne) {
    const Platform platform = load_edited(
        {{"ampsim,signal-latency-ns = <25>;", "ampsim,sticky; ampsim,depth = <4>; dma-coherent;"}});
    const Device& mu = device_named(platform, "mu");
    EXPECT_EQ(mu.parameters.at("sticky"), 1);
    EXPECT_EQ(mu.parameters.at("depth"), 4);
    EXPECT_EQ(mu.passed_on.at("dma-coherent"), std::nullopt);
}

TEST(Load, ADeviceMayControlADomain) {
    const Platform platform =
        load_edited({{"ampsim,controls = <&cpus_m4>", "ampsim,controls = <&rtos>"}});
    EXPECT_EQ(device_named(platform, "src").controls, 1U);
}

TEST(LoadedPlatform, AClusterNeedsNoQemu) {
    const Platform platform = load_edited({{"\t\tampsim,qemu-machine = \"mps2-an386\";\n", ""},
                                           {"\t\tampsim,instruction-shift = <2>; // 4 ns\n", ""}});
    EXPECT_TRUE(node_named(platform, "rtos").machine.empty());
    EXPECT_EQ(node_named(platform, "rtos").wires.size(), 1U);
    EXPECT_EQ(node_named(platform, "linux").machine, "virt");
}

} // namespace
} // namespace ampsim::platform
