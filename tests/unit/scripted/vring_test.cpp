// SPDX-License-Identifier: BSD-3-Clause
//
// Both sides of a ring against each other and against the bytes that VirtIO 1.2 wants in memory.
#include "sim/scripted/programs/vring.h"

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

namespace ampsim::scripted {
namespace {

/// Memory from 0, without time.
class Memory : public Bus {
public:
    using Bus::read;
    using Bus::write;
    std::uint64_t read(std::uint64_t address, unsigned bytes) override {
        std::uint64_t value = 0;
        std::memcpy(&value, &bytes_.at(address), bytes);
        return value;
    }
    void write(std::uint64_t address, std::uint64_t value, unsigned bytes) override {
        std::memcpy(&bytes_.at(address), &value, bytes);
    }
    void read_block(std::uint64_t, void*, std::size_t) override {}
    void write_block(std::uint64_t, const void*, std::size_t) override {}
    void read_burst(std::uint64_t, void*, std::size_t) override {}
    void write_burst(std::uint64_t, const void*, std::size_t) override {}
    std::uint64_t address(std::string_view) override { return 0; }
    std::optional<std::uint64_t> address_of_bus(std::uint64_t bus, std::uint64_t) override {
        return bus;
    }

private:
    std::vector<std::uint8_t> bytes_ = std::vector<std::uint8_t>(0x4000, 0xaa);
};

struct VringTest : testing::Test {
    static constexpr std::uint16_t entries = 4;
    Memory memory;
    Vring ring = Vring::in_one_piece(0x1000, entries, 0x1000);
    VringDriver driver{memory, ring};
    VringDevice made() {
        driver.reset();
        return {memory, ring};
    }
};

TEST_F(VringTest, TheLegacyLayoutIsThatOfTheSpecification) {
    EXPECT_EQ(ring.descriptors, 0x1000U);
    EXPECT_EQ(ring.available, 0x1040U);
    EXPECT_EQ(ring.used, 0x2000U);
    EXPECT_EQ(Vring::size(entries, 0x1000), 0x1000U + 4 + 4 * 8 + 2);
}

TEST_F(VringTest, AnOfferedBufferIsADescriptorAndAnEntry) {
    VringDevice device = made();
    driver.offer({2, 0xb8400200, 512}, true);
    EXPECT_EQ(memory.read(0x1020, 8), 0xb8400200U);
    EXPECT_EQ(memory.read32(0x1028), 512U);
    EXPECT_EQ(memory.read16(0x102c), 2U) << "WRITE";
    EXPECT_EQ(memory.read16(0x1042), 1U) << "index";
    EXPECT_EQ(memory.read16(0x1044), 2U) << "id";
    const auto taken = device.take_available();
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->id, 2U);
    EXPECT_EQ(taken->address, 0xb8400200U);
    EXPECT_EQ(taken->length, 512U);
    EXPECT_FALSE(device.take_available());
}

TEST_F(VringTest, IndicesRunFreelyAcross16Bits) {
    VringDevice device = made();
    for (unsigned i = 0; i < 0x10005; ++i) {
        const auto id = static_cast<std::uint16_t>(i % entries);
        driver.offer({id, i, 16}, false);
        const auto taken = device.take_available();
        ASSERT_TRUE(taken) << i;
        ASSERT_EQ(taken->address, i);
        device.put_used(taken->id, i);
        const auto used = driver.take_used();
        ASSERT_TRUE(used) << i;
        ASSERT_EQ(used->id, id);
        ASSERT_EQ(used->length, i);
        ASSERT_FALSE(driver.take_used());
    }
}

TEST_F(VringTest, EachSideMayAskNotToBeNotified) {
    VringDevice device = made();
    EXPECT_TRUE(driver.device_wants_notification());
    EXPECT_TRUE(device.driver_wants_interrupt());
    device.want_notifications(false);
    driver.want_interrupts(false);
    EXPECT_FALSE(driver.device_wants_notification());
    EXPECT_FALSE(device.driver_wants_interrupt());
    EXPECT_EQ(memory.read16(ring.used), 1U);
    EXPECT_EQ(memory.read16(ring.available), 1U);
}

TEST_F(VringTest, ADeviceGoesOnWhereTheUsedIndexSays) {
    VringDevice device = made();
    driver.offer({0, 1, 1}, true);
    driver.offer({1, 2, 1}, true);
    device.put_used(device.take_available()->id, 0);
    VringDevice restarted(memory, ring);
    EXPECT_EQ(restarted.take_available()->id, 1U);
    EXPECT_FALSE(restarted.is_renewed());
    driver.reset();
    EXPECT_TRUE(restarted.is_renewed());
}

TEST_F(VringTest, WhatCannotBeIsRefused) {
    VringDevice device = made();
    memory.write(ring.available + 4, 9, 2); // no such descriptor
    memory.write(ring.available + 2, 1, 2);
    EXPECT_THROW(device.take_available(), SimulationError);
    memory.write(ring.available + 2, 77, 2); // more than the ring has
    EXPECT_THROW(device.take_available(), SimulationError);
    memory.write(ring.used + 4, 9, 4);
    memory.write(ring.used + 2, 1, 2);
    EXPECT_THROW(driver.take_used(), SimulationError);
}

} // namespace
} // namespace ampsim::scripted
