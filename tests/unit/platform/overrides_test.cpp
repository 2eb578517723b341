// SPDX-License-Identifier: BSD-3-Clause
#include "tests/unit/platform/test_platform.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ampsim::platform {
namespace {

using std::chrono::nanoseconds;

std::int64_t signal_latency(const std::string& value) {
    return device_named(load("imx8mm-amp", {{"mu", "signal-latency-ns", value}}), "mu")
        .parameters.at("signal-latency-ns");
}

TEST(Override, LatencyInNanosecondsOrWithAUnit) {
    EXPECT_EQ(signal_latency("1000"), 1000);
    EXPECT_EQ(signal_latency("500ns"), 500);
    EXPECT_EQ(signal_latency("500 ns"), 500);
    EXPECT_EQ(signal_latency("1us"), 1000);
    EXPECT_EQ(signal_latency("1.012 us"), 1012);
    EXPECT_EQ(signal_latency("2 s"), 2'000'000'000);
    EXPECT_EQ(signal_latency("0"), 0);
}

TEST(Override, DashAndUnderscoreAreTheSame) {
    const Platform platform = load("imx8mm-amp", {{"mu", "signal_latency_ns", "7"}});
    EXPECT_EQ(device_named(platform, "mu").parameters.at("signal-latency-ns"), 7);
}

TEST(Override, TheLastOneCounts) {
    const Platform platform =
        load("imx8mm-amp", {{"ddr", "read-latency-ns", "1"}, {"ddr", "read-latency-ns", "2"}});
    EXPECT_EQ(memory_named(platform, "ddr").read_latency, nanoseconds{2});
}

TEST(Override, ANodeByDomainOrByCluster) {
    for (const char* label : {"linux", "cpus_a53"}) {
        const Platform platform = load("imx8mm-amp", {{label, "request-latency-ns", "1"},
                                                      {label, "response-latency-ns", "2"},
                                                      {label, "interrupt-latency-ns", "3"},
                                                      {label, "instruction-shift", "0"},
                                                      {label, "posted-writes", "true"}});
        const Node& node = platform.nodes.at(0);
        EXPECT_EQ(node.request_latency, nanoseconds{1});
        EXPECT_EQ(node.response_latency, nanoseconds{2});
        EXPECT_EQ(node.interrupt_latency, nanoseconds{3});
        EXPECT_EQ(node.instruction_shift, 0U);
        EXPECT_TRUE(node.posted_writes);
        EXPECT_EQ(platform.nodes.at(1).request_latency, nanoseconds{60});
    }
}

TEST(Override, AFlagCanBeTakenBack) {
    const Platform platform =
        load("imx8mm-amp", {{"rtos", "posted-writes", "1"}, {"rtos", "posted-writes", "false"}});
    EXPECT_FALSE(platform.nodes.at(1).posted_writes);
}

struct Case {
    Override set;
    std::string message;
};

void PrintTo(const Case& test, std::ostream* out) {
    *out << test.set.label << "." << test.set.property << "=" << test.set.value;
}

class OverrideError : public testing::TestWithParam<Case> {};

TEST_P(OverrideError, NamesTheOption) {
    EXPECT_EQ(error_of({}, {GetParam().set}), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    All, OverrideError,
    testing::Values(
        Case{{"mi", "signal-latency-ns", "1"},
             "--set platform.mi.signal-latency-ns=1: there is no 'mi' in edited.dts; "
             "did you mean 'mu'?; known are: "
             "bus, cpus_a53, cpus_m4, ddr, linux, mu, rtos, src, tcml, tcmu"},
        Case{{"mu", "signal-latncy-ns", "1"},
             "--set platform.mu.signal-latncy-ns=1: edited.dts: /bus/mailbox@30aa0000: "
             "there is no property "
             "'ampsim,signal-latncy-ns'; did you mean 'signal-latency-ns'?; known are: "
             "register-read-latency-ns, "
             "register-write-latency-ns, signal-latency-ns, port-arbitration, port-width-bits, "
             "port-clock-hz, port-overhead-cycles, port-outstanding, port-slot-ns, port-slots, "
             "bridge, "
             "initiator-priority, initiator-weight, initiator-outstanding, "
             "initiator-limit-mb-per-s, initiator-limit-bytes"},
        Case{{"rtos", "shift", "1"},
             "--set platform.rtos.shift=1: edited.dts: /cpus-m4: there is no property "
             "'ampsim,shift'; known are: "
             "qemu-machine, instruction-shift, request-latency-ns, "
             "response-latency-ns, interrupt-latency-ns, "
             "posted-writes, initiator-priority, initiator-weight, initiator-outstanding, "
             "initiator-limit-mb-per-s, initiator-limit-bytes, bridge"},
        Case{{"mu", "signal-latency-ns", "-1"},
             "--set platform.mu.signal-latency-ns=-1: value '-1': expected a time from "
             "0 to 2147483647 ns, such as "
             "500, 500ns or 1us"},
        Case{{"mu", "signal-latency-ns", "1.5ns"},
             "--set platform.mu.signal-latency-ns=1.5ns: value '1.5ns': expected a "
             "time from 0 to 2147483647 ns, such "
             "as 500, 500ns or 1us"},
        Case{{"mu", "signal-latency-ns", "3s"},
             "--set platform.mu.signal-latency-ns=3s: value '3s': expected a time from "
             "0 to 2147483647 ns, such as "
             "500, 500ns or 1us"},
        Case{{"mu", "signal-latency-ns", "99999999999999999999 s"},
             "--set platform.mu.signal-latency-ns=99999999999999999999 s: value "
             "'99999999999999999999 s': expected a "
             "time from 0 to 2147483647 ns, such as 500, 500ns or 1us"},
        Case{{"mu", "signal-latency-ns", ""},
             "--set platform.mu.signal-latency-ns=: value '': expected a time from 0 "
             "to 2147483647 ns, such as 500, "
             "500ns or 1us"},
        Case{{"linux", "instruction-shift", "4294967296"},
             "--set platform.linux.instruction-shift=4294967296: value '4294967296': "
             "expected a number of 32 bits"},
        Case{{"linux", "instruction-shift", "11"},
             "--set platform.linux.instruction-shift=11: edited.dts: /cpus-a53: "
             "property 'ampsim,instruction-shift': "
             "expected <N>, 0 to 10: an instruction takes 2^N ns"},
        Case{{"ddr", "access", "fast"},
             "--set platform.ddr.access=fast: edited.dts: /bus/memory@b8000000: "
             "property 'ampsim,access': 'fast'; "
             "expected \"direct\" or \"timed\""},
        Case{{"src", "controls", "1"},
             "--set platform.src.controls=1: edited.dts: "
             "/bus/reset-controller@30390000: there is no property "
             "'ampsim,controls'; known are: register-read-latency-ns, "
             "register-write-latency-ns, start-latency-ns, port-arbitration, port-width-bits, "
             "port-clock-hz, port-overhead-cycles, port-outstanding, port-slot-ns, port-slots, "
             "bridge, "
             "initiator-priority, initiator-weight, initiator-outstanding, "
             "initiator-limit-mb-per-s, initiator-limit-bytes"}));

} // namespace
} // namespace ampsim::platform
