// SPDX-License-Identifier: BSD-3-Clause
#include "tests/unit/models/bus_bench.h"

#include <gmock/gmock.h>

namespace ampsim::models::bus {
namespace {

using testing::ElementsAre;

constexpr Access word = {0, 8, true};
constexpr Access line = {0, 64, false};

std::unique_ptr<Arbiter> round_robin() {
    return std::make_unique<RoundRobin>();
}

TEST(BusClock, CountsCyclesWithoutDrift) {
    constexpr Clock clock(333'000'000);
    EXPECT_EQ(clock.cycles(1), 3004U);
    EXPECT_EQ(clock.cycles(333), 1'000'000U);
    EXPECT_EQ(clock.cycles(333'000'000), 1'000'000'000'000U);
    EXPECT_EQ(clock.edge_at_or_after(1), 3004U);
    EXPECT_EQ(clock.edge_at_or_after(3004), 3004U);
    EXPECT_EQ(clock.edge_at_or_after(3005), 6007U);
    EXPECT_EQ(clock.edge_at_or_after(0), 0U);
    for (std::uint64_t edge = 0; edge < 1000; ++edge) {
        EXPECT_EQ(clock.edge_at_or_after(clock.cycles(edge)), clock.cycles(edge));
    }
}

TEST(BusPort, TakesTheBeatsThatAnAccessTouches) {
    PortParameters parameters;
    parameters.width_bytes = 4;
    parameters.clock = Clock(100'000'000);
    parameters.overhead_cycles = 2;
    const Port port("port", parameters, round_robin());
    EXPECT_EQ(port.transfer({0, 4, true}), 30 * ns);
    EXPECT_EQ(port.transfer({0, 1, true}), 30 * ns);
    EXPECT_EQ(port.transfer({2, 4, true}), 40 * ns); // not aligned
    EXPECT_EQ(port.transfer({0, 64, true}), 180 * ns);
    EXPECT_EQ(port.transfer({0, 0, true}), 30 * ns);
}

TEST(BusFabric, TargetsDoNotContendWithEachOther) {
    Fabric fabric;
    fabric.add_target("one", {}, round_robin());
    fabric.add_target("other", {}, round_robin());
    fabric.add_initiator("a", {});
    fabric.add_initiator("b", {});
    EXPECT_THAT(deliver(fabric, {{0, 0, line, 0}, {0, 1, line, 1}}), ElementsAre(40 * ns, 40 * ns));
    EXPECT_THAT(deliver(fabric, {{100 * ns, 0, line, 0}, {100 * ns, 1, line, 0}}),
                ElementsAre(180 * ns, 140 * ns)); // a was served last
}

TEST(BusFabric, CountsWhatPortsAndInitiatorsWaited) {
    Fabric fabric;
    fabric.add_target("memory", {}, round_robin());
    for (int i = 0; i < 3; ++i) {
        fabric.add_initiator("initiator", {});
    }
    deliver(fabric, {{0, 0, line}, {0, 1, line}, {10 * ns, 2, word}});
    const PortCounters& port = fabric.target(0).counters();
    EXPECT_EQ(port.requests, 3U);
    EXPECT_EQ(port.bytes, 136U);
    EXPECT_EQ(port.busy, 85 * ns);
    EXPECT_EQ(port.waited, 2U);
    EXPECT_EQ(port.wait, 40 * ns + 70 * ns);
    EXPECT_EQ(port.longest_wait, 70 * ns);
    EXPECT_EQ(port.longest_queue, 1U);
    EXPECT_EQ(fabric.initiator(0).wait, 0U);
    EXPECT_EQ(fabric.initiator(1).wait, 40 * ns);
    EXPECT_EQ(fabric.initiator(2).longest_wait, 70 * ns);
}

// --- Outstanding requests ------------------------------------------------------------------------

TEST(BusOutstanding, ALimitOfAnInitiatorIsItsShareOfALongLatency) {
    for (const unsigned limit : {1U, 2U, 4U}) {
        Fabric fabric;
        PortParameters port;
        port.read_latency = 160 * ns;
        fabric.add_target("memory", port, round_robin());
        InitiatorParameters parameters;
        parameters.outstanding = limit;
        TrafficParameters traffic = bursts(64, 0);
        traffic.read_percent = 100;
        fabric.drive(fabric.add_initiator("hog", parameters), 0, traffic, 60 * ns, 60 * ns);
        // 60 + 40 + 160 + 60 from issue to answer; those that are on their way go side by side.
        const std::uint64_t rounds = 100;
        fabric.settle(rounds * 320 * ns + 1);
        EXPECT_EQ(fabric.initiator(0).requests, limit * rounds) << limit;
        EXPECT_EQ(fabric.initiator(0).longest_latency, (320 + (limit - 1) * 40) * ns) << limit;
    }
}

TEST(BusOutstanding, ALimitOfATargetKeepsThePortFromServing) {
    Fabric fabric;
    PortParameters port;
    port.outstanding = 1;
    fabric.add_target("memory", port, round_robin());
    fabric.add_initiator("a", {});
    fabric.add_initiator("b", {});
    const std::vector<Asked> asked = {{0, 0, line}, {0, 1, line}};
    EXPECT_THAT(deliver(fabric, asked, 100 * ns), ElementsAre(40 * ns, 180 * ns));
}

// --- Bridges -------------------------------------------------------------------------------------

/// The bus at 200 MHz; behind the bridge 100 MHz, 4 bytes wide.
struct BridgeTest : testing::Test {
    void build(unsigned outstanding = 0) {
        BridgeParameters parameters;
        parameters.port.width_bytes = 4;
        parameters.port.outstanding = outstanding;
        const std::size_t bridge =
            fabric.add_bridge("bridge", parameters, round_robin(), round_robin());
        fabric.add_target("near", {}, round_robin());
        PortParameters slow;
        slow.width_bytes = 4;
        slow.clock = Clock(100'000'000);
        fabric.add_target("far", slow, round_robin(), bridge);
        fabric.add_target("farther", slow, round_robin(), bridge);
        fabric.add_initiator("cpu", {});
        InitiatorParameters behind;
        behind.bridge = bridge;
        fabric.add_initiator("mcu", behind);
    }
    Fabric fabric;
};

constexpr Access half = {0, 4, true};

TEST_F(BridgeTest, IsCrossedAtAnEdgeOfTheSlowerClock) {
    build();
    // Served 10 ns by the bridge from 3 ns on: 13; the edge: 20; 2 cycles of 10 ns: 40; served: 50.
    EXPECT_THAT(deliver(fabric, {{3 * ns, 0, half, 1}}), ElementsAre(50 * ns));
}

TEST_F(BridgeTest, AnswersCrossItToo) {
    build();
    const Fabric::Ticket ticket = fabric.submit(0, 0, 1, half);
    fabric.settle(1000 * ns);
    ASSERT_EQ(fabric.take_deliveries()[0].at, 40 * ns);
    EXPECT_EQ(fabric.answered(ticket, 1041 * ns), 1050 * ns + 10 * ns); // 2 cycles of the bus
}

TEST_F(BridgeTest, IsNotCrossedBehindIt) {
    build();
    EXPECT_THAT(deliver(fabric, {{3 * ns, 1, half, 1}}), ElementsAre(13 * ns));
}

TEST_F(BridgeTest, LeadsOutAsWell) {
    build();
    // 3 + 10 by the bridge: 13; the edge: 20; 2 cycles of the bus: 30; served in 5.
    EXPECT_THAT(deliver(fabric, {{3 * ns, 1, half, 0}}), ElementsAre(35 * ns));
}

TEST_F(BridgeTest, WhatIsBehindItSharesIt) {
    build();
    EXPECT_THAT(deliver(fabric, {{0, 0, {0, 16, true}, 1}, {1, 0, half, 2}}),
                ElementsAre(100 * ns, 80 * ns)); // 40 by the bridge, 20 over it, 40; and 10, 20, 10
}

TEST_F(BridgeTest, HasALimitOfItsOwn) {
    build(1);
    // The first is answered at 40, at the bus from 50 on.
    EXPECT_THAT(deliver(fabric, {{0, 0, half, 1}, {0, 0, half, 2}}), ElementsAre(40 * ns, 90 * ns));
}

// --- Calculated when somebody wants to know ------------------------------------------------------

/// Everybody at once: bridges, limits, regulators, DRAM.
struct Crowd {
    explicit Crowd(std::size_t policy) {
        const auto arbiter = [policy]() -> std::unique_ptr<Arbiter> {
            switch (policy) {
            case 0:
                return std::make_unique<FixedPriority>();
            case 1:
                return std::make_unique<RoundRobin>();
            case 2:
                return std::make_unique<Weighted>();
            default:
                return std::make_unique<Tdma>(150 * ns, std::vector<std::size_t>{0, 1, 2, 3, 4});
            }
        };
        BridgeParameters bridge;
        bridge.inner = Clock(66'000'000);
        bridge.outer = Clock(333'000'000);
        bridge.port.width_bytes = 4;
        bridge.port.outstanding = 2;
        fabric.add_bridge("bridge", bridge, arbiter(), arbiter());
        PortParameters dram;
        dram.clock = Clock(333'000'000);
        dram.read_latency = 33 * ns;
        dram.dram = DramParameters{};
        fabric.add_target("dram", dram, arbiter());
        PortParameters slow;
        slow.clock = Clock(66'000'000);
        slow.outstanding = 1;
        fabric.add_target("slow", slow, arbiter(), 0);
        for (unsigned i = 0; i < 3; ++i) {
            InitiatorParameters owner;
            owner.rank = {i, i + 1};
            owner.outstanding = i;
            if (i == 2) {
                owner.bridge = 0;
                owner.limit = {50, 32};
            }
            fabric.add_initiator("owner", owner);
        }
        for (unsigned i = 0; i < 2; ++i) {
            InitiatorParameters hog;
            hog.outstanding = 3;
            hog.rank = {1, 2};
            hog.limit = {i == 0 ? 0U : 100U, 128};
            TrafficParameters traffic = bursts(i == 0 ? 64 : 32, i == 0 ? 300 : 0);
            traffic.arrivals = i == 0 ? TrafficParameters::Arrivals::poisson
                                      : TrafficParameters::Arrivals::periodic;
            traffic.addresses = TrafficParameters::Addresses::random;
            traffic.seed = i;
            fabric.drive(fabric.add_initiator("hog", hog), i, traffic, 60 * ns, 33 * ns);
        }
    }
    Fabric fabric;
};

std::vector<Asked> crowded() {
    Random random(11);
    std::vector<Asked> asked;
    Picoseconds at = 0;
    for (int i = 0; i < 400; ++i) {
        at += random.below(3) == 0 ? 0 : random.exponential(250) * ns;
        asked.push_back(
            {at,
             random.below(3),
             {random.below(1 << 18) * 4, random.below(2) == 0 ? 4U : 64U, random.below(2) == 0},
             random.below(2)});
    }
    return asked;
}

TEST(BusFabric, ItDoesNotMatterWhenSomebodyLooks) {
    for (std::size_t policy = 0; policy < 4; ++policy) {
        std::vector<std::vector<Picoseconds>> through;
        for (const Picoseconds step : {0 * ns, 1 * ns, 17 * ns, 1001 * ns}) {
            Crowd crowd(policy);
            through.push_back(deliver(crowd.fabric, crowded(), 25 * ns, step));
            EXPECT_EQ(std::count(through.back().begin(), through.back().end(), never), 0);
            EXPECT_EQ(through.back(), through.front()) << policy << ", " << step;
        }
    }
}

TEST(BusFabric, ScriptedTrafficAloneIsTheSameInOneStepAndInMany) {
    for (std::size_t policy = 0; policy < 4; ++policy) {
        Crowd once(policy);
        Crowd often(policy);
        once.fabric.settle(500'000 * ns);
        for (Picoseconds now = 0; now <= 500'000 * ns; now += 77) {
            often.fabric.settle(now);
        }
        often.fabric.settle(500'000 * ns);
        for (std::size_t port = 0; port < once.fabric.ports(); ++port) {
            const PortCounters& one = once.fabric.port(port).counters();
            const PortCounters& other = often.fabric.port(port).counters();
            EXPECT_EQ(one.requests, other.requests);
            EXPECT_EQ(one.busy, other.busy);
            EXPECT_EQ(one.wait, other.wait);
            EXPECT_EQ(one.longest_queue, other.longest_queue);
        }
        EXPECT_GT(once.fabric.target(0).counters().requests, 500U);
    }
}

} // namespace
} // namespace ampsim::models::bus
