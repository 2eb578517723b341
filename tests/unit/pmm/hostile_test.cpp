// SPDX-License-Identifier: BSD-3-Clause
//
// What a driver must not do: its device waits for a reset, a message says what it did, and all else
// goes on.
#include "models/hvl/ampsim_virtio_ram.h"
#include "platforms/guests/linux/pmm/rng.h"
#include "tests/unit/pmm/bench.h"

#include <gmock/gmock.h>

namespace ampsim::pmm::test {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

struct Generators {
    Generators(const Way& way, int count) : bench(way) {
        for (int n = 0; n < count; ++n)
            bench.add("rng", [](EventLoop& loop) { return std::make_unique<Rng>(loop); });
        bench.start();
    }
    Bench bench;
};

struct HostileTest : testing::TestWithParam<Way>, Generators {
    HostileTest() : Generators(GetParam(), 2) {
        driver.start();
        neighbour.start();
    }
    void expect_broken(const std::string& message) {
        EXPECT_THAT(bench.said(), HasSubstr(message));
        EXPECT_TRUE(bench.server(0).is_broken());
        EXPECT_EQ(driver.status() & status::needs_reset, status::needs_reset);
        EXPECT_TRUE(driver.interrupted()) << "the driver is told";
        EXPECT_TRUE(bench.surroundings_are_untouched());

        neighbour.add(0, {}, 16);
        neighbour.kick(0);
        EXPECT_THAT(neighbour.take(0), SizeIs(16)) << "its neighbour goes on";

        driver.reset();
        std::memset(driver.at(driver.ring_address(0)), 0, 0x1000);
        driver.start();
        driver.add(0, {}, 16);
        driver.kick(0);
        EXPECT_THAT(driver.take(0), SizeIs(16)) << "and so does the device, after its reset";
    }

