// SPDX-License-Identifier: BSD-3-Clause
//
// The relation "ampsim,hvl-v1": what is read, how the window is laid out, and what each side is
// told of it.
#include "sim/platform/blob.h"
#include "sim/platform/hvl_layout.h"
#include "tests/unit/platform/test_platform.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ampsim::platform {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* hvl_amp = "hvl-amp";

Platform edited(const std::vector<Edit>& edits, const std::vector<Override>& overrides = {}) {
    return load_edited(edits, overrides, hvl_amp);
}

std::string error(const std::vector<Edit>& edits, const std::vector<Override>& overrides = {}) {
    return error_of(edits, overrides, hvl_amp);
}

Blob linux_blob(const Platform& platform, const std::string& node = "linux") {
    const std::string bytes = linux_device_tree(platform, platform.node_index(node));
    return {"linux.dtb", {bytes.begin(), bytes.end()}};
}

// --- Reading

TEST(Hvl, SidesWindowAndHardware) {
    const Platform platform = load(hvl_amp);
    ASSERT_EQ(platform.hvl.size(), 1U);
    const Hvl& hvl = platform.hvl.front();
    EXPECT_EQ(hvl.name, "hvl0");
    EXPECT_EQ(hvl.host, platform.node_index("linux"));
    EXPECT_EQ(hvl.remote, platform.node_index("rtos"));
    EXPECT_EQ(hvl.window_name, "hvl-window");
    EXPECT_EQ(hvl.window.address, 0xb9000000U);
    EXPECT_EQ(hvl.window.size, 0x800000U);
    EXPECT_EQ(hvl.host_window, 0xb9000000U);
    EXPECT_EQ(hvl.remote_window, 0xb9000000U);
    EXPECT_EQ(hvl.doorbell->device, "bell");
    EXPECT_EQ(hvl.doorbell->host_face, 0U);
    EXPECT_EQ(hvl.doorbell->remote_face, 1U);
    EXPECT_EQ(hvl.shim->device, "shim");
    EXPECT_EQ(hvl.shim->host_face, 1U);
    EXPECT_EQ(hvl.shim->remote_face, 0U);
    EXPECT_FALSE(hvl.registers_in_ram);
    EXPECT_FALSE(hvl.per_queue);
    EXPECT_FALSE(hvl.window_is_remote_ram);
}

TEST(Hvl, PoolsFollowThePageOfRegistersInTheOrderOfSlots) {
    const Hvl hvl = edited({{"reg = <0>;\n\t\t\t\t\t\tampsim,device = \"console\"",
                             "reg = <7>;\n\t\t\t\t\t\tampsim,device = \"console\""}})
                        .hvl.front();
    std::vector<std::string> found;
    for (const HvlDevice& device : hvl.devices) {
        found.push_back(std::to_string(device.slot) + " " + device.type + " id " +
                        std::to_string(device.virtio_id) + " at " +
                        std::to_string(device.pool_offset / 0x1000) + " pages " +
                        std::to_string(device.pool_size / 0x1000) + " bit " +
                        std::to_string(device.first_bit));
    }
    EXPECT_THAT(
        found,
        ElementsAre("1 net id 1 at 1 pages 128 bit 0", "2 block id 2 at 129 pages 128 bit 3",
                    "3 9p id 9 at 257 pages 16 bit 5", "4 vsock id 19 at 273 pages 16 bit 7",
                    "5 rng id 4 at 289 pages 16 bit 11", "7 console id 3 at 305 pages 16 bit 13"));
    EXPECT_EQ(hvl_window_size(hvl), 321U * 0x1000);
}

TEST(Hvl, RingsAreWhatAVersion1DriverTakes) {
    EXPECT_EQ(hvl_rings_size(1, 2), 0x2000U);
    EXPECT_EQ(hvl_rings_size(2, 64), 0x4000U);
    EXPECT_EQ(hvl_rings_size(1, 256), 0x2000U + 0x1000);
}

TEST(Hvl, WordsAndSizesCanBeChangedForOneRun) {
    const Hvl hvl = load(hvl_amp, {{"hvl", "registers", "ram"},
                                   {"hvl", "notification", "per-queue"},
                                   {"hvl_console", "pool-size", "0x20000"},
                                   {"hvl_net", "queue_size", "16"}})
                        .hvl.front();
    EXPECT_TRUE(hvl.registers_in_ram);
    EXPECT_TRUE(hvl.per_queue);
    EXPECT_EQ(hvl.devices.at(0).pool_size, 0x20000U);
    EXPECT_EQ(hvl.devices.at(1).pool_offset, 0x21000U);
    EXPECT_EQ(hvl.devices.at(1).queue_size, 16U);
}

