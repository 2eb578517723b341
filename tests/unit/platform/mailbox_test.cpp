// SPDX-License-Identifier: BSD-3-Clause
//
// What drivers on the two sides of a relation learn of its mailbox.
#include "sim/platform/blob.h"
#include "sim/platform/child_process.h"
#include "sim/platform/mailbox.h"
#include "tests/unit/platform/test_platform.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace ampsim::platform {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(MailboxWay, IsTheSameForBothEnds) {
    const Platform platform = load("mailboxes");
    for (const Rpmsg& relation : platform.rpmsg) {
        const auto host = mailbox_way(platform, relation, relation.host);
        const auto remote = mailbox_way(platform, relation, relation.remote);
        ASSERT_TRUE(host && remote) << relation.mailbox;
        EXPECT_EQ(host->kind, remote->kind);
        EXPECT_EQ(host->own, remote->other);
        EXPECT_EQ(host->other, remote->own);
        EXPECT_EQ(host->send, remote->receive) << "the buffers are at one address for all";
        EXPECT_EQ(host->receive, remote->send);
        EXPECT_TRUE(host->send != host->receive || host->kind == "mu");
    }
}

TEST(MailboxWay, IsInTheFirmwaresHeader) {
    const Platform platform = load("mailboxes");
    EXPECT_THAT(firmware_header(platform, platform.node_index("host")),
                HasSubstr("#define RPMSG_REMOTE_MAILBOXES(X) "
                          "X(nxp, mu, 0x30aa0000U, 30, 0, 1, 0, 0) "
                          "X(ti, omap, 0x29000000U, 29, 0, 1, 1, 0) "
                          "X(amd, ipi, 0x30c00000U, 28, 0, 8, 0x30c90400U, 0x30c90080U)\n"));
    EXPECT_THAT(firmware_header(platform, platform.node_index("ti")),
                HasSubstr("#define RPMSG_MAILBOX(X) X(ti, omap, 0x29000000U, 31, 1, 0, 0, 1)\n"));
}

TEST(MailboxWay, WithoutAWindowToTheBuffersThereAreNone) {
    const Platform platform = load_edited(
        {{"<0x30c10000 &bus 0xff310000 0x1000>,\n\t\t\t      <0x30c90000 &bus 0xff990000 0x1000>",
          "<0x30c10000 &bus 0xff310000 0x1000>"}},
        {}, "mailboxes");
    const auto way = mailbox_way(platform, platform.rpmsg[2], platform.node_index("amd"));
    ASSERT_TRUE(way);
    EXPECT_EQ(way->send, 0U);
    EXPECT_EQ(way->receive, 0U);
}

TEST(MailboxWay, AMailboxThatFirmwareHasNoDriverForIsLeftOut) {
    const Platform platform =
        load_edited({{"\"ti,am64-mailbox\"", "\"acme,mailbox\""}}, {}, "mailboxes");
    EXPECT_THAT(firmware_header(platform, platform.node_index("host")),
                Not(HasSubstr("X(ti, omap")));
    EXPECT_THAT(firmware_header(platform, platform.node_index("ti")),
                HasSubstr("#define RPMSG_MAILBOX(X) \n"));
}

TEST(MailboxWay, APairOfUsersNeedsFifos) {
    // Users 1 and 3 of a mailbox that has 8 FIFOs; theirs would be 8 and 9.
    const Platform platform = load_edited(
        {{"ti,am64-mailbox", "ti,omap4-mailbox"},
         {"reg = <0x29000000 0x200>, <0x29000200 0x200>;\n\t\t\treg-names = \"a\", \"b\";",
          "reg = <0x29000600 0x200>, <0x29000000 0x200>, <0x29000400 0x200>, <0x29000200 0x200>;"
          "\n\t\t\treg-names = \"c\", \"a\", \"d\", \"b\";"}},
        {}, "mailboxes");
    EXPECT_THAT(input_error_of([&] { firmware_header(platform, platform.node_index("ti")); }),
                HasSubstr("property 'mbox': 'mbox' has 8 FIFOs, and none for its users 3 and 1; "
                          "expected another pair of faces"));
}

