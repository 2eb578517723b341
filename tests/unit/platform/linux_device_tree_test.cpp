// SPDX-License-Identifier: BSD-3-Clause
#include "sim/platform/blob.h"
#include "sim/platform/child_process.h"
#include "tests/unit/platform/test_platform.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ampsim::platform {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Blob linux_blob(const Platform& platform) {
    const std::string bytes = linux_device_tree(platform, platform.node_index("linux"));
    return {"linux.dtb", {bytes.begin(), bytes.end()}};
}

std::string linux_error(const std::vector<Edit>& edits) {
    const Platform platform = load_edited(edits);
    const std::string message = input_error_of([&] { linux_device_tree(platform, 0); });
    return message.substr(message.find(": ") + 2); // without the directory
}

std::uint32_t phandle(const Blob& blob, const std::string& path) {
    return blob.find(path)->find("phandle")->cell();
}

class LinuxDeviceTree : public testing::Test {
protected:
    const Platform platform = load("imx8mm-amp");
    const Blob blob = linux_blob(platform);

    std::vector<std::uint32_t> cells(const std::string& path, const std::string& property) {
        return blob.find(path)->find(property)->cells();
    }
    std::vector<std::string> texts(const std::string& path, const std::string& property) {
        return blob.find(path)->find(property)->texts();
    }
};

TEST_F(LinuxDeviceTree, Machine) {
    EXPECT_THAT(texts("/", "compatible"), ElementsAre("ampsim,imx8mm-amp", "linux,dummy-virt"));
    EXPECT_THAT(texts("/chosen", "stdout-path"), ElementsAre("/soc/serial@9000000"));
    EXPECT_THAT(texts("/cpus/cpu@0", "compatible"), ElementsAre("arm,cortex-a53"));
    EXPECT_THAT(texts("/psci", "method"), ElementsAre("hvc"));
    EXPECT_THAT(cells("/memory@40000000", "reg"), ElementsAre(0, 0x40000000, 0, 0x20000000));
    EXPECT_THAT(cells("/timer", "interrupts"), ElementsAre(1, 13, 4, 1, 14, 4, 1, 11, 4, 1, 10, 4));
    EXPECT_THAT(cells("/soc/interrupt-controller@8000000", "reg"),
                ElementsAre(0, 0x08000000, 0, 0x10000, 0, 0x080a0000, 0, 0xf60000));
    EXPECT_THAT(cells("/soc/serial@9000000", "interrupts"), ElementsAre(0, 1, 4));
    EXPECT_THAT(cells("/", "interrupt-parent"),
                ElementsAre(phandle(blob, "/soc/interrupt-controller@8000000")));
}

TEST_F(LinuxDeviceTree, DevicesAreWhereTheNodeSeesThem) {
    EXPECT_THAT(texts("/soc/mailbox@caa0000", "compatible"),
                ElementsAre("fsl,imx8mm-mu", "fsl,imx6sx-mu"));
    EXPECT_THAT(cells("/soc/mailbox@caa0000", "reg"), ElementsAre(0, 0x0caa0000, 0, 0x10000));
    EXPECT_THAT(cells("/soc/mailbox@caa0000", "interrupts"), ElementsAre(0, 88, 4));
    EXPECT_THAT(cells("/soc/mailbox@caa0000", "#mbox-cells"), ElementsAre(2));
    EXPECT_THAT(texts("/soc/reset-controller@c390000", "compatible"),
                ElementsAre("fsl,imx8mm-src", "syscon"));
    EXPECT_EQ(blob.find("/soc")->children().size(), 4U) << "face B is the other node's";
}

TEST_F(LinuxDeviceTree, Carveouts) {
    EXPECT_THAT(cells("/reserved-memory/vdev0buffer@b8400000", "reg"),
                ElementsAre(0, 0xb8400000, 0, 0x100000));
    EXPECT_THAT(texts("/reserved-memory/vdev0buffer@b8400000", "compatible"),
                ElementsAre("shared-dma-pool"));
    for (const char* name : {"vdev0buffer@b8400000", "vdev0vring0@b8000000", "vdev0vring1@b8008000",
                             "rsc-table@b80ff000"}) {
        EXPECT_TRUE(blob.find(std::string("/reserved-memory/") + name)->find("no-map"));
    }
    EXPECT_FALSE(blob.find("/reserved-memory/vdev0vring0@b8000000")->find("compatible"));
}

