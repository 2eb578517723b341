// SPDX-License-Identifier: BSD-3-Clause
#include "models/msi/msi_doorbell.h"
#include "tests/unit/models/stimulus.h"

#include <gmock/gmock.h>

namespace ampsim::models {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::uint64_t set = 0x00;
constexpr std::uint64_t pending = 0x04;
constexpr std::uint64_t mask = 0x08;
constexpr std::uint64_t active = 0x0c;
constexpr double read_latency = 70; // ns, as are all below
constexpr double write_latency = 20;
constexpr double signal_latency = 25;

struct MsiDoorbellTest : testing::Test {
    MsiDoorbellTest()
        : doorbell{"doorbell", {ns(read_latency), ns(write_latency), ns(signal_latency)}} {
        cpu.socket.bind(doorbell.socket);
        doorbell.interrupt.bind(line.line);
    }

    MsiDoorbell doorbell;
    Stimulus cpu{"cpu"};
    Probe line{"interrupt"};
};

TEST_F(MsiDoorbellTest, IsQuietAtFirst) {
    run({{cpu, [&] {
              for (const std::uint64_t offset : {set, pending, mask, active}) {
                  EXPECT_EQ(cpu.read(offset), 0U);
              }
              EXPECT_EQ(now(), ns(4 * read_latency));
          }}});
    EXPECT_FALSE(line.line.read());
    EXPECT_THAT(line.changes(), IsEmpty());
}

TEST_F(MsiDoorbellTest, AMessageIsPendingUntilItIsCleared) {
    run({{cpu, [&] {
              cpu.write(set, 5);
              wait_until(ns(100));
              EXPECT_EQ(cpu.read(pending), 1U << 5);
              EXPECT_EQ(cpu.read(active), 1U << 5);
              wait_until(ns(1000));
              cpu.write(pending, 1U << 5);
              EXPECT_EQ(cpu.read(pending), 0U);
          }}});
    EXPECT_THAT(line.changes(),
                ElementsAre(std::pair(signal_latency, true), std::pair(1000., false)));
    EXPECT_EQ(doorbell.messages(), 1U);
    EXPECT_EQ(doorbell.interrupts(), 1U);
}

TEST_F(MsiDoorbellTest, IsNotPendingBeforeItsLatencyIsOver) {
    run({{cpu, [&] {
              cpu.write(set, 5);
              EXPECT_EQ(cpu.peek(pending), 0U); // at 20
              wait_until(ns(26));
              EXPECT_EQ(cpu.peek(pending), 1U << 5);
          }}});
}

TEST_F(MsiDoorbellTest, ClearingOneOfTwoLeavesTheOther) {
    run({{cpu, [&] {
              cpu.write(set, 0);
              cpu.write(set, 31);
              wait_until(ns(100));
              EXPECT_EQ(cpu.read(pending), 0x8000'0001U);
              wait_until(ns(1000));
              cpu.write(pending, 1U);
              wait_until(ns(2000));
              EXPECT_EQ(cpu.peek(pending), 0x8000'0000U);
              cpu.write(pending, 0x8000'0000U);
          }}});
    EXPECT_THAT(line.changes(),
                ElementsAre(std::pair(signal_latency, true), std::pair(2000., false)));
    EXPECT_EQ(doorbell.messages(), 2U);
    EXPECT_EQ(doorbell.interrupts(), 1U);
}

TEST_F(MsiDoorbellTest, AMaskedVectorWaits) {
    run({{cpu, [&] {
              cpu.write(mask, 1U << 3);
              cpu.write(set, 3);
              wait_until(ns(1000));
              EXPECT_EQ(cpu.peek(pending), 1U << 3);
              EXPECT_EQ(cpu.peek(active), 0U);
              cpu.write(mask, 0);
              wait_until(ns(2000));
              cpu.write(mask, 1U << 3);
          }}});
    EXPECT_THAT(line.changes(), ElementsAre(std::pair(1000., true), std::pair(2000., false)));
}

TEST_F(MsiDoorbellTest, MessagesOfAVectorThatIsPendingAreOne) {
    run({{cpu, [&] {
              cpu.write(set, 7);
              cpu.write(set, 7);
              wait_until(ns(1000));
              cpu.write(pending, 1U << 7);
              wait_until(ns(2000));
              cpu.write(set, 7);
          }}});
    EXPECT_THAT(line.changes(),
                ElementsAre(std::pair(signal_latency, true), std::pair(1000., false),
                            std::pair(2000 + signal_latency, true)));
    EXPECT_EQ(doorbell.messages(), 3U);
    EXPECT_EQ(doorbell.coalesced(), 1U);
}

TEST_F(MsiDoorbellTest, VectorsThatThereAreNotAreIgnoredAndCounted) {
    run({{cpu, [&] {
              cpu.write(set, 32);
              cpu.write(set, 0xffff'ffffU);
          }}});
    EXPECT_THAT(line.changes(), IsEmpty());
    EXPECT_EQ(doorbell.ignored(), 2U);
    EXPECT_EQ(doorbell.messages(), 0U);
}

TEST_F(MsiDoorbellTest, TakesWordsOnly) {
    run({{cpu, [&] {
              const std::uint16_t vector = 1;
              EXPECT_EQ(cpu.write(set, &vector, sizeof vector), tlm::TLM_BURST_ERROR_RESPONSE);
          }}});
    EXPECT_THAT(line.changes(), IsEmpty());
}

} // namespace
} // namespace ampsim::models