class LinuxWithOmapMailbox : public testing::Test {
protected:
    LinuxWithOmapMailbox() {
        const std::string bytes = linux_device_tree(platform, platform.node_index("linux"));
        blob = std::make_unique<Blob>("linux.dtb", std::vector<char>{bytes.begin(), bytes.end()});
    }
    std::vector<std::uint32_t> cells(const std::string& path, const std::string& property) {
        return blob->find(path)->find(property)->cells();
    }
    std::uint32_t phandle(const std::string& path) { return cells(path, "phandle").at(0); }

    const Platform platform = load("omap-amp");
    const std::string mailbox = "/soc/mailbox@c020000";
    std::unique_ptr<Blob> blob;
};

TEST_F(LinuxWithOmapMailbox, HasAChannelForEachWay) {
    EXPECT_THAT(cells(mailbox, "reg"), ElementsAre(0, 0x0c020000, 0, 0x200));
    EXPECT_THAT(cells(mailbox, "#mbox-cells"), ElementsAre(1));
    EXPECT_THAT(cells(mailbox, "ti,mbox-num-users"), ElementsAre(4));
    EXPECT_THAT(cells(mailbox, "ti,mbox-num-fifos"), ElementsAre(16));
    // FIFO, line, user. The other way of each is a FIFO that nobody uses.
    EXPECT_THAT(cells(mailbox + "/mbox-rtos-tx", "ti,mbox-tx"), ElementsAre(1, 0, 0));
    EXPECT_THAT(cells(mailbox + "/mbox-rtos-tx", "ti,mbox-rx"), ElementsAre(14, 0, 0));
    EXPECT_THAT(cells(mailbox + "/mbox-rtos-rx", "ti,mbox-tx"), ElementsAre(15, 0, 0));
    EXPECT_THAT(cells(mailbox + "/mbox-rtos-rx", "ti,mbox-rx"), ElementsAre(0, 0, 0));
}

TEST_F(LinuxWithOmapMailbox, TheRemoteProcessorRefersToThem) {
    EXPECT_THAT(cells("/remoteproc-rtos", "mboxes"),
                ElementsAre(phandle(mailbox), phandle(mailbox + "/mbox-rtos-tx"), phandle(mailbox),
                            phandle(mailbox + "/mbox-rtos-rx")));
    EXPECT_THAT(blob->find("/remoteproc-rtos")->find("mbox-names")->texts(),
                ElementsAre("tx", "rx"));
}

TEST_F(LinuxWithOmapMailbox, DtcHasNoWarning) {
    const TemporaryDirectory files;
    const std::string source =
        files.write("linux.dts", linux_device_tree_source(platform, platform.node_index("linux")));
    const auto dtc = run_child({"dtc", "-I", "dts", "-O", "dtb", source});
    ASSERT_TRUE(dtc && dtc->succeeded) << dtc->errors;
    EXPECT_EQ(dtc->errors, "");
}

TEST(LinuxMailbox, InterProcessorInterruptsNeedFirmwareThatIsNotThere) {
    const Platform platform =
        load_edited({{"\"ti,am64-mailbox\"", "\"xlnx,zynqmp-ipi\""},
                     {"reg-names = \"a\", \"b\"", "reg-names = \"apu\", \"rpu0\""},
                     {"interrupt-names = \"a\", \"b\"", "interrupt-names = \"apu\", \"rpu0\""}},
                    {}, "omap-amp");
    EXPECT_THAT(input_error_of([&] { linux_device_tree(platform, 0); }),
                HasSubstr("'mbox' is no mailbox that a Linux host can use; expected one of "
                          "compatible \"fsl,imx6sx-mu\", or TI's, such as \"ti,am64-mailbox\""));
}

} // namespace
} // namespace ampsim::platform
