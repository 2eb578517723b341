// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/registry.h"

#include "sim/error.h"

#include <gmock/gmock.h>

#include <map>

namespace ampsim::hub {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Pair;
using testing::ThrowsMessage;
using testing::UnorderedElementsAre;

platform::Device mailbox() {
    platform::Device device;
    device.label = "mu";
    device.origin = "x.dts: /bus/mailbox@30aa0000";
    device.compatible = {"fsl,imx8mm-mu", "fsl,imx6sx-mu"};
    device.faces = {{"a", {0x30aa0000, 0x10000}}, {"b", {0x30ab0000, 0x10000}}};
    return device;
}

TEST(Registry, MakesTheModelOfACompatibleString) {
    const Device made = make_device(mailbox(), false);
    ASSERT_EQ(made.faces.size(), 2U);
    EXPECT_NE(made.faces[0].socket, made.faces[1].socket);
    EXPECT_EQ(made.faces[0].register_name(0x04), "TR1");
    EXPECT_EQ(made.run, nullptr);
    EXPECT_THAT(made.interrupts,
                UnorderedElementsAre(Pair("a", testing::NotNull()), Pair("b", testing::NotNull())));
    EXPECT_EQ(made.counters().count("a.messages"), 1U);
}

TEST(Registry, TellsTheLatenciesThatTheModelUses) {
    platform::Device device = mailbox();
    device.parameters["signal-latency-ns"] = 500;
    std::map<std::string, std::int64_t> picoseconds;
    const Device made = make_device(device, false);
    for (const DeviceTiming::Latency& latency : made.timing.latencies) {
        picoseconds[latency.name] = latency.picoseconds;
    }
    EXPECT_THAT(picoseconds,
                UnorderedElementsAre(Pair("register-read-latency", 70'000), // the model's defaults
                                     Pair("register-write-latency", 20'000),
                                     Pair("signal-latency", 500'000)));
    EXPECT_FALSE(made.timing.master);
}

TEST(Registry, TellsThePathOfAMasterAndWhatATrapProfileMeans) {
    platform::Device device;
    device.label = "net0";
    device.origin = "x.dts: /bus/virtio@c200000";
    device.compatible = {"virtio,mmio"};
    device.faces = {{"", {0x0c200000, 0x1000}}};
    device.outputs = {""};
    device.texts = {{"device", "rng"}, {"trap-cost", "user-space"}, {"trap-profile", "altra"}};
    device.parameters = {{"dma-request-latency-ns", 30}, {"per-byte-ps", 250}};
    const Device made = make_device(device, false);
    ASSERT_TRUE(made.timing.master);
    EXPECT_EQ(made.timing.master->request, VirtualTime{30});
    std::map<std::string, std::int64_t> picoseconds;
    for (const DeviceTiming::Latency& latency : made.timing.latencies) {
        picoseconds[latency.name] = latency.picoseconds;
    }
    EXPECT_THAT(picoseconds, testing::IsSupersetOf(
                                 {Pair("register-trap", 1'683'000), Pair("notify-trap", 1'683'000),
                                  Pair("interrupt-injection", 1'926'000), Pair("per-byte", 250),
                                  Pair("dma-request-latency", 30'000)}));
}

TEST(Registry, TriesALessSpecificStringNext) {
    platform::Device device = mailbox();
    device.compatible = {"nxp,a-newer-mu", "fsl,imx6sx-mu"};
    EXPECT_EQ(make_device(device, false).faces.size(), 2U);
}

TEST(Registry, ARemoteProcessorControlKnowsWhetherItsNodeRuns) {
    platform::Device device;
    device.label = "src";
    device.compatible = {"fsl,imx8mm-src"};
    device.faces = {{"", {0x30390000, 0x10000}}};
    for (const bool runs : {false, true}) {
        device.label = runs ? "src_on" : "src_off";
        const Device made = make_device(device, runs);
        ASSERT_NE(made.run, nullptr);
        EXPECT_EQ(made.run->read(), runs);
    }
}

TEST(Registry, AGicv2mFrameHasALineForEachInterrupt) {
    platform::Device device;
    device.label = "v2m";
    device.origin = "x.dts: /bus/v2m@c20c000";
    device.compatible = {"arm,gic-v2m-frame"};
    device.faces = {{"", {0x0c20c000, 0x1000}}};
    EXPECT_THAT([&] { make_device(device, false); },
                ThrowsMessage<InputError>(HasSubstr("device 'v2m' has no interrupts; expected "
                                                    "interrupts-extended = <&gic 0 SPI 1>")));
    device.outputs = {"spi0", "spi1"};
    device.first_interrupt = 96;
    device.parameters["signal-latency-ns"] = 40;
    const Device made = make_device(device, false);
    EXPECT_EQ(made.faces.at(0).register_name(0x40), "MSI_SETSPI_NS");
    EXPECT_THAT(made.interrupts, UnorderedElementsAre(Pair("spi0", testing::NotNull()),
                                                      Pair("spi1", testing::NotNull())));
    EXPECT_EQ(made.least_latency(0, "spi1"), sc_core::sc_time(40, sc_core::SC_NS));
    EXPECT_EQ(made.counters().size(), 4U);
}

TEST(Registry, AnMsiDoorbellHasOneInterrupt) {
    platform::Device device;
    device.label = "bell";
    device.origin = "x.dts: /bus/bell@30ac0000";
    device.compatible = {"ampsim,msi-doorbell"};
    device.faces = {{"", {0x30ac0000, 0x1000}}};
    device.outputs = {""};
    const Device made = make_device(device, false);
    EXPECT_EQ(made.faces.at(0).register_name(0x04), "PENDING");
    EXPECT_THAT(made.interrupts, UnorderedElementsAre(Pair("", testing::NotNull())));
    device.label = "bells";
    device.outputs = {"a", "b"};
    EXPECT_THAT([&] { make_device(device, false); },
                ThrowsMessage<InputError>(HasSubstr("device 'bells' has 2 interrupts; a "
                                                    "ampsim,msi-doorbell has 1")));
}

platform::Device doorbell(const std::string& label) {
    platform::Device device;
    device.label = label;
    device.origin = "x.dts: /bus/doorbell@30b00000";
    device.compatible = {"ampsim,doorbell"};
    device.faces = {{"a", {0x30b00000, 0x1000}}, {"b", {0x30b01000, 0x1000}}};
    device.outputs = {"a", "b"};
    return device;
}

TEST(Registry, ADoorbellHasALineOnEachSideOrSeveral) {
    const Device one = make_device(doorbell("one"), false);
    EXPECT_EQ(one.faces.at(1).register_name(0x04), "PENDING");
    EXPECT_THAT(one.interrupts,
                UnorderedElementsAre(Pair("a", testing::NotNull()), Pair("b", testing::NotNull())));
    platform::Device device = doorbell("several");
    device.outputs = {"a0", "a1", "b1", "b0"};
    device.parameters["signal-latency-ns"] = 40;
    const Device several = make_device(device, false);
    EXPECT_EQ(several.interrupts.size(), 4U);
    EXPECT_EQ(several.least_latency(0, "b1"), sc_core::sc_time(40, sc_core::SC_NS));
    EXPECT_EQ(several.least_latency(0, "a1"), sc_core::SC_ZERO_TIME);
    EXPECT_EQ(several.least_latency(1, "a0"), sc_core::sc_time(40, sc_core::SC_NS));
    EXPECT_EQ(several.counters().count("b.rings"), 1U);
    device = doorbell("polled");
    device.outputs.clear();
    EXPECT_TRUE(make_device(device, false).interrupts.empty());
}

TEST(Registry, ADoorbellsLinesAreThoseOfItsFaces) {
    platform::Device device = doorbell("wrong");
    device.outputs = {"a0", "a2", "b0", "b1"};
    EXPECT_THAT([&] { make_device(device, false); },
                ThrowsMessage<InputError>(
                    HasSubstr("property 'interrupt-names': there is no output 'a2'")));
    device.outputs = {"a0", "a1", "b"};
    EXPECT_THAT([&] { make_device(device, false); },
                ThrowsMessage<InputError>(HasSubstr("2 outputs of face a and 1 of b")));
    device.outputs = {};
    device.faces[1].bus.size = 0x800;
    EXPECT_THAT([&] { make_device(device, false); },
                ThrowsMessage<InputError>(HasSubstr("property 'reg': wrong.b has 0x800 bytes; "
                                                    "expected at least 0x1000")));
}

platform::Device shim(const std::string& label) {
    platform::Device device;
    device.label = label;
    device.origin = "x.dts: /bus/virtio-shim@30b04000";
    device.compatible = {"ampsim,virtio-shim"};
    device.faces = {{"driver", {0x30b04000, 0x1000}}, {"device", {0x30b06000, 0x2000}}};
    device.outputs = {"driver", "device"};
    return device;
}

TEST(Registry, AShimHasOneLineForDriversOrOneForEachSlot) {
    const Device shared = make_device(shim("shared"), false);
    EXPECT_EQ(shared.faces.at(0).register_name(0x250), "slot1.QueueNotify");
    EXPECT_EQ(shared.faces.at(1).register_name(0x40c), "slot1.EVENTS");
    EXPECT_EQ(shared.interrupts.size(), 2U);
    EXPECT_EQ(shared.least_latency(0, "device"), sc_core::sc_time(25, sc_core::SC_NS));
    EXPECT_EQ(shared.least_latency(1, "driver"), sc_core::sc_time(25, sc_core::SC_NS));
    EXPECT_EQ(shared.least_latency(0, "driver"), sc_core::SC_ZERO_TIME);
    EXPECT_EQ(shared.counters().count("slot7.notifies"), 1U);
    platform::Device device = shim("separate");
    device.outputs = {"driver0", "driver1", "device"};
    device.parameters["slots"] = 2;
    device.parameters["reset-hold-ns"] = 1000;
    const Device separate = make_device(device, false);
    EXPECT_EQ(separate.interrupts.size(), 3U);
    EXPECT_EQ(separate.least_latency(1, "driver1"), sc_core::SC_ZERO_TIME)
        << "a driver that is held goes on at once";
}

TEST(Registry, AShimSaysWhatItNeeds) {
    platform::Device device = shim("wrong");
    device.outputs = {"driver0", "driver1", "device"};
    EXPECT_THAT(
        [&] { make_device(device, false); },
        ThrowsMessage<InputError>(HasSubstr("2 outputs for 8 slots; expected \"driver\", or "
                                            "\"driver0\" to \"driver7\"")));
    device.outputs = {};
    device.faces[1].bus.size = 0x1000;
    EXPECT_THAT([&] { make_device(device, false); },
                ThrowsMessage<InputError>(HasSubstr("wrong.device has 0x1000 bytes; expected at "
                                                    "least 0x2000")));
    device.faces[0].name = "a";
    EXPECT_THAT([&] { make_device(device, false); },
                ThrowsMessage<InputError>(
                    HasSubstr("property 'reg-names': expected \"driver\", \"device\"")));
}

platform::Device fifo_mailbox(const std::string& label) {
    platform::Device device;
    device.label = label;
    device.origin = "x.dts: /bus/mailbox@29000000";
    device.compatible = {"ti,am64-mailbox"};
    device.faces = {{"a", {0x29000000, 0x200}}, {"b", {0x29000200, 0x200}}};
    device.outputs = {"a", "b"};
    return device;
}

TEST(Registry, AnOmapMailboxHasAFaceAndALineForEachUser) {
    platform::Device device = fifo_mailbox("fifos");
    device.parameters["signal-latency-ns"] = 40;
    device.parameters["fifo-depth"] = 2;
    const Device made = make_device(device, false);
    ASSERT_EQ(made.faces.size(), 2U);
    EXPECT_NE(made.faces[0].socket, made.faces[1].socket);
    EXPECT_EQ(made.faces[1].register_name(0x44), "MESSAGE_1");
    EXPECT_THAT(made.interrupts,
                UnorderedElementsAre(Pair("a", testing::NotNull()), Pair("b", testing::NotNull())));
    EXPECT_EQ(made.least_latency(0, "b"), sc_core::sc_time(40, sc_core::SC_NS));
    EXPECT_EQ(made.least_latency(1, "b"), sc_core::SC_ZERO_TIME);
    EXPECT_EQ(made.counters().size(), 10U);
    EXPECT_EQ(made.counters().count("b.overruns"), 1U);
}

TEST(Registry, AnOmapMailboxSaysWhatItNeeds) {
    platform::Device device = fifo_mailbox("wrong");
    device.faces.pop_back();
    EXPECT_THAT([&] { make_device(device, false); },
                ThrowsMessage<InputError>(HasSubstr("property 'reg': 1 register ranges; a "
                                                    "ti,am64-mailbox has 2 to 4, one for each "
                                                    "user")));
    device = fifo_mailbox("wrong");
    device.faces[1].bus.size = 0x100;
    EXPECT_THAT([&] { make_device(device, false); },
                ThrowsMessage<InputError>(HasSubstr("wrong.b has 0x100 bytes; expected at least "
                                                    "0x200")));
    device = fifo_mailbox("wrong");
    device.outputs = {"a", "c"};
    EXPECT_THAT([&] { make_device(device, false); },
                ThrowsMessage<InputError>(HasSubstr("property 'interrupt-names': there is no "
                                                    "output 'c'; expected names of faces: \"a\", "
                                                    "\"b\"")));
    device = fifo_mailbox("wrong");
    device.parameters["fifo-depth"] = 8;
    EXPECT_THAT([&] { make_device(device, false); },
                ThrowsMessage<InputError>(HasSubstr("fifo-depth")));
}

platform::Device interprocessor_interrupts(const std::string& label) {
    platform::Device device;
    device.label = label;
    device.origin = "x.dts: /bus/mailbox@ff300000";
    device.compatible = {"xlnx,zynqmp-ipi"};
    device.faces = {{"apu", {0xff300000, 0x1000}},
                    {"rpu0", {0xff310000, 0x1000}},
                    {"buffers", {0xff990000, 0x1000}}};
    device.outputs = {"apu", "rpu0"};
    return device;
}

TEST(Registry, InterProcessorInterruptsHaveAFaceForEachAgentAndOneForTheBuffers) {
    const Device made = make_device(interprocessor_interrupts("ipi"), false);
    ASSERT_EQ(made.faces.size(), 3U);
    EXPECT_EQ(made.faces[0].register_name(0x00), "TRIG");
    EXPECT_EQ(made.faces[2].register_name(0x400), "APU_RPU0_REQ0");
    EXPECT_EQ(made.interrupts.size(), 2U);
    EXPECT_EQ(made.least_latency(0, "rpu0"), sc_core::sc_time(25, sc_core::SC_NS));
    EXPECT_EQ(made.least_latency(1, "rpu0"), sc_core::SC_ZERO_TIME);
    EXPECT_EQ(made.least_latency(2, "rpu0"), sc_core::sc_time(25, sc_core::SC_NS));
    EXPECT_EQ(made.counters().count("rpu0.triggers"), 1U);
    platform::Device device = interprocessor_interrupts("bare");
    device.faces.pop_back();
    EXPECT_EQ(make_device(device, false).faces.size(), 2U);
}

TEST(Registry, InterProcessorInterruptsSayWhatTheyNeed) {
    platform::Device device = interprocessor_interrupts("wrong");
    device.faces[1].name = "r5";
    EXPECT_THAT([&] { make_device(device, false); },
                ThrowsMessage<InputError>(AllOf(HasSubstr("property 'reg-names': 'r5' is no agent"),
                                                HasSubstr("apu, rpu0, rpu1, pmu0"))));
    device = interprocessor_interrupts("wrong");
    device.outputs = {"apu", "buffers"};
    EXPECT_THAT([&] { make_device(device, false); },
                ThrowsMessage<InputError>(HasSubstr("there is no output 'buffers'")));
}

TEST(Registry, WhatHasNoModelIsSaid) {
    platform::Device device = mailbox();
    device.compatible = {"acme,mailbox", "acme,generic-mailbox"};
    EXPECT_THAT([&] { make_device(device, false); },
                ThrowsMessage<InputError>("x.dts: /bus/mailbox@30aa0000: there is no model for "
                                          "device 'mu' (compatible acme,mailbox, "
                                          "acme,generic-mailbox); see docs/models"));
}

TEST(Registry, AModelHasItsNumberOfFaces) {
    platform::Device device = mailbox();
    device.faces.pop_back();
    EXPECT_THAT([&] { make_device(device, false); },
                ThrowsMessage<InputError>(HasSubstr("device 'mu' has 1 register ranges; a "
                                                    "fsl,imx8mm-mu has 2")));
}

TEST(Registry, AParameterThatTheModelHasNotIsRefusedWithASuggestion) {
    platform::Device device = mailbox();
    device.parameters["signal-latncy-ns"] = 1;
    EXPECT_THAT([&] { make_device(device, false); },
                ThrowsMessage<InputError>(
                    AllOf(HasSubstr("x.dts: /bus/mailbox@30aa0000: device 'mu' has no parameter "
                                    "'ampsim,signal-latncy-ns'"),
                          HasSubstr("did you mean 'signal-latency-ns'?"))));
}

} // namespace
} // namespace ampsim::hub
