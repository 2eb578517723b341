// SPDX-License-Identifier: BSD-3-Clause
#include "models/serial/uart_link.h"
#include "tests/unit/models/stimulus.h"

#include <gmock/gmock.h>

#include <string>

namespace ampsim::models {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr std::uint64_t data = 0x00;
constexpr std::uint64_t ier = 0x04;
constexpr std::uint64_t iir_fcr = 0x08;
constexpr std::uint64_t lcr = 0x0c;
constexpr std::uint64_t lsr = 0x14;

constexpr std::uint32_t eight_bits = 3;
constexpr std::uint32_t fifos = 0x01;
constexpr std::uint32_t fifos_trigger_8 = 0x81;
constexpr std::uint32_t received_data = 1;
constexpr std::uint32_t transmit_empty = 2;
constexpr std::uint32_t line_status = 4;
constexpr std::uint32_t data_ready = 0x01;
constexpr std::uint32_t overrun = 0x02;
constexpr std::uint32_t framing_error = 0x08;

constexpr double character = 10'000; // ns, at a million bits per second
constexpr double write_latency = 20;

UartLinkParameters parameters(std::uint32_t bit_errors_ppm = 0, std::uint32_t seed = 1) {
    UartLinkParameters made;
    made.bit_rate = 1'000'000;
    made.bit_errors_ppm = bit_errors_ppm;
    made.seed = seed;
    return made;
}

struct UartLinkTest : testing::Test {
    explicit UartLinkTest(const UartLinkParameters& with = parameters()) : link{"link", with} {
        a.socket.bind(link.a.socket);
        b.socket.bind(link.b.socket);
        link.a.interrupt.bind(line_a.line);
        link.b.interrupt.bind(line_b.line);
    }

    static void set_up(Stimulus& cpu, std::uint32_t fcr = fifos) {
        cpu.write(lcr, eight_bits);
        cpu.write(iir_fcr, fcr);
    }
    static void send(Stimulus& cpu, const std::string& text) {
        for (const char one : text) {
            cpu.write(data, static_cast<std::uint8_t>(one));
        }
    }
    static std::string read_all(Stimulus& cpu) {
        std::string text;
        while ((cpu.read(lsr) & data_ready) != 0) {
            text += static_cast<char>(cpu.read(data));
        }
        return text;
    }