TEST(Hvl, ADoorbellIsNotNeededWithAShimAndOneNotification) {
    const std::vector<Edit> without_bell = {{"doorbell = <&bell>;", ""}};
    EXPECT_FALSE(edited(without_bell).hvl.front().doorbell);
    EXPECT_THAT(error(without_bell, {{"hvl", "registers", "ram"}}),
                HasSubstr("property 'doorbell' is missing"));
    EXPECT_THAT(error(without_bell, {{"hvl", "notification", "per-queue"}}),
                HasSubstr("property 'doorbell' is missing"));
}

TEST(Hvl, AShimIsNotNeededForRegistersInMemory) {
    const std::vector<Edit> without_shim = {{"shim = <&shim>;", ""}};
    EXPECT_FALSE(edited(without_shim, {{"hvl", "registers", "ram"}}).hvl.front().shim);
    EXPECT_EQ(error(without_shim),
              "edited.dts: /domains/domain-to-domain/hvl-relation/hvl0: property "
              "'ampsim,registers': \"shim\" needs the property 'shim'; expected it, or \"ram\"");
}

// --- What is wrong

std::string relation_error(const std::vector<Edit>& edits,
                           const std::vector<Override>& overrides = {}) {
    const std::string message = error(edits, overrides);
    const std::string place = "edited.dts: /domains/domain-to-domain/hvl-relation/hvl0";
    return message.compare(0, place.size(), place) == 0 ? message.substr(place.size()) : message;
}

TEST(HvlError, Words) {
    EXPECT_EQ(relation_error({{"ampsim,registers = \"shim\"", "ampsim,registers = \"rom\""}}),
              ": property 'ampsim,registers': 'rom'; expected \"ram\" or \"shim\"");
    EXPECT_THAT(error({}, {{"hvl", "notification", "one"}}),
                HasSubstr("'one'; expected \"per-queue\" or \"shared\""));
    EXPECT_THAT(error({{"ampsim,notification =", "ampsim,notifications ="}}),
                HasSubstr("'ampsim,notifications' is unknown here; did you mean 'notification'?"));
    EXPECT_THAT(error({{"\"ampsim,hvl-v1\"", "\"ampsim,hvl-v2\""}}),
                HasSubstr("unknown kind of relation; expected compatible = \"openamp,rpmsg-v1\", "
                          "\"ampsim,rpmsg-serial-v1\" or \"ampsim,hvl-v1\""));
}

TEST(HvlError, Devices) {
    EXPECT_EQ(relation_error({{"ampsim,device = \"vsock\"", "ampsim,device = \"vsok\""}}),
              "/device@4: property 'ampsim,device': there is no device 'vsok'; did you mean "
              "'vsock'?; expected one of: console, net, block, 9p, vsock, rng");
    EXPECT_EQ(relation_error({{"reg = <5>;", "reg = <4>;"}}),
              "/device@5: property 'reg': slot 4 is that of another device, vsock");
    EXPECT_EQ(relation_error({{"reg = <5>;", "reg = <8>;"}}),
              "/device@5: property 'reg': expected <slot>, 0 to 7");
    EXPECT_EQ(relation_error({}, {{"shim", "slots", "4"}}),
              "/device@4: property 'reg': expected <slot>, 0 to 3");
    EXPECT_THAT(error({}, {{"hvl_net", "queue-size", "48"}}),
                HasSubstr("48; expected <entries>, a power of 2 from 2 to 32768"));
    EXPECT_THAT(error({}, {{"hvl_net", "pool-size", "0x80800"}}),
                HasSubstr("0x80800; expected <bytes>, whole pages of 0x1000"));
    EXPECT_EQ(relation_error({}, {{"hvl_net", "queue-size", "16384"}}),
              "/device@1: a pool of 0x80000 bytes has no room for buffers: 2 queues of 16384 "
              "entries take 0xd4000 for their rings; expected a larger ampsim,pool-size or a "
              "smaller ampsim,queue-size");
}

