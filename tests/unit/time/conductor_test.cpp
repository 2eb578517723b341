// SPDX-License-Identifier: BSD-3-Clause
//
// The conductor on scripted processors and an event queue for hardware: who acts when, and how far
// each is let run.
#include "sim/error.h"
#include "sim/time/conductor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace ampsim::time {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

class EventQueue : public Hardware {
public:
    VirtualTime now() const override { return now_; }
    VirtualTime next_event() const override {
        return events_.empty() ? never : events_.begin()->first;
    }
    void advance(VirtualTime until) override {
        while (!events_.empty() && events_.begin()->first <= until) {
            now_ = events_.begin()->first;
            auto event = std::move(events_.begin()->second);
            events_.erase(events_.begin());
            event();
        }
        now_ = until;
    }
    void at(VirtualTime time, std::function<void()> event) {
        events_.emplace(time, std::move(event));
    }

private:
    VirtualTime now_{};
    std::multimap<VirtualTime, std::function<void()>> events_;
};

/// Runs a list of operations: compute for a time, access the hardware, wait for an interrupt.
struct Operation {
    enum Kind { compute, access, wait_interrupt, power_off } kind;
    VirtualTime time{};
};

class ScriptedProcessor : public Processor {
public:
    ScriptedProcessor(std::string name, std::deque<Operation> script)
        : name_(std::move(name)), script_(std::move(script)) {}

    const std::string& name() const override { return name_; }
    void begin_access() override { on_access(); }
    Stop restart(VirtualTime at, VirtualTime until) override {
        log.push_back("reset@" + std::to_string(at.count()));
        clock = at;
        interrupts.clear();
        script_ = after_reset;
        return run(until);
    }
    Stop run(VirtualTime until) override {
        EXPECT_GT(until, clock) << name_ << " is let run although it must not move";
        while (!script_.empty()) {
            Operation& next = script_.front();
            switch (next.kind) {
            case Operation::compute: {
                const VirtualTime step = std::min(next.time, until - clock);
                clock += step;
                ran += step;
                next.time -= step;
                if (next.time > 0ns)
                    return {Stop::Reason::granted, clock, clock};
                break;
            }
            case Operation::access:
                script_.pop_front();
                return {Stop::Reason::access, clock, clock};
            case Operation::wait_interrupt:
                if (interrupts.empty())
                    return {Stop::Reason::granted, clock, never};
                if (interrupts.front() > until) {
                    clock = until;
                    return {Stop::Reason::granted, clock, interrupts.front()};
                }
                clock = std::max(clock, interrupts.front());
                interrupts.pop_front();
                log.push_back("interrupt@" + std::to_string(clock.count()));
                break;
            case Operation::power_off:
                return {Stop::Reason::off, clock, never};
            }
            script_.pop_front();
        }
        return {Stop::Reason::granted, clock, never};
    }

    bool is_done() const { return script_.empty(); }

    std::function<void()> on_access;
    std::deque<VirtualTime> interrupts;
    std::deque<Operation> after_reset;
    std::vector<std::string> log;
    VirtualTime clock{};
    VirtualTime ran{}; ///< time spent computing

private:
    std::string name_;
    std::deque<Operation> script_;
};

Operation compute(VirtualTime time) {
    return {Operation::compute, time};
}
constexpr Operation access_hardware{Operation::access, {}};
constexpr Operation wait_interrupt{Operation::wait_interrupt, {}};
constexpr Operation power_off{Operation::power_off, {}};

/// Two processors that ring each other: an access arrives after `request`, its answer comes
/// `response` later, and the other's interrupt is seen `line` after the arrival.
struct Pair {
    static constexpr VirtualTime request = 60ns, response = 40ns, line = 50ns;

    Pair(std::deque<Operation> first, std::deque<Operation> second, VirtualTime lookahead)
        : processors{ScriptedProcessor("linux", std::move(first)),
                     ScriptedProcessor("rtos", std::move(second))},
          conductor(
              hardware, {&processors[0], &processors[1]},
              [lookahead](std::size_t, std::size_t) { return lookahead; },
              [](std::size_t) { return 0ns; }) {
        for (std::size_t node : {0, 1})
            processors[node].on_access = [this, node] {
                hardware.at(hardware.now() + request, [this, node] {
                    processors[node].clock = hardware.now() + response;
                    conductor.answered(node, processors[node].clock);
                    const std::size_t other = 1 - node;
                    processors[other].interrupts.push_back(hardware.now() + line);
                    conductor.reaches(other, hardware.now() + line);
                });
            };
    }
    void steps(int count) {
        for (int i = 0; i < count; ++i)
            conductor.step();
    }
    /// Steps until nothing can happen any more.
    void run() { EXPECT_THROW(for (int i = 0; i < 100000; ++i) conductor.step(), SimulationError); }

