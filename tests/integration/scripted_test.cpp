// SPDX-License-Identifier: BSD-3-Clause
//
// Scenarios whose nodes are all scripted, as a user runs them: no QEMU, some milliseconds each.
#include "tests/integration/run_ampsim.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ampsim::integration {
namespace {

using testing::HasSubstr;

std::string rpmsg() {
    return source_file("scenarios/scripted-rpmsg.toml");
}

std::string hash_of(const AmpsimRun& run) {
    return run.result().at("trace_sha256");
}

// --- RPMsg ------------------------------------------------------------------------------------

TEST(ScriptedRpmsg, EveryMessageComesBack) {
    const AmpsimRun run(rpmsg());
    ASSERT_EQ(run.exit_status(), 0) << run;
    EXPECT_EQ(run.span("rpmsg.rtt").at("count"), 1000);
    EXPECT_EQ(run.counter("linux.marks"), 5003) << "the link's way up, and 5 marks a message";
    EXPECT_THAT(run.console("linux"), HasSubstr("1000 messages of 16 bytes came back"));
}

TEST(ScriptedRpmsg, HopsAreTheSumsOfTheirParameters) {
    const AmpsimRun run(rpmsg(), {"count=10"});
    ASSERT_EQ(run.exit_status(), 0) << run;
    EXPECT_EQ(run.hop("rpmsg.host_to_remote", "mailbox", "p50_ns"), 60);
    EXPECT_EQ(run.hop("rpmsg.host_to_remote", "interrupt line", "p50_ns"), 25);
    // 48 to the processor, 100 to the handler, and two reads of 60 + 70 + 60.
    EXPECT_EQ(run.hop("rpmsg.host_to_remote", "interrupt handler", "p50_ns"), 48 + 100 + 2 * 190);
    const AmpsimRun slower(rpmsg(), {"count=10", "nodes.rtos.parameters.interrupt_time=1100ns",
                                     "platform.mu.signal-latency-ns=1025"});
    EXPECT_EQ(slower.hop("rpmsg.host_to_remote", "interrupt handler", "p50_ns"), 1528);
    EXPECT_EQ(slower.hop("rpmsg.host_to_remote", "interrupt line", "p50_ns"), 1025);
}

TEST(ScriptedRpmsg, TheTraceDoesNotDependOnThePolicyOfTime) {
    const AmpsimRun lookahead(rpmsg(), {"count=50"});
    ASSERT_EQ(lookahead.exit_status(), 0) << lookahead;
    for (const char* step : {"100 ns", "7 ns"}) {
        const AmpsimRun lockstep(
            rpmsg(), {"count=50", "time.policy=lockstep", std::string("time.step=") + step});
        ASSERT_EQ(lockstep.exit_status(), 0) << lockstep;
        EXPECT_GT(lockstep.counter("grants"), lookahead.counter("grants"));
        EXPECT_EQ(hash_of(lockstep), hash_of(lookahead)) << step;
    }
}

// --- Latencies that change behind the point of a snapshot

std::string then_list(const std::vector<std::string>& then) {
    return fmt::format("snapshot.then=[\"{}\"]", fmt::join(then, "\", \""));
}

TEST(ScriptedThen, LatenciesChangeAtThePointAndNotBefore) {
    const AmpsimRun run(rpmsg(), {"count=10", "snapshot.at=linux:message_sent"}, {},
                        {"--no-snapshot", "--then", "platform.mu.signal-latency-ns=1025"});
    ASSERT_EQ(run.exit_status(), 0) << run;
    EXPECT_EQ(run.manifest().at("then"), nlohmann::json({"platform.mu.signal-latency-ns=1025"}));
    // The first message is on its way already.
    EXPECT_EQ(run.hop("rpmsg.host_to_remote", "interrupt line", "min_ns"), 25);
    EXPECT_EQ(run.hop("rpmsg.host_to_remote", "interrupt line", "p50_ns"), 1025);
    EXPECT_EQ(run.hop("rpmsg.remote_to_host", "interrupt line", "min_ns"), 1025);
}

/// Longer and shorter than what nodes were granted time by, of all kinds.
const std::vector<std::vector<std::string>> changes = {
    {"platform.mu.signal-latency-ns=2025"},
    {"platform.mu.signal-latency-ns=0"},
    {"platform.linux.request-latency-ns=1", "platform.linux.interrupt-latency-ns=0",
     "platform.rtos.request-latency-ns=1", "platform.rtos.interrupt-latency-ns=0",
     "platform.mu.signal-latency-ns=1"},
    {"platform.rtos.response-latency-ns=1", "platform.linux.interrupt-latency-ns=3000",
     "platform.rtos.request-latency-ns=700", "platform.mu.register-read-latency-ns=3"},
};

TEST(ScriptedThen, TheTraceDoesNotDependOnThePolicyOfTime) {
    // A mark, an access that is under way, a line, and the start of a node.
    for (const char* at : {"linux:message_sent", "arrival:rtos:mu.b.TR1", "rise:mu.b",
                           "write:linux:mu.a.TR1", "rtos:message_received"}) {
        for (const std::vector<std::string>& then : changes) {
            const std::vector<std::string> sets{"count=20", std::string("snapshot.at=") + at,
                                                then_list(then)};
            const AmpsimRun lookahead(rpmsg(), sets);
            ASSERT_EQ(lookahead.exit_status(), 0) << lookahead;
            for (const char* step : {"335 ns", "7 ns"}) {
                std::vector<std::string> stepped = sets;
                stepped.insert(stepped.end(),
                               {"time.policy=lockstep", std::string("time.step=") + step});
                const AmpsimRun lockstep(rpmsg(), stepped);
                ASSERT_EQ(lockstep.exit_status(), 0) << lockstep;
                EXPECT_EQ(hash_of(lockstep), hash_of(lookahead)) << at << ' ' << then.front();
            }
        }
    }
}

TEST(ScriptedThen, TheTraceDoesNotDependOnTheProcess) {
    const std::vector<std::string> sets{"count=20", "snapshot.at=linux:message_sent",
                                        then_list(changes[2])};
    const AmpsimRun hub(rpmsg(), sets);
    ASSERT_EQ(hub.exit_status(), 0) << hub;
    std::vector<std::string> elsewhere = sets;
    elsewhere.insert(elsewhere.end(), {"nodes.linux.run_in=process", "nodes.rtos.run_in=process"});
    const AmpsimRun far(rpmsg(), elsewhere);
    ASSERT_EQ(far.exit_status(), 0) << far;
    EXPECT_EQ(hash_of(far), hash_of(hub));
}

TEST(ScriptedThen, AValueThatIsTheSameChangesNothing) {
    const AmpsimRun without(rpmsg(), {"count=20"});
    const AmpsimRun same(rpmsg(), {"count=20", "snapshot.at=linux:message_sent",
                                   then_list({"platform.mu.signal-latency-ns=25"})});
    ASSERT_EQ(same.exit_status(), 0) << same;
    EXPECT_EQ(hash_of(same), hash_of(without));
}

TEST(ScriptedThen, WhatCannotChangeIsRefused) {
    const AmpsimRun run(rpmsg(), {"snapshot.at=linux:message_sent"}, {},
                        {"--no-snapshot", "--then", "platform.ddr.access=timed"});
    EXPECT_EQ(run.exit_status(), 2);
    EXPECT_THAT(run.error(),
                HasSubstr("--then platform.ddr.access=timed: 'access' of ddr cannot change while "
                          "the hardware runs; give it with --set, for a run from power-on"));
}

TEST(ScriptedRpmsg, TheTraceDoesNotDependOnTheProcess) {
    const AmpsimRun hub(rpmsg(), {"count=50"});
    ASSERT_EQ(hub.exit_status(), 0) << hub;
    const Directory directory;
    const std::string socket = "unix:" + directory.file("rtos.socket");
    const std::vector<std::vector<std::string>> places = {
        {"nodes.rtos.run_in=process"},
        {"nodes.linux.run_in=process", "nodes.linux.link=tcpd://127.0.0.1:0",
         "nodes.rtos.run_in=process", "nodes.rtos.link=" + socket}};
    for (std::vector<std::string> sets : places) {
        sets.emplace_back("count=50");
        const AmpsimRun far(rpmsg(), sets);
        ASSERT_EQ(far.exit_status(), 0) << far;
        EXPECT_EQ(hash_of(far), hash_of(hub));
        EXPECT_EQ(far.result().at("counters"), hub.result().at("counters"));
        EXPECT_EQ(far.console("linux"), hub.console("linux"));
    }
}

TEST(ScriptedRpmsg, TimedMemoryIsMeasuredAccessByAccess) {
    const AmpsimRun direct(rpmsg(), {"count=20", "size=496"});
    const AmpsimRun timed(rpmsg(), {"count=20", "size=496", "platform.ddr.access=timed"});
    ASSERT_EQ(direct.exit_status(), 0) << direct;
    ASSERT_EQ(timed.exit_status(), 0) << timed;
    EXPECT_EQ(direct.counter("ddr.reads"), 0);
    EXPECT_GT(timed.counter("linux.ddr.writes"), 20 * 64) << "each message is 64 words";
    EXPECT_EQ(timed.counter("ddr.errors"), 0);
    EXPECT_GT(timed.span("rpmsg.rtt").at("p50_ns"), direct.span("rpmsg.rtt").at("p50_ns"));
}

TEST(ScriptedRpmsg, ATraceThatIsNotKeptHasTheSameHash) {
    const std::string soak = source_file("scenarios/scripted-soak.toml");
    const AmpsimRun hashed(soak, {"count=6000"}); // enough to be settled several times
    const AmpsimRun kept(soak, {"count=6000", "trace.keep=true"});
    ASSERT_EQ(hashed.exit_status(), 0) << hashed;
    ASSERT_EQ(kept.exit_status(), 0) << kept;
    EXPECT_EQ(hash_of(hashed), hash_of(kept));
    EXPECT_EQ(hashed.result().at("counters"), kept.result().at("counters"));
}

TEST(ScriptedRpmsg, ASmallRingAndEverySizeWork) {
    for (const char* size : {"1", "7", "495", "496"}) {
        const AmpsimRun run(
            rpmsg(), {"count=20", std::string("size=") + size, "nodes.rtos.parameters.entries=2"});
        EXPECT_EQ(run.exit_status(), 0) << run;
    }
}

TEST(ScriptedRpmsg, ARemoteThatDoesNotAnswerIsAFailure) {
    const AmpsimRun run(rpmsg(), {"nodes.linux.parameters.service=nobody"});
    EXPECT_EQ(run.exit_status(), 3) << run;
    EXPECT_THAT(run.error(), HasSubstr("linux: its program 'rpmsg-host' failed at "));
    EXPECT_THAT(run.error(), HasSubstr("the remote does not answer"));
}

TEST(ScriptedRpmsg, AProcessThatDiesIsNamed) {
    const AmpsimRun run(rpmsg(),
                        {"nodes.linux.parameters.service=nobody", "nodes.linux.run_in=process"});
    EXPECT_EQ(run.exit_status(), 3) << run;
    EXPECT_THAT(run.error(), HasSubstr("process of linux exited with status 3"));
    EXPECT_THAT(run.error(), HasSubstr("the remote does not answer"));
}

TEST(ScriptedRpmsg, AMarkThatDoesNotExistIsBadInput) {
    const AmpsimRun run(rpmsg(), {"end.when=linux:mesage_received"});
    EXPECT_EQ(run.exit_status(), 2) << run;
    EXPECT_THAT(run.error(), HasSubstr("event 'linux:mesage_received': the program of node "
                                       "'linux' has no mark 'mesage_received'; did you mean "
                                       "'message_received'"));
}

// --- The end of a run -------------------------------------------------------------------------

TEST(ScriptedEnd, AMarkThatEndsTheRunStopsItsNode) {
    const Directory files;
    const std::string scenario = files.write("s.toml", R"(platform = "imx8mm-amp"
[end]
when = "linux:done"
[nodes.linux]
steps = [ { compute = "1 us" }, { mark = "done" }, { compute = "1 us" }, { log = "behind the end" } ]
[nodes.rtos]
steps = [ { wait_irq = "mu.b" } ]
)");
    const AmpsimRun run(scenario);
    ASSERT_EQ(run.exit_status(), 0) << run;
    EXPECT_EQ(run.result().at("time").at("simulated_ns"), 1000);
    EXPECT_EQ(run.console("linux"), "");
}

// --- Protection -------------------------------------------------------------------------------

/// Linux opens a window for the RTOS between two of its attempts, and closes it before the third.
std::string protection_scenario() {
    return "name = \"protection\"\nplatform = \"" +
           source_file("tests/integration/platforms/protected.dts") + R"("
[end]
when = "off:rtos"
virtual_timeout = "1 ms"
[nodes.linux]
steps = [
    { write = "protection.WINDOW2_BASE_LOW", value = 0xb8004000 },
    { write = "protection.WINDOW2_SIZE_LOW", value = 0x1000 },
    { write = "protection.WINDOW2_INITIATORS", value = 1 },
    { compute = "10 us" },
    { write = "protection.WINDOW2_CONTROL", value = 3 },
    { compute = "10 us" },
    { write = "protection.WINDOW2_CONTROL", value = 0 },
    { compute = "20 us" },
    { write = "ddr+0x4000", value = 7 },
    { expect = "protection.VIOLATIONS", value = 2 },
]
[nodes.rtos]
steps = [
    { write = "ddr+0x1000", value = 1 },
    { expect = "ddr+0x1000", value = 1 },
    { refused_write = "ddr+0x4000", value = 2 },
    { compute = "12 us" },
    { write = "ddr+0x4000", value = 3 },
    { expect = "ddr+0x4000", value = 3 },
    { compute = "20 us" },
    { refused_read = "ddr+0x4000" },
    { expect = "ddr+0x2000", value = 0 },
]
)";
}