TEST(HvlError, Window) {
    EXPECT_EQ(relation_error({{"reg = <0xb9000000 0x800000>;\n\t\t\tno-map",
                               "reg = <0xb9000000 0x100000>;\n\t\t\tno-map"}}),
              ": property 'window': hvl-window has 0x100000 bytes; expected at least 0x141000: a "
              "page for registers, and the pools of 6 devices");
    EXPECT_EQ(relation_error({{"window = <&hvl_window>", "window = <&bell>"}}),
              ": property 'window': /bus/doorbell@30b00000 is neither a carve-out nor a memory; "
              "expected <&carveout>, of /reserved-memory, or <&memory>, that both sides see");
    EXPECT_EQ(relation_error({{"<0x30b04000 &bus 0x30b04000 0x1000>,\n\t\t\t      <0xb8000000 &bus "
                               "0xb8000000 0x1000000>,\n\t\t\t      <0xb9000000 &bus 0xb9000000 "
                               "0x800000>",
                               "<0x30b04000 &bus 0x30b04000 0x1000>,\n\t\t\t      <0xb8000000 &bus "
                               "0xb8000000 0x1000000>"}}),
              ": property 'window': hvl-window at bus 0xb9000000-0xb97fffff is not within one "
              "window of rtos; both sides have to see all of it");
}

TEST(HvlError, Hardware) {
    EXPECT_EQ(relation_error({{"doorbell = <&bell>", "doorbell = <&mu>"}}),
              ": property 'doorbell': 'mu' has compatible \"fsl,imx8mm-mu\" and 2 faces; expected "
              "a device of compatible \"ampsim,doorbell\" with two");
    EXPECT_EQ(relation_error({{"<0x30b01000 &bus 0x30b01000 0x1000>,", ""}}),
              ": property 'doorbell': 0 faces of 'bell' are in the address-map of rtos; expected "
              "one, and the other one in that of the other side");
    EXPECT_EQ(relation_error({{"<0x30b01000 &bus 0x30b01000 0x1000>", "<0x30b01000 &bus 0x30b00000 "
                                                                      "0x1000>"}}),
              ": property 'doorbell': bell.a is in the address-map of both sides; expected a face "
              "for each");
    EXPECT_EQ(relation_error({{"<0x0cb06000 &bus 0x30b06000 0x2000>,", ""}}),
              ": property 'shim': shim.device is not in the address-map of linux");
}

/// A second relation beside the first, with what `with` says.
Edit second_relation(const std::string& with) {
    const std::string first = "hvl: hvl0 {";
    return {first, "more: hvl1 { host = <&linux>; remote = <&rtos>; " + with +
                       " ampsim,registers = \"shim\"; ampsim,notification = \"shared\"; "
                       "extra: device@0 { reg = <0>; ampsim,device = \"rng\"; }; };\n" +
                       first};
}

TEST(HvlError, RelationsShareNothing) {
    EXPECT_THAT(error({second_relation("window = <&hvl_window>; shim = <&shim>;")}),
                HasSubstr("hvl-window at bus 0xb9000000-0xb97fffff overlaps the window of hvl1 at "
                          "0xb9000000-0xb97fffff"));
    EXPECT_THAT(error({second_relation("window = <&ddr>; shim = <&shim>;")}),
                HasSubstr("property 'shim': 'shim' is that of hvl1"));
}

// --- Linux as the host

TEST(HvlTree, AMonitorFindsTheWindowAndItsHardware) {
    const Blob blob = linux_blob(load(hvl_amp));
    const BlobNode hvl = *blob.find("/soc/hvl0@b9000000");
    EXPECT_THAT(hvl.find("compatible")->texts(), ElementsAre("ampsim,hvl", "generic-uio"));
    EXPECT_THAT(hvl.find("reg")->cells(), ElementsAre(0, 0xb9000000, 0, 0x800000, //
                                                      0, 0x0cb00000, 0, 0x1000,   //
                                                      0, 0x0cb06000, 0, 0x2000));
    EXPECT_THAT(hvl.find("reg-names")->texts(), ElementsAre("window", "doorbell", "shim"));
    EXPECT_EQ(hvl.find("ampsim,remote")->text(), "rtos");
    EXPECT_EQ(hvl.find("ampsim,registers")->text(), "shim");
    EXPECT_EQ(hvl.find("ampsim,notification")->text(), "shared");
    EXPECT_THAT(hvl.find("ampsim,window-base")->cells(), ElementsAre(0, 0xb9000000));
    EXPECT_FALSE(hvl.find("interrupts"));
    const BlobNode net = *hvl.child("device@1");
    EXPECT_EQ(net.find("reg")->cell(), 1U);
    EXPECT_EQ(net.find("ampsim,device")->text(), "net");
    EXPECT_EQ(net.find("ampsim,queue-size")->cell(), 64U);
    EXPECT_THAT(net.find("ampsim,pool")->cells(), ElementsAre(0x11000, 0x80000));
    EXPECT_EQ(net.find("ampsim,first-bit")->cell(), 0U);
}