    EventQueue hardware;
    ScriptedProcessor processors[2];
    Conductor conductor;
};

TEST(Conductor, AnAccessStallsItsProcessorForTheWholeWay) {
    Pair pair({compute(100ns), access_hardware, compute(10ns)}, {}, 1ns);
    pair.run();
    EXPECT_EQ(pair.processors[0].clock, 100ns + Pair::request + Pair::response + 10ns);
}

TEST(Conductor, AnInterruptIsTakenAtItsInstant) {
    Pair pair({compute(100ns), access_hardware}, {wait_interrupt}, 1ns);
    pair.run();
    EXPECT_THAT(pair.processors[1].log, ElementsAre("interrupt@210"));
}

TEST(Conductor, WhatReachesAStalledProcessorIsNotLate) {
    Pair pair({compute(100ns), access_hardware}, {}, 1ns);
    pair.conductor.record_late();
    // Answered at 160 to go on at 200; meanwhile it executes nothing that could have missed it.
    pair.hardware.at(165ns, [&] { pair.conductor.reaches(0, 180ns); });
    pair.run();
    EXPECT_EQ(pair.processors[0].clock, 200ns);
    EXPECT_THAT(pair.conductor.late(), testing::IsEmpty());
}

TEST(Conductor, AnIdlePartnerCostsOneGrant) {
    Pair pair({compute(1ms), access_hardware}, {wait_interrupt}, 1ns);
    pair.steps(2); // the idle one says that it is idle; then the other runs to its doorbell
    EXPECT_EQ(pair.conductor.grants(), 2);
    EXPECT_EQ(pair.processors[0].clock, 1ns); // granted before the partner was known to be idle
    pair.steps(1);
    EXPECT_EQ(pair.processors[0].clock, 1ms);
}

using Counts = std::map<std::string, std::uint64_t>;

TEST(GrantEnds, SayWhatEndedEachGrantOfANode) {
    Pair pair({compute(1ms), access_hardware, compute(10ns), power_off}, {wait_interrupt}, 1ns);
    pair.run();
    // The first grant comes before the partner is known to be idle.
    EXPECT_EQ(pair.conductor.grant_ends(0),
              (Counts{{"access", 1}, {"off", 1}, {"rtos may act (lookahead 1 ns)", 1}}));
    EXPECT_EQ(pair.conductor.grant_ends(1), (Counts{{"idle", 2}}));
}

TEST(GrantEnds, AreAsManyAsGrants) {
    Pair pair({compute(300ns), access_hardware, compute(10ns)}, {compute(200ns), wait_interrupt},
              7ns);
    pair.conductor.lockstep(50ns);
    pair.hardware.at(260ns, [&] { pair.conductor.hold(1, 261ns); });
    pair.run();
    std::uint64_t all = 0;
    for (const std::size_t node : {0U, 1U})
        for (const auto& [reason, count] : pair.conductor.grant_ends(node))
            all += count;
    EXPECT_EQ(all, pair.conductor.grants());
}

TEST(Conductor, WhatHappensDoesNotDependOnHowFarItLooksAhead) {
    const auto traces = [](VirtualTime lookahead) {
        std::deque<Operation> first, second;
        for (int i = 0; i < 50; ++i) {
            for (Operation operation : {compute(100ns + 7ns * i), access_hardware, wait_interrupt})
                first.push_back(operation);
            for (Operation operation : {wait_interrupt, compute(33ns * i), access_hardware})
                second.push_back(operation);
        }
        Pair pair(first, second, lookahead);
        pair.run();
        return std::make_pair(pair.processors[0].log, pair.processors[1].log);
    };
    const auto cautious = traces(1ns);
    EXPECT_EQ(cautious.first.size(), 50);
    EXPECT_EQ(cautious.second.size(), 50);
    EXPECT_EQ(cautious, traces(17ns));
    EXPECT_EQ(cautious, traces(Pair::request + Pair::line));
}

