// SPDX-License-Identifier: BSD-3-Clause
//
// Every way in which a platform can be wrong, and what is said about it.
#include "tests/unit/platform/test_platform.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ampsim::platform {
namespace {

struct Case {
    const char* name;
    std::vector<Edit> edits;
    std::string message;
};

void PrintTo(const Case& test, std::ostream* out) {
    *out << test.name;
}

class Error : public testing::TestWithParam<Case> {};

TEST_P(Error, NamesThePlaceAndWhatToDo) {
    EXPECT_EQ(error_of(GetParam().edits), GetParam().message);
}

std::string case_name(const testing::TestParamInfo<Case>& info) {
    return info.param.name;
}

#define PLATFORM_ERRORS(group, ...)                                                                \
    INSTANTIATE_TEST_SUITE_P(group, Error, testing::ValuesIn(std::vector<Case>{__VA_ARGS__}),      \
                             case_name)

const char* const a53_map_start = "<0x007e0000 &bus 0x007e0000 0x20000>,\n\t\t\t      <0x00800000";
const char* const a53_tcmu = "<0x00800000 &bus 0x00800000 0x20000>";
const char* const a53_src = "<0x0c390000 &bus 0x30390000 0x10000>";
const char* const a53_mu = "<0x0caa0000 &bus 0x30aa0000 0x10000>";
const char* const m4_mu = "<0x30ab0000 &bus 0x30ab0000 0x10000>";
const char* const m4_tcmu = "<0x20000000 &bus 0x00800000 0x20000>";
const char* const mu_interrupts = "<&gic 0 88 4>, <&nvic 31 0>";

/// A GICv2m frame beside the mailbox.
Edit message_frame(const std::string& interrupts) {
    const std::string mailbox = "mu: mailbox@30aa0000 {";
    return {mailbox, "v2m: v2m@30ac0000 { compatible = \"arm,gic-v2m-frame\"; "
                     "reg = <0x30ac0000 0x1000>; interrupts-extended = " +
                         interrupts + "; }; " + mailbox};
}

/// A protection unit beside the mailbox.
Edit protection_unit(const std::string& settings) {
    const std::string mailbox = "mu: mailbox@30aa0000 {";
    return {mailbox, "guard: guard@30c00000 { compatible = \"ampsim,protection-unit\"; "
                     "reg = <0x30c00000 0x1000>; #address-cells = <1>; #size-cells = <1>; " +
                         settings + " }; " + mailbox};
}

PLATFORM_ERRORS(
    ProtectionUnit,
    Case{"SupervisesNobody",
         {protection_unit("ampsim,guards = <&ddr>;")},
         "edited.dts: /bus/guard@30c00000: property 'ampsim,initiators' is missing; expected names "
         "of domains and labels of devices: \"rtos\""},
    Case{"GrantForSomebodyElse",
         {protection_unit("ampsim,initiators = \"rtos\"; ampsim,guards = <&ddr>; a { reg = "
                          "<0xb8000000 0x1000>; ampsim,initiators = \"rtoss\"; };")},
         "edited.dts: /bus/guard@30c00000/a: property 'ampsim,initiators': 'rtoss' is not "
         "supervised; did you mean 'rtos'?; supervised are: rtos"},
    Case{"GrantOfHalfAPage",
         {protection_unit("ampsim,initiators = \"rtos\"; ampsim,guards = <&ddr>; a { reg = "
                          "<0xb8000000 0x800>; };")},
         "edited.dts: /bus/guard@30c00000/a: 0x800 bytes at 0xb8000000: a protection unit knows "
         "pages of 0x1000 bytes"});

PLATFORM_ERRORS(
    Bus,
    Case{"Overlap",
         {{"reg = <0x00800000 0x20000>", "reg = <0x007f0000 0x20000>"}},
         "edited.dts: /bus/sram@800000: property 'reg': tcmu at 0x007f0000-0x0080ffff overlaps "
         "tcml at "
         "0x007e0000-0x007fffff"},
    Case{"FacesOverlap",
         {{"<0x30ab0000 0x10000>;", "<0x30aaf000 0x10000>;"},
          {m4_mu, "<0x30ab0000 &bus 0x30aa0000 0x20000>"}},
         "edited.dts: /bus/mailbox@30aa0000: property 'reg': mu.b at 0x30aaf000-0x30abefff "
         "overlaps mu.a at "
         "0x30aa0000-0x30aaffff"},
    Case{"SizeZero",
         {{"reg = <0x30390000 0x10000>", "reg = <0x30390000 0>"}},
         "edited.dts: /bus/reset-controller@30390000: property 'reg': the range at 0x30390000 has "
         "size 0; expected "
         "a size"},
    Case{"NoReg",
         {{"reg = <0x30390000 0x10000>;", ""}},
         "edited.dts: /bus/reset-controller@30390000: property 'reg' is missing; expected <address "
         "size>, in the "
         "cells that the parent says"},
    Case{"HalfAnEntry",
         {{"reg = <0x30390000 0x10000>", "reg = <0x30390000>"}},
         "edited.dts: /bus/reset-controller@30390000: property 'reg': ends within an entry after 1 "
         "cells; expected "
         "<address size>, in the cells that the parent says"},
    Case{"DirectMemoryOfPartOfAPage",
         {{"reg = <0x00800000 0x20000>", "reg = <0x00800800 0x1f000>"},
          {a53_tcmu, "<0x00800000 &bus 0x00801000 0x1000>"},
          {m4_tcmu, "<0x20000000 &bus 0x00801000 0x1000>"}},
         "edited.dts: /bus/sram@800000: property 'reg': 0x1f000 bytes at 0x800800: memory that is "
         "accessed directly "
         "consists of pages of 4 KiB; expected multiples of 0x1000, or ampsim,access = \"timed\""},
    Case{"MemoryOfTwoPieces",
         {{"reg = <0x00800000 0x20000>", "reg = <0x00800000 0x20000>, <0x00900000 0x1000>"}},
         "edited.dts: /bus/sram@800000: property 'reg': expected one range: a memory is one piece"},
    Case{"UnknownAccess",
         {{"reg = <0x00800000 0x20000>;\n\t\t\tampsim,access = \"direct\"",
           "reg = <0x00800000 0x20000>;\n\t\t\tampsim,access = \"fast\""}},
         "edited.dts: /bus/sram@800000: property 'ampsim,access': 'fast'; expected \"direct\" or "
         "\"timed\""},
    Case{"FacesWithoutNames",
         {{"reg-names = \"a\", \"b\";", ""}},
         "edited.dts: /bus/mailbox@30aa0000: property 'reg-names' is missing; expected 2 different "
         "names of letters "
         "and digits, one for each entry of 'reg'"},
    Case{"FacesOfOneName",
         {{"reg-names = \"a\", \"b\";", "reg-names = \"a\", \"a\";"}},
         "edited.dts: /bus/mailbox@30aa0000: property 'reg-names': expected 2 different names of "
         "letters and digits, "
         "one for each entry of 'reg'"},
    Case{"NoCompatible",
         {{"compatible = \"fsl,imx8mm-src\", \"syscon\";", ""}},
         "edited.dts: /bus/reset-controller@30390000: property 'compatible' is missing; expected "
         "what the device is, "
         "such as \"fsl,imx8mm-mu\""},
    Case{"NoBus",
         {{"compatible = \"indirect-bus\"", "compatible = \"simple-bus\""}},
         "edited.dts: /: 0 shared buses; expected one child node of compatible \"indirect-bus\""});

PLATFORM_ERRORS(
    Latency,
    Case{"Negative",
         {{"ampsim,signal-latency-ns = <25>", "ampsim,signal-latency-ns = <(-25)>"}},
         "edited.dts: /bus/mailbox@30aa0000: property 'ampsim,signal-latency-ns': -25 "
         "ns is negative; expected a time "
         "in ns from <0> to <2147483647>"},
    Case{"NoNumber",
         {{"ampsim,signal-latency-ns = <25>", "ampsim,signal-latency-ns = \"25 ns\""}},
         "edited.dts: /bus/mailbox@30aa0000: property 'ampsim,signal-latency-ns': "
         "expected a time in ns, such as "
         "<100>"},
    Case{"MisspeltInAMemory",
         {{"reg = <0xb8000000 0x1000000>;\n\t\t\tampsim,access",
           "reg = <0xb8000000 0x1000000>;\n\t\t\tampsim,acces"}},
         "edited.dts: /bus/memory@b8000000: property 'ampsim,acces' is unknown here; "
         "did you mean 'access'? (known: "
         "access, read-latency-ns, write-latency-ns, port-arbitration, port-width-bits, "
         "port-clock-hz, port-overhead-cycles, port-outstanding, port-slot-ns, port-slots, bridge"
         ", dram, dram-banks, dram-row-bytes, dram-activate-ps, dram-precharge-ps, "
         "dram-refresh-interval-ns, dram-refresh-ns)"},
    Case{"MisspeltInACluster",
         {{"ampsim,interrupt-latency-ns = <250>", "ampsim,interupt-latency-ns = <250>"}},
         "edited.dts: /cpus-a53: property 'ampsim,interupt-latency-ns' is unknown here; "
         "did you mean "
         "'interrupt-latency-ns'? (known: qemu-machine, instruction-shift, "
         "request-latency-ns, response-latency-ns, "
         "interrupt-latency-ns, posted-writes, initiator-priority, initiator-weight, "
         "initiator-outstanding, initiator-limit-mb-per-s, initiator-limit-bytes, bridge)"},
    Case{"InADomain",
         {{"id = <2>;", "ampsim,request-latency-ns = <1>;"}},
         "edited.dts: /domains/rtos: property 'ampsim,request-latency-ns' is unknown "
         "here (known: boot-arguments)"},
    Case{"Missing",
         {{"ampsim,interrupt-latency-ns = <250>;", ""}},
         "edited.dts: /cpus-a53: property 'ampsim,interrupt-latency-ns' is missing; "
         "expected a time in ns, such as "
         "<100>; did you mean 'ampsim,request-latency-ns'?"},
    Case{"TwoValues",
         {{"ampsim,signal-latency-ns = <25>", "ampsim,depth = <1 2>"}},
         "edited.dts: /bus/mailbox@30aa0000: property 'ampsim,depth': expected one "
         "number, such as <1>, one text, or no value at "
         "all"});

PLATFORM_ERRORS(
    Domain,
    Case{"None",
         {{"domains {", "domain {"}},
         "edited.dts: /: there are no domains; expected a node /domains with a node of compatible "
         "\"openamp,domain-v1\" for each operating system"},
    Case{"OfAnotherKind",
         {{"rtos: rtos {\n\t\t\tcompatible = \"openamp,domain-v1\"",
           "rtos: rtos {\n\t\t\tcompatible = \"domain\""}},
         "edited.dts: /domains/rtos: expected compatible = \"openamp,domain-v1\" or "
         "\"openamp,domain-to-domain-v1\""},
    Case{"WithoutCpus",
         {{"cpus = <&cpus_m4 0x1 0x0>;", ""}},
         "edited.dts: /domains/rtos: property 'cpus' is missing; expected <&cluster mask mode>, "
         "with one processor in "
         "the mask"},
    Case{"OnSomethingElse",
         {{"cpus = <&cpus_m4 0x1 0x0>;", "cpus = <&ddr 0x1 0x0>;"}},
         "edited.dts: /domains/rtos: property 'cpus': /bus/memory@b8000000 is no processor cluster "
         "(compatible "
         "\"cpus,cluster\"); expected <&cluster mask mode>, with one processor in the mask"},
    Case{"MissingPhandle",
         {{"cpus = <&cpus_m4 0x1 0x0>;", "cpus = <0x77 0x1 0x0>;"}},
         "edited.dts: /domains/rtos: property 'cpus': 0x77 is no node's phandle; expected "
         "<&cluster mask mode>, with "
         "one processor in the mask, with a reference such as &label where a node is meant"},
    Case{"TooManyCells",
         {{"cpus = <&cpus_m4 0x1 0x0>;", "cpus = <&cpus_m4 0x1 0x0 0x0>;"}},
         "edited.dts: /domains/rtos: property 'cpus': has 4 cells, 1 of them after what was "
         "expected: <&cluster mask "
         "mode>, with one "
         "processor in the mask"},
    Case{"TwoProcessors",
         {{"cpus = <&cpus_a53 0x1 0x1>;", "cpus = <&cpus_a53 0x3 0x1>;"}},
         "edited.dts: /domains/linux: property 'cpus': mask 0x3 does not name one processor; time "
         "is exact for one "
         "processor per node: expected <&cluster mask mode>, with one processor in the mask"},
    Case{"ProcessorThatIsNotThere",
         {{"cpus = <&cpus_a53 0x1 0x1>;", "cpus = <&cpus_a53 0x2 0x1>;"}},
         "edited.dts: /domains/linux: property 'cpus': cluster /cpus-a53 has no processor 1; "
         "expected a node cpu@1 in "
         "it with reg = <1>"},
    Case{"ClusterUsedTwice",
         {{"cpus = <&cpus_m4 0x1 0x0>;", "cpus = <&cpus_a53 0x1 0x0>;"}},
         "edited.dts: /domains/rtos: property 'cpus': cluster /cpus-a53 already runs domain "
         "'linux'; expected another "
         "one"},
    Case{"ClusterUnused",
         {{"compatible = \"openamp,domain-v1\";\n\t\t\tid = <2>;",
           "compatible = \"openamp,domain-to-domain-v1\";"}},
         "edited.dts: /cpus-m4: no domain uses this cluster; expected a node in /domains with cpus "
         "= <&cpus_m4 0x1 "
         "0x0>"},
    Case{"WithoutOs",
         {{"os,type = \"linux\";", ""}},
         "edited.dts: /domains/linux: property 'os,type' is missing; expected \"linux\", "
         "\"baremetal\", \"freertos\", "
         "\"zephyr\", ..."},
    Case{"MemoryElsewhere",
         {{"memory = <0x40000000 0x20000000>", "memory = <0x80000000 0x20000000>"}},
         "edited.dts: /domains/linux: property 'memory': 0x20000000 bytes at 0x80000000; expected "
         "<address size>, "
         "where QEMU's machine virt has its memory, such as <0x40000000 0x20000000>, whole MiB"},
    Case{"MemoryOfAFixedMachine",
         {{"cpus = <&cpus_m4 0x1 0x0>;", "cpus = <&cpus_m4 0x1 0x0>; memory = <0 0x1000>;"}},
         "edited.dts: /domains/rtos: property 'memory': QEMU's machine mps2-an386 has a fixed "
         "memory of its own: "
         "remove the property"});

PLATFORM_ERRORS(
    Cluster,
    Case{"UnknownMachine",
         {{"\"mps2-an386\"", "\"mps2-an368\""}},
         "edited.dts: /cpus-m4: property 'ampsim,qemu-machine': unknown machine 'mps2-an368'; did "
         "you mean 'mps2-an386'?; known are: virt, mps2-an385, mps2-an386, mps2-an500"},
    Case{"WrongProcessor",
         {{"\"arm,cortex-m4\"", "\"arm,cortex-m7\""}},
         "edited.dts: /cpus-m4: processor cortex-m7 does not go with QEMU's machine mps2-an386, "
         "which has: cortex-m4"},
    Case{"UnknownVendor",
         {{"\"arm,cortex-m4\"", "\"sifive,u54\""}},
         "edited.dts: /cpus-m4/cpu@0: property 'compatible': unknown processor 'sifive,u54'; "
         "expected one such as "
         "\"arm,cortex-a53\""},
    Case{"WrongInterruptController",
         {{"\"arm,v7m-nvic\"", "\"arm,gic-v3\""}},
         "edited.dts: /cpus-m4/interrupt-controller: QEMU's machine mps2-an386 has no such "
         "interrupt controller"},
    Case{"UnknownInterruptController",
         {{"\"arm,v7m-nvic\"", "\"arm,vic\""}},
         "edited.dts: /cpus-m4/interrupt-controller: property 'compatible': unknown interrupt "
         "controller; expected "
         "\"arm,gic-v3\", \"arm,gic-400\" or \"arm,v7m-nvic\""},
    Case{"NoInterruptController",
         {{"compatible = \"arm,v7m-nvic\";\n\t\t\tinterrupt-controller;",
           "compatible = \"arm,v7m-nvic\";"}},
         "edited.dts: /cpus-m4: has 0 interrupt controllers; expected one child node with the "
         "property "
         "'interrupt-controller'"},
    Case{"ShiftTooLarge",
         {{"ampsim,instruction-shift = <2>", "ampsim,instruction-shift = <11>"}},
         "edited.dts: /cpus-m4: property 'ampsim,instruction-shift': expected <N>, 0 to 10: an "
         "instruction takes 2^N "
         "ns"},
    Case{"NoFlag",
         {{"ampsim,interrupt-latency-ns = <250>;",
           "ampsim,interrupt-latency-ns = <250>; ampsim,posted-writes = <2>;"}},
         "edited.dts: /cpus-a53: property 'ampsim,posted-writes': expected no value: the property "
         "is there, or it is "
         "not"},
    Case{"ThreeCells",
         {{"#ranges-size-cells = <1>;\n\t\t// QEMU", "#ranges-size-cells = <3>;\n\t\t// QEMU"}},
         "edited.dts: /cpus-a53: property '#ranges-size-cells': 3 cells; expected <1> or <2>"});

PLATFORM_ERRORS(
    Window,
    Case{"Overlap",
         {{a53_tcmu, "<0x007f0000 &bus 0x00800000 0x20000>"}},
         "edited.dts: /cpus-a53: property 'address-map': the window to tcmu at "
         "0x007f0000-0x0080ffff overlaps that to "
         "tcml at 0x007e0000-0x007fffff"},
    Case{"OverUart",
         {{a53_mu, "<0x09000000 &bus 0x30aa0000 0x10000>"}},
         "edited.dts: /cpus-a53: property 'address-map': the window to mu.a at "
         "0x09000000-0x0900ffff covers a device "
         "of QEMU's machine virt: UART (pl011) at 0x09000000-0x09000fff; expected free addresses"},
    Case{"OverPcie",
         {{a53_mu, "<0x30aa0000 &bus 0x30aa0000 0x10000>"}},
         "edited.dts: /cpus-a53: property 'address-map': the window to mu.a at "
         "0x30aa0000-0x30aaffff covers a device "
         "of QEMU's machine virt: PCIe windows at 0x10000000-0x3fffffff; expected free addresses"},
    Case{"OverTimers",
         {{m4_mu, "<0x40000000 &bus 0x30ab0000 0x10000>"}},
         "edited.dts: /cpus-m4: property 'address-map': the window to mu.b at "
         "0x40000000-0x4000ffff covers a device of "
         "QEMU's machine mps2-an386: timers, UARTs, SPI, I2C, GPIO, FPGA I/O, SCC at "
         "0x40000000-0x4002ffff; expected "
         "free addresses"},
    Case{"OverPrivatePeripherals",
         {{m4_mu, "<0xe0000000 &bus 0x30ab0000 0x10000>"}},
         "edited.dts: /cpus-m4: property 'address-map': the window to mu.b at "
         "0xe0000000-0xe000ffff covers a device of "
         "QEMU's machine mps2-an386: private peripherals (NVIC, SysTick, SCB) at "
         "0xe0000000-0xe00fffff; expected free "
         "addresses"},
    Case{"RegistersOverBoardMemory",
         {{m4_mu, "<0x20100000 &bus 0x30ab0000 0x10000>"}},
         "edited.dts: /cpus-m4: property 'address-map': the window to mu.b at "
         "0x20100000-0x2010ffff puts registers "
         "over memory of QEMU's machine mps2-an386: SSRAM 2 and 3 and their mirror at "
         "0x20000000-0x207fffff; only "
         "memory may take its place"},
    Case{"OverLinuxMemory",
         {{"memory = <0x40000000 0x20000000>", "memory = <0x40000000 0x80000000>"}},
         "edited.dts: /cpus-a53: property 'address-map': the window to ddr at "
         "0xb8000000-0xb8ffffff covers the memory "
         "of domain linux at 0x40000000-0xbfffffff; expected addresses outside of it, or direct "
         "memory of just this range"},
    Case{"NotAligned",
         {{a53_tcmu, "<0x00800800 &bus 0x00800000 0x20000>"}},
         "edited.dts: /cpus-a53: property 'address-map': the window to tcmu at "
         "0x00800800-0x008207ff is direct memory, "
         "which consists of pages of 4 KiB: expected address and size to be multiples of 0x1000"},
    Case{"SizeZero",
         {{a53_mu, "<0x0caa0000 &bus 0x30aa0000 0>"}},
         "edited.dts: /cpus-a53: property 'address-map': the entry at 0xcaa0000 has size 0x0: "
         "empty, or past the end "
         "of addresses"},
    Case{"PartOfAFace",
         {{a53_mu, "<0x0caa0000 &bus 0x30aa0000 0x1000>"}},
         "edited.dts: /cpus-a53: property 'address-map': the entry at 0xcaa0000 covers bus "
         "0x30aa0000-0x30aa0fff, only "
         "a part of the registers of mu at 0x30aa0000-0x30aaffff; expected all of them"},
    Case{"ToNothing",
         {{a53_mu, "<0x0caa0000 &bus 0x30ba0000 0x10000>"}},
         "edited.dts: /cpus-a53: property 'address-map': the entry at 0xcaa0000 leads to bus "
         "0x30ba0000-0x30baffff, "
         "where nothing is; expected the address of a memory or of registers"},
    Case{"NotToTheBus",
         {{a53_mu, "<0x0caa0000 &mu 0x30aa0000 0x10000>"}},
         "edited.dts: /cpus-a53: property 'address-map': the entry at 0xcaa0000 refers to "
         "/bus/mailbox@30aa0000; "
         "expected <address &bus bus-address size> for each window to the bus, with the bus /bus"},
    Case{"MissingPhandle",
         {{a53_src, "<0x0c390000 0x99 0x30390000 0x10000>"}},
         "edited.dts: /cpus-a53: property 'address-map': 0x99 is no node's phandle; expected "
         "<address &bus bus-address "
         "size> for each window to the bus, with a reference such as &label where a node is meant"},
    Case{"NoMap",
         {{std::string("address-map = ") + a53_map_start,
           std::string("adress-map = ") + a53_map_start}},
         "edited.dts: /cpus-a53: property 'address-map' is missing; expected <address &bus "
         "bus-address size> for each "
         "window to the bus; did you mean 'adress-map'?"});

PLATFORM_ERRORS(Wire,
                Case{"OfQemuOnVirt",
                     {{mu_interrupts, "<&gic 0 1 4>, <&nvic 31 0>"}},
                     "edited.dts: /bus/mailbox@30aa0000: property 'interrupts-extended': interrupt "
                     "1 of node linux for mu.a "
                     "belongs to QEMU's machine virt: UART (pl011)"},
                Case{"OfQemuOnMps2",
                     {{mu_interrupts, "<&gic 0 88 4>, <&nvic 13 0>"}},
                     "edited.dts: /bus/mailbox@30aa0000: property 'interrupts-extended': interrupt "
                     "13 of node rtos for mu.b "
                     "belongs to QEMU's machine mps2-an386: Ethernet (lan9118)"},
                Case{"OfQemuWithGicv2",
                     {{"\"arm,gic-v3\"", "\"arm,gic-400\""}},
                     "edited.dts: /bus/mailbox@30aa0000: property 'interrupts-extended': interrupt "
                     "88 of node linux for mu.a "
                     "belongs to QEMU's machine virt: GICv2m (MSI)"},
                Case{"OutOfRange",
                     {{mu_interrupts, "<&gic 0 88 4>, <&nvic 97 0>"}},
                     "edited.dts: /bus/mailbox@30aa0000: property 'interrupts-extended': interrupt "
                     "97 of node rtos for mu.b does "
                     "not exist: QEMU's machine mps2-an386 has 0 to 31"},
                Case{"NotAnnounced",
                     {{mu_interrupts, "<&gic 0 224 4>, <&nvic 31 0>"}},
                     "edited.dts: /bus/mailbox@30aa0000: property 'interrupts-extended': interrupt "
                     "224 of node linux for mu.a "
                     "belongs to QEMU's machine virt: there, but not announced by its GICv3"},
                Case{"Taken",
                     {{"ampsim,controls = <&cpus_m4>;",
                       "interrupts-extended = <&gic 0 88 4>; interrupt-names = \"done\";"}},
                     "edited.dts: /bus/mailbox@30aa0000: property 'interrupts-extended': interrupt "
                     "88 of node linux for mu.a is "
                     "taken by src.done"},
                Case{"NotShared",
                     {{mu_interrupts, "<&gic 1 8 4>, <&nvic 31 0>"}},
                     "edited.dts: /bus/mailbox@30aa0000: property 'interrupts-extended': <1 8 4>: "
                     "expected <0 8 4>, a shared "
                     "interrupt that is active high"},
                Case{"NotALevel",
                     {{mu_interrupts, "<&gic 0 88 1>, <&nvic 31 0>"}},
                     "edited.dts: /bus/mailbox@30aa0000: property 'interrupts-extended': <0 88 1>: "
                     "expected <0 88 4>, a shared interrupt that is active high"},
                Case{"NotAnEdge",
                     {message_frame("<&gic 0 64 4>")},
                     "edited.dts: /bus/v2m@30ac0000: property 'interrupts-extended': <0 64 4>: "
                     "expected <0 64 1>, a shared interrupt that is a rising edge"},
                Case{
                    "NotConsecutive",
                    {message_frame("<&gic 0 64 1>, <&gic 0 66 1>")},
                    "edited.dts: /bus/v2m@30ac0000: property 'interrupts-extended': entry 1 is not "
                    "the interrupt after that of entry 0; expected <&gic 0 SPI 1>, <&gic 0 SPI+1 "
                    "1> and so on: consecutive interrupts of one GIC"},
                Case{"NoGic",
                     {message_frame("<&nvic 20 0>")},
                     "edited.dts: /bus/v2m@30ac0000: property 'interrupts-extended': rtos has no "
                     "GIC; an arm,gic-v2m-frame serves one"},
                Case{"TwoFrames",
                     {message_frame("<&gic 0 64 1>; };\n"
                                    "other: v2m@30ad0000 { compatible = \"arm,gic-v2m-frame\"; "
                                    "reg = <0x30ad0000 0x1000>; interrupts-extended = "
                                    "<&gic 0 65 1>")},
                     "edited.dts: /bus/v2m@30ad0000: property 'interrupts-extended': linux has a "
                     "frame already; expected one for each GIC"},
                Case{"NoController",
                     {{mu_interrupts, "<&gic 0 88 4>, <&ddr 31 0>"}},
                     "edited.dts: /bus/mailbox@30aa0000: property 'interrupts-extended': "
                     "/bus/memory@b8000000 is no cluster's "
                     "interrupt controller"},
                Case{"NoNames",
                     {{"interrupt-names = \"a\", \"b\";", ""}},
                     "edited.dts: /bus/mailbox@30aa0000: property 'interrupt-names' is missing; "
                     "expected 2 different names of "
                     "letters and digits, one for each entry of 'interrupts-extended'"},
                Case{"ControlsSomethingElse",
                     {{"ampsim,controls = <&cpus_m4>", "ampsim,controls = <&ddr>"}},
                     "edited.dts: /bus/reset-controller@30390000: property 'ampsim,controls': "
                     "/bus/memory@b8000000 is neither a "
                     "cluster nor a domain"});

PLATFORM_ERRORS(Carveout,
                Case{"OutsideEveryMemory",
                     {{"reg = <0xb8400000 0x100000>", "reg = <0xb8f80000 0x100000>"}},
                     "edited.dts: /reserved-memory/vdev0buffer@b8400000: property 'reg': "
                     "0xb8f80000-0xb907ffff is not within one "
                     "memory; memories are: tcml 0x007e0000-0x007fffff, tcmu "
                     "0x00800000-0x0081ffff, ddr 0xb8000000-0xb8ffffff"},
                Case{"Overlap",
                     {{"reg = <0xb8008000 0x8000>", "reg = <0xb8004000 0x8000>"}},
                     "edited.dts: /reserved-memory/vdev0vring1@b8008000: property 'reg': "
                     "0xb8004000-0xb800bfff overlaps carve-out "
                     "vdev0vring0 at 0xb8000000-0xb8007fff"},
                Case{"SameName",
                     {{"vdev0vring1@b8008000", "vdev0vring0@b8008000"}},
                     "edited.dts: /domains/domain-to-domain/rpmsg-relation/relation0: property "
                     "'carveouts': has two carve-outs called vdev0vring0; expected different names "
                     "before the '@'"});

PLATFORM_ERRORS(Relation,
                Case{"OfAnotherKind",
                     {{"\"openamp,rpmsg-v1\"", "\"openamp,rpmsg-v9\""}},
                     "edited.dts: /domains/domain-to-domain/rpmsg-relation: unknown kind of "
                     "relation; expected compatible = "
                     "\"openamp,rpmsg-v1\", \"ampsim,rpmsg-serial-v1\" or \"ampsim,hvl-v1\""},
                Case{"WithItself",
                     {{"host = <&linux>", "host = <&rtos>"}},
                     "edited.dts: /domains/domain-to-domain/rpmsg-relation/relation0: host and "
                     "remote are both 'rtos'; expected "
                     "two domains"},
                Case{"NoDomain",
                     {{"host = <&linux>", "host = <&cpus_a53>"}},
                     "edited.dts: /domains/domain-to-domain/rpmsg-relation/relation0: property "
                     "'host': /cpus-a53 is no domain; "
                     "expected <&domain>, the host of the relation"},
                Case{"NoDevice",
                     {{"mbox = <&mu>", "mbox = <&ddr>"}},
                     "edited.dts: /domains/domain-to-domain/rpmsg-relation/relation0: property "
                     "'mbox': /bus/memory@b8000000 is no "
                     "device on the bus; expected <&device>, the mailbox on the shared bus"},
                Case{"NoCarveout",
                     {{"&vdev0vring1 &rsc_table>", "&vdev0vring1 &ddr>"}},
                     "edited.dts: /domains/domain-to-domain/rpmsg-relation/relation0: property "
                     "'carveouts': /bus/memory@b8000000 "
                     "is no carve-out; expected <&carveout ...>, nodes of /reserved-memory"});

} // namespace
} // namespace ampsim::platform
