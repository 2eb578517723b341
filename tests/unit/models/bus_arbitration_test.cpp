// SPDX-License-Identifier: BSD-3-Clause
//
// What arbitration does, against closed forms.
#include "tests/unit/models/bus_bench.h"

#include <gmock/gmock.h>

#include <cmath>
#include <numeric>

namespace ampsim::models::bus {
namespace {

using testing::Each;
using testing::ElementsAre;

constexpr Access word = {0, 8, true};
constexpr Picoseconds word_time = 5 * ns;
constexpr Access line = {0, 64, false};
constexpr Picoseconds line_time = 40 * ns;

/// A port and some initiators, of which those with traffic have it without end.
struct Contenders {
    explicit Contenders(std::unique_ptr<Arbiter> arbiter,
                        const PortParameters& port = ordinary_port()) {
        fabric.add_target("memory", port, std::move(arbiter));
    }
    std::size_t add(const InitiatorParameters& parameters = {}) {
        return fabric.add_initiator("initiator", parameters);
    }
    /// As many bursts as the port can take.
    std::size_t add_hog(InitiatorParameters parameters = {}, unsigned bytes = 64) {
        parameters.outstanding = 2;
        const std::size_t hog = add(parameters);
        fabric.drive(hog, 0, bursts(bytes, 0), 0, 0);
        return hog;
    }