/// A conductor of its own for Pair's processors: they share memory.
struct TakingTurns : Pair {
    static constexpr VirtualTime window = request + line;

    TakingTurns(std::deque<Operation> first, std::deque<Operation> second)
        : Pair(std::move(first), std::move(second), window),
          turns(
              hardware, {&processors[0], &processors[1]},
              [](std::size_t, std::size_t) { return window; }, [](std::size_t) { return 0ns; },
              {window, [](std::size_t) { return request; },
               [](std::size_t) {
                   return request + response;
               }}) {
        for (std::size_t node : {0, 1})
            processors[node].on_access = [this, node] {
                hardware.at(hardware.now() + request, [this, node] {
                    processors[node].clock = hardware.now() + response;
                    turns.answered(node, processors[node].clock);
                    processors[1 - node].interrupts.push_back(hardware.now() + line);
                    turns.reaches(1 - node, hardware.now() + line);
                });
            };
    }
    /// Who computed up to when, in this order; neighbouring stretches of one node are joined.
    std::vector<std::string> order() {
        std::vector<std::string> order;
        std::size_t last = 2;
        const auto step = [&] {
            const VirtualTime before[] = {processors[0].ran, processors[1].ran};
            if (turns.have_met()) {
                met();
                turns.go_on();
            }
            turns.step();
            for (std::size_t node : {0, 1}) {
                if (processors[node].ran == before[node])
                    continue;
                if (node == last)
                    order.pop_back();
                last = node;
                order.push_back(std::to_string(node) + " to " +
                                std::to_string(processors[node].clock.count()));
            }
        };
        EXPECT_THROW(for (int i = 0; i < 100000; ++i) step(), SimulationError);
        return order;
    }

    std::function<void()> met = [] {
        FAIL() << "nobody was told to meet";
    };
    Conductor turns;
};

TEST(Conductor, NodesThatShareMemoryTakeTurns) {
    TakingTurns pair({compute(300ns)}, {compute(300ns)});
    EXPECT_THAT(pair.order(), ElementsAre("0 to 110", "1 to 110", "0 to 220", "1 to 220",
                                          "0 to 300", "1 to 300"));
}

TEST(Conductor, TheOrderOfTurnsDoesNotDependOnTheNumberOfStops) {
    const auto order = [](VirtualTime step) {
        std::deque<Operation> first, second;
        for (int i = 0; i < 50; ++i) {
            for (Operation operation :
                 {compute(100ns + 7ns * i), access_hardware, wait_interrupt, compute(250ns)})
                first.push_back(operation);
            for (Operation operation :
                 {wait_interrupt, compute(33ns * i), access_hardware, compute(400ns)})
                second.push_back(operation);
        }
        TakingTurns pair(first, second);
        pair.turns.lockstep(step);
        return pair.order();
    };
    const auto free = order(never);
    EXPECT_GT(free.size(), 200);
    EXPECT_EQ(free, order(TakingTurns::window));
    EXPECT_EQ(free, order(37ns));
    EXPECT_EQ(free, order(1ns));
}

// --- Meetings

TEST(Meeting, AllHaveComeAndNobodyIsPast) {
    TakingTurns pair({compute(300ns)}, {compute(200ns), access_hardware, compute(100ns)});
    pair.turns.meet(240ns); // in the middle of a turn, and of the access
    int meetings = 0;
    pair.met = [&] {
        ++meetings;
        EXPECT_EQ(pair.processors[0].ran, 240ns);
        EXPECT_EQ(pair.processors[1].ran, 200ns);
        EXPECT_TRUE(pair.turns.is_at_rest(0));
        EXPECT_FALSE(pair.turns.is_at_rest(1));
    };
    EXPECT_THAT(pair.order(), ElementsAre("0 to 110", "1 to 110", "0 to 220", "1 to 200",
                                          "0 to 300", "1 to 400"));
    EXPECT_EQ(meetings, 1);
}

TEST(Meeting, OneThatComesTooLateIsRefused) {
    TakingTurns pair({compute(300ns)}, {compute(300ns)});
    pair.turns.step();
    EXPECT_THAT([&] { pair.turns.meet(109ns); },
                testing::ThrowsMessage<SimulationError>(
                    HasSubstr("linux is at 110 ns already, and was to stop at 109 ns")));
}