TEST(HvlTree, EachLineIsADevice) {
    const Blob blob = linux_blob(load(hvl_amp));
    for (std::uint32_t line = 0; line < 4; ++line) {
        const BlobNode node = *blob.find("/soc/hvl0-doorbell-" + std::to_string(line));
        EXPECT_THAT(node.find("compatible")->texts(),
                    ElementsAre("ampsim,hvl-line", "generic-uio"));
        EXPECT_THAT(node.find("interrupts")->cells(), ElementsAre(0, 100 + line, 4));
    }
    EXPECT_THAT(blob.find("/soc/hvl0-shim")->find("interrupts")->cells(), ElementsAre(0, 104, 4));
}

TEST(HvlTree, WhatARelationDescribesIsNoDeviceOfItsOwn) {
    const std::string with = linux_device_tree_source(load(hvl_amp), 0);
    EXPECT_THAT(with, Not(HasSubstr("doorbell@cb00000")));
    EXPECT_THAT(with, Not(HasSubstr("virtio-shim@")));
    const std::string without = linux_device_tree_source(
        edited({{"shim = <&shim>;", ""}}, {{"hvl", "registers", "ram"}}), 0);
    EXPECT_THAT(without, HasSubstr("virtio-shim@cb06000"));
    EXPECT_THAT(without, Not(HasSubstr("hvl0-shim")));
}

TEST(HvlTree, FirstBitsAreGivenOutWhereEachQueueHasOne) {
    const Blob blob = linux_blob(load(hvl_amp, {{"hvl", "notification", "per-queue"}}));
    const BlobNode hvl = *blob.find("/soc/hvl0@b9000000");
    EXPECT_EQ(hvl.find("ampsim,notification")->text(), "per-queue");
    EXPECT_EQ(hvl.child("device@0")->find("ampsim,first-bit")->cell(), 0U);
    EXPECT_EQ(hvl.child("device@5")->find("ampsim,first-bit")->cell(), 14U);
}

// --- Firmware as the remote

