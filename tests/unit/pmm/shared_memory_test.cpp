// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/shared_memory.h"

#include "platforms/guests/linux/pmm/window.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>

namespace ampsim::pmm {
namespace {

TEST(SharedMemoryTest, EveryStartAndSize) {
    alignas(16) std::array<unsigned char, 64> shared{};
    for (std::size_t start = 0; start < 16; ++start) {
        for (std::size_t size = 0; size < 40; ++size) {
            std::array<unsigned char, 64> source{};
            std::iota(source.begin(), source.end(), static_cast<unsigned char>(1));
            shared.fill(0);
            copy_to_shared(shared.data() + start, source.data(), size);
            const auto* from = shared.data() + start;
            ASSERT_TRUE(std::equal(from, from + size, source.begin())) << start << ", " << size;
            ASSERT_EQ(std::count(shared.begin(), shared.end(), 0), 64 - std::ptrdiff_t(size));

            std::array<unsigned char, 64> back{};
            copy_from_shared(back.data(), shared.data() + start, size);
            ASSERT_TRUE(std::equal(from, from + size, back.begin())) << start << ", " << size;
            ASSERT_EQ(std::count(back.begin(), back.end(), 0), 64 - std::ptrdiff_t(size));
        }
    }
}

struct PoolTest : testing::Test {
    alignas(4096) std::array<unsigned char, 4096 * 4> memory{};
    Window window{memory.data(), memory.size(), 0xb9000000};
    Pool pool{window, {0x1000, 0x2000}};
    std::array<unsigned char, 8> bytes{1, 2, 3, 4, 5, 6, 7, 8};

    bool refuses(std::uint64_t address, std::size_t size) {
        try {
            pool.write(address, bytes.data(), size, "it");
        } catch (const models::AccessRefused&) {
            return true;
        }
        return false;
    }
};

TEST_F(PoolTest, AddressesAreTheRemotes) {
    pool.write(0xb9001000, bytes.data(), 8, "it");
    EXPECT_EQ(memory[0x1000], 1);
    std::array<unsigned char, 8> back{};
    pool.read(0xb9001000, back.data(), 8, "it");
    EXPECT_EQ(back, bytes);
}

TEST_F(PoolTest, NothingOutside) {
    EXPECT_FALSE(refuses(0xb9002ff8, 8));
    EXPECT_FALSE(refuses(0xb9003000, 0));
    EXPECT_TRUE(refuses(0xb9003001, 0));
    EXPECT_TRUE(refuses(0xb9002ff9, 8));
    EXPECT_TRUE(refuses(0xb9000fff, 1));
    EXPECT_TRUE(refuses(0, 1));
    EXPECT_TRUE(refuses(UINT64_MAX, 8));
}

TEST_F(PoolTest, APoolIsInItsWindow) {
    EXPECT_THROW(Pool(window, {0x3000, 0x1001}), std::out_of_range);
    EXPECT_THROW(Pool(window, {UINT64_MAX, 2}), std::out_of_range);
}

} // namespace
} // namespace ampsim::pmm