TEST(ScriptedProtection, DirectMemoryIsClosedAndOpened) {
    const Directory directory;
    const std::string scenario = directory.write("protection.toml", protection_scenario());
    const AmpsimRun hub(scenario);
    ASSERT_EQ(hub.exit_status(), 0) << hub;
    EXPECT_EQ(hub.counter("protection.refused"), 2);
    EXPECT_EQ(hub.counter("rtos.ddr.errors"), 2);
    EXPECT_EQ(hub.counter("rtos.ddr.reads"), 2) << "one refused, one of the page for reading";
    const AmpsimRun timed(scenario, {"platform.ddr.access=timed"});
    ASSERT_EQ(timed.exit_status(), 0) << timed;
    for (const std::vector<std::string>& sets :
         {std::vector<std::string>{"nodes.rtos.run_in=process"},
          std::vector<std::string>{"time.policy=lockstep", "time.step=7 ns"}}) {
        const AmpsimRun other(scenario, sets);
        ASSERT_EQ(other.exit_status(), 0) << other;
        EXPECT_EQ(hash_of(other), hash_of(hub));
    }
}

TEST(ScriptedProtection, AnAccessThatIsNotRefusedFailsTheStep) {
    const Directory directory;
    std::string text = protection_scenario();
    const std::string granted = "refused_write = \"ddr+0x4000\"";
    text.replace(text.find(granted), granted.size(), "refused_write = \"ddr+0x1000\"");
    const AmpsimRun run(directory.write("protection.toml", text));
    EXPECT_EQ(run.exit_status(), 3) << run;
    EXPECT_THAT(run.error(), HasSubstr("the write of 4 bytes at ddr+0x1000 was not refused"));
}