TEST(HvlFirmware, HeaderHasWhatADriverNeeds) {
    const Platform platform = load(hvl_amp);
    const std::string text = firmware_header(platform, platform.node_index("rtos"));
    EXPECT_THAT(text, HasSubstr(R"(#define BOOT_ARGUMENTS_BASE 0xb8f00000U
#define BOOT_ARGUMENTS_SIZE 0x00001000U
)"));
    EXPECT_THAT(text, HasSubstr(R"(#define HVL_REMOTE 1
#define HVL_WINDOW_BASE 0xb9000000U
#define HVL_WINDOW_SIZE 0x00800000U
#define HVL_DOORBELL_BASE 0x30b01000U
#define HVL_DOORBELL_IRQ 30
#define HVL_SHIM_BASE 0x30b04000U
#define HVL_SHIM_IRQ 26
)"));
    EXPECT_THAT(text, HasSubstr(R"(#define HVL_DOORBELL_IRQS(X) X(0, 30) X(1, 29) X(2, 28) X(3, 27)
#define HVL_SHIM_IRQS(X) X(0, 26)
#define HVL_DEVICES(X) X(0, 3, 0x1000, 0x10000, 64, 0) X(1, 1, 0x11000, 0x80000, 64, 3) X(2, 2, 0x91000, 0x80000, 64, 6) X(3, 9, 0x111000, 0x10000, 64, 8) X(4, 19, 0x121000, 0x10000, 64, 10) X(5, 4, 0x131000, 0x10000, 64, 14)
)"));
    const std::string script = firmware_linker_script(platform, platform.node_index("rtos"));
    EXPECT_THAT(script, HasSubstr("hvl_window_base = 0xb9000000;\n"));
    EXPECT_THAT(script, Not(HasSubstr("X(")));
}

TEST(HvlFirmware, IsTheSameWhateverARunChangesInWords) {
    EXPECT_EQ(
        firmware_header(load(hvl_amp), 1),
        firmware_header(
            load(hvl_amp, {{"hvl", "registers", "ram"}, {"hvl", "notification", "per-queue"}}), 1));
}

TEST(HvlFirmware, AFurtherRelationHasItsName) {
    const Platform platform = edited({second_relation("window = <&tcmu>; doorbell = <&bell>;"),
                                      {"\t\tdoorbell = <&bell>;", ""}}, // of the first
                                     {{"more", "registers", "ram"}});
    ASSERT_EQ(platform.hvl.size(), 2U);
    const std::string text = firmware_header(platform, 1);
    EXPECT_THAT(text, HasSubstr("#define HVL_WINDOW_BASE 0x20000000U\n"));
    EXPECT_THAT(text, HasSubstr("#define HVL0_REMOTE 1\n#define HVL0_WINDOW_BASE 0xb9000000U\n"));
    EXPECT_EQ(boot_arguments(platform, 1),
              "hvl.registers=ram hvl.notification=shared hvl0.registers=shim "
              "hvl0.notification=shared");
}

TEST(HvlFirmware, BootArgumentsSayWhatMayDiffer) {
    EXPECT_EQ(boot_arguments(load(hvl_amp), 1), "hvl.registers=shim hvl.notification=shared");
    EXPECT_EQ(
        boot_arguments(
            load(hvl_amp, {{"hvl", "registers", "ram"}, {"hvl", "notification", "per-queue"}}), 1),
        "hvl.registers=ram hvl.notification=per-queue");
    EXPECT_EQ(boot_arguments(load("imx8mm-amp"), 1), "");
}

TEST(BootArguments, AreInACarveOutThatTheNodeSees) {
    const std::vector<Edit> elsewhere = {
        {"<0x30b04000 &bus 0x30b04000 0x1000>,\n\t\t\t      <0xb8000000 &bus 0xb8000000 0x1000000>",
         "<0x30b04000 &bus 0x30b04000 0x1000>,\n\t\t\t      <0x60000000 &bus 0xb8f00000 "
         "0x100000>"}};
    EXPECT_EQ(edited(elsewhere).nodes.at(1).boot_arguments->address, 0x60000000U);
    EXPECT_FALSE(load("imx8mm-amp").nodes.at(1).boot_arguments);
    EXPECT_EQ(
        error({{"ampsim,boot-arguments = <&boot_arguments>", "ampsim,boot-arguments = <&mu>"}}),
        "edited.dts: /domains/rtos: property 'ampsim,boot-arguments': /bus/mailbox@30aa0000 "
        "is no carve-out; expected <&carveout>, of /reserved-memory, for a domain that is no "
        "Linux");
    EXPECT_EQ(error({{"os,type = \"baremetal\"", "os,type = \"linux\""}}),
              "edited.dts: /domains/rtos: property 'ampsim,boot-arguments': 'rtos' is Linux, which "
              "has a command line: remove the property");
    EXPECT_EQ(error({{"<0x30b04000 &bus 0x30b04000 0x1000>,\n\t\t\t      <0xb8000000 &bus "
                      "0xb8000000 0x1000000>",
                      "<0x30b04000 &bus 0x30b04000 0x1000>,\n\t\t\t      <0xb8000000 &bus "
                      "0xb8000000 0x800000>"}}),
              "edited.dts: /domains/rtos: property 'ampsim,boot-arguments': boot-arguments at bus "
              "0xb8f00000-0xb8f00fff is not within one window of rtos");
}

// --- Linux as the remote

/// The M4's place is taken by a Cortex-A53 with Linux, whose memory is the window.
std::vector<Edit> two_linuxes() {
    return {
        {"ampsim,boot-arguments = <&boot_arguments>;\n", "memory = <0x40000000 0x800000>;\n"},
        {"os,type = \"baremetal\"", "os,type = \"linux\""},
        {"ampsim,qemu-machine = \"mps2-an386\"", "ampsim,qemu-machine = \"virt\""},
        {"compatible = \"arm,cortex-m4\"", "compatible = \"arm,cortex-a53\""},
        {"compatible = \"arm,v7m-nvic\"", "compatible = \"arm,gic-v3\""},
        {"#interrupt-cells = <2>;", "#interrupt-cells = <3>;"},
        {"<&gic 0 88 4>, <&nvic 31 0>", "<&gic 0 88 4>, <&nvic 0 88 4>"},
        {"<&nvic 30 0>, <&nvic 29 0>, <&nvic 28 0>, <&nvic 27 0>",
         "<&nvic 0 60 4>, <&nvic 0 61 4>, <&nvic 0 62 4>, <&nvic 0 63 4>"},
        {"<&nvic 26 0>, <&gic 0 104 4>", "<&nvic 0 64 4>, <&gic 0 104 4>"},
        {"<0x1ffe0000 &bus 0x007e0000 0x20000>,\n\t\t\t      <0x00000000 &bus 0x007e0000 "
         "0x20000>,\n\t\t\t      <0x20000000 &bus 0x00800000 0x20000>,\n\t\t\t      <0x00900000 "
         "&bus 0x00900000 0x40000>,\n\t\t\t      <0x30ab0000 &bus 0x30ab0000 0x10000>,\n\t\t\t    "
         "  <0x30b01000 &bus 0x30b01000 0x1000>,\n\t\t\t      <0x30b04000 &bus 0x30b04000 "
         "0x1000>,\n\t\t\t      <0xb8000000 &bus 0xb8000000 0x1000000>,\n\t\t\t      <0xb9000000 "
         "&bus 0xb9000000 0x800000>",
         "<0x0cab0000 &bus 0x30ab0000 0x10000>, <0x0cb01000 &bus 0x30b01000 0x1000>, <0x0cb04000 "
         "&bus 0x30b04000 0x1000>, <0x40000000 &bus 0xb9000000 0x800000>"},
        {"window = <&hvl_window>", "window = <&window>"},
        {"carveouts = <&vdev0buffer &vdev0vring0 &vdev0vring1 &rsc_table>", "carveouts = <>"},
    };
}

TEST(HvlLinuxRemote, HasTheShimsSlotsAndAllOfTheWindow) {
    const Platform platform = edited(two_linuxes());
    const Hvl& hvl = platform.hvl.front();
    EXPECT_TRUE(hvl.window_is_remote_ram);
    EXPECT_EQ(hvl.host_window, 0xb9000000U);
    EXPECT_EQ(hvl.remote_window, 0x40000000U);
    EXPECT_EQ(hvl.devices.at(1).pool_offset, 0U);
    EXPECT_EQ(hvl.devices.at(1).pool_size, 0x800000U);
    const Blob blob = linux_blob(platform, "rtos");
    const BlobNode net = *blob.find("/soc/virtio@cb04200");
    EXPECT_EQ(net.find("compatible")->text(), "virtio,mmio");
    EXPECT_THAT(net.find("reg")->cells(), ElementsAre(0, 0x0cb04200, 0, 0x200));
    EXPECT_THAT(net.find("interrupts")->cells(), ElementsAre(0, 64, 4));
    EXPECT_TRUE(net.find("dma-coherent"));
    EXPECT_TRUE(blob.find("/soc/virtio@cb04a00"));
    EXPECT_FALSE(blob.find("/soc/virtio@cb04c00"));
}

TEST(HvlLinuxRemote, MayHaveALineForEachSlot) {
    std::vector<Edit> edits = two_linuxes();
    edits.push_back({"<&nvic 0 64 4>, <&gic 0 104 4>",
                     "<&nvic 0 64 4>, <&nvic 0 65 4>, <&nvic 0 66 4>, <&nvic 0 67 4>, <&nvic 0 68 "
                     "4>, <&nvic 0 69 4>, <&gic 0 104 4>"});
    edits.push_back({"interrupt-names = \"driver\", \"device\"",
                     "interrupt-names = \"driver0\", \"driver1\", \"driver2\", \"driver3\", "
                     "\"driver4\", \"driver5\", \"device\""});
    const Blob blob = linux_blob(edited(edits), "rtos");
    EXPECT_THAT(blob.find("/soc/virtio@cb04200")->find("interrupts")->cells(),
                ElementsAre(0, 65, 4));
}

TEST(HvlLinuxRemote, HasStockDrivers) {
    EXPECT_THAT(error(two_linuxes(), {{"hvl", "registers", "ram"}}),
                HasSubstr("property 'ampsim,registers': Linux, as the remote rtos, has its stock "
                          "VirtIO drivers; expected \"shim\" and \"shared\""));
    EXPECT_THAT(error(two_linuxes(), {{"hvl", "notification", "per-queue"}}),
                HasSubstr("property 'ampsim,notification': Linux, as the remote rtos"));
    EXPECT_THAT(error(two_linuxes(), {{"hvl_net", "pool-size", "0x80000"}}),
                HasSubstr("takes buffers from all of the window: remove the property"));
}

} // namespace
} // namespace ampsim::platform
