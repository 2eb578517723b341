// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/probes.h"

#include "sim/error.h"
#include "tests/unit/measure/elf_writer.h"
#include "tests/unit/measure/temporary_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace ampsim::measure {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

MATCHER_P3(IsProbe, node, kind, address, "") {
    return arg.node == static_cast<std::size_t>(node) && arg.kind == kind &&
           arg.address == static_cast<std::uint64_t>(address);
}

/// A Linux node with a kernel (an ELF vmlinux), a directory of modules and a program; an RTOS node
/// with two images.
class ProbeTableTest : public testing::Test {
protected:
    ProbeTableTest() {
        namespace fs = std::filesystem;
        fs::create_directories(directory_ + "/modules/kernel/drivers");
        write_elf<Elf64>(
            directory_ + "/vmlinux", ET_EXEC, EM_AARCH64,
            {{"schedule", 0xffff800008100000}, {"apply_relocate_add", 0xffff800008200000}});
        write_elf<Elf64>(
            directory_ + "/modules/kernel/drivers/imx-rproc.ko", ET_REL, EM_AARCH64,
            {{"imx_rproc_kick", 0x40, STT_FUNC, STB_LOCAL}, {"imx_rproc_start", 0x80}});
        write_elf<Elf64>(directory_ + "/ping", ET_EXEC, EM_AARCH64,
                         {{"ampsim_ping_send", 0x40001000}});
        write_elf<Elf64>(directory_ + "/pie", ET_DYN, EM_AARCH64, {{"main", 0x1000}});
        write_elf<Elf32>(directory_ + "/remote.elf", ET_EXEC, EM_ARM,
                         {{"mu_irq_handler", 0x1ffe0401}, {"both", 0x1ffe0501}});
        write_elf<Elf32>(directory_ + "/other.elf", ET_EXEC, EM_ARM, {{"both", 0x1ffe0601}});
        NodeCode linux_node{"linux", directory_ + "/vmlinux", {directory_ + "/modules"}, {}, {}};
        linux_node.programs = {{"ampsim-ping", directory_ + "/ping"}, {"pie", directory_ + "/pie"}};
        NodeCode rtos{"rtos", {}, {}, {}, {directory_ + "/remote.elf", directory_ + "/other.elf"}};
        table_ = std::make_unique<ProbeTable>(
            std::vector<NodeCode>{linux_node, rtos, {"empty", {}, {}, {}, {}}});
    }

    std::string message_of(const std::string& event) {
        try {
            table_->add(event);
        } catch (const InputError& error) {
            return error.what();
        }
        return "no error";
    }

    TemporaryDirectory own_;
    const std::string& directory_ = own_.path();
    std::unique_ptr<ProbeTable> table_;
};

TEST_F(ProbeTableTest, WhatIsKnownOfAKernelIsNotLookedUpAgain) {
    const std::string kernel = directory_ + "/vmlinux";
    table_->add("linux:schedule");
    EXPECT_EQ(table_->kernel_symbols(),
              (KernelSymbols{{kernel, {{"schedule", 0xffff800008100000}}}}));
    const NodeCode node{"linux", kernel, {}, {}, {}};
    ProbeTable again({node}, {{kernel, {{"schedule", 0x1000}}}});
    again.add("linux:schedule+0x10");
    EXPECT_THAT(again.immediate(), ElementsAre(IsProbe(0, ProbeKind::mark, 0x1010)));
    again.add("linux:apply_relocate_add"); // this one is not
    EXPECT_EQ(again.kernel_symbols().at(kernel).at("apply_relocate_add"), 0xffff800008200000);
    EXPECT_THROW(again.add("linux:shedule"), InputError);
    EXPECT_EQ(again.kernel_symbols().at(kernel).count("shedule"), 0U);
}

TEST_F(ProbeTableTest, ResolvesKernelProgramFirmwareAndAddresses) {
    table_->add("linux:schedule");
    table_->add("linux:ampsim-ping:ampsim_ping_send");
    table_->add("rtos:mu_irq_handler");
    table_->add("rtos:0x1ffe0440");
    table_->add("linux:schedule+0x10");
    EXPECT_THAT(table_->immediate(), ElementsAre(IsProbe(0, ProbeKind::mark, 0xffff800008100000),
                                                 IsProbe(0, ProbeKind::mark, 0x40001000),
                                                 IsProbe(1, ProbeKind::mark, 0x1ffe0400),
                                                 IsProbe(1, ProbeKind::mark, 0x1ffe0440),
                                                 IsProbe(0, ProbeKind::mark, 0xffff800008100010)));
    EXPECT_EQ(table_->what(table_->immediate()[1].id), "ampsim-ping:ampsim_ping_send");
    EXPECT_EQ(table_->what(table_->immediate()[3].id), "0x1ffe0440");
}

