// SPDX-License-Identifier: BSD-3-Clause
//
// Every register of VirtIO over MMIO [VirtIO 1.2, 4.2.2, 4.2.4], in both versions.
#include "tests/unit/models/virtio_device_bench.h"

#include <gmock/gmock.h>

#include <stdexcept>

namespace ampsim::models::virtio {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

BenchParameters modern(std::uint64_t more_features = 0) {
    BenchParameters parameters;
    parameters.engine.features |= more_features;
    return parameters;
}

BenchParameters legacy() {
    BenchParameters parameters;
    parameters.mmio.version = 1;
    parameters.engine.features |= feature::event_index | feature::ring_packed;
    return parameters;
}

struct MmioTest : testing::Test, DeviceBench {
    explicit MmioTest(const BenchParameters& parameters = modern()) : DeviceBench(parameters) {}
};

struct LegacyMmioTest : MmioTest {
    static constexpr std::uint32_t page = 4096;
    LegacyMmioTest() : MmioTest(legacy()) {}

    /// One queue in one piece: descriptors, available ring, then on the next page the used ring.
    void enable_legacy(std::uint16_t size = 8) {
        set(mmio::guest_page_size, page);
        set(mmio::queue_select, 0);
        set(mmio::queue_size, size);
        set(mmio::queue_align, page);
        set(mmio::queue_pfn, static_cast<std::uint32_t>(rings / page));
    }
    static constexpr std::uint64_t available = rings + 8 * 16;
    static constexpr std::uint64_t used = rings + page;
    void offer_legacy(std::uint16_t index) {
        put_descriptor(memory, rings, {data, 4});
        memory.put16(available + 4 + 2ULL * (index % 8), 0);
        memory.put16(available + 2, static_cast<std::uint16_t>(index + 1));
    }
};

// --- What it is
// -----------------------------------------------------------------------------------

TEST_F(MmioTest, SaysWhatItIs) {
    run([&] {
        EXPECT_EQ(get(mmio::magic), 0x74726976U);
        EXPECT_EQ(get(mmio::version), 2U);
        EXPECT_EQ(get(mmio::device_id), 42U);
        EXPECT_EQ(get(mmio::vendor_id), 0x414d5053U);
        EXPECT_EQ(now(), ns(4 * read_latency));
        set(mmio::magic, 0);
        set(mmio::version, 0);
        EXPECT_EQ(now(), ns(4 * read_latency + 2 * write_latency));
        EXPECT_EQ(get(mmio::magic), 0x74726976U);
        EXPECT_EQ(get(mmio::version), 2U);
    });
}

TEST_F(LegacyMmioTest, SaysWhatItIs) {
    run([&] {
        EXPECT_EQ(get(mmio::magic), 0x74726976U);
        EXPECT_EQ(get(mmio::version), 1U);
        EXPECT_EQ(get(mmio::device_id), 42U);
    });
}

TEST_F(MmioTest, RegistersAreWords) {
    run([&] {
        std::uint64_t value = 0;
        for (const unsigned size : {1U, 2U, 3U, 8U}) {
            EXPECT_EQ(cpu.read(mmio::magic, &value, size), tlm::TLM_BURST_ERROR_RESPONSE) << size;
            EXPECT_EQ(cpu.write(mmio::status, &value, size), tlm::TLM_BURST_ERROR_RESPONSE) << size;
        }
        EXPECT_EQ(cpu.read(mmio::magic + 2, &value, 4), tlm::TLM_BURST_ERROR_RESPONSE);
    });
}

TEST_F(MmioTest, WhatIsReservedReadsAsZero) {
    run([&] {
        for (const std::uint64_t offset :
             {0x018, 0x028, 0x02c, 0x03c, 0x040, 0x048, 0x054, 0x074, 0x0c4, 0x0f8, 0x800, 0xffc}) {
            set(offset, 0xffffffff);
            EXPECT_EQ(get(offset), 0U) << offset;
        }
    });
}

TEST_F(MmioTest, WriteOnlyRegistersReadAsZero) {
    run([&] {
        for (const std::uint64_t offset :
             {mmio::device_features_select, mmio::driver_features, mmio::driver_features_select,
              mmio::queue_select, mmio::queue_size, mmio::queue_notify, mmio::interrupt_acknowledge,
              mmio::queue_descriptors, mmio::queue_descriptors + 4, mmio::queue_driver,
              mmio::queue_device, mmio::shm_select}) {
            set(offset, 1);
            EXPECT_EQ(get(offset), 0U) << offset;
        }
    });
}

TEST_F(MmioTest, ThereIsNothingBehindItsRegisters) {
    run([&] {
        std::uint32_t value = 0;
        EXPECT_EQ(cpu.read(0xffc, &value, 4), tlm::TLM_OK_RESPONSE);
        EXPECT_EQ(cpu.read(0x1000, &value, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
        EXPECT_EQ(cpu.write(0x1'0000'0100, &value, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
        EXPECT_EQ(cpu.peek(0x1000, &value, 4), 0U);
    });
}

// --- Features
// -------------------------------------------------------------------------------------

TEST_F(MmioTest, FeaturesAreSeenThroughAWindow) {
    run([&] {
        EXPECT_EQ(get(mmio::device_features), 0x1000'0021U);
        set(mmio::device_features_select, 1);
        EXPECT_EQ(get(mmio::device_features), 1U); // VERSION_1
        for (const std::uint32_t window : {2U, 3U, 0xffff'ffffU}) {
            set(mmio::device_features_select, window);
            EXPECT_EQ(get(mmio::device_features), 0U);
        }
        set(mmio::device_features_select, 0);
        EXPECT_EQ(get(mmio::device_features), 0x1000'0021U);
    });
}

TEST_F(LegacyMmioTest, FeaturesAreThoseOfTheFirstWindow) {
    run([&] {
        EXPECT_EQ(get(mmio::device_features), 0x3000'0021U);
        set(mmio::device_features_select, 1);
        EXPECT_EQ(get(mmio::device_features), 0U);
    });
}

TEST_F(MmioTest, FeaturesOkSticksWhenAllWasOffered) {
    run([&] {
        EXPECT_TRUE(negotiate(feature::version_1 | 0x21));
        EXPECT_EQ(get(mmio::status), 11U);
        EXPECT_EQ(engine.driver_features(), feature::version_1 | 0x21U);
    });
}

TEST_F(MmioTest, FeaturesOkDoesNotStickOtherwise) {
    run([&] {
        EXPECT_FALSE(negotiate(feature::version_1 | 0x2));
        EXPECT_FALSE(negotiate(feature::version_1 | feature::ring_packed));
        EXPECT_FALSE(negotiate(0x21)); // without VERSION_1
        EXPECT_EQ(get(mmio::status), 3U);
        want(feature::version_1); // the driver tries again
        set(mmio::status, 11);
        EXPECT_EQ(get(mmio::status), 11U);
    });
}

TEST_F(MmioTest, FeaturesAreFixedByFeaturesOk) {
    run([&] {
        ASSERT_TRUE(negotiate(feature::version_1 | 1));
        want(feature::version_1 | 0x20);
        EXPECT_EQ(engine.driver_features(), feature::version_1 | 1U);
    });
}

TEST_F(MmioTest, WindowsOfDriverFeaturesThatThereAreNotAreIgnored) {
    run([&] {
        want(feature::version_1);
        set(mmio::driver_features_select, 2);
        set(mmio::driver_features, 0xffff'ffff);
        EXPECT_EQ(engine.driver_features(), feature::version_1);
    });
}

TEST_F(LegacyMmioTest, ADriverGetsNoFeatureThatWasNotOffered) {
    run([&] {
        want(0xffff'ffff'ffff'ffff);
        EXPECT_EQ(engine.driver_features(), 0x3000'0021U);
    });
}

// --- Status
// ---------------------------------------------------------------------------------------

TEST_F(MmioTest, ADriverSetsBitsAndOnlyResetClearsThem) {
    run([&] {
        set(mmio::status, status::acknowledge);
        set(mmio::status, status::driver);
        EXPECT_EQ(get(mmio::status), 3U);
        set(mmio::status, 0xffff'ff00); // no bits of it
        EXPECT_EQ(get(mmio::status), 3U);
        set(mmio::status, status::failed);
        EXPECT_EQ(get(mmio::status), 131U);
        set(mmio::status, 0);
        EXPECT_EQ(get(mmio::status), 0U);
    });
}

TEST_F(MmioTest, ADriverCannotSetDeviceNeedsReset) {
    run([&] {
        set(mmio::status, status::needs_reset);
        EXPECT_EQ(get(mmio::status), 0U);
    });
}

TEST_F(MmioTest, TheDeviceStartsWithDriverOkOnce) {
    run([&] {
        ASSERT_TRUE(negotiate(feature::version_1 | 1));
        EXPECT_THAT(device.starts, IsEmpty());
        driver_ok();
        driver_ok();
        EXPECT_THAT(device.starts, ElementsAre(feature::version_1 | 1));
        start();
        EXPECT_THAT(device.starts, ElementsAre(feature::version_1 | 1, feature::version_1));
    });
}

TEST_F(MmioTest, DriverOkWithoutFeaturesOkStartsNothing) {
    run([&] {
        set(mmio::status, 7);
        EXPECT_THAT(device.starts, IsEmpty());
    });
}

TEST_F(MmioTest, ResetIsTheBeginning) {
    run([&] {
        start();
        offer(0);
        notify(0);
        sc_core::wait(ns(1000));
        EXPECT_EQ(get(mmio::interrupt_status), 1U);
        const int before = device.resets;
        set(mmio::status, 0);
        EXPECT_EQ(device.resets, before + 1);
        EXPECT_EQ(get(mmio::status), 0U);
        EXPECT_EQ(get(mmio::interrupt_status), 0U);
        EXPECT_FALSE(probe.line.read());
        set(mmio::queue_select, 0);
        EXPECT_EQ(get(mmio::queue_ready), 0U);
        EXPECT_EQ(engine.driver_features(), 0U);
    });
}

// --- Queues
// ---------------------------------------------------------------------------------------

TEST_F(MmioTest, AQueueThatThereIsNotHasNoEntriesAndCannotBeEnabled) {
    run([&] {
        ASSERT_TRUE(negotiate());
        EXPECT_EQ(get(mmio::queue_size_max), 8U);
        set(mmio::queue_select, 1);
        EXPECT_EQ(get(mmio::queue_size_max), 8U);
        for (const std::uint32_t index : {2U, 0xffffU, 0x1'0000U, 0xffff'ffffU}) {
            enable(index, queue.place());
            EXPECT_EQ(get(mmio::queue_size_max), 0U);
            EXPECT_EQ(get(mmio::queue_ready), 0U);
            set(mmio::queue_reset, 1);
            EXPECT_EQ(get(mmio::queue_reset), 0U);
        }
        EXPECT_EQ(get(mmio::status), 11U);
        notify(2);
        notify(0xffff'ffff);
        EXPECT_EQ(engine.counters().notifications, 0U);
    });
}

TEST_F(MmioTest, QueueReadyReadsBackForTheSelectedQueue) {
    run([&] {
        ASSERT_TRUE(negotiate());
        EXPECT_EQ(get(mmio::queue_ready), 0U);
        enable(0, queue.place());
        EXPECT_EQ(get(mmio::queue_ready), 1U);
        set(mmio::queue_select, 1);
        EXPECT_EQ(get(mmio::queue_ready), 0U);
        set(mmio::queue_select, 0);
        set(mmio::queue_ready, 0);
        EXPECT_EQ(get(mmio::queue_ready), 0U);
        set(mmio::queue_ready, 1); // where it was
        EXPECT_EQ(get(mmio::queue_ready), 1U);
    });
}

TEST_F(MmioTest, AQueueThatIsReadyDoesNotMove) {
    run([&] {
        ASSERT_TRUE(negotiate());
        enable(0, queue.place());
        place(0, second_queue.place());
        EXPECT_EQ(engine.queue(0).place.descriptors, queue.place().descriptors);
    });
}

TEST_F(MmioTest, AddressesHave64Bits) {
    run([&] {
        place(1, {8, 0x1'2345'6780, 0x2'2345'6780, 0x3'2345'6780});
        const RingPlace& where = engine.queue(1).place;
        EXPECT_EQ(where.descriptors, 0x1'2345'6780U);
        EXPECT_EQ(where.driver_area, 0x2'2345'6780U);
        EXPECT_EQ(where.device_area, 0x3'2345'6780U);
    });
}

struct BadPlace {
    RingPlace place;
    const char* problem;
};
void PrintTo(const BadPlace& bad, std::ostream* out) {
    *out << bad.problem;
}
struct BadPlaceTest : MmioTest, testing::WithParamInterface<BadPlace> {};

TEST_P(BadPlaceTest, NeedsAReset) {
    run([&] {
        ASSERT_TRUE(negotiate());
        enable(1, GetParam().place);
        EXPECT_EQ(get(mmio::queue_ready), 0U);
        EXPECT_EQ(get(mmio::status), 64U + 11U);
        EXPECT_EQ(engine.diagnosis(), std::string("queue 1 (tx): ") + GetParam().problem);
        EXPECT_FALSE(probe.line.read()); // before DRIVER_OK nobody is told [2.1.2]
        start();
        EXPECT_EQ(get(mmio::status), 15U);
    });
}

INSTANTIATE_TEST_SUITE_P(
    Mmio, BadPlaceTest,
    testing::Values(
        BadPlace{{0, 0, 0, 0}, "a queue of 0 entries; expected a power of two up to 8"},
        BadPlace{{3, 0, 0, 0}, "a queue of 3 entries; expected a power of two up to 8"},
        BadPlace{{16, 0, 0, 0}, "a queue of 16 entries; expected a power of two up to 8"},
        BadPlace{{8, 0x1008, 0, 0}, "the descriptor table is at 0x1008; expected a multiple of 16"},
        BadPlace{{8, 0x1000, 1, 0}, "the available ring is at 0x1; expected a multiple of 2"},
        BadPlace{{8, 0x1000, 2, 2}, "the used ring is at 0x2; expected a multiple of 4"},
        BadPlace{{8, UINT64_MAX - 15, 2, 4},
                 "the descriptor table is at 0xfffffffffffffff0, and passes the end of all "
                 "addresses"}));

TEST_F(MmioTest, ASizeOfMoreThan16BitsIsNoSize) {
    run([&] {
        ASSERT_TRUE(negotiate());
        place(0, queue.place());
        set(mmio::queue_size, 0x1'0008);
        set(mmio::queue_ready, 1);
        EXPECT_TRUE(needs_reset());
    });
}

TEST_F(MmioTest, AQueueBeforeFeaturesOkNeedsAReset) {
    run([&] {
        set(mmio::status, 3);
        enable(0, queue.place());
        EXPECT_EQ(engine.diagnosis(), "queue 0 (rx): enabled before FEATURES_OK");
    });
}

TEST_F(MmioTest, NothingIsConsumedBeforeDriverOk) {
    run([&] {
        ASSERT_TRUE(negotiate());
        enable(0, queue.place());
        offer(0);
        notify(0);
        sc_core::wait(ns(5000));
        EXPECT_THAT(device_memory.accesses, IsEmpty());
        EXPECT_EQ(engine.counters().notifications, 0U);
        driver_ok(); // and then without a notification
        sc_core::wait(ns(5000));
        EXPECT_THAT(queue.used(), ElementsAre(Finished{0, 0}));
    });
}

TEST_F(MmioTest, QueueResetWithoutTheFeatureDoesNothing) {
    run([&] {
        start();
        set(mmio::queue_reset, 1);
        EXPECT_EQ(get(mmio::queue_reset), 0U);
        EXPECT_EQ(get(mmio::queue_ready), 1U);
    });
}

struct RingResetTest : MmioTest {
    RingResetTest() : MmioTest(modern(feature::ring_reset)) {}
};

TEST_F(RingResetTest, QueueResetIsTheBeginningOfOneQueue) {
    run([&] {
        start(feature::version_1 | feature::ring_reset);
        enable(1, second_queue.place());
        offer(0);
        notify(0);
        sc_core::wait(ns(1000));
        EXPECT_EQ(queue.used_index(), 1U);
        set(mmio::queue_select, 0);
        set(mmio::queue_reset, 0); // only 1 does
        EXPECT_EQ(get(mmio::queue_ready), 1U);
        set(mmio::queue_reset, 1);
        EXPECT_EQ(get(mmio::queue_reset), 0U);
        EXPECT_EQ(get(mmio::queue_ready), 0U);
        EXPECT_EQ(engine.queue(0).place.size, 0U);
        set(mmio::queue_select, 1);
        EXPECT_EQ(get(mmio::queue_ready), 1U);
        EXPECT_EQ(get(mmio::status), 15U);
        SplitQueue fresh(memory, rings + 0x3000, 4); // another place, another size
        enable(0, fresh.place());
        fresh.describe(1, {data, 4});
        fresh.offer(1);
        notify(0);
        sc_core::wait(ns(1000));
        EXPECT_THAT(fresh.used(), ElementsAre(Finished{1, 0}));
    });
}

TEST_F(MmioTest, AQueueThatIsEnabledAgainBeginsAtIndexZero) {
    run([&] {
        start();
        offer(0);
        sc_core::wait(ns(1000));
        set(mmio::queue_ready, 0);
        queue.set_available(0);
        offer(3);
        set(mmio::queue_ready, 1);
        sc_core::wait(ns(1000));
        EXPECT_EQ(queue.used_index(), 1U);
        EXPECT_EQ(memory.get32(queue.place().device_area + 4), 3U);
    });
}

// --- Interrupt
// ------------------------------------------------------------------------------------

TEST_F(MmioTest, TheLineIsHighUntilAllIsAcknowledged) {
    run([&] {
        start();
        offer(0);
        notify(0);
        sc_core::wait(ns(1000));
        device.events().configuration_changed();
        EXPECT_EQ(get(mmio::interrupt_status), 3U);
        EXPECT_EQ(get(mmio::interrupt_status), 3U); // reading clears nothing
        EXPECT_TRUE(probe.line.read());
        set(mmio::interrupt_acknowledge, 1);
        EXPECT_EQ(get(mmio::interrupt_status), 2U);
        EXPECT_TRUE(probe.line.read());
        set(mmio::interrupt_acknowledge, 0xffff'fffd); // not it
        EXPECT_TRUE(probe.line.read());
        set(mmio::interrupt_acknowledge, 2);
        EXPECT_EQ(get(mmio::interrupt_status), 0U);
        EXPECT_FALSE(probe.line.read());
    });
    EXPECT_EQ(transport.interrupts().asserted, 1U);
    EXPECT_EQ(transport.interrupts().coalesced, 1U);
    EXPECT_EQ(transport.interrupts().acknowledged, 2U);
    EXPECT_EQ(transport.interrupts().messages, 0U);
}

// --- Configuration
// --------------------------------------------------------------------------------

TEST_F(MmioTest, ConfigurationIsBytesHalfWordsAndWords) {
    run([&] {
        std::uint8_t byte = 0;
        std::uint16_t half = 0;
        EXPECT_EQ(cpu.read(mmio::config + 3, &byte, 1), tlm::TLM_OK_RESPONSE);
        EXPECT_EQ(byte, 4);
        EXPECT_EQ(cpu.read(mmio::config + 2, &half, 2), tlm::TLM_OK_RESPONSE);
        EXPECT_EQ(half, 0x0403);
        EXPECT_EQ(get(mmio::config + 4), 0x0807'0605U);
        EXPECT_EQ(get(mmio::config + 8), 0x0000'0a09U); // past its end there are zeros
        EXPECT_EQ(get(mmio::config + 12), 0U);
        EXPECT_EQ(now(), ns(5 * read_latency));
        EXPECT_EQ(cpu.peek(mmio::config), 0x0403'0201U);
        std::uint64_t wide = 0;
        EXPECT_EQ(cpu.read(mmio::config, &wide, 8), tlm::TLM_BURST_ERROR_RESPONSE);
        EXPECT_EQ(cpu.read(mmio::config + 1, &half, 2), tlm::TLM_BURST_ERROR_RESPONSE);
    });
}

TEST_F(MmioTest, ConfigurationIsWrittenAsFarAsThereIs) {
    run([&] {
        const std::uint8_t byte = 0x77;
        EXPECT_EQ(cpu.write(mmio::config + 1, &byte, 1), tlm::TLM_OK_RESPONSE);
        EXPECT_EQ(device.bytes[1], 0x77);
        set(mmio::config + 8, 0xaabbccdd);
        set(mmio::config + 12, 0xaabbccdd);
        EXPECT_EQ(device.bytes[8], 0xdd);
        EXPECT_EQ(device.bytes[9], 0xcc);
        EXPECT_EQ(device.bytes.size(), 10U);
    });
}

TEST_F(MmioTest, ConfigGenerationChangesWithTheConfiguration) {
    run([&] {
        start();
        const std::uint32_t before = get(mmio::config_generation);
        EXPECT_EQ(get(mmio::config_generation), before);
        device.events().configuration_changed();
        EXPECT_NE(get(mmio::config_generation), before);
        EXPECT_EQ(wait_for_interrupt(), 2U);
    });
}

TEST_F(MmioTest, BeforeDriverOkNobodyIsToldOfTheConfiguration) {
    run([&] {
        ASSERT_TRUE(negotiate());
        device.events().configuration_changed();
        EXPECT_EQ(get(mmio::interrupt_status), 0U);
        EXPECT_EQ(get(mmio::config_generation), 1U);
    });
}

// --- Shared memory
// --------------------------------------------------------------------------------

BenchParameters with_shared_memory() {
    BenchParameters parameters;
    parameters.mmio.shared_memory[1] = {0x1'0000'0000, 0x2'0000'1000};
    return parameters;
}

struct SharedMemoryTest : MmioTest {
    SharedMemoryTest() : MmioTest(with_shared_memory()) {}
    std::uint64_t get64(std::uint64_t offset) {
        const std::uint64_t low = get(offset);
        return low | static_cast<std::uint64_t>(get(offset + 4)) << 32U;
    }
};

TEST_F(SharedMemoryTest, ARegionHasALengthAndABase) {
    run([&] {
        set(mmio::shm_select, 1);
        EXPECT_EQ(get64(mmio::shm_length), 0x2'0000'1000U);
        EXPECT_EQ(get64(mmio::shm_base), 0x1'0000'0000U);
    });
}

TEST_F(SharedMemoryTest, ARegionThatThereIsNotIsAllOnes) {
    run([&] {
        for (const std::uint32_t region : {0U, 2U, 0x101U, 0xffff'ffffU}) {
            set(mmio::shm_select, region);
            EXPECT_EQ(get64(mmio::shm_length), UINT64_MAX);
            EXPECT_EQ(get64(mmio::shm_base), UINT64_MAX);
        }
    });
}

// --- The legacy interface
// -------------------------------------------------------------------------

TEST_F(LegacyMmioTest, HasNoRegistersOfVersion2) {
    run([&] {
        for (const std::uint64_t offset : {mmio::queue_ready, mmio::shm_length, mmio::shm_base,
                                           mmio::queue_reset, mmio::config_generation}) {
            set(offset, 1);
            EXPECT_EQ(get(offset), 0U) << offset;
        }
    });
}

TEST_F(LegacyMmioTest, AQueueIsOnePieceOfMemoryAtAPage) {
    run([&] {
        EXPECT_EQ(get(mmio::queue_pfn), 0U);
        enable_legacy();
        EXPECT_EQ(get(mmio::queue_pfn), rings / page);
        const RingPlace& where = engine.queue(0).place;
        EXPECT_EQ(where.size, 8U);
        EXPECT_EQ(where.descriptors, rings);
        EXPECT_EQ(where.driver_area, available);
        EXPECT_EQ(where.device_area, used);
        set(mmio::queue_select, 1);
        EXPECT_EQ(get(mmio::queue_pfn), 0U);
    });
}

TEST_F(LegacyMmioTest, TheUsedRingIsAligned) {
    run([&] {
        set(mmio::guest_page_size, 1024);
        set(mmio::queue_size, 8);
        set(mmio::queue_align, 64);
        set(mmio::queue_pfn, static_cast<std::uint32_t>(rings / 1024));
        EXPECT_EQ(engine.queue(0).place.descriptors, rings);
        EXPECT_EQ(engine.queue(0).place.device_area, rings + 192); // 128 + 22, up
    });
}

TEST_F(LegacyMmioTest, PageZeroStopsAQueue) {
    run([&] {
        enable_legacy();
        set(mmio::queue_pfn, 0);
        EXPECT_EQ(get(mmio::queue_pfn), 0U);
        enable_legacy();
        EXPECT_EQ(get(mmio::queue_pfn), rings / page);
    });
}

TEST_F(LegacyMmioTest, ThePageSizeSurvivesAReset) {
    run([&] { // Linux sets it once, before it resets the device
        set(mmio::guest_page_size, page);
        set(mmio::status, 0);
        set(mmio::queue_size, 8);
        set(mmio::queue_align, page);
        set(mmio::queue_pfn, static_cast<std::uint32_t>(rings / page));
        EXPECT_EQ(engine.queue(0).place.descriptors, rings);
    });
}

TEST_F(LegacyMmioTest, APageWithoutASizeNeedsAReset) {
    run([&] {
        set(mmio::queue_size, 8);
        set(mmio::queue_pfn, 1);
        EXPECT_EQ(get(mmio::queue_pfn), 0U);
        EXPECT_THAT(engine.diagnosis(), HasSubstr("queue 0 (rx): page 1, of pages without a size"));
    });
}

TEST_F(LegacyMmioTest, QueuesWorkBeforeDriverOk) {
    run([&] {
        set(mmio::status, 3);
        want(1);
        enable_legacy();
        EXPECT_THAT(device.starts, ElementsAre(1U));
        offer_legacy(0);
        notify(0);
        EXPECT_EQ(wait_for_interrupt(), 1U);
        EXPECT_EQ(memory.get16(used + 2), 1U);
        set(mmio::status, 7);
        offer_legacy(1);
        notify(0);
        EXPECT_EQ(wait_for_interrupt(), 1U);
        EXPECT_EQ(memory.get16(used + 2), 2U);
        EXPECT_THAT(device.starts, ElementsAre(1U)); // once
    });
}

TEST_F(LegacyMmioTest, DriverOkStartsADeviceThatHasNoQueueYet) {
    run([&] {
        want(0x20);
        set(mmio::status, 7);
        EXPECT_EQ(get(mmio::status), 7U);
        EXPECT_THAT(device.starts, ElementsAre(0x20U));
        want(1); // too late
        EXPECT_EQ(engine.driver_features(), 0x20U);
    });
}

TEST_F(LegacyMmioTest, ResetStopsAllQueues) {
    run([&] {
        enable_legacy();
        set(mmio::status, 0);
        EXPECT_EQ(get(mmio::queue_pfn), 0U);
        offer_legacy(0);
        notify(0);
        sc_core::wait(ns(5000));
        EXPECT_EQ(memory.get16(used + 2), 0U);
    });
}

TEST_F(LegacyMmioTest, ConfigurationIsBytesToo) {
    run([&] {
        std::uint8_t byte = 0;
        EXPECT_EQ(cpu.read(mmio::config + 5, &byte, 1), tlm::TLM_OK_RESPONSE);
        EXPECT_EQ(byte, 6);
    });
}

// --- Parameters
// -----------------------------------------------------------------------------------

TEST(MmioParametersTest, FitTogether) {
    BenchParameters parameters;
    parameters.mmio.version = 3;
    EXPECT_THROW(DeviceBench{parameters}, std::logic_error);
}

TEST(MmioParametersTest, DoorbellsAreWords) {
    BenchParameters parameters;
    parameters.mmio.doorbell_stride = 2;
    EXPECT_THROW(DeviceBench{parameters}, std::logic_error);
}

TEST(MmioParametersTest, Version1HasOneInterrupt) {
    BenchParameters parameters;
    parameters.mmio.version = 1;
    parameters.mmio.msi = true;
    EXPECT_THROW(DeviceBench{parameters}, std::logic_error);
}

TEST(MmioParametersTest, NamesOfRegisters) {
    const DeviceBench bench;
    EXPECT_EQ(bench.transport.name_of(mmio::queue_notify), "QueueNotify");
    EXPECT_EQ(bench.transport.name_of(mmio::config + 5), "Config");
    EXPECT_EQ(bench.transport.name_of(0x2c), "");
    EXPECT_EQ(bench.transport.name_of(0x1000), "");
}

} // namespace
} // namespace ampsim::models::virtio