TEST_F(LinuxDeviceTree, RemoteProcessor) {
    const std::string remote = "/remoteproc-rtos";
    const std::uint32_t mu = phandle(blob, "/soc/mailbox@caa0000");
    EXPECT_THAT(texts(remote, "compatible"), ElementsAre("fsl,imx8mm-cm4"));
    EXPECT_THAT(texts(remote, "mbox-names"), ElementsAre("tx", "rx", "rxdb"));
    EXPECT_THAT(cells(remote, "mboxes"), ElementsAre(mu, 0, 1, mu, 1, 1, mu, 3, 1));
    EXPECT_THAT(cells(remote, "syscon"),
                ElementsAre(phandle(blob, "/soc/reset-controller@c390000")));
    EXPECT_THAT(cells(remote, "clocks"), ElementsAre(phandle(blob, "/clock-24m")));
    EXPECT_THAT(cells(remote, "memory-region"),
                ElementsAre(phandle(blob, "/reserved-memory/vdev0buffer@b8400000"),
                            phandle(blob, "/reserved-memory/vdev0vring0@b8000000"),
                            phandle(blob, "/reserved-memory/vdev0vring1@b8008000"),
                            phandle(blob, "/reserved-memory/rsc-table@b80ff000")));
}

TEST_F(LinuxDeviceTree, TheSourceIsTheSameTreeAndDtcHasNoWarning) {
    const TemporaryDirectory files;
    const std::string source = files.write("linux.dts", linux_device_tree_source(platform, 0));
    const auto dtc = run_child({"dtc", "-I", "dts", "-O", "dtb", source});
    ASSERT_TRUE(dtc && dtc->succeeded) << dtc->errors;
    EXPECT_EQ(dtc->errors, "");
    const Blob compiled("source.dtb", {dtc->output.begin(), dtc->output.end()});
    for (const char* path : {"/", "/soc/mailbox@caa0000", "/reserved-memory/rsc-table@b80ff000"}) {
        for (const BlobProperty& property : blob.find(path)->properties()) {
            if (property.name() != "phandle" && property.name() != "interrupt-parent") {
                EXPECT_EQ(compiled.find(path)->find(property.name())->bytes(), property.bytes())
                    << property.name();
            }
        }
    }
}

TEST(LinuxDeviceTreeOf, Gicv2) {
    const Platform platform =
        load_edited({{"\"arm,gic-v3\"", "\"arm,gic-400\""}, {"&gic 0 88 4", "&gic 0 112 4"}});
    const Blob blob = linux_blob(platform);
    EXPECT_EQ(blob.find("/soc/interrupt-controller@8000000")->find("compatible")->text(),
              "arm,cortex-a15-gic");
    EXPECT_THAT(blob.find("/timer")->find("interrupts")->cells(), testing::Contains(0x104U));
}

const Edit message_frame{"mu: mailbox@30aa0000 {",
                         "v2m: v2m@30ac0000 { compatible = \"arm,gic-v2m-frame\"; "
                         "reg = <0x30ac0000 0x1000>; interrupts-extended = "
                         "<&gic 0 64 1>, <&gic 0 65 1>, <&gic 0 66 1>; }; mu: mailbox@30aa0000 {"};
const Edit window_to_frame{
    "<0x0caa0000 &bus 0x30aa0000 0x10000>",
    "<0x0caa0000 &bus 0x30aa0000 0x10000>, <0x0cac0000 &bus 0x30ac0000 0x1000>"};

TEST(LinuxDeviceTreeOf, AGicv2mFrameIsAChildOfTheGic) {
    const Platform platform = load_edited({message_frame, window_to_frame});
    const Blob blob = linux_blob(platform);
    const std::string gic = "/soc/interrupt-controller@8000000";
    EXPECT_THAT(blob.find(gic)->find("#address-cells")->cells(), ElementsAre(2));
    EXPECT_TRUE(blob.find(gic)->find("ranges"));
    const auto frame = blob.find(gic + "/v2m@cac0000");
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->find("compatible")->text(), "arm,gic-v2m-frame");
    EXPECT_TRUE(frame->find("msi-controller"));
    EXPECT_THAT(frame->find("reg")->cells(), ElementsAre(0, 0x0cac0000, 0, 0x1000));
    EXPECT_THAT(frame->find("arm,msi-base-spi")->cells(), ElementsAre(64 + 32));
    EXPECT_THAT(frame->find("arm,msi-num-spis")->cells(), ElementsAre(3));
    EXPECT_FALSE(blob.find("/soc/v2m@cac0000"));
    EXPECT_TRUE(platform.nodes[0].has_gicv2m);
}

TEST(LinuxDeviceTreeOf, AFrameThatTheNodeDoesNotSeeIsNotThere) {
    const Blob blob = linux_blob(load_edited({message_frame}));
    const auto gic = blob.find("/soc/interrupt-controller@8000000");
    EXPECT_THAT(gic->find("#address-cells")->cells(), ElementsAre(0));
    EXPECT_TRUE(gic->children().empty());
}