TEST(Meeting, AtAStopWhoIsPastItWaitsForTheOthers) {
    TakingTurns pair({compute(300ns)}, {compute(300ns)});
    pair.turns.step();
    pair.turns.stop_at(50ns);
    int meetings = 0;
    pair.met = [&] {
        ++meetings;
        EXPECT_EQ(pair.processors[0].ran, 110ns);
        EXPECT_EQ(pair.processors[1].ran, 50ns);
    };
    EXPECT_THAT(pair.order(),
                ElementsAre("1 to 110", "0 to 220", "1 to 220", "0 to 300", "1 to 300"));
    EXPECT_EQ(meetings, 1);
}

/// A run with a meeting at which latencies change.
std::vector<std::string> order_with_meeting(VirtualTime at, VirtualTime window, VirtualTime step) {
    std::deque<Operation> first, second;
    for (int i = 0; i < 50; ++i) {
        for (Operation operation :
             {compute(100ns + 7ns * i), access_hardware, wait_interrupt, compute(250ns)})
            first.push_back(operation);
        for (Operation operation :
             {wait_interrupt, compute(33ns * i), access_hardware, compute(400ns)})
            second.push_back(operation);
    }
    TakingTurns pair(first, second);
    pair.turns.lockstep(step);
    pair.turns.meet(at);
    pair.met = [&] {
        pair.turns.change([window](std::size_t, std::size_t) { return window; }, window);
    };
    return pair.order();
}

TEST(Meeting, AtTheEndOfATurnItChangesNothing) {
    EXPECT_EQ(order_with_meeting(never - 1ns, TakingTurns::window, never),
              order_with_meeting(90 * TakingTurns::window, TakingTurns::window, never));
}

