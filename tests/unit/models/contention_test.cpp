// SPDX-License-Identifier: BSD-3-Clause
#include "models/bus/arbiters.h"
#include "models/interconnect/contention.h"
#include "models/interconnect/interconnect.h"
#include "models/memory/memory.h"
#include "tests/unit/models/stimulus.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>

namespace ampsim::models {
namespace {

using testing::ElementsAre;

/// Three processors and traffic, 10 ns from the bus and as far back, at a memory whose port is 8
/// bytes wide at 200 MHz; it takes 7 ns itself.
struct ContentionTest : testing::Test {
    ContentionTest() {
        bus.contend(contention);
        contention.know(3);
        bus.add_target("memory", memory.socket);
        contention.fabric.add_target("memory", {}, std::make_unique<bus::RoundRobin>());
        for (std::size_t i = 0; i < 3; ++i) {
            bus.add_initiator("cpu" + std::to_string(i), ns(10), ns(10));
            bus.map(i, 0, 0x1000, 0);
            contention.fabric.add_initiator("cpu" + std::to_string(i), {});
        }
    }
    /// `order` is that in which the processes are made.
    void bind(const std::vector<std::size_t>& order) {
        for (const std::size_t i : order) {
            cpus[i] = std::make_unique<Stimulus>(("cpu" + std::to_string(i)).c_str());
            cpus[i]->socket.bind(bus.initiator(i));
        }
    }
    void add_traffic(std::uint32_t megabytes_per_second) {
        const std::size_t hog = contention.fabric.add_initiator("hog", {});
        bus::TrafficParameters traffic;
        traffic.megabytes_per_second = megabytes_per_second;
        traffic.size = 0x1000;
        contention.fabric.drive(hog, 0, traffic, 0, 0);
    }

    Memory memory{"memory", 0x1000, {ns(7), ns(7)}};
    Interconnect bus{"bus"};
    Contention contention{"contention"};
    std::array<std::unique_ptr<Stimulus>, 3> cpus;
    std::array<double, 3> ends = {};

    Part reads(std::size_t cpu, unsigned length, double from = 0) {
        return {*cpus[cpu], [this, cpu, length, from] {
                    if (from > 0) {
                        sc_core::wait(ns(from));
                    }
                    std::array<unsigned char, 64> data = {};
                    EXPECT_EQ(cpus[cpu]->read(0, data.data(), length), tlm::TLM_OK_RESPONSE);
                    ends[cpu] = now() / ns(1);
                }};
    }
};

TEST_F(ContentionTest, AnAccessTakesItsBeatsAndThoseOfOthers) {
    bind({0, 1, 2});
    run({reads(0, 64), reads(1, 8), reads(2, 64, 20)});
    // To the bus 10; the port 40, 5, 40; the memory 7; back 10.
    EXPECT_THAT(ends, ElementsAre(67, 72, 112));
    EXPECT_EQ(contention.fabric.target(0).counters().longest_wait, 40'000U);
}

/// Which processor is first in a delta cycle is SystemC's business, and nobody's else.
TEST_F(ContentionTest, TheOrderOfProcessesHasNoSay0) {
    bind({0, 1, 2});
    run({reads(0, 64), reads(1, 64), reads(2, 64)});
    EXPECT_THAT(ends, ElementsAre(67, 107, 147));
}
TEST_F(ContentionTest, TheOrderOfProcessesHasNoSay1) {
    bind({2, 1, 0});
    run({reads(2, 64), reads(0, 64), reads(1, 64)});
    EXPECT_THAT(ends, ElementsAre(67, 107, 147));
}
TEST_F(ContentionTest, TheOrderOfProcessesHasNoSay2) {
    bind({1, 2, 0});
    run({reads(1, 64), reads(2, 64), reads(0, 64)});
    EXPECT_THAT(ends, ElementsAre(67, 107, 147));
}

TEST_F(ContentionTest, TrafficAloneNeedsNoEvent) {
    bind({0, 1, 2});
    add_traffic(640); // a line in 100 ns
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    EXPECT_FALSE(sc_core::sc_pending_activity());
    sc_core::sc_start(ns(1000), sc_core::SC_RUN_TO_TIME);
    contention.settle();
    EXPECT_EQ(contention.fabric.target(0).counters().requests, 10U);
}

TEST_F(ContentionTest, AnAccessWaitsForTraffic) {
    bind({0, 1, 2});
    add_traffic(640);
    run({reads(0, 8, 100)}); // comes to the bus at 110 ns, the port is free at 140
    EXPECT_EQ(ends[0], 140 + 5 + 7 + 10);
}

TEST_F(ContentionTest, WhoIsNotKnownPassesAtOnce) {
    bus.add_initiator("checks", ns(0), ns(0));
    bus.map(3, 0, 0x1000, 0);
    bind({0, 1, 2});
    Stimulus checks{"checks"};
    checks.socket.bind(bus.initiator(3));
    double end = 0;
    run({reads(0, 64), {checks, [&] {
                            sc_core::wait(ns(20));
                            checks.read(0);
                            end = now() / ns(1);
                        }}});
    EXPECT_EQ(end, 27);
    EXPECT_EQ(contention.fabric.target(0).counters().requests, 1U);
}

/// A period of 3.003 ns: answers come at whole nanoseconds, and none is early.
TEST(ContentionInPicoseconds, EffectsAreAtWholeNanoseconds) {
    Memory memory{"memory", 0x1000, {ns(7), ns(7)}};
    Interconnect bus{"bus"};
    Contention contention{"contention"};
    bus.contend(contention);
    contention.know(1);
    bus.add_target("memory", memory.socket);
    bus::PortParameters port;
    port.clock = bus::Clock(333'000'000);
    contention.fabric.add_target("memory", port, std::make_unique<bus::RoundRobin>());
    Stimulus cpu{"cpu"};
    bus.add_initiator("cpu", ns(10), ns(10));
    bus.map(0, 0, 0x1000, 0);
    contention.fabric.add_initiator("cpu", {});
    cpu.socket.bind(bus.initiator(0));
    run({{cpu, [&] {
              cpu.read(0);
              EXPECT_EQ(now(), ns(10 + 4 + 7 + 10)); // 3.004
              unsigned char data[64];
              cpu.read(0, data, sizeof data);
              EXPECT_EQ(now(), ns(31 + 10 + 25 + 7 + 10)); // 24.025
          }}});
}

} // namespace
} // namespace ampsim::models
