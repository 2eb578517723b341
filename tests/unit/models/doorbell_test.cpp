// SPDX-License-Identifier: BSD-3-Clause
#include "models/hvl/doorbell.h"
#include "tests/unit/models/stimulus.h"

#include <gmock/gmock.h>

#include <memory>
#include <stdexcept>

namespace ampsim::models {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr double read_latency = 70; // ns, as are all below
constexpr double write_latency = 20;
constexpr double signal_latency = 25;

DoorbellParameters with_lines(std::size_t lines, double signal = signal_latency) {
    return {lines, ns(read_latency), ns(write_latency), ns(signal)};
}

struct DoorbellTest : testing::Test {
    explicit DoorbellTest(const DoorbellParameters& parameters = with_lines(1))
        : doorbell{"doorbell", parameters} {
        a.socket.bind(doorbell.a.socket);
        b.socket.bind(doorbell.b.socket);
        for (std::size_t line = 0; line < parameters.lines; ++line) {
            at_a.push_back(std::make_unique<Probe>(sc_core::sc_gen_unique_name("line_a")));
            at_b.push_back(std::make_unique<Probe>(sc_core::sc_gen_unique_name("line_b")));
            doorbell.a.interrupts[line].bind(at_a.back()->line);
            doorbell.b.interrupts[line].bind(at_b.back()->line);
        }
    }