// --- Platforms of any size --------------------------------------------------------------------

/// `nodes` clusters without QEMU around a ring: node n sees face a of the mailboxes to its right,
/// and face b of those to its left, `devices` in all.
std::string ring_platform(unsigned nodes, unsigned devices) {
    std::string bus;
    std::string clusters;
    std::string domains;
    for (unsigned device = 0; device < devices; ++device) {
        const unsigned left = device % nodes;
        const unsigned right = (left + 1) % nodes;
        const unsigned address = 0x30000000 + 0x20000 * device;
        bus += fmt::format("mu{0}: mailbox@{1:x} {{ compatible = \"fsl,imx6sx-mu\"; reg = <{1:#x} "
                           "0x10000>, <{2:#x} 0x10000>; reg-names = \"a\", \"b\"; "
                           "interrupts-extended = <&ic{3} {0} 0>, <&ic{4} {5} 0>; interrupt-names "
                           "= \"a\", \"b\"; }};\n",
                           device, address, address + 0x10000, left, right, 100 + device);
    }
    for (unsigned node = 0; node < nodes; ++node) {
        clusters += fmt::format(
            "c{0}: cpus-{0} {{ compatible = \"cpus,cluster\"; #address-cells = <1>; #size-cells = "
            "<0>; #ranges-address-cells = <1>; #ranges-size-cells = <1>; address-map = <0x30000000 "
            "&bus 0x30000000 {1:#x}>; ampsim,request-latency-ns = <60>; "
            "ampsim,response-latency-ns = <60>; ampsim,interrupt-latency-ns = <40>; cpu@0 {{ "
            "compatible = \"arm,cortex-m4\"; reg = <0>; }}; ic{0}: ic {{ compatible = "
            "\"arm,v7m-nvic\"; interrupt-controller; #interrupt-cells = <2>; }}; }};\n",
            node, 0x20000 * devices);
        domains += fmt::format("n{0} {{ compatible = \"openamp,domain-v1\"; id = <{1}>; os,type = "
                               "\"scripted\"; cpus = <&c{0} 0x1 0x0>; }};\n",
                               node, node + 1);
    }
    return fmt::format("/dts-v1/;\n/ {{ #address-cells = <1>; #size-cells = <1>; bus: bus {{ "
                       "compatible = \"indirect-bus\"; #address-cells = <1>; #size-cells = <1>;\n"
                       "{}}};\n{}domains {{\n{}}};\n}};\n",
                       bus, clusters, domains);
}

