// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/served/wire.h"

#include "service_framing.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>

namespace ampsim::served {
namespace {

const Message sample{service_request, service_files, service_files_stat, 0, 0x1234, {'a', 'b'}};

TEST(Wire, AMessageIsWhatTheHeaderFileSays) {
    const Bytes bytes = serialize(sample);
    EXPECT_EQ(bytes, (Bytes{1, 2, 5, 0, 0x34, 0x12, 2, 0, 'a', 'b'}));
    const auto parsed = parse(bytes.data(), bytes.size());
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->id, 0x1234);
    EXPECT_EQ(parsed->body, (Bytes{'a', 'b'}));
}

TEST(Wire, WhatIsNoMessageIsNone) {
    Bytes bytes = serialize(sample);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        EXPECT_FALSE(parse(bytes.data(), size)) << size;
    }
    bytes.push_back(0);
    EXPECT_FALSE(parse(bytes.data(), bytes.size()));
    bytes.pop_back();
    for (const std::uint8_t kind : {0, 4, 255}) {
        bytes[service_at_kind] = kind;
        EXPECT_FALSE(parse(bytes.data(), bytes.size()));
    }
}

TEST(Wire, ABodyIsNotReadBehindItsEnd) {
    const Bytes body{1, 2, 3, 4, 0, 'x'};
    BodyReader reader(body);
    EXPECT_EQ(reader.u32(), 0x04030201U);
    EXPECT_THROW(reader.u32(), Malformed);
    EXPECT_THROW(reader.text(2), Malformed) << "a text has no 0";
    EXPECT_THROW(reader.text(3), Malformed);
    EXPECT_EQ(reader.rest(), 2U);
}

/// Both ends' framing, fed with the same bytes in pieces of any size.
class Framing : public testing::Test {
protected:
    Framing() { of_remote_.clear(); }

    void feed(const Bytes& bytes) {
        for (std::size_t at = 0; at < bytes.size();) {
            const std::size_t size = std::min<std::size_t>(bytes.size() - at, 1 + random_() % 37);
            service_framing_received(&remote_, bytes.data() + at, static_cast<std::uint32_t>(size),
                                     [](const std::uint8_t* data, std::uint32_t n) {
                                         of_remote_.emplace_back(data, data + n);
                                     });
            daemon_.feed(bytes.data() + at, size, [this](const std::uint8_t* data, std::size_t n) {
                of_daemon_.emplace_back(data, data + n);
            });
            at += size;
        }
    }
    static Bytes stream_of(const Message& message) {
        Bytes bytes = serialize(message);
        bytes.push_back(service_end);
        return bytes;
    }

    std::mt19937 random_;
    service_framing remote_{};
    Deframer daemon_;
    static inline std::vector<Bytes> of_remote_; ///< the remote is written in C: a plain function
    std::vector<Bytes> of_daemon_;
};

TEST_F(Framing, MessagesAndZerosBetweenThem) {
    for (int i = 0; i < 20; ++i) {
        feed(Bytes(random_() % 50, 0));
        feed(stream_of({service_one_way, 1, 1, 0, 0, Bytes(random_() % 400, 0)}));
    }
    EXPECT_EQ(of_remote_.size(), 20U);
    EXPECT_EQ(of_daemon_, of_remote_);
    EXPECT_EQ(remote_.dropped + daemon_.dropped(), 0U);
}

TEST_F(Framing, AMessageThatWasCutShortIsDroppedAndTheNextOneComes) {
    const Message large{service_response, service_files, service_files_read, 0, 7, Bytes(300, 'x')};
    Bytes half = stream_of(large);
    for (const std::size_t kept : {1U, 7U, 8U, 200U, 308U}) {
        half.resize(kept);
        feed(half);
        feed(Bytes(service_message_most, 0)); // somebody begins anew
        feed(stream_of(sample));
        half = stream_of(large);
    }
    ASSERT_EQ(of_remote_.size(), 5U);
    EXPECT_EQ(of_remote_[0], serialize(sample)) << "never half of the large one, filled with zeros";
    EXPECT_EQ(of_daemon_, of_remote_);
    EXPECT_GE(remote_.dropped, 3U);
}

TEST_F(Framing, NonsenseNeverGoesBeyondTheBuffer) {
    for (int i = 0; i < 2000; ++i) {
        Bytes bytes(random_() % 64);
        for (std::uint8_t& byte : bytes) {
            byte = static_cast<std::uint8_t>(random_());
        }
        feed(bytes);
    }
    for (const Bytes& message : of_remote_) {
        EXPECT_LE(message.size(), std::size_t{SERVICE_MESSAGE_SIZE});
    }
}

} // namespace
} // namespace ampsim::served