    UartLink link;
    Stimulus a{"a_cpu"};
    Stimulus b{"b_cpu"};
    Probe line_a{"interrupt_a"};
    Probe line_b{"interrupt_b"};
};

TEST_F(UartLinkTest, ACharacterTakesItsBitsTime) {
    run({{a,
          [&] {
              set_up(a);
              wait_until(ns(1000));
              a.write(data, 'x');
          }},
         {b, [&] {
              set_up(b);
              wait_until(ns(1000 + character - 1));
              EXPECT_EQ(b.peek(lsr) & data_ready, 0U);
              wait_until(ns(1000 + character));
              EXPECT_EQ(b.peek(lsr) & data_ready, data_ready);
              EXPECT_EQ(b.read(data), 'x');
              EXPECT_EQ(b.peek(lsr) & data_ready, 0U);
          }}});
    EXPECT_EQ(link.a.counters().sent, 1U);
    EXPECT_EQ(link.b.counters().received, 1U);
}

TEST_F(UartLinkTest, CharactersFollowEachOtherWithoutAGap) {
    const std::string text = "sixteen of them.";
    run({{a,
          [&] {
              set_up(a);
              wait_until(ns(1000));
              send(a, text); // from the FIFO, at the line's pace
              EXPECT_LT(now(), ns(1000 + character));
          }},
         {b, [&] {
              set_up(b);
              wait_until(ns(1000 + 16 * character - 1));
              std::string seen;
              for (unsigned i = 0; i < 15; ++i) {
                  seen += static_cast<char>(b.read(data));
              }
              EXPECT_EQ(seen, text.substr(0, 15));
              EXPECT_EQ(b.peek(lsr) & data_ready, 0U);
              wait_until(ns(1000 + 16 * character + 2000));
              EXPECT_EQ(b.read(data), '.');
          }}});
}

TEST_F(UartLinkTest, TheDivisorMakesItSlower) {
    const auto divide_by_4 = [](Stimulus& cpu) {
        cpu.write(lcr, eight_bits | 0x80);
        cpu.write(data, 4);
        cpu.write(ier, 0);
        EXPECT_EQ(cpu.read(data), 4U);
        set_up(cpu);
    };
    run({{a,
          [&] {
              divide_by_4(a);
              wait_until(ns(1000));
              a.write(data, 'x');
          }},
         {b, [&] {
              divide_by_4(b);
              wait_until(ns(1000 + 4 * character - 1));
              EXPECT_EQ(b.peek(lsr) & data_ready, 0U);
              wait_until(ns(1000 + 4 * character));
              EXPECT_EQ(b.read(data), 'x');
          }}});
}

TEST_F(UartLinkTest, AReceiverAtAnotherRateSeesFramingErrors) {
    run({{a,
          [&] {
              set_up(a);
              send(a, "x");
          }},
         {b, [&] {
              b.write(lcr, eight_bits | 0x80);
              b.write(data, 2);
              set_up(b);
              wait_until(ns(2 * character));
              EXPECT_EQ(b.read(lsr) & framing_error, framing_error);
              EXPECT_EQ(b.read(lsr) & framing_error, 0U); // reading takes it
          }}});
    EXPECT_EQ(link.b.counters().framing_errors, 1U);
}

TEST_F(UartLinkTest, TheTriggerLevelAndTheTimeOutInterrupt) {
    run({{a,
          [&] {
              set_up(a);
              wait_until(ns(1000));
              send(a, "0123456789");
          }},
         {b, [&] {
              set_up(b, fifos_trigger_8);
              b.write(ier, received_data);
              wait_until(ns(1000 + 8 * character + 1));
              EXPECT_EQ(b.read(iir_fcr), 0xc4U);
              for (unsigned i = 0; i < 8; ++i) {
                  b.read(data);
              }
              wait_until(ns(1000 + 14 * character + 1));
              EXPECT_EQ(b.read(iir_fcr), 0xccU);
              EXPECT_EQ(read_all(b), "89");
              EXPECT_EQ(b.read(iir_fcr), 0xc1U);
          }}});
    const auto changes = line_b.changes();
    ASSERT_EQ(changes.size(), 4U);
    EXPECT_EQ(changes[0], std::pair(1000 + 8 * character, true));
    EXPECT_FALSE(changes[1].second);
    EXPECT_EQ(changes[2], std::pair(1000 + 14 * character, true)); // four after the tenth
    EXPECT_FALSE(changes[3].second);
    EXPECT_EQ(link.b.counters().time_outs, 1U);
    EXPECT_EQ(link.b.counters().interrupts, 2U);
}

TEST_F(UartLinkTest, AnEmptyTransmitFifoInterruptsUntilItIsReadOrFilled) {
    run({{a,
          [&] {
              set_up(a);
              wait_until(ns(1000));
              a.write(ier, transmit_empty);
              EXPECT_EQ(a.read(iir_fcr), 0xc2U);
              EXPECT_EQ(a.read(iir_fcr), 0xc1U);
              wait_until(ns(10'000));
              send(a, "xyz"); // the first goes to the line at once
              EXPECT_EQ(a.read(iir_fcr), 0xc1U);
              wait_until(ns(10'000 + 2 * character));
              EXPECT_EQ(a.read(iir_fcr), 0xc2U);
          }},
         {b, [&] {
              set_up(b);
          }}});
    EXPECT_EQ(link.a.counters().sent, 3U);
}

TEST_F(UartLinkTest, WhatTheFifoHasNoRoomForIsLostAndSaid) {
    run({{a,
          [&] {
              set_up(a);
              send(a, "0123456789abcdef"); // 17 fit: one is on the line
              send(a, "g");
              wait_until(ns(20 * character));
          }},
         {b, [&] {
              set_up(b);
              b.write(ier, line_status);
              wait_until(ns(20 * character));
              EXPECT_EQ(b.read(iir_fcr), 0xc6U);
              EXPECT_EQ(b.read(lsr) & overrun, overrun);
              EXPECT_EQ(b.read(lsr) & overrun, 0U);
              EXPECT_EQ(read_all(b), "0123456789abcdef");
          }}});
    EXPECT_EQ(link.b.counters().overruns, 1U);
}

TEST_F(UartLinkTest, BothDirectionsAtOnce) {
    run({{a,
          [&] {
              set_up(a);
              send(a, "ping");
              wait_until(ns(5 * character));
              EXPECT_EQ(read_all(a), "pong");
          }},
         {b, [&] {
              set_up(b);
              send(b, "pong");
              wait_until(ns(5 * character));
              EXPECT_EQ(read_all(b), "ping");
          }}});
}

TEST_F(UartLinkTest, TheLeastLatencyIsTheShortestCharacter) {
    EXPECT_EQ(link.least_latency(), ns(7000));
    run({{a,
          [&] {
              a.write(lcr, 0); // 5 data bits
              a.write(iir_fcr, fifos);
              wait_until(ns(1000));
              a.write(data, 0xff);
          }},
         {b, [&] {
              b.write(lcr, 0);
              b.write(iir_fcr, fifos);
              b.write(ier, received_data);
              wait_until(ns(9000));
              EXPECT_EQ(b.read(data), 0x1fU);
          }}});
    ASSERT_FALSE(line_b.changes().empty());
    EXPECT_EQ(line_b.changes().front(), std::pair(8000., true));
}

/// Four of a hundred bits are wrong.
struct NoisyUartLinkTest : UartLinkTest {
    NoisyUartLinkTest() : UartLinkTest(parameters(40'000, 7)) {}
};

TEST_F(NoisyUartLinkTest, InvertsBitsOfAllKinds) {
    constexpr unsigned count = 1000;
    unsigned seen = 0;
    unsigned wrong = 0;
    run({{a,
          [&] {
              set_up(a);
              for (unsigned i = 0; i < count; ++i) {
                  a.write(data, 0x55);
                  wait_until(now() + ns(character));
              }
          }},
         {b, [&] {
              set_up(b);
              for (unsigned i = 0; i < count + 10; ++i) {
                  if ((b.read(lsr) & data_ready) != 0) {
                      ++seen;
                      wrong += b.read(data) != 0x55 ? 1 : 0;
                  }
                  wait_until(now() + ns(character));
              }
          }}});
    const UartCounters& counted = link.b.counters();
    EXPECT_NEAR(static_cast<double>(counted.line_losses), count * 0.04, 20);
    EXPECT_NEAR(static_cast<double>(counted.framing_errors), count * 0.04, 20);
    EXPECT_EQ(seen + counted.line_losses, count);
    EXPECT_NEAR(wrong, count * (1 - 0.72), 60); // 0.96 to the power of 8
    EXPECT_GE(counted.line_errors, wrong);
}

TEST(LineNoise, RepeatsItself) {
    LineNoise one(100'000, 3);
    LineNoise same(100'000, 3);
    LineNoise other(100'000, 4);
    bool differs = false;
    for (unsigned i = 0; i < 1000; ++i) {
        const std::uint32_t mask = one.inverted(10);
        EXPECT_EQ(mask, same.inverted(10));
        EXPECT_LT(mask, 1U << 10);
        differs |= mask != other.inverted(10);
    }
    EXPECT_TRUE(differs);
}

TEST(LineNoise, NoneAndAll) {
    LineNoise none(0, 1);
    LineNoise all(LineNoise::million, 1);
    for (unsigned i = 0; i < 100; ++i) {
        EXPECT_EQ(none.inverted(10), 0U);
        EXPECT_EQ(all.inverted(10), 0x3ffU);
    }
}

} // namespace
} // namespace ampsim::models
