// SPDX-License-Identifier: BSD-3-Clause
//
// A program's instants, and what a node tells the conductor about them.
#include "tests/unit/scripted/bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

namespace ampsim::scripted {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using Reason = time::Stop::Reason;

/// One node that no conductor drives.
struct Alone : testing::Test {
    Bench bench;
    time::Stop run(VirtualTime until) { return bench.nodes[0]->run(until); }
};

TEST_F(Alone, ComputingTellsWhenItActsNext) {
    bench.add([](Core& core) {
        core.compute(1000ns);
        core.mark("a", 7);
    });
    const time::Stop first = run(300ns);
    EXPECT_EQ(first.reason, Reason::granted);
    EXPECT_EQ(first.earliest, 1000ns) << "nobody need wait for it before";
    EXPECT_EQ(run(1000ns).earliest, 1000ns) << "it acts before the grant's end, or not yet";
    EXPECT_TRUE(bench.stories[0].empty());
    EXPECT_EQ(run(1001ns).reason, Reason::off);
    EXPECT_THAT(bench.stories[0], ElementsAre("1000: mark 10 7", "1000: off"));
}

TEST_F(Alone, AnAccessStopsItWhereItIsIssued) {
    std::uint64_t value = 0;
    bench.add([&](Core& core) {
        core.compute(70ns);
        value = core.bus().read(0x1000, 2);
        core.mark("a");
    });
    const time::Stop stop = run(1us);
    EXPECT_EQ(stop.reason, Reason::access);
    EXPECT_EQ(stop.now, 70ns);
    const auto& node = static_cast<ScriptedNode&>(*bench.nodes[0]);
    EXPECT_EQ(node.access().address, 0x1000U);
    EXPECT_EQ(node.access().length, 2U);
    EXPECT_EQ(node.access().timestamp, 70ns);
    remote_port::BusAccess answer = node.access();
    answer.data = {0x34, 0x12};
    bench.nodes[0]->answer(answer, 500ns);
    EXPECT_EQ(run(500ns).reason, Reason::granted);
    EXPECT_EQ(run(1us).reason, Reason::off);
    EXPECT_EQ(value, 0x1234U);
    EXPECT_THAT(bench.stories[0], ElementsAre("500: mark 10 0", "500: off"));
}

TEST_F(Alone, WaitingForAnInterruptActsNeverOrAtItsDeadline) {
    std::vector<bool> came;
    bench.add([&](Core& core) {
        came.push_back(core.wait_irq("box.one", 400ns));
        core.mark("a", 1);
        came.push_back(core.wait_irq("box.one"));
        core.mark("a", 2);
    });
    EXPECT_EQ(run(100ns).earliest, 400ns);
    EXPECT_EQ(run(500ns).earliest, never);
    bench.nodes[0]->change_line(0, true, 700ns);
    EXPECT_EQ(run(600ns).earliest, 700ns) << "it knows what is on its way";
    EXPECT_EQ(run(1000ns).reason, Reason::off);
    EXPECT_THAT(came, ElementsAre(false, true));
    EXPECT_THAT(bench.stories[0], ElementsAre("400: mark 10 1", "700: mark 10 2", "700: off"));
}

TEST_F(Alone, ALineThatIsHighNeedsNoWaiting) {
    bench.add([&](Core& core) {
        core.compute(500ns);
        EXPECT_EQ(core.rises(0), 2U) << "it looks when it has computed";
        EXPECT_TRUE(core.level(0));
        EXPECT_TRUE(core.wait_irq(0, 0ns));
        EXPECT_EQ(core.wait_any_irq(), std::optional<Line>(0));
        core.compute(200ns);
        EXPECT_FALSE(core.level(0));
        EXPECT_FALSE(core.wait_any_irq(50ns));
        core.mark("a");
    });
    bench.nodes[0]->change_line(0, true, 100ns);
    bench.nodes[0]->change_line(0, false, 200ns);
    bench.nodes[0]->change_line(0, true, 300ns);
    bench.nodes[0]->change_line(0, false, 600ns);
    while (run(10us).reason != Reason::off) {
    }
    EXPECT_THAT(bench.stories[0], ElementsAre("750: mark 10 0", "750: off"));
}

TEST_F(Alone, ARestartIsAFreshProgramWithTheLinesAsTheyAre) {
    int starts = 0;
    bench.add([&](Core& core) {
        ++starts;
        EXPECT_EQ(core.level(0), starts == 2);
        core.wait_irq(0);
        core.mark("a", static_cast<std::uint64_t>(starts));
    });
    run(100ns);
    bench.nodes[0]->change_line(0, true, 150ns);
    EXPECT_EQ(bench.nodes[0]->restart(900ns, 2us).reason, Reason::off);
    EXPECT_EQ(starts, 2);
    EXPECT_THAT(bench.stories[0], ElementsAre("900: started", "900: mark 10 2", "900: off"));
}

TEST_F(Alone, DirectMemoryIsAccessedWithinTheGrantOnly) {
    bench.add([](Core& core) {
        std::vector<std::uint8_t> block(64, 0x55);
        core.bus().write_block(0x10100, block.data(), block.size()); // 8 accesses of 4 ns
    });
    const auto written = [this] {
        return std::count(bench.memory.begin(), bench.memory.end(), 0x55);
    };
    EXPECT_EQ(run(9ns).now, 12ns) << "issued at 0, 4 and 8";
    EXPECT_EQ(written(), 24);
    run(28ns);
    EXPECT_EQ(written(), 56);
    run(29ns);
    EXPECT_EQ(written(), 64);
    run(33ns);
    EXPECT_THAT(bench.stories[0], ElementsAre("32: off"));
}

TEST_F(Alone, BlocksAreAlignedAccesses) {
    std::vector<std::uint8_t> read(13);
    bench.add([&](Core& core) {
        core.bus().read_block(0x10003, read.data(), read.size()); // 1 + 4 + 8
    });
    for (unsigned i = 0; i < 32; ++i) {
        bench.memory[i] = static_cast<unsigned char>(i);
    }
    while (run(1us).reason != Reason::off) {
    }
    EXPECT_EQ(read.front(), 3U);
    EXPECT_EQ(read.back(), 15U);
    EXPECT_THAT(bench.stories[0], ElementsAre("12: off"));
}

TEST_F(Alone, NoGrantGoesBeyondTheEndOfTheSimulation) {
    bench.add([](Core& core) {
        for (;;) {
            core.compute(1ms);
            core.mark("a");
        }
    });
    time::Stop stop;
    for (int i = 0; i < 3000; ++i) {
        stop = run(never);
    }
    EXPECT_EQ(stop.now, 1s);
    EXPECT_EQ(bench.stories[0].size(), 999U);
}

// --- What goes wrong --------------------------------------------------------------------------

TEST_F(Alone, AProgramThatGivesUpIsNamedWithTheInstant) {
    bench.add([](Core& core) {
        core.compute(1500ns);
        core.fail("the answer is wrong");
    });
    try {
        run(1us);
        run(10us);
        FAIL();
    } catch (const SimulationError& error) {
        EXPECT_STREQ(error.what(), "one: its program 'test' failed at 1.5 us: the answer is wrong");
    }
}

TEST_F(Alone, AMarkThatWasNotDeclaredIsNamed) {
    bench.add([](Core& core) { core.mark("aa"); });
    EXPECT_THAT([&] { run(10us); }, testing::ThrowsMessage<SimulationError>(HasSubstr(
                                        "has not declared a mark 'aa'; did you mean 'a'")));
}

TEST_F(Alone, ALoopWithoutTimeIsFound) {
    bench.add([](Core& core) {
        while (!core.level(0)) {
        }
    });
    EXPECT_THAT([&] { run(10us); }, testing::ThrowsMessage<SimulationError>(
                                        HasSubstr("goes round without any time passing")));
}

TEST_F(Alone, ADirectAccessBeyondItsWindowIsRefused) {
    bench.add([](Core& core) { core.bus().read(0x10ffc, 8); });
    EXPECT_THAT([&] { run(10us); },
                testing::ThrowsMessage<SimulationError>(HasSubstr("goes beyond ram")));
}

TEST_F(Alone, AnUnknownNameIsBadInput) {
    bench.add([](Core& core) { core.bus().read("box.OTU"); });
    EXPECT_THAT([&] { run(10us); }, testing::ThrowsMessage<InputError>(HasSubstr(
                                        "node 'one', program 'test': platform 'bench' has no "
                                        "'box.OTU'; did you mean 'box.OUT'?")));
}

// --- On the conductor -------------------------------------------------------------------------

TEST(ScriptedNodes, AnAccessTakesTheWayThereAndBack) {
    Bench bench;
    bench.add([](Core& core) {
        core.compute(100ns);
        EXPECT_EQ(core.bus().read("box.IN", 4), 0x03020100U);
        EXPECT_EQ(core.now(), 200ns);
    });
    bench.run();
    EXPECT_THAT(bench.stories[0], ElementsAre("100: read", "200: off"));
}

TEST(ScriptedNodes, ARefusedAccessCanBeCaught) {
    Bench bench;
    bench.add([](Core& core) {
        EXPECT_THROW(core.bus().read(0x5000, 4), BusError);
        core.mark("a");
    });
    bench.run();
    EXPECT_THAT(bench.stories[0], ElementsAre("0: read", "100: mark 10 0", "100: off"));
}

TEST(ScriptedNodes, OneWakesTheOther) {
    Bench bench;
    bench.add([](Core& core) {
        core.compute(100ns);
        core.bus().write("box.OUT", 1);
    });
    bench.add([](Core& core) {
        core.wait_irq("box.two");
        core.mark("a");
    });
    bench.run();
    EXPECT_THAT(bench.stories[1], ElementsAre("210: mark 10 0", "210: off"));
}

TEST(ScriptedNodes, AnIdlePartnerCostsNoGrants) {
    Bench bench;
    bench.add([](Core& core) {
        for (int i = 0; i < 1000; ++i) {
            core.compute(500ns);
            core.mark("a");
        }
    });
    bench.add([](Core& core) { core.wait_irq(0); });
    bench.run();
    EXPECT_EQ(bench.stories[0].size(), 1001U);
    EXPECT_LT(bench.conductor->grants(), 10U);
}

/// Everything at once: accesses, interrupts both ways, time-outs, and memory that one polls while
/// the other writes.
std::map<std::size_t, std::vector<std::string>> busy_stories(VirtualTime lockstep) {
    Bench bench;
    for (const std::uint64_t self : {std::uint64_t{0}, std::uint64_t{1}}) {
        bench.add([self](Core& core) {
            const std::uint64_t mine = 0x10000 + 8 * self;
            const std::uint64_t theirs = 0x10000 + 8 * (1 - self);
            for (std::uint64_t i = 0; i < 200; ++i) {
                core.compute(VirtualTime{static_cast<std::int64_t>(13 + 7 * i * (self + 1) % 301)});
                core.bus().write(mine, i, 8);
                core.mark("a", core.bus().read(theirs, 8));
                core.bus().write("box.OUT", i & 1U);
                if (core.wait_irq(Line{0}, 90ns)) {
                    core.mark("a", 1000 + core.rises(0));
                }
                while (core.bus().read(theirs, 8) + 40 < i) { // a polling loop
                    core.compute(9ns);
                }
            }
        });
    }
    bench.run(lockstep);
    return bench.stories;
}

TEST(ScriptedNodes, WhatHappensDoesNotDependOnTheNumberOfStops) {
    const auto free = busy_stories(never);
    EXPECT_GT(free.at(0).size(), 400U);
    EXPECT_EQ(free.at(0).back().substr(free.at(0).back().size() - 3), "off");
    EXPECT_EQ(free, busy_stories(110ns));
    EXPECT_EQ(free, busy_stories(37ns));
    EXPECT_EQ(free, busy_stories(1ns));
}

} // namespace
} // namespace ampsim::scripted