    Doorbell doorbell;
    Stimulus a{"cpu_a"};
    Stimulus b{"cpu_b"};
    std::vector<std::unique_ptr<Probe>> at_a;
    std::vector<std::unique_ptr<Probe>> at_b;
};

struct DoorbellOfFourLinesTest : DoorbellTest {
    DoorbellOfFourLinesTest() : DoorbellTest(with_lines(4)) {}
};

struct DoorbellWithoutLatencyTest : DoorbellTest {
    DoorbellWithoutLatencyTest() : DoorbellTest(with_lines(1, 0)) {}
};

TEST_F(DoorbellTest, SaysWhatItIsAndIsQuiet) {
    run({{a, [&] {
              EXPECT_EQ(a.read(AMPSIM_DOORBELL_MAGIC), AMPSIM_DOORBELL_MAGIC_VALUE);
              EXPECT_EQ(a.read(AMPSIM_DOORBELL_LINES), 1U);
              EXPECT_EQ(a.read(AMPSIM_DOORBELL_PENDING), 0U);
              EXPECT_EQ(a.read(AMPSIM_DOORBELL_ENABLE), 0U);
              EXPECT_EQ(a.read(AMPSIM_DOORBELL_RING), 0U);
              EXPECT_EQ(a.read(AMPSIM_DOORBELL_CLEAR), 0U);
              EXPECT_EQ(now(), ns(6 * read_latency));
          }}});
    EXPECT_THAT(at_a[0]->changes(), IsEmpty());
}

TEST_F(DoorbellTest, ARingIsPendingAtTheOtherSideAfterItsLatency) {
    run({{a, [&] {
              a.write(AMPSIM_DOORBELL_RING, 0x8000'0001);
              EXPECT_EQ(now(), ns(write_latency));
              EXPECT_EQ(b.peek(AMPSIM_DOORBELL_PENDING), 0U);
              wait_until(ns(signal_latency));
              EXPECT_EQ(b.peek(AMPSIM_DOORBELL_PENDING), 0x8000'0001U);
              EXPECT_EQ(a.peek(AMPSIM_DOORBELL_PENDING), 0U);
          }}});
    EXPECT_THAT(at_b[0]->changes(), IsEmpty()) << "not enabled";
}

TEST_F(DoorbellTest, TheLineIsHighFromTheRingToTheClear) {
    run({{a,
          [&] {
              a.write(AMPSIM_DOORBELL_RING, 4);
          }},
         {b, [&] {
              b.write(AMPSIM_DOORBELL_ENABLE, 4);
              wait_until(ns(1000));
              EXPECT_EQ(b.read(AMPSIM_DOORBELL_PENDING), 4U);
              b.write(AMPSIM_DOORBELL_CLEAR, 4); // at 1070
              EXPECT_EQ(b.read(AMPSIM_DOORBELL_PENDING), 0U);
          }}});
    EXPECT_THAT(at_b[0]->changes(),
                ElementsAre(std::pair(signal_latency, true), std::pair(1070., false)));
    EXPECT_THAT(at_a[0]->changes(), IsEmpty());
    EXPECT_EQ(doorbell.a.counters().rings, 1U);
    EXPECT_EQ(doorbell.b.counters().rings, 0U);
    EXPECT_EQ(doorbell.b.counters().interrupts, 1U);
    EXPECT_EQ(doorbell.b.counters().reads, 2U);
    EXPECT_EQ(doorbell.a.counters().reads, 0U);
}

TEST_F(DoorbellTest, BothDirectionsAreIndependent) {
    run({{a,
          [&] {
              a.write(AMPSIM_DOORBELL_ENABLE, 1);
              a.write(AMPSIM_DOORBELL_RING, 1); // at 20
              wait_until(ns(500));
              EXPECT_EQ(a.read(AMPSIM_DOORBELL_PENDING), 2U);
          }},
         {b, [&] {
              b.write(AMPSIM_DOORBELL_RING, 2);
              wait_until(ns(500));
              EXPECT_EQ(b.read(AMPSIM_DOORBELL_PENDING), 1U);
          }}});
    EXPECT_THAT(at_a[0]->changes(), IsEmpty()) << "bit 0 is enabled, bit 1 was rung";
}

TEST_F(DoorbellTest, WhatIsPendingAlreadyCoalesces) {
    run({{a, [&] {
              a.write(AMPSIM_DOORBELL_RING, 3);
              a.write(AMPSIM_DOORBELL_RING, 6);
              a.write(AMPSIM_DOORBELL_RING, 0);
              wait_until(ns(500));
              EXPECT_EQ(b.peek(AMPSIM_DOORBELL_PENDING), 7U);
          }}});
    EXPECT_EQ(doorbell.a.counters().rings, 4U);
    EXPECT_EQ(doorbell.a.counters().coalesced, 1U);
}

TEST_F(DoorbellTest, ARingInTheInstantOfTheClearIsNotLost) {
    run({{a,
          [&] {
              a.write(AMPSIM_DOORBELL_RING, 1);
              wait_until(ns(1000 - signal_latency));
              a.write(AMPSIM_DOORBELL_RING, 1);
          }},
         {b, [&] {
              wait_until(ns(1000));
              b.write(AMPSIM_DOORBELL_CLEAR, 1); // the second had arrived: both are taken
              EXPECT_EQ(b.peek(AMPSIM_DOORBELL_PENDING), 0U);
              wait_until(ns(2000));
              EXPECT_EQ(b.peek(AMPSIM_DOORBELL_PENDING), 0U);
          }}});
    EXPECT_EQ(doorbell.a.counters().coalesced, 1U) << "in the order: arrival, then access";
}

TEST_F(DoorbellTest, EnablingWhatIsPendingInterrupts) {
    run({{a,
          [&] {
              a.write(AMPSIM_DOORBELL_RING, 1);
          }},
         {b, [&] {
              wait_until(ns(1000));
              b.write(AMPSIM_DOORBELL_ENABLE, 1);
              wait_until(ns(2000));
              b.write(AMPSIM_DOORBELL_ENABLE, 0);
          }}});
    EXPECT_THAT(at_b[0]->changes(), ElementsAre(std::pair(1000., true), std::pair(2000., false)));
}

TEST_F(DoorbellWithoutLatencyTest, TakesOneDeltaCycle) {
    run({{a,
          [&] {
              a.write(AMPSIM_DOORBELL_RING, 1);
              wait_until(ns(100));
              a.write(AMPSIM_DOORBELL_RING, 2);
          }},
         {b, [&] {
              b.write(AMPSIM_DOORBELL_ENABLE, 1);
              wait_until(ns(100));
              // Executed in the instant of the second ring, before or after it: not seen in either.
              EXPECT_EQ(b.read(AMPSIM_DOORBELL_PENDING), 1U);
              EXPECT_EQ(b.read(AMPSIM_DOORBELL_PENDING), 3U);
          }}});
    EXPECT_THAT(at_b[0]->changes(), ElementsAre(std::pair(0., true)));
}

TEST_F(DoorbellOfFourLinesTest, EachLineHasItsBits) {
    run({{a,
          [&] {
              a.write(AMPSIM_DOORBELL_RING, 1U << 1);
              wait_until(ns(100));
              a.write(AMPSIM_DOORBELL_RING, 1U << 7 | 1U << 30);
          }},
         {b, [&] {
              EXPECT_EQ(b.read(AMPSIM_DOORBELL_LINES), 4U);
              b.write(AMPSIM_DOORBELL_ENABLE, ~(1U << 30));
              wait_until(ns(1000));
              b.write(AMPSIM_DOORBELL_CLEAR, 1U << 1);
              wait_until(ns(2000));
              b.write(AMPSIM_DOORBELL_CLEAR, 0xffff'ffff);
          }}});
    EXPECT_THAT(at_b[0]->changes(), IsEmpty());
    EXPECT_THAT(at_b[1]->changes(), ElementsAre(std::pair(70., true), std::pair(1000., false)))
        << "enabled at 70";
    EXPECT_THAT(at_b[2]->changes(), IsEmpty()) << "bit 30 is not enabled";
    EXPECT_THAT(at_b[3]->changes(), ElementsAre(std::pair(125., true), std::pair(2000., false)));
    EXPECT_EQ(doorbell.b.counters().interrupts, 2U);
}

TEST_F(DoorbellTest, TakesWordsOnly) {
    run({{a, [&] {
              const std::uint64_t bits = ~std::uint64_t{0};
              for (const unsigned size : {1U, 2U, 3U, 8U}) {
                  EXPECT_EQ(a.write(AMPSIM_DOORBELL_RING, &bits, size),
                            tlm::TLM_BURST_ERROR_RESPONSE);
              }
              EXPECT_EQ(a.write(AMPSIM_DOORBELL_SIZE, &bits, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
              EXPECT_EQ(a.read(0x18), 0U);
              wait_until(ns(1000));
              EXPECT_EQ(b.peek(AMPSIM_DOORBELL_PENDING), 0U);
          }}});
}

TEST(Doorbell, RefusesNumbersOfLinesThatItCannotHave) {
    EXPECT_THROW(Doorbell("none", with_lines(0)), std::logic_error);
    EXPECT_THROW(Doorbell("many", with_lines(33)), std::logic_error);
}

} // namespace
} // namespace ampsim::models