/// A token goes round `laps` times, over each mailbox in turn.
std::string ring_scenario(unsigned nodes, unsigned devices, unsigned laps) {
    std::string text = "name = \"ring\"\nplatform = \"ring.dts\"\n[end]\nwhen = \"off:n0\"\n";
    for (unsigned node = 0; node < nodes; ++node) {
        const auto steps_for = [&](bool receive, unsigned device) {
            const char* face = receive ? "b" : "a";
            return receive ? fmt::format("{{ wait_irq = \"mu{0}.{1}\" }}, {{ expect = "
                                         "\"mu{0}.{1}.RR0\", value = {2} }}, ",
                                         device, face, device + 1)
                           : fmt::format("{{ compute = \"200 ns\" }}, {{ mark = \"passed\" }}, {{ "
                                         "write = \"mu{0}.{1}.TR0\", value = {2} }}, ",
                                         device, face, device + 1);
        };
        std::string enable;
        std::string lap;
        for (unsigned device = 0; device < devices; ++device) {
            const bool sends = device % nodes == node;
            const bool receives = (device % nodes + 1) % nodes == node;
            if (sends) {
                lap += steps_for(false, device);
            }
            if (receives) {
                enable += fmt::format("{{ write = \"mu{}.b.CR\", value = 0x08000000 }}, ", device);
                lap += steps_for(true, device);
            }
        }
        text += fmt::format("[nodes.n{}]\nsteps = [ {}{{ repeat = {}, steps = [ {} ] }} ]\n", node,
                            enable, laps, lap);
    }
    return text;
}