TEST_F(ProbeTableTest, ResolvesAModuleWhenItIsLoaded) {
    table_->add("linux:imx_rproc:imx_rproc_kick");
    table_->add("linux:imx_rproc:imx_rproc_start");
    // Until then only the place is watched at which the kernel relocates modules, once per node.
    ASSERT_THAT(table_->immediate(),
                ElementsAre(IsProbe(0, ProbeKind::module_load, 0xffff800008200000)));

    EXPECT_THAT(table_->module_loaded(0, "virtio_rpmsg_bus", {0, 0x1000}), IsEmpty());
    EXPECT_THAT(table_->module_loaded(1, "imx_rproc", {0, 0x1000}), IsEmpty());
    const auto probes = table_->module_loaded(0, "imx_rproc", {0, 0xffff800001000000, 0});
    EXPECT_THAT(probes, ElementsAre(IsProbe(0, ProbeKind::mark, 0xffff800001000040),
                                    IsProbe(0, ProbeKind::mark, 0xffff800001000080)));
    EXPECT_EQ(table_->what(probes[0].id), "imx_rproc:imx_rproc_kick");
}

TEST_F(ProbeTableTest, KeepsTheIdWhenAModuleIsLoadedAgain) {
    table_->add("linux:imx-rproc:imx_rproc_kick");
    const auto once = table_->module_loaded(0, "imx_rproc", {0, 0xffff800001000000});
    const auto again = table_->module_loaded(0, "imx_rproc", {0, 0xffff800002000000});
    EXPECT_EQ(once.at(0).id, again.at(0).id);
    EXPECT_EQ(again.at(0).address, 0xffff800002000040);
}

TEST_F(ProbeTableTest, RefusesAModuleThatIsNotTheFile) {
    table_->add("linux:imx_rproc:imx_rproc_kick");
    EXPECT_THROW(table_->module_loaded(0, "imx_rproc", {0}), InputError);
    EXPECT_THROW(table_->module_loaded(0, "imx_rproc", {0, 0}), InputError);
}

TEST_F(ProbeTableTest, ProbesEveryImageOfANodeThatHasTheSymbol) {
    table_->add("rtos:both");
    EXPECT_THAT(table_->immediate(), ElementsAre(IsProbe(1, ProbeKind::mark, 0x1ffe0500),
                                                 IsProbe(1, ProbeKind::mark, 0x1ffe0600)));
}

TEST_F(ProbeTableTest, AddsAnEventOnce) {
    table_->add("linux:schedule");
    table_->add("linux:schedule");
    EXPECT_EQ(table_->immediate().size(), 1);
}

TEST_F(ProbeTableTest, IgnoresEventsThatAreNoProbes) {
    for (const char* event : {"write:linux:mu.a.TR0", "read:rtos:mu.b.SR", "arrival:linux:mu.a.TR0",
                              "rise:mu.b", "fall:mu.b", "start:rtos", "off:linux"}) {
        table_->add(event);
    }
    EXPECT_THAT(table_->immediate(), IsEmpty());
}

TEST_F(ProbeTableTest, SuggestsForEveryPartOfAName) {
    EXPECT_THAT(message_of("linx:schedule"),
                HasSubstr("no node is named 'linx'; did you mean 'linux'?"));
    EXPECT_THAT(message_of("linux:shedule"), HasSubstr("event 'linux:shedule': "));
    EXPECT_THAT(message_of("linux:shedule"), HasSubstr("did you mean 'schedule'?"));
    EXPECT_THAT(message_of("linux:imx_rprc:imx_rproc_kick"),
                HasSubstr("no module or program 'imx_rprc'; did you mean 'imx_rproc'?"));
    EXPECT_THAT(message_of("linux:imx_rproc:imx_rproc_kik"),
                HasSubstr("did you mean 'imx_rproc_kick'?"));
    EXPECT_THAT(message_of("linux:ampsim_ping:ampsim_ping_send"),
                HasSubstr("did you mean 'ampsim-ping'?"));
    EXPECT_THAT(message_of("rtos:mu_irq_handlr"), HasSubstr("did you mean 'mu_irq_handler'?"));
}

TEST_F(ProbeTableTest, RefusesWhatHasNoFixedAddress) {
    EXPECT_THAT(message_of("linux:pie:main"), HasSubstr("-static -no-pie"));
    EXPECT_THAT(message_of("empty:main"),
                HasSubstr("neither a kernel nor a firmware for node 'empty'"));
    EXPECT_THAT(message_of("linux:schedule+16"), HasSubstr("expected a hexadecimal offset"));
    EXPECT_THAT(message_of("schedule"), HasSubstr("expected NODE:SYMBOL"));
}

TEST(ScriptedNode, ItsProbesAreItsMarks) {
    NodeCode host;
    host.name = "host";
    host.scripted = true;
    host.marks = {"message_sent", "message_received"};
    ProbeTable table({host});
    table.add("host:message_received");
    ASSERT_EQ(table.immediate().size(), 1U);
    EXPECT_EQ(table.immediate()[0].address, 1U) << "its place among the marks";
    EXPECT_EQ(table.what(table.immediate()[0].id), "message_received");
    try {
        table.add("host:message_recieved");
        FAIL();
    } catch (const InputError& error) {
        EXPECT_NE(std::string(error.what())
                      .find("the program of node 'host' has no mark "
                            "'message_recieved'; did you mean "
                            "'message_received'"),
                  std::string::npos)
            << error.what();
    }
}

} // namespace
} // namespace ampsim::measure
