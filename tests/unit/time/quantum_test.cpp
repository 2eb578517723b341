// SPDX-License-Identifier: BSD-3-Clause
//
// Grants of a fixed quantum, on processors and hardware that are lists of what they do: who runs
// how far, what comes late and by how much, and that it is the same each time.
#include "sim/error.h"
#include "sim/time/quantum.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace ampsim::time {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class EventQueue : public Hardware {
public:
    VirtualTime now() const override { return now_; }
    VirtualTime next_event() const override {
        return events_.empty() ? never : events_.begin()->first;
    }
    void advance(VirtualTime until) override {
        while (!events_.empty() && events_.begin()->first <= until) {
            now_ = events_.begin()->first;
            const auto event = std::move(events_.begin()->second);
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

/// Busy for ever, or idle for ever; accesses at given instants.
class Node : public Processor {
public:
    Node(std::string name, bool busy, std::vector<VirtualTime> accesses = {})
        : name_(std::move(name)), busy_(busy), accesses_(std::move(accesses)) {}

    const std::string& name() const override { return name_; }
    Stop run(VirtualTime until) override {
        EXPECT_GT(until, clock) << name_;
        log.push_back(name_ + " to " + std::to_string(until.count()));
        if (!accesses_.empty() && accesses_.front() < until) {
            clock = accesses_.front();
            accesses_.erase(accesses_.begin());
            return {Stop::Reason::access, clock, clock};
        }
        clock = until;
        return {Stop::Reason::granted, clock, busy_ ? clock : never};
    }
    Stop restart(VirtualTime at, VirtualTime until) override {
        EXPECT_GE(at, clock) << name_ << " goes back in time";
        log.push_back(name_ + " again at " + std::to_string(at.count()));
        clock = at;
        return run(until);
    }
    void begin_access() override { on_access(); }

    std::function<void()> on_access;
    VirtualTime clock{};
    std::vector<std::string> log;

private:
    std::string name_;
    bool busy_;
    std::vector<VirtualTime> accesses_;
};

std::string text(const Late& late) {
    return std::to_string(late.node) + ": " + std::to_string(late.due.count()) + " at " +
           std::to_string(late.taken.count());
}

std::vector<std::string> texts(const std::vector<Late>& all) {
    std::vector<std::string> result;
    for (const Late& late : all)
        result.push_back(text(late));
    return result;
}

struct Pair {
    Pair(bool first_is_busy, bool second_is_busy, std::vector<VirtualTime> accesses,
         VirtualTime quantum)
        : first("a", first_is_busy, std::move(accesses)), second("b", second_is_busy),
          conductor(hardware, {&first, &second}, quantum) {
        // An access of the first reaches the hardware 20 ns later and the second 30 ns after that.
        first.on_access = [this] {
            hardware.at(hardware.now() + 20ns, [this] {
                first.clock = hardware.now() + 20ns;
                conductor.answered(0, first.clock);
                conductor.reaches(1, hardware.now() + 30ns);
            });
        };
    }
    void run_to(VirtualTime end) {
        hardware.at(end, [] {});
        for (int i = 0; i < 10000 && hardware.now() < end; ++i)
            conductor.step();
        EXPECT_EQ(hardware.now(), end);
    }

    EventQueue hardware;
    Node first;
    Node second;
    QuantumConductor conductor;
};

TEST(QuantumConductor, EveryNodeGetsEveryQuantumIdleOrNot) {
    Pair pair(true, false, {}, 100ns);
    pair.run_to(300ns);
    EXPECT_THAT(pair.first.log, ElementsAre("a to 100", "a to 200", "a to 300"));
    EXPECT_THAT(pair.second.log, ElementsAre("b to 100", "b to 200", "b to 300"));
    EXPECT_THAT(pair.conductor.late(), IsEmpty());
}

TEST(QuantumConductor, GrantsAfterAnAccessEndWithTheQuantum) {
    Pair pair(true, true, {130ns}, 100ns);
    pair.run_to(300ns);
    EXPECT_THAT(pair.first.log, ElementsAre("a to 100", "a to 200", "a to 200", "a to 300"));
}

TEST(QuantumConductor, WhatReachesANodeInItsPastIsLateByThat) {
    // The second has run to 200 when the line of 130 + 20 + 30 comes.
    Pair pair(true, true, {130ns}, 100ns);
    pair.run_to(300ns);
    EXPECT_THAT(texts(pair.conductor.late()), ElementsAre("1: 180 at 200"));
}

TEST(QuantumConductor, WhatReachesANodeInItsFutureIsNotLate) {
    Pair pair(true, true, {130ns}, 20ns);
    pair.run_to(300ns);
    EXPECT_THAT(pair.conductor.late(), IsEmpty()); // due at 180, the second is at 160
}

TEST(QuantumConductor, ALongerQuantumIsALargerErrorAndAShortOneNone) {
    const auto lateness = [](VirtualTime quantum) {
        Pair pair(true, true, {100ns, 1100ns, 2100ns}, quantum);
        pair.run_to(10us);
        VirtualTime most{};
        for (const Late& late : pair.conductor.late())
            most = std::max(most, late.taken - late.due);
        return most;
    };
    EXPECT_EQ(lateness(10ns), 0ns);
    EXPECT_EQ(lateness(1us), 850ns);
    EXPECT_EQ(lateness(10us), 9850ns);
}

TEST(QuantumConductor, ANodeThatIsHeldAndStartedInItsPastGoesOnFromWhereItIs) {
    Pair pair(true, true, {}, 100ns);
    pair.hardware.at(20ns, [&] { pair.conductor.hold(1, 30ns); });
    pair.hardware.at(40ns, [&] { pair.conductor.start(1, 50ns); });
    pair.run_to(300ns);
    EXPECT_THAT(pair.second.log, ElementsAre("b to 100", "b again at 100", "b to 200", "b to 300"));
    EXPECT_THAT(texts(pair.conductor.late()), ElementsAre("1: 30 at 100", "1: 50 at 100"));
}

TEST(QuantumConductor, ADeadlockIsStillFound) {
    Pair pair(false, false, {}, 100ns);
    EXPECT_THROW(for (int i = 0; i < 10; ++i) pair.conductor.step(), SimulationError);
}

} // namespace
} // namespace ampsim::time
