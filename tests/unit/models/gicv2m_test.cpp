// SPDX-License-Identifier: BSD-3-Clause
#include "models/msi/gicv2m.h"
#include "tests/unit/models/stimulus.h"

#include <gmock/gmock.h>

#include <memory>
#include <stdexcept>

namespace ampsim::models {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Registers, as irq-gic-v2m.c knows them.
constexpr std::uint64_t typer = 0x008;
constexpr std::uint64_t set_spi = 0x040;
constexpr std::uint64_t identification = 0xfcc;

constexpr std::uint32_t first = 160;
constexpr std::uint32_t count = 4;
constexpr double signal_latency = 25; // ns, as are all below
constexpr double pulse = 10;

struct GicV2m : testing::Test {
    explicit GicV2m(double pulse_length = pulse)
        : frame{"frame", first, count, {ns(70), ns(20), ns(signal_latency), ns(pulse_length)}} {
        cpu.socket.bind(frame.socket);
        for (std::size_t i = 0; i < count; ++i) {
            spis.push_back(std::make_unique<Probe>(("spi" + std::to_string(i)).c_str()));
            frame.interrupt(i).bind(spis.back()->line);
        }
    }

    /// As a bus posts a message: whoever sends it does not wait.
    void post(std::uint32_t interrupt) {
        tlm::tlm_generic_payload message;
        Stimulus::fill(message, tlm::TLM_WRITE_COMMAND, set_spi, &interrupt, sizeof interrupt);
        sc_core::sc_time delay;
        cpu.socket->b_transport(message, delay);
        EXPECT_EQ(message.get_response_status(), tlm::TLM_OK_RESPONSE);
    }

