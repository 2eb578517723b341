// SPDX-License-Identifier: BSD-3-Clause
#include "tests/unit/serial_link/line.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace ampsim::serial_link {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr unsigned ms_ns = 1'000'000;

std::vector<std::string> numbered(unsigned count, std::size_t size) {
    std::vector<std::string> messages;
    for (unsigned i = 0; i < count; ++i) {
        std::string message = std::to_string(i) + ":";
        message.resize(std::max(size, message.size()), static_cast<char>(i));
        messages.push_back(message);
    }
    return messages;
}

void give(Side& side, std::vector<std::string> messages) {
    std::reverse(messages.begin(), messages.end());
    side.waiting = std::move(messages);
}

TEST(SerialLink, BothSidesComeUp) {
    Line line;
    ASSERT_TRUE(line.connect());
    EXPECT_LT(line.now(), 2 * ms_ns);
    EXPECT_EQ(line.b.link->character_ns, Line::character_ns);
}

TEST(SerialLink, ALaterSideIsAnsweredAtOnce) {
    Line line;
    line.b.alive = false;
    line.run(1000);
    EXPECT_FALSE(line.a.link->up);
    line.restart(line.b);
    line.b.alive = true;
    const std::uint64_t start = line.now();
    ASSERT_TRUE(line.connect());
    EXPECT_LT(line.now() - start, 25 * ms_ns); // a hello is said every 20 ms and a little
}

TEST(SerialLink, MessagesOfAllSizesBothWays) {
    Line line;
    ASSERT_TRUE(line.connect());
    std::vector<std::string> all;
    for (std::size_t size = 0; size <= serial_link_payload_limit; ++size) {
        all.emplace_back(size, static_cast<char>(size));
    }
    give(line.a, all);
    give(line.b, all);
    ASSERT_TRUE(line.run_until(
        [&] { return line.a.came.size() == all.size() && line.b.came.size() == all.size(); }));
    EXPECT_EQ(line.a.came, all);
    EXPECT_EQ(line.b.came, all);
    for (const Side* side : {&line.a, &line.b}) {
        EXPECT_EQ(side->link->statistics.resent, 0U);
        EXPECT_EQ(side->link->statistics.damaged, 0U);
        EXPECT_EQ(side->link->life, 1U);
    }
    const char large[serial_link_payload_limit + 1] = {};
    EXPECT_EQ(serial_link_send(line.a.link.get(), 1, 2, large, sizeof large),
              serial_link_too_large);
}

TEST(SerialLink, TheLineIsFull) {
    Line line;
    ASSERT_TRUE(line.connect());
    const auto messages = numbered(200, 496);
    give(line.a, messages);
    const std::uint64_t start = line.now();
    ASSERT_TRUE(line.run_until([&] { return line.b.came.size() == messages.size(); }));
    const std::uint64_t payload_ns = 200 * 496 * Line::character_ns;
    EXPECT_LT(line.now() - start, payload_ns * 105 / 100);
}

struct Lossy : testing::TestWithParam<Noise> {};

TEST_P(Lossy, NothingIsLostTwiceOrOutOfOrder) {
    Line line(GetParam());
    ASSERT_TRUE(line.connect());
    const auto from_a = numbered(300, 100);
    const auto from_b = numbered(300, 30);
    give(line.a, from_a);
    give(line.b, from_b);
    ASSERT_TRUE(line.run_until([&] {
        return line.b.came.size() >= from_a.size() && line.a.came.size() >= from_b.size();
    }));
    line.run(100);
    EXPECT_EQ(line.b.came, from_a);
    EXPECT_EQ(line.a.came, from_b);
    EXPECT_GT(line.a.link->statistics.resent + line.b.link->statistics.resent, 0U);
    EXPECT_GT(line.a.link->statistics.damaged + line.b.link->statistics.damaged, 0U);
    EXPECT_EQ(line.a.link->life, 1U);
    EXPECT_EQ(line.b.link->life, 1U);
}