class Ring : public testing::TestWithParam<std::pair<unsigned, unsigned>> {};

TEST_P(Ring, ATokenGoesRoundItExactly) {
    const auto [nodes, devices] = GetParam();
    constexpr unsigned laps = 20;
    const Directory directory;
    directory.write("ring.dts", ring_platform(nodes, devices));
    const std::string scenario = directory.write("ring.toml", ring_scenario(nodes, devices, laps));
    const AmpsimRun run(scenario);
    ASSERT_EQ(run.exit_status(), 0) << run;
    std::int64_t words = 0;
    std::int64_t marks = 0;
    for (unsigned device = 0; device < devices; ++device) {
        words += run.counter(fmt::format("mu{}.a.messages", device));
        EXPECT_EQ(run.counter(fmt::format("mu{}.a.overruns", device)), 0);
    }
    for (unsigned node = 0; node < nodes; ++node) {
        marks += run.counter(fmt::format("n{}.marks", node));
    }
    EXPECT_EQ(words, laps * devices);
    EXPECT_EQ(marks, laps * devices);
    const AmpsimRun lockstep(scenario, {"time.policy=lockstep", "time.step=33 ns"});
    EXPECT_EQ(hash_of(lockstep), hash_of(run));
    const AmpsimRun apart(scenario, {"nodes.n1.run_in=process"});
    EXPECT_EQ(hash_of(apart), hash_of(run));
}