TEST(LinuxDeviceTreeOf, BothFacesOfADevice) {
    const Platform platform = load_edited(
        {{"<0x0caa0000 &bus 0x30aa0000 0x10000>", "<0x0caa0000 &bus 0x30aa0000 0x20000>"}});
    const Blob blob = linux_blob(platform);
    EXPECT_TRUE(blob.find("/soc/mailbox@caa0000")->find("interrupts"));
    EXPECT_TRUE(blob.find("/soc/mailbox@cab0000"));
    EXPECT_FALSE(blob.find("/soc/mailbox@cab0000")->find("interrupts")) << "goes to the other node";
}

TEST(LinuxDeviceTreeOf, ANodeWithoutRelationsHasNoRemoteProcessor) {
    const Platform platform = load_edited(
        {{"host = <&linux>", "host = <&rtos>"}, {"remote = <&rtos>", "remote = <&linux>"}});
    EXPECT_FALSE(linux_blob(platform).find("/remoteproc-rtos"));
}

TEST(LinuxDeviceTreeError, OnAMachineWithoutLinux) {
    const Platform platform = load("imx8mm-amp");
    EXPECT_THAT(input_error_of([&] { linux_device_tree(platform, 1); }),
                HasSubstr("/cpus-m4: no device tree for Linux on QEMU's machine mps2-an386 (domain "
                          "rtos); there is one "
                          "for virt"));
}

TEST(LinuxDeviceTreeError, ALabelOfTheMachine) {
    EXPECT_EQ(
        linux_error({{"src: reset-controller@30390000", "uart: reset-controller@30390000"}}),
        "the device tree of linux has two nodes with label 'uart': give the device another one");
}

TEST(LinuxDeviceTreeError, NoMailboxForLinux) {
    EXPECT_EQ(linux_error({{"\"fsl,imx8mm-mu\", \"fsl,imx6sx-mu\"", "\"arm,mhu\""}}),
              "/domains/domain-to-domain/rpmsg-relation/relation0: property 'mbox': 'mu' is no "
              "mailbox that a Linux "
              "host can use; expected one of compatible \"fsl,imx6sx-mu\", or TI's, such as "
              "\"ti,am64-mailbox\"");
}

TEST(LinuxDeviceTreeError, TheMailboxIsOutOfSight) {
    EXPECT_EQ(linux_error({{"<0x0caa0000 &bus 0x30aa0000 0x10000>,", ""}}),
              "/domains/domain-to-domain/rpmsg-relation/relation0: property 'mbox': 'mu' is not in "
              "the address-map of "
              "the host linux");
}

TEST(LinuxDeviceTreeOfRemotes, ARemoteThatNothingStartsIsOnlyAttachedTo) {
    const std::string text =
        linux_device_tree_source(load_edited({{"ampsim,controls = <&cpus_m4>;", ""}}), 0);
    EXPECT_THAT(text, HasSubstr("compatible = \"fsl,imx8ulp-cm33\";"));
    EXPECT_THAT(text, testing::Not(HasSubstr("syscon = ")));
}

TEST(LinuxDeviceTreeError, ACarveoutIsMissing) {
    EXPECT_EQ(linux_error({{"&vdev0vring1 &rsc_table>", "&vdev0vring1>"}}),
              "/domains/domain-to-domain/rpmsg-relation/relation0: property 'carveouts': "
              "'rsc-table' is missing; "
              "expected the carve-outs vdev0buffer, vdev0vring0, vdev0vring1, rsc-table");
}

TEST(LinuxDeviceTreeError, ACarveoutThatTheRemoteSeesElsewhere) {
    EXPECT_EQ(linux_error({{R"(<0x30ab0000 &bus 0x30ab0000 0x10000>,
			      <0xb8000000 &bus 0xb8000000 0x1000000>)",
                            R"(<0x30ab0000 &bus 0x30ab0000 0x10000>,
			      <0x60000000 &bus 0xb8000000 0x1000000>)"}}),
              "/domains/domain-to-domain/rpmsg-relation/relation0: property 'carveouts': "
              "vdev0buffer has address "
              "0x60400000 for rtos and 0xb8400000 for linux; Linux' imx_rproc expects DDR at the "
              "same address for "
              "both, from 0x40000000 to 0xbfffffff");
}

TEST(LinuxDeviceTreeError, ACarveoutThatTheRemoteDoesNotSee) {
    EXPECT_EQ(linux_error({{R"(<0x30ab0000 &bus 0x30ab0000 0x10000>,
			      <0xb8000000 &bus 0xb8000000 0x1000000>)",
                            R"(<0x30ab0000 &bus 0x30ab0000 0x10000>,
			      <0xb8000000 &bus 0xb8000000 0x100000>)"}}),
              "/domains/domain-to-domain/rpmsg-relation/relation0: property 'carveouts': "
              "vdev0buffer at bus "
              "0xb8400000-0xb84fffff is not within one window of rtos");
}

} // namespace
} // namespace ampsim::platform