INSTANTIATE_TEST_SUITE_P(Lines, Lossy,
                         testing::Values(Noise{1000, 0, 1}, Noise{0, 1000, 2}, Noise{1000, 1000, 3},
                                         Noise{3000, 0, 4}, Noise{2000, 2000, 5}));

TEST(SerialLink, WhoDoesNotTakeMessagesHoldsTheOtherBack) {
    Line line;
    ASSERT_TRUE(line.connect());
    line.b.takes = false;
    const auto messages = numbered(3 * serial_link_buffers, 20);
    give(line.a, messages);
    line.run(1000);
    EXPECT_EQ(line.a.waiting.size(), serial_link_buffers); // as many are with b, and with a
    EXPECT_EQ(serial_link_send(line.a.link.get(), 1, 2, "x", 1), serial_link_full);
    EXPECT_EQ(line.a.link->statistics.resent, 0U);
    EXPECT_TRUE(line.a.link->up);
    line.b.takes = true;
    ASSERT_TRUE(line.run_until([&] { return line.b.came.size() == messages.size(); }, 100));
    EXPECT_EQ(line.b.came, messages);
}

TEST(SerialLink, ASideThatRestartsIsNoticedByItsHello) {
    Line line;
    ASSERT_TRUE(line.connect());
    give(line.a, {"before"});
    ASSERT_TRUE(line.run_until([&] { return !line.b.came.empty(); }));
    line.run(20);
    line.restart(line.b);
    line.b.came.clear();
    const std::uint64_t start = line.now();
    ASSERT_TRUE(line.run_until([&] { return line.a.link->life == 2; }));
    EXPECT_LT(line.now() - start, 2 * ms_ns);
    ASSERT_TRUE(line.connect());
    give(line.a, {"after"});
    give(line.b, {"again"});
    ASSERT_TRUE(line.run_until([&] { return !line.b.came.empty() && !line.a.came.empty(); }));
    EXPECT_THAT(line.b.came, ElementsAre("after"));
    EXPECT_THAT(line.a.came, ElementsAre("again"));
    EXPECT_EQ(line.a.link->statistics.restarts, 1U);
    EXPECT_EQ(line.a.link->life, 2U);
}

TEST(SerialLink, RestartsAmidTrafficMixNothingUp) {
    Line line({500, 500, 6});
    for (unsigned round = 0; round < 20; ++round) {
        Side& restarted = round % 2 == 0 ? line.a : line.b;
        ASSERT_TRUE(line.connect()) << round;
        line.a.waiting.clear();
        line.b.waiting.clear();
        line.run(50);
        line.a.came.clear();
        line.b.came.clear();
        const auto messages = numbered(100, 60 + round);
        give(line.a, messages);
        give(line.b, messages);
        line.run(20 + 7 * round); // they are amid it
        for (const Side* side : {&line.a, &line.b}) {
            ASSERT_LE(side->came.size(), messages.size());
            ASSERT_TRUE(std::equal(side->came.begin(), side->came.end(), messages.begin()))
                << round;
        }
        line.restart(restarted);
    }
}

TEST(SerialLink, ADeadSideIsMissed) {
    Line line;
    ASSERT_TRUE(line.connect());
    line.run(500);
    EXPECT_TRUE(line.a.link->up); // silence alone is no death: the other says something
    line.b.alive = false;
    const std::uint64_t start = line.now();
    ASSERT_TRUE(line.run_until([&] { return !line.a.link->up; }));
    EXPECT_LT(line.now() - start, 250 * ms_ns);
    EXPECT_EQ(line.a.link->statistics.silences, 1U);
    EXPECT_EQ(serial_link_send(line.a.link.get(), 1, 2, "x", 1), serial_link_down);
    line.b.alive = true; // it was only asleep, and knows nothing of it
    ASSERT_TRUE(line.run_until([&] { return line.a.link->up && line.b.link->up; }));
    give(line.a, {"after"});
    ASSERT_TRUE(line.run_until([&] { return !line.b.came.empty(); }));
    EXPECT_THAT(line.b.came, ElementsAre("after"));
}

// --- A hostile other side