INSTANTIATE_TEST_SUITE_P(Platforms, Ring,
                         testing::Values(std::pair{2U, 1U}, std::pair{2U, 2U}, std::pair{3U, 3U},
                                         std::pair{4U, 16U}, std::pair{8U, 8U}, std::pair{8U, 64U}),
                         [](const auto& instance) {
                             return fmt::format("{}NodesAnd{}Devices", instance.param.first,
                                                instance.param.second);
                         });

TEST(ScriptedPlatform, AClusterWithoutQemuMustBeScripted) {
    const Directory directory;
    directory.write("ring.dts", ring_platform(2, 1));
    const AmpsimRun run(directory.write(
        "s.toml", "platform = \"ring.dts\"\n[end]\nwhen = \"off:n0\"\n[nodes.n0]\nsteps = [ { "
                  "compute = \"1 us\" } ]\n"));
    EXPECT_EQ(run.exit_status(), 2) << run;
    EXPECT_THAT(run.error(), HasSubstr("cluster c1 has no ampsim,qemu-machine, so 'n1' has to be "
                                       "scripted: expected program = \"NAME\""));
}

// --- Steps and traffic ------------------------------------------------------------------------

TEST(ScriptedSteps, AnUnexpectedValueIsAFailureWithItsPlace) {
    const Directory directory;
    directory.write("ring.dts", ring_platform(2, 1));
    const AmpsimRun run(directory.write(
        "s.toml", "platform = \"ring.dts\"\n[end]\nwhen = \"off:n0\"\n[nodes.n0]\nsteps = [ { "
                  "expect = \"mu0.a.SR\", value = 3 } ]\n[nodes.n1]\nsteps = [ { compute = \"1 "
                  "us\" } ]\n"));
    EXPECT_EQ(run.exit_status(), 3) << run;
    EXPECT_THAT(run.error(),
                HasSubstr("nodes.n0.steps[0].expect: mu0.a.SR is 0xf00000, expected 0x3"));
}