    Fabric fabric;
};

// --- Queueing ------------------------------------------------------------------------------------

struct MeanWait {
    double mean;  ///< ns
    double error; ///< of the mean, one standard deviation, from the means of batches
};

/// Poisson arrivals at one port that takes 40 ns for each.
MeanWait poisson_wait(std::uint32_t megabytes_per_second, std::uint64_t seed) {
    Contenders bus(std::make_unique<RoundRobin>());
    const std::size_t source = bus.add();
    TrafficParameters traffic = bursts(64, megabytes_per_second);
    traffic.arrivals = TrafficParameters::Arrivals::poisson;
    traffic.seed = seed;
    bus.fabric.drive(source, 0, traffic, 0, 0);
    constexpr int batches = 100;
    constexpr Picoseconds batch = 400'000 * ns; // thousands of requests: batches are independent
    std::vector<double> means;
    PortCounters before;
    for (int i = 1; i <= batches; ++i) {
        bus.fabric.settle(i * batch);
        const PortCounters& after = bus.fabric.target(0).counters();
        means.push_back(static_cast<double>(after.wait - before.wait) /
                        static_cast<double>(after.requests - before.requests) / ns);
        before = after;
    }
    const double mean = std::accumulate(means.begin(), means.end(), 0.0) / batches;
    double squares = 0;
    for (const double one : means) {
        squares += (one - mean) * (one - mean);
    }
    return {mean, std::sqrt(squares / (batches - 1) / batches)};
}

TEST(BusQueueing, PoissonArrivalsWaitAsMd1Says) {
    for (const std::uint32_t rate : {400U, 800U, 1280U}) { // of 1600
        const double load = rate / 1600.0;
        const double expected = load * 40 / (2 * (1 - load)); // Pollaczek and Khinchine
        const MeanWait measured = poisson_wait(rate, 7);
        EXPECT_LT(measured.error, expected / 25) << "too few requests to tell";
        EXPECT_NEAR(measured.mean, expected, 4 * measured.error) << rate;
    }
}

TEST(BusQueueing, PeriodicArrivalsBelowTheRateOfThePortDoNotWait) {
    Contenders bus(std::make_unique<RoundRobin>());
    bus.fabric.drive(bus.add(), 0, bursts(64, 1600), 0, 0); // just what it can take
    bus.fabric.settle(100'000 * ns);
    EXPECT_EQ(bus.fabric.target(0).counters().wait, 0U);
    EXPECT_EQ(bus.fabric.target(0).counters().requests, 2500U);
    EXPECT_EQ(bus.fabric.target(0).counters().busy, 100'000 * ns);
}

// --- Policies ------------------------------------------------------------------------------------

TEST(BusPolicies, RoundRobinLetsEachOtherGoFirstOnce) {
    Contenders bus(std::make_unique<RoundRobin>());
    const std::size_t victim = bus.add();
    for (int hogs = 0; hogs < 3; ++hogs) {
        bus.add_hog();
    }
    // When its own request is through, 3 others are waiting: the worst instant to ask again.
    const auto first = deliver(bus.fabric, {{1000 * ns, victim, word}});
    const auto second = deliver(bus.fabric, {{first[0], victim, word}});
    EXPECT_EQ(second[0] - first[0], 3 * line_time + word_time);
    Picoseconds longest = 0;
    for (Picoseconds phase = 1; phase <= 200 * ns; phase += 333) {
        const Picoseconds at = second[0] + 1000 * phase;
        longest = std::max(longest, deliver(bus.fabric, {{at, victim, word}})[0] - at);
    }
    EXPECT_LE(longest, 3 * line_time + word_time);
    EXPECT_EQ(bus.fabric.initiator(victim).longest_wait, 3 * line_time);
}

TEST(BusPolicies, TheHighestPriorityWaitsForOneThatIsBeingServed) {
    Contenders bus(std::make_unique<FixedPriority>());
    const std::size_t low = bus.add();
    InitiatorParameters urgent;
    urgent.rank.priority = 3;
    const std::size_t high = bus.add(urgent);
    const auto through =
        deliver(bus.fabric, {{0, low, line}, {1, high, word}, {2, low, line}, {3, high, word}});
    EXPECT_THAT(through, ElementsAre(line_time, line_time + word_time,
                                     2 * line_time + 2 * word_time, line_time + 2 * word_time));
    EXPECT_EQ(bus.fabric.initiator(high).longest_wait, line_time + word_time - 3);
    // At the same instant nobody is being served yet.
    const auto same = deliver(bus.fabric, {{1000 * ns, low, line}, {1000 * ns, high, word}});
    EXPECT_THAT(same, ElementsAre(1000 * ns + line_time + word_time, 1000 * ns + word_time));
}

TEST(BusPolicies, FixedPriorityStarvesTheLower) {
    Contenders bus(std::make_unique<FixedPriority>());
    const std::size_t low = bus.add();
    InitiatorParameters urgent;
    urgent.rank.priority = 1;
    urgent.outstanding = 2;
    const std::size_t hog = bus.fabric.add_initiator("hog", urgent);
    TrafficParameters traffic = bursts(64, 0);
    traffic.stop = 100'000 * ns;
    bus.fabric.drive(hog, 0, traffic, 0, 0);
    // When the hog stops, one of its bursts is in the queue, and one waits for its limit.
    EXPECT_THAT(deliver(bus.fabric, {{10 * ns, low, word}}),
                ElementsAre(100'000 * ns + 2 * line_time + word_time));
}

TEST(BusPolicies, EqualPrioritiesAreServedInTheOrderOfTheirArrival) {
    Contenders bus(std::make_unique<FixedPriority>());
    const std::size_t a = bus.add();
    const std::size_t b = bus.add();
    const auto through =
        deliver(bus.fabric, {{0, a, line}, {1, b, word}, {2, a, word}, {3, b, word}});
    EXPECT_THAT(through, ElementsAre(40 * ns, 45 * ns, 50 * ns, 55 * ns));
}

TEST(BusPolicies, WeightsAreShares) {
    Contenders bus(std::make_unique<Weighted>());
    for (const unsigned weight : {1U, 2U, 5U}) {
        InitiatorParameters parameters;
        parameters.rank.weight = weight;
        parameters.outstanding = 8;
        const std::size_t hog = bus.fabric.add_initiator("hog", parameters);
        bus.fabric.drive(hog, 0, bursts(64, 0), 0, 0);
    }
    bus.fabric.settle(800 * line_time); // 800 turns of one request, 100 rounds
    std::vector<std::uint64_t> served;
    for (std::size_t hog = 0; hog < 3; ++hog) {
        served.push_back(bus.fabric.initiator(hog).answered);
    }
    EXPECT_THAT(served, ElementsAre(100, 200, 500));
    // Whoever has just had a turn waits for that of all others.
    EXPECT_EQ(bus.fabric.target(0).counters().busy, 800 * line_time);
}

TEST(BusPolicies, TdmaHasAnExactWorstCase) {
    constexpr Picoseconds slot = 100 * ns;
    Contenders bus(std::make_unique<Tdma>(slot, std::vector<std::size_t>{0, 1, 2, 3}));
    const std::size_t victim = bus.add();
    for (int hogs = 0; hogs < 3; ++hogs) {
        bus.add_hog();
    }
    // (slots - 1) x slot + what the request itself takes: asked for just too late to fit.
    Picoseconds longest = 0;
    for (Picoseconds phase = 0; phase < 4 * slot; phase += ns) {
        const Picoseconds at = (10 + phase / ns) * 4 * slot + phase;
        const Picoseconds through = deliver(bus.fabric, {{at, victim, line}})[0];
        longest = std::max(longest, through - line_time - at);
        const Picoseconds into_slot = (through - line_time) % (4 * slot);
        EXPECT_LE(into_slot, slot - line_time);
    }
    EXPECT_EQ(longest, 3 * slot + line_time - ns); // phases are a nanosecond apart
}

TEST(BusPolicies, TdmaLosesWhatIsNotUsedAndOthersCannotHaveIt) {
    constexpr Picoseconds slot = 100 * ns;
    Contenders bus(std::make_unique<Tdma>(slot, std::vector<std::size_t>{0, 1, 1, 1}));
    const std::size_t alone = bus.add_hog(); // 2 lines in 100 ns, then 300 ns nothing
    bus.add();
    bus.fabric.settle(100 * 4 * slot);
    EXPECT_EQ(bus.fabric.initiator(alone).answered, 200U);
    EXPECT_EQ(bus.fabric.target(0).counters().busy, 200 * line_time);
}

TEST(BusPolicies, ARequestThatIsLongerThanASlotDelaysTheNext) {
    Contenders bus(std::make_unique<Tdma>(10 * ns, std::vector<std::size_t>{0, 1}));
    const std::size_t a = bus.add();
    const std::size_t b = bus.add();
    EXPECT_THAT(deliver(bus.fabric, {{0, a, line}, {0, b, word}}),
                ElementsAre(40 * ns, 55 * ns)); // the slot from 50 ns on
}

/// The order in which requests of an instant are submitted is up to the owner's processes.
TEST(BusPolicies, NoPolicyCaresInWhichOrderRequestsOfAnInstantCome) {
    const std::vector<std::function<std::unique_ptr<Arbiter>()>> policies = {
        [] { return std::make_unique<FixedPriority>(); },
        [] { return std::make_unique<RoundRobin>(); }, [] { return std::make_unique<Weighted>(); },
        [] {
            return std::make_unique<Tdma>(100 * ns, std::vector<std::size_t>{2, 0, 3, 1});
        }};
    for (const auto& policy : policies) {
        std::vector<std::size_t> order = {0, 1, 2, 3};
        std::vector<Picoseconds> expected;
        do {
            Contenders bus(policy());
            for (unsigned i = 0; i < 4; ++i) {
                InitiatorParameters parameters;
                parameters.rank = {i % 2, i + 1};
                bus.add(parameters);
            }
            bus.add_hog(); // TDMA gives it nothing
            std::vector<Asked> asked;
            for (const Picoseconds at : {0 * ns, 80 * ns, 200 * ns}) {
                for (const std::size_t initiator : order) {
                    asked.push_back({at, initiator, initiator == 1 ? line : word});
                }
            }
            const std::vector<Picoseconds> through = deliver(bus.fabric, asked);
            std::vector<Picoseconds> by_initiator;
            for (std::size_t round = 0; round < 3; ++round) {
                for (std::size_t initiator = 0; initiator < 4; ++initiator) {
                    const auto place = std::find(order.begin(), order.end(), initiator);
                    by_initiator.push_back(through[round * 4 + (place - order.begin())]);
                }
            }
            if (expected.empty()) {
                expected = by_initiator;
            }
            EXPECT_EQ(by_initiator, expected);
        } while (std::next_permutation(order.begin(), order.end()));
        EXPECT_THAT(expected, Each(testing::Ne(never)));
    }
}

// --- Regulation ----------------------------------------------------------------------------------

TEST(BusRegulation, ATokenBucketLetsExactlyItsRateThrough) {
    Contenders bus(std::make_unique<RoundRobin>());
    InitiatorParameters parameters;
    parameters.limit = {333, 256};
    const std::size_t hog = bus.add_hog(parameters);
    bus.fabric.settle(3'000'000 * ns + 1); // 3 ms: 999,000 bytes and the bucket
    EXPECT_EQ(bus.fabric.initiator(hog).requests, (999'000U + 256U) / 64U);
    bus.fabric.settle(1'000'000'000 * ns + 1); // a second: nothing is lost to rounding
    EXPECT_EQ(bus.fabric.initiator(hog).requests, (333'000'000U + 256U) / 64U);
}

TEST(BusRegulation, WhatIsSavedUpPassesAtOnce) {
    Contenders bus(std::make_unique<RoundRobin>());
    InitiatorParameters parameters;
    parameters.limit = {64, 128}; // a line in 1 us
    const std::size_t a = bus.add(parameters);
    const Picoseconds at = 10'000 * ns;
    const auto through =
        deliver(bus.fabric, {{at, a, line}, {at, a, line}, {at, a, line}, {at, a, line}});
    EXPECT_THAT(through, ElementsAre(at + 40 * ns, at + 80 * ns, at + 1040 * ns, at + 2040 * ns));
    EXPECT_EQ(bus.fabric.initiator(a).held, 3000 * ns);
}

TEST(BusRegulation, MoreThanTheBucketHoldsIsPaidForAfterwards) {
    Contenders bus(std::make_unique<RoundRobin>());
    InitiatorParameters parameters;
    parameters.limit = {64, 32};
    const std::size_t a = bus.add(parameters);
    const auto through = deliver(bus.fabric, {{0, a, line}, {0, a, line}});
    EXPECT_THAT(through, ElementsAre(40 * ns, 1040 * ns));
}

} // namespace
} // namespace ampsim::models::bus
