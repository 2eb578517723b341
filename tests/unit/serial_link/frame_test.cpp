// SPDX-License-Identifier: BSD-3-Clause
extern "C" {
#include "serial_link_frame.h"
}

#include <gmock/gmock.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace {

using Bytes = std::vector<std::uint8_t>;

/// With its CRC.
Bytes frame_of(Bytes content) {
    const std::uint32_t crc = serial_link_crc32(content.data(), content.size());
    content.resize(content.size() + 4);
    serial_link_put32(content.data() + content.size() - 4, crc);
    return content;
}

Bytes encoded(const Bytes& frame) {
    Bytes line(serial_link_encoded_limit);
    line.resize(serial_link_encode(frame.data(), frame.size(), line.data()));
    return line;
}

struct Decoded {
    std::vector<Bytes> frames;
    unsigned damaged = 0;
};

Decoded decoded(const Bytes& line) {
    serial_link_decoder decoder{};
    Decoded result;
    for (const std::uint8_t byte : line) {
        const serial_link_decoded what = serial_link_decode(&decoder, byte);
        if (what == serial_link_frame) {
            result.frames.emplace_back(decoder.frame, decoder.frame + decoder.size);
        }
        result.damaged += what == serial_link_damage ? 1 : 0;
    }
    return result;
}

TEST(SerialLinkFrame, HasTheUsualCrc) {
    const std::string check = "123456789";
    EXPECT_EQ(serial_link_crc32(reinterpret_cast<const std::uint8_t*>(check.data()), check.size()),
              0xcbf43926U);
}

TEST(SerialLinkFrame, ComesOutAsItWentInWhateverIsInIt) {
    std::mt19937 random(1);
    for (std::size_t size = serial_link_header_size;
         size <= serial_link_frame_limit - serial_link_crc_size; ++size) {
        for (const unsigned values : {1U, 2U, 256U}) { // zeros, many zeros, few
            Bytes content(size);
            std::generate(content.begin(), content.end(),
                          [&] { return static_cast<std::uint8_t>(random() % values); });
            Bytes ones(size, 1);
            for (const Bytes& each : {content, ones}) {
                const Bytes line = encoded(frame_of(each));
                ASSERT_LE(line.size(), serial_link_encoded_limit - 1U);
                ASSERT_EQ(std::count(line.begin(), line.end(), 0), 1) << size;
                const Decoded back = decoded(line);
                ASSERT_EQ(back.frames.size(), 1U) << size;
                ASSERT_EQ(back.frames.front(), each);
            }
        }
    }
}

TEST(SerialLinkFrame, NothingBetweenFramesIsNothing) {
    Bytes line = {0, 0, 0};
    const Bytes one = encoded(frame_of({1, 2, 3, 4}));
    line.insert(line.end(), one.begin(), one.end());
    line.push_back(0);
    const Decoded back = decoded(line);
    EXPECT_EQ(back.frames.size(), 1U);
    EXPECT_EQ(back.damaged, 0U);
}

TEST(SerialLinkFrame, AnyBitThatChangesIsSeen) {
    const Bytes line = encoded(frame_of({1, 0, 3, 4, 5, 0, 0, 8}));
    for (std::size_t i = 0; i < line.size() * 8; ++i) {
        Bytes changed = line;
        changed[i / 8] = static_cast<std::uint8_t>(changed[i / 8] ^ 1U << i % 8);
        changed.push_back(0);
        const Decoded back = decoded(changed);
        EXPECT_TRUE(back.frames.empty()) << i;
        EXPECT_GE(back.damaged, 1U) << i;
    }
}

TEST(SerialLinkFrame, AnyByteThatIsLostIsSeenAndTheNextFrameIsNot) {
    const Bytes line = encoded(frame_of({1, 0, 3, 4, 5, 0, 0, 8}));
    const Bytes next = encoded(frame_of({9, 9, 9, 9}));
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        Bytes shorter = line;
        shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(i));
        shorter.insert(shorter.end(), next.begin(), next.end());
        const Decoded back = decoded(shorter);
        ASSERT_EQ(back.frames.size(), 1U) << i;
        EXPECT_EQ(back.frames.front(), Bytes(4, 9));
        EXPECT_EQ(back.damaged, 1U);
    }
}

TEST(SerialLinkFrame, TooLongIsDamageAndNoOverflow) {
    Bytes line;
    for (unsigned i = 0; i < 4000; ++i) {
        line.push_back(0xff);
    }
    line.push_back(0);
    const Bytes next = encoded(frame_of({9, 9, 9, 9}));
    line.insert(line.end(), next.begin(), next.end());
    const Decoded back = decoded(line);
    EXPECT_EQ(back.damaged, 1U);
    EXPECT_EQ(back.frames.size(), 1U);
}

TEST(SerialLinkFrame, NoiseIsNoFrame) {
    std::mt19937 random(2);
    Bytes line(1'000'000);
    std::generate(line.begin(), line.end(), [&] { return static_cast<std::uint8_t>(random()); });
    const Decoded back = decoded(line);
    EXPECT_TRUE(back.frames.empty());
    EXPECT_GT(back.damaged, 1000U);
}

} // namespace