class Hostile : public testing::Test {
protected:
    Hostile() { serial_link_start(link.get(), 1000, 1); }

    void say(std::vector<std::uint8_t> frame) {
        frame.resize(frame.size() + serial_link_crc_size);
        const std::size_t size = frame.size() - serial_link_crc_size;
        serial_link_put32(frame.data() + size, serial_link_crc32(frame.data(), size));
        std::vector<std::uint8_t> line(2 * frame.size() + 3);
        line.resize(serial_link_encode(frame.data(), frame.size(), line.data()));
        serial_link_receive(link.get(), line.data(), line.size(), ++now);
    }
    void welcome(std::uint8_t buffers = serial_link_buffers) {
        say({0x11, 0, 0, 0, buffers, 0, 0xf0, 1, 0, 0, 0, 0});
    }
    std::size_t drain() {
        std::vector<std::uint8_t> bytes(100'000);
        return serial_link_transmit(link.get(), bytes.data(), bytes.size(), ++now);
    }

    std::unique_ptr<::serial_link> link = std::make_unique<::serial_link>();
    std::uint64_t now = 1;
};

TEST_F(Hostile, AnAcknowledgementOfWhatWasNeverSent) {
    welcome();
    ASSERT_TRUE(link->up);
    say({0x13, 0, 5, 8});
    EXPECT_EQ(link->statistics.malformed, 1U);
    EXPECT_EQ(link->acknowledged, 0);
    say({0x13, 0, 0, 200}); // a credit that nobody has
    EXPECT_EQ(link->statistics.malformed, 2U);
}

TEST_F(Hostile, AnotherVersionKindOrSize) {
    welcome();
    say({0x23, 0, 0, 8});
    say({0x1f, 0, 0, 8});
    say({0x12, 0, 0, 8, 1, 2, 3}); // no room for the addresses
    say({0x13, 0, 0, 8, 1});
    say({0x10, 0, 0, 8});
    EXPECT_EQ(link->statistics.malformed, 5U);
    EXPECT_EQ(serial_link_peek(link.get()), nullptr);
}

TEST_F(Hostile, MoreBuffersThanThereAre) {
    welcome(255);
    unsigned accepted = 0;
    while (serial_link_send(link.get(), 1, 2, "x", 1) == serial_link_ok) {
        ++accepted;
    }
    EXPECT_EQ(accepted, serial_link_buffers);
}

TEST_F(Hostile, MessagesBeyondTheBuffers) {
    welcome();
    for (std::uint8_t i = 0; i < 20; ++i) {
        say({0x12, i, 0, 8, 1, 0, 0, 0, 2, 0, 0, 0, i});
    }
    EXPECT_EQ(link->statistics.received, serial_link_buffers);
    EXPECT_EQ(link->statistics.gaps, 20U - serial_link_buffers);
}

TEST_F(Hostile, AnythingAtAll) {
    std::mt19937 random(3);
    for (unsigned i = 0; i < 200'000; ++i) {
        std::vector<std::uint8_t> frame(random() % 24);
        std::generate(frame.begin(), frame.end(),
                      [&] { return static_cast<std::uint8_t>(random() % 16); });
        if (!frame.empty()) {
            frame[0] = static_cast<std::uint8_t>(0x10 | random() % 6);
        }
        say(frame);
        (void)serial_link_send(link.get(), 1, 2, frame.data(), frame.size());
        now += random() % (50U * ms_ns);
        serial_link_tick(link.get(), now);
        (void)drain();
        if (const serial_link_message* message = serial_link_peek(link.get())) {
            ASSERT_LE(message->size, serial_link_payload_limit);
            serial_link_drop(link.get(), link->life - random() % 2);
        }
        ASSERT_LE(static_cast<std::uint8_t>(link->queued_end - link->acknowledged),
                  serial_link_buffers);
        ASSERT_LE(static_cast<std::uint8_t>(link->expected - link->taken), serial_link_buffers);
        ASSERT_GT(serial_link_deadline(link.get()), 0U);
    }
}

} // namespace
} // namespace ampsim::serial_link