TEST(Meeting, WhatHappensDoesNotDependOnTheNumberOfStops) {
    for (const VirtualTime at : {10'000ns, 12'345ns, 12'346ns}) {
        for (const VirtualTime window : {VirtualTime{TakingTurns::window}, VirtualTime{31ns}}) {
            const std::vector<std::string> free = order_with_meeting(at, window, never);
            EXPECT_EQ(free, order_with_meeting(at, window, 37ns)) << at.count();
            EXPECT_EQ(free, order_with_meeting(at, window, 1ns)) << at.count();
        }
    }
}

/// Several processors that share memory, and ring each at the next: all run at the same time, so
/// they wait for each other's turns and accesses in all ways.
struct Ring {
    static constexpr std::size_t nodes = 4;
    static constexpr VirtualTime request = 60ns, response = 40ns, line = 50ns;
    static constexpr VirtualTime window = request + line;

    explicit Ring(unsigned seed) {
        std::mt19937 random(seed);
        for (std::size_t node = 0; node < nodes; ++node)
            processors.emplace_back(std::to_string(node), script(random));
        std::vector<Processor*> all;
        for (std::size_t node = 0; node < nodes; ++node) {
            processors[node].on_access = [this, node] {
                begin_access(node);
            };
            all.push_back(&processors[node]);
        }
        conductor = std::make_unique<Conductor>(
            hardware, all,
            [](std::size_t from, std::size_t to) {
                return to == (from + 1) % nodes ? window : never;
            },
            [](std::size_t) { return 0ns; },
            Turns{window, [](std::size_t) { return request; },
                  [](std::size_t) {
                      return request + response;
                  }});
    }
    static std::deque<Operation> script(std::mt19937& random) {
        std::deque<Operation> operations;
        for (int i = 0; i < 100; ++i) {
            operations.push_back(compute(VirtualTime{random() % 300 + 1}));
            operations.push_back(access_hardware);
        }
        return operations;
    }
    void begin_access(std::size_t node) {
        hardware.at(hardware.now() + request, [this, node] {
            processors[node].clock = hardware.now() + response;
            conductor->answered(node, processors[node].clock);
        });
    }
    /// Who computed up to when, in this order; neighbouring stretches of one node are joined.
    std::vector<std::string> order() {
        std::vector<std::string> order;
        std::size_t last = nodes;
        for (int i = 0; i < 100000 && !std::all_of(processors.begin(), processors.end(),
                                                   [](const auto& one) { return one.is_done(); });
             ++i) {
            std::vector<VirtualTime> before;
            for (const ScriptedProcessor& processor : processors)
                before.push_back(processor.ran);
            conductor->step();
            for (std::size_t node = 0; node < nodes; ++node) {
                if (processors[node].ran == before[node])
                    continue;
                if (node == last)
                    order.pop_back();
                last = node;
                order.push_back(std::to_string(node) + " to " +
                                std::to_string(processors[node].clock.count()));
            }
        }
        return order;
    }

    EventQueue hardware;
    std::deque<ScriptedProcessor> processors;
    std::unique_ptr<Conductor> conductor;
};

TEST(Conductor, ManyNodesThatShareMemoryNeverBlockEachOther) {
    for (unsigned seed = 0; seed < 30; ++seed) {
        Ring free(seed);
        const std::vector<std::string> order = free.order();
        EXPECT_GT(order.size(), 100U * Ring::nodes) << "seed " << seed;
        for (const VirtualTime step : {VirtualTime{Ring::window}, VirtualTime{37ns}}) {
            Ring stepped(seed);
            stepped.conductor->lockstep(step);
            const std::vector<std::string> same = stepped.order();
            const auto [one, other] =
                std::mismatch(order.begin(), order.end(), same.begin(), same.end());
            EXPECT_TRUE(one == order.end() && other == same.end())
                << "seed " << seed << ", step " << step.count() << ": "
                << testing::PrintToString(std::vector<std::string>(one, order.end())) << " and "
                << testing::PrintToString(std::vector<std::string>(other, same.end()));
        }
    }
}

TEST(Conductor, RunningClocksStayWithinTheLookahead) {
    Pair pair({compute(10us)}, {compute(10us)}, 110ns);
    pair.run();
    EXPECT_LE(pair.conductor.max_skew(), 110ns);
    EXPECT_GT(pair.conductor.max_skew(), 0ns);
}

TEST(Conductor, AHeldNodeRunsNoFurtherUntilItIsStartedAgain) {
    Pair pair({}, {compute(10us)}, 110ns);
    pair.processors[1].after_reset = {compute(5ns)};
    pair.hardware.at(1us, [&] { pair.conductor.hold(1, 1us); });
    pair.hardware.at(7us, [&] {
        EXPECT_EQ(pair.processors[1].clock, 1us);
        pair.conductor.start(1, 7us + 100ns);
    });
    pair.run();
    EXPECT_THAT(pair.processors[1].log, ElementsAre("reset@7100"));
    EXPECT_EQ(pair.processors[1].clock, 7105ns);
}

TEST(Conductor, ANodeHeldInResetBoundsNobody) {
    Pair pair({compute(1ms), access_hardware}, {compute(1ns)}, 1ns);
    pair.conductor.hold(1, 0ns);
    pair.steps(1);
    EXPECT_EQ(pair.conductor.grants(), 1);
    EXPECT_EQ(pair.processors[0].clock, 1ms);
}

TEST(Conductor, ANodeThatPowersItselfOffIsOver) {
    Pair pair({compute(5ns), power_off}, {}, 1ns);
    pair.run();
    EXPECT_TRUE(pair.conductor.is_off(0));
    EXPECT_FALSE(pair.conductor.is_off(1));
}

TEST(Conductor, ANodeThatGoesOffAndIsToStartAgainDoes) {
    Pair pair({compute(5ns), power_off}, {wait_interrupt}, 1ns);
    ScriptedProcessor& linux_node = pair.processors[0];
    linux_node.after_reset = {compute(7ns)};
    pair.hardware.at(2ns, [&] { pair.conductor.start(0, 20ns); }); // it still runs then
    pair.steps(3);
    for (int i = 0; i < 100 && linux_node.log.empty(); ++i)
        pair.conductor.step();
    EXPECT_THAT(linux_node.log, ElementsAre("reset@20"));
    EXPECT_EQ(linux_node.clock, 27ns);
    EXPECT_FALSE(pair.conductor.is_off(0));
}

TEST(Conductor, ADeadlockSaysWhoWaitsForWhat) {
    Pair pair({compute(5ns), power_off}, {wait_interrupt}, 1ns);
    try {
        for (int i = 0; i < 100; ++i)
            pair.conductor.step();
        FAIL() << "no deadlock found";
    } catch (const SimulationError& error) {
        EXPECT_THAT(error.what(), HasSubstr("linux at 5 ns: switched off"));
        EXPECT_THAT(error.what(), HasSubstr("rtos at 0 ns: idle, waits for an interrupt"));
    }
}

} // namespace
} // namespace ampsim::time