TEST(ScriptedTraffic, ASeedIsATraceAndARateIsARate) {
    const Directory directory;
    directory.write("ring.dts", ring_platform(2, 1));
    const std::string good = directory.write(
        "t.toml", "platform = \"ring.dts\"\n[end]\nwhen = \"off:n0\"\n[nodes.n0]\nprogram = "
                  "\"traffic\"\n[nodes.n0.parameters]\ntarget = \"mu0.a.SR\"\ncount = 1000\n"
                  "interval = \"2 us\"\ndistribution = \"exponential\"\nwrites = 25\n"
                  "[nodes.n1]\nsteps = [ { compute = \"1 us\" } ]\n");
    const AmpsimRun first(good);
    ASSERT_EQ(first.exit_status(), 0) << first;
    EXPECT_EQ(hash_of(AmpsimRun(good)), hash_of(first));
    EXPECT_NE(hash_of(AmpsimRun(good, {"nodes.n0.parameters.seed=2"})), hash_of(first));
    const std::int64_t writes = first.counter("n0.writes");
    EXPECT_EQ(writes + first.counter("n0.reads"), 1000);
    EXPECT_NEAR(static_cast<double>(writes), 250, 50);
    const auto simulated = first.result().at("time").at("simulated_ns").get<double>();
    EXPECT_NEAR(simulated / 1000, 2000, 200);
}

// --- VirtIO -----------------------------------------------------------------------------------

std::string virtio() {
    return source_file("scenarios/scripted-virtio.toml");
}

TEST(ScriptedVirtio, HopsAreTheSumsOfTheirParameters) {
    const AmpsimRun run(virtio(), {"count=50"});
    ASSERT_EQ(run.exit_status(), 0) << run;
    EXPECT_EQ(run.span("request").at("count"), 50);
    EXPECT_EQ(run.hop("request", "fetch, processing, completion", "p50_ns"), 200 + 50 + 50);
    // A read of 60 + 70 + 60 and a write of 60 + 20 + 60.
    EXPECT_EQ(run.hop("request", "acknowledge", "p50_ns"), 190 + 140);
    EXPECT_EQ(run.counter("rng0.bytes_written"), 50 * 64);
    const AmpsimRun slower(virtio(), {"count=50", "platform.rng0.notify-to-fetch-ns=1000",
                                      "platform.rng0.per-byte-ps=500"});
    ASSERT_EQ(slower.exit_status(), 0) << slower;
    EXPECT_EQ(slower.hop("request", "fetch, processing, completion", "p50_ns"),
              1000 + 50 + 64 / 2 + 50);
}

TEST(ScriptedVirtio, EachAccessOfAnEmulatedDeviceTraps) {
    const AmpsimRun run(virtio(), {"count=50", "platform.rng0.trap-cost=user-space",
                                   "platform.rng0.trap-profile=juno-a53"});
    ASSERT_EQ(run.exit_status(), 0) << run;
    EXPECT_EQ(run.hop("request", "acknowledge", "p50_ns"), 190 + 140 + 2 * 20177);
    EXPECT_EQ(run.counter("rng0.traps.InterruptStatus"), 50);
    EXPECT_EQ(run.counter("rng0.traps.InterruptACK"), 50);
    EXPECT_EQ(run.counter("rng0.traps.QueueNotify"), 50);
}

TEST(ScriptedVirtio, TheTraceDoesNotDependOnThePolicyOfTime) {
    const AmpsimRun lookahead(virtio(), {"count=50"});
    ASSERT_EQ(lookahead.exit_status(), 0) << lookahead;
    for (const char* step : {"100 ns", "7 ns"}) {
        const AmpsimRun lockstep(
            virtio(), {"count=50", "time.policy=lockstep", std::string("time.step=") + step});
        ASSERT_EQ(lockstep.exit_status(), 0) << lockstep;
        EXPECT_EQ(hash_of(lockstep), hash_of(lookahead)) << step;
    }
}

} // namespace
} // namespace ampsim::integration