    Driver driver{bench.driver(0)};
    Driver neighbour{bench.driver(1)};
};

TEST_P(HostileTest, ABufferInThePoolOfItsNeighbour) {
    driver.describe(0, 3, {neighbour.memory(0), 16, write, 0});
    driver.offer(0, 3);
    driver.kick(0);
    expect_broken("hvl0, rng: queue 0 (requests): chain from descriptor 3, part 0: 16 bytes at "
                  "0xb9015000 are not in the device's pool, 0xb9001000 to 0xb9010fff; its driver "
                  "has to reset it");
}

TEST_P(HostileTest, ABufferInTheRegisters) {
    driver.describe(0, 0, {Bench::window_base, 4, write, 0});
    driver.offer(0, 0);
    driver.kick(0);
    expect_broken("4 bytes at 0xb9000000 are not in the device's pool");
}

TEST_P(HostileTest, ABufferThatBeginsInThePool) {
    driver.describe(0, 0, {driver.pool_address() + Bench::pool_size - 8, 9, write, 0});
    driver.offer(0, 0);
    driver.kick(0);
    expect_broken("9 bytes at 0xb9010ff8 are not in the device's pool");
}

TEST_P(HostileTest, ABufferThatGoesRoundTheEndOfAllAddresses) {
    driver.describe(0, 0, {UINT64_MAX - 3, 16, write, 0});
    driver.offer(0, 0);
    driver.kick(0);
    expect_broken("descriptor 0: 16 bytes at 0xfffffffffffffffc pass the end of all addresses");
}

TEST_P(HostileTest, ALoop) {
    driver.describe(0, 1, {driver.memory(0), 4, next | write, 2});
    driver.describe(0, 2, {driver.memory(4), 4, next | write, 1});
    driver.offer(0, 1);
    driver.kick(0);
    expect_broken("queue 0 (requests): the chain from descriptor 1 is a loop");
}

TEST_P(HostileTest, AnIndexThatJumps) {
    driver.set_available_index(0, 4711);
    driver.kick(0);
    expect_broken("the available ring's index went from 0 to 4711");
}

TEST_P(HostileTest, AHeadThatThereIsNot) {
    driver.offer(0, 8);
    driver.kick(0);
    expect_broken("entry 0 of the available ring names descriptor 8 of 8");
}

TEST_P(HostileTest, ThePoolOverAndOver) {
    for (std::uint16_t n = 0; n < 7; ++n)
        driver.describe(
            0, n,
            {driver.pool_address(), Bench::pool_size, next, static_cast<std::uint16_t>(n + 1)});
    driver.describe(0, 7, {driver.pool_address(), Bench::pool_size, write, 0});
    driver.offer(0, 0);
    driver.kick(0);
    expect_broken(
        "the chain from descriptor 0 has 524288 bytes, more than the device's pool, 65536");
}

TEST_P(HostileTest, AnIndirectTableThatWasNotAgreedOn) {
    driver.describe(0, 0, {driver.memory(0), 16, indirect, 0});
    driver.offer(0, 0);
    driver.kick(0);
    expect_broken("descriptor 0 is an indirect one, which was not negotiated");
}

TEST_P(HostileTest, ARingInThePoolOfItsNeighbour) {
    driver.reset();
    driver.write_status(1);
    driver.write_features(GetParam().shim ? feature::version_1 : 0);
    driver.write_status(GetParam().shim ? 11 : 3);
    driver.set_queue(0, neighbour.ring_address(0), 8);
    driver.write_status(driver.status() | status::driver_ok);
    expect_broken(
        "queue 0 (requests): descriptors: 128 bytes at 0xb9011000 are not in the device's "
        "pool");
}

TEST_P(HostileTest, ARingOfTooManyEntries) {
    driver.reset();
    driver.write_status(1);
    driver.write_features(GetParam().shim ? feature::version_1 : 0);
    driver.write_status(GetParam().shim ? 11 : 3);
    driver.set_queue(0, driver.ring_address(0), 128);
    driver.write_status(driver.status() | status::driver_ok);
    expect_broken("queue 0 (requests): 128 entries; the device has up to 64");
}

TEST_P(HostileTest, ARingOfASizeThatCannotBe) {
    driver.reset();
    driver.write_status(1);
    driver.write_features(GetParam().shim ? feature::version_1 : 0);
    driver.write_status(GetParam().shim ? 11 : 3);
    driver.set_queue(0, driver.ring_address(0), 12);
    driver.write_status(driver.status() | status::driver_ok);
    expect_broken("queue 0 (requests): a ring of 12 entries; expected a power of 2");
}

TEST_P(HostileTest, ABrokenDeviceIsTouchedByNothing) {
    driver.set_available_index(0, 4711);
    driver.kick(0);
    driver.set_available_index(0, 0);
    driver.add(0, {}, 16);
    driver.kick(0);
    EXPECT_FALSE(driver.has_used(0));
    expect_broken("the available ring's index");
}

INSTANTIATE_TEST_SUITE_P(, HostileTest, testing::ValuesIn(every_way), name_of);

// --- Registers in the window
// ----------------------------------------------------------------------

struct HostileImageTest : testing::Test, Generators {
    HostileImageTest() : Generators({false, false, false, 1}, 1) {}
    Driver driver{bench.driver(0)};
};

TEST_F(HostileImageTest, AQueueThatThereIsNot) {
    driver.set_register_in_ram(AMPSIM_RAM_QUEUE_SEL, 7);
    driver.set_register_in_ram(AMPSIM_RAM_QUEUE_PFN, 1);
    driver.kick(0);
    EXPECT_THAT(bench.said(), HasSubstr("hvl0, rng: QueueSel is 0x7, of 1 queues"));
}

TEST_F(HostileImageTest, AnAlignmentThatCannotBe) {
    driver.set_register_in_ram(AMPSIM_RAM_QUEUE_SEL, 0);
    driver.set_register_in_ram(AMPSIM_RAM_QUEUE_NUM, 8);
    driver.set_register_in_ram(AMPSIM_RAM_QUEUE_ALIGN, 3);
    driver.set_register_in_ram(AMPSIM_RAM_QUEUE_PFN, 1);
    driver.kick(0);
    EXPECT_THAT(bench.said(), HasSubstr("queue 0 has QueueNum 0x8 and QueueAlign 0x3"));
}

TEST_F(HostileImageTest, ANeedForAResetThatIsOverwrittenIsSaidAgain) {
    driver.start();
    driver.set_available_index(0, 4711);
    driver.kick(0);
    driver.write_status(15);
    EXPECT_EQ(driver.status() & status::needs_reset, status::needs_reset);
}

TEST_F(HostileImageTest, AnyImageIsNoHarm) {
    for (std::uint32_t seed = 1; seed < 2000; ++seed) {
        std::uint32_t random = seed;
        for (std::uint32_t offset = 0; offset < AMPSIM_RAM_SLOT; offset += 4) {
            random = random * 1664525U + 1013904223U;
            if (random >> 30U == 0)
                driver.set_register_in_ram(offset, random >> (random & 0x1fU));
        }
        driver.kick(0);
        bench.kill();
        bench.start();
    }
    EXPECT_TRUE(bench.surroundings_are_untouched());
}

} // namespace
} // namespace ampsim::pmm::test