    GicV2mFrame frame;
    Stimulus cpu{"cpu"};
    std::vector<std::unique_ptr<Probe>> spis;
};

TEST_F(GicV2m, SaysWhichInterruptsItHas) {
    run({{cpu, [&] {
              EXPECT_EQ(cpu.read(typer), 160U << 16 | 4U);
              // Numbers for which Linux would write something else into SETSPI.
              EXPECT_NE(cpu.read(identification), 0x06000170U);
              EXPECT_NE(cpu.read(identification), 0x0000013fU);
              EXPECT_EQ(cpu.read(set_spi), 0U); // write only
              EXPECT_EQ(cpu.read(0x044), 0U);
              EXPECT_EQ(now(), ns(5 * 70));
          }}});
}

TEST_F(GicV2m, AMessagePulsesTheLineOfItsInterrupt) {
    run({{cpu, [&] {
              cpu.write(set_spi, 162);
              EXPECT_EQ(now(), ns(20)); // posted
              wait_until(ns(1000));
              cpu.write(set_spi, 160);
              wait_until(ns(2000));
              cpu.write(set_spi, 162);
          }}});
    EXPECT_THAT(spis[2]->changes(), ElementsAre(std::pair(signal_latency, true),
                                                std::pair(signal_latency + pulse, false),
                                                std::pair(2000 + signal_latency, true),
                                                std::pair(2000 + signal_latency + pulse, false)));
    EXPECT_THAT(spis[0]->changes(), ElementsAre(std::pair(1000 + signal_latency, true),
                                                std::pair(1000 + signal_latency + pulse, false)));
    EXPECT_THAT(spis[1]->changes(), IsEmpty());
    EXPECT_THAT(spis[3]->changes(), IsEmpty());
    EXPECT_EQ(frame.messages(), 3U);
    EXPECT_EQ(frame.interrupts(), 3U);
    EXPECT_EQ(frame.coalesced(), 0U);
}

TEST_F(GicV2m, TheLatencyCountsFromTheArrival) {
    run({{cpu, [&] {
              const std::uint32_t interrupt = 161;
              EXPECT_EQ(cpu.write(set_spi, &interrupt, sizeof interrupt, ns(300)),
                        tlm::TLM_OK_RESPONSE);
          }}});
    EXPECT_EQ(spis[1]->changes().front(), std::pair(300 + signal_latency, true));
}

TEST_F(GicV2m, InterruptsOfOthersAreIgnoredAndCounted) {
    run({{cpu, [&] {
              for (const std::uint32_t other : {0U, 1U, 159U, 164U, 1023U}) {
                  cpu.write(set_spi, other);
              }
          }}});
    for (const auto& spi : spis) {
        EXPECT_THAT(spi->changes(), IsEmpty());
    }
    EXPECT_EQ(frame.ignored(), 5U);
    EXPECT_EQ(frame.messages(), 0U);
}

TEST_F(GicV2m, BitsAboveTheNumberAreReserved) {
    run({{cpu, [&] {
              cpu.write(set_spi, 0xffff'fc00U | 163U);
          }}});
    EXPECT_EQ(spis[3]->changes().size(), 2U);
}

TEST_F(GicV2m, TakesHalfWords) {
    run({{cpu, [&] {
              const std::uint16_t interrupt = 163;
              EXPECT_EQ(cpu.write(set_spi, &interrupt, sizeof interrupt), tlm::TLM_OK_RESPONSE);
          }}});
    EXPECT_EQ(spis[3]->changes().size(), 2U);
}

TEST_F(GicV2m, WhatArrivesWhileTheLineIsHighAddsNothing) {
    run({{cpu, [&] {
              post(160); // high from 25 to 35
              wait_until(ns(pulse - 1));
              post(160); // arrives in the last nanosecond
          }}});
    EXPECT_THAT(spis[0]->changes(), ElementsAre(std::pair(signal_latency, true),
                                                std::pair(signal_latency + pulse, false)));
    EXPECT_EQ(frame.messages(), 2U);
    EXPECT_EQ(frame.coalesced(), 1U);
}

TEST_F(GicV2m, WhatArrivesAsTheLineFallsIsAnotherEdge) {
    run({{cpu, [&] {
              post(160);
              wait_until(ns(pulse)); // its edge is due when the line falls
              post(160);
          }}});
    EXPECT_THAT(spis[0]->changes(), ElementsAre(std::pair(signal_latency, true),
                                                std::pair(signal_latency + pulse, false),
                                                std::pair(signal_latency + pulse, true),
                                                std::pair(signal_latency + 2 * pulse, false)));
    EXPECT_EQ(frame.interrupts(), 2U);
    EXPECT_EQ(frame.coalesced(), 0U);
}

TEST_F(GicV2m, MessagesOfOneInstantAreOneEdge) {
    run({{cpu, [&] {
              post(160);
              post(160);
              post(160);
          }}});
    EXPECT_THAT(spis[0]->changes(), ElementsAre(std::pair(signal_latency, true),
                                                std::pair(signal_latency + pulse, false)));
    EXPECT_EQ(frame.messages(), 3U);
    EXPECT_EQ(frame.interrupts(), 1U);
    EXPECT_EQ(frame.coalesced(), 2U);
}

TEST_F(GicV2m, ManyMessagesAreOnTheirWayAtOnce) {
    run({{cpu, [&] {
              for (int i = 0; i < 3; ++i) {
                  cpu.write(set_spi, 160); // every 20 ns, and 25 ns on their way
              }
          }}});
    EXPECT_THAT(spis[0]->changes(),
                ElementsAre(std::pair(25., true), std::pair(35., false), std::pair(45., true),
                            std::pair(55., false), std::pair(65., true), std::pair(75., false)));
}

struct GicV2mWithoutLength : GicV2m {
    GicV2mWithoutLength() : GicV2m(0) {}
};

TEST_F(GicV2mWithoutLength, PulsesWithinOneInstant) {
    run({{cpu, [&] {
              cpu.write(set_spi, 160);
              wait_until(ns(100));
              cpu.write(set_spi, 160);
          }}});
    EXPECT_THAT(spis[0]->changes(),
                ElementsAre(std::pair(signal_latency, true), std::pair(signal_latency, false),
                            std::pair(100 + signal_latency, true),
                            std::pair(100 + signal_latency, false)));
}

TEST(GicV2mFrame, HasSharedInterruptsOnly) {
    EXPECT_THROW(GicV2mFrame("none", 160, 0), std::logic_error);
    EXPECT_THROW(GicV2mFrame("private", 31, 4), std::logic_error);
    EXPECT_THROW(GicV2mFrame("beyond", 1016, 5), std::logic_error);
    EXPECT_THROW(GicV2mFrame("far_beyond", 0xffff'ffff, 2), std::logic_error);
    EXPECT_NO_THROW(GicV2mFrame("last", 1016, 4));
}

} // namespace
} // namespace ampsim::models
