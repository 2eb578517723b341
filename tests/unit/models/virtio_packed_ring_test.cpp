// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/packed_ring.h"

#include "tests/unit/models/virtio_bench.h"

#include <gmock/gmock.h>

namespace ampsim::models::virtio {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::uint16_t next = descriptor_flag::next;
constexpr std::uint16_t write = descriptor_flag::write;
constexpr std::uint16_t indirect = descriptor_flag::indirect;
constexpr std::uint64_t rings = GuestMemory::base + 0x1000;
constexpr std::uint64_t table = GuestMemory::base + 0x2000;
constexpr std::uint64_t data = GuestMemory::base + 0x8000;

struct PackedRingTest : testing::Test {
    explicit PackedRingTest(const RingFeatures& features = {true, false, false})
        : ring(device_memory, queue.place(), features) {}

    std::string broken() {
        try {
            ring.take();
        } catch (const RingBroken& problem) {
            return problem.what();
        }
        return "";
    }
    void put_table(std::uint16_t index, const Part& part) {
        put_descriptor(memory, table + descriptor_size * index,
                       {part.address, part.length, 0, part.flags}); // flags are the last word
    }
    /// One buffer of so many entries from the driver and back.
    void round_trip(std::uint16_t entries = 1) {
        std::vector<Part> parts(entries, {data, 1, next, 0});
        parts.back().flags = 0;
        queue.offer(parts);
        ring.give_back(ring.take().value(), 0);
    }

    GuestMemory memory;
    FakeMemory device_memory{memory};
    PackedQueue queue{memory, rings, 5}; // no power of two
    PackedRing ring;
};

struct PackedEventsTest : PackedRingTest {
    PackedEventsTest() : PackedRingTest({true, true, false}) {}
};

struct PlainPackedRingTest : PackedRingTest {
    PlainPackedRingTest() : PackedRingTest(RingFeatures{}) {}
};

// --- Taking
// ---------------------------------------------------------------------------------------

TEST_F(PackedRingTest, NothingIsAvailable) {
    EXPECT_FALSE(ring.take());
}

TEST_F(PackedRingTest, AChainIsOneAfterTheOtherAndItsLastOneHasTheId) {
    queue.offer({{data, 1, next, 77}, {data + 8, 2, next | write, 88}, {data + 16, 3, write, 99}});
    const auto chain = ring.take();
    ASSERT_TRUE(chain);
    EXPECT_EQ(chain->id, 99);
    EXPECT_EQ(chain->descriptors, 3);
    EXPECT_EQ(chain->slots, 3);
    EXPECT_EQ(chain->bytes, 6U);
    EXPECT_THAT(chain->readable, SizeIs(1));
    ASSERT_THAT(chain->writable, SizeIs(2));
    EXPECT_EQ(chain->writable[1].address, data + 16);
    EXPECT_FALSE(ring.take());
}

TEST_F(PackedRingTest, ChainsGoRoundTheRing) {
    for (std::uint16_t lap = 0; lap < 1000; ++lap) {
        queue.offer({{data, 1, next, 0}, {data, 1, next, 0}, {data, 8, write, lap}});
        const auto chain = ring.take();
        ASSERT_TRUE(chain) << lap;
        EXPECT_EQ(chain->id, lap);
        EXPECT_FALSE(ring.take());
        ring.give_back(*chain, lap);
        ASSERT_THAT(queue.used(), ElementsAre(Finished{lap, lap})) << lap;
    }
}

TEST_F(PackedRingTest, AChainMayTakeTheWholeRing) {
    for (int lap = 0; lap < 3; ++lap) {
        round_trip(5);
        EXPECT_THAT(queue.used(), SizeIs(1));
    }
}

TEST_F(PackedRingTest, ADescriptorOfTheLastLapIsNotAvailable) {
    queue.describe(0, {data, 1}, false);
    EXPECT_FALSE(ring.take());
}

// --- Broken rings
// ---------------------------------------------------------------------------------

TEST_F(PackedRingTest, AChainLongerThanTheRing) {
    for (std::uint16_t i = 0; i < 5; ++i) {
        queue.describe(i, {data, 1, next, 0}, true);
    }
    EXPECT_EQ(broken(), "descriptor 0 is one more in use than the ring's 5 entries");
}

TEST_F(PackedRingTest, NoMoreEntriesThanThereAreAreOut) {
    for (std::uint16_t i = 0; i < 5; ++i) {
        queue.describe(i, {data, 1}, true);
        ASSERT_TRUE(ring.take());
    }
    queue.describe(0, {data, 1}, false); // of the next lap, although none was given back
    EXPECT_EQ(broken(), "descriptor 0 is one more in use than the ring's 5 entries");
}

TEST_F(PackedRingTest, WhatIsReadComesBeforeWhatIsWritten) {
    queue.offer({{data, 1, next | write, 0}, {data, 1, 0, 0}});
    EXPECT_EQ(broken(), "descriptor 1, which the device reads, comes after one that it writes");
}

TEST_F(PackedRingTest, ALengthThatPassesTheEndOfAllAddresses) {
    queue.offer({{UINT64_MAX - 1, 3, 0, 0}});
    EXPECT_THAT(broken(), HasSubstr("descriptor 0: 3 bytes at 0xfffffffffffffffe pass the end"));
}

TEST_F(PackedRingTest, ABufferThatIsTooLarge) {
    queue.offer({{data, UINT32_MAX, 0, 0}});
    EXPECT_THAT(broken(), HasSubstr("descriptor 0: a buffer of 4294967295 bytes or more"));
}

// --- Indirect descriptors
// -------------------------------------------------------------------------

TEST_F(PackedRingTest, AnIndirectTableHasAllThatItsLengthSays) {
    put_table(0, {data, 1});
    put_table(1, {data, 2, static_cast<std::uint16_t>(write | next | indirect)}); // ignored [2.8.8]
    put_table(2, {data, 3, write});
    queue.offer({{table, 48, indirect | write, 9}}); // its write flag too
    const auto chain = ring.take();
    ASSERT_TRUE(chain);
    EXPECT_EQ(chain->id, 9);
    EXPECT_EQ(chain->slots, 1);
    EXPECT_EQ(chain->descriptors, 3);
    EXPECT_THAT(chain->readable, SizeIs(1));
    EXPECT_THAT(chain->writable, SizeIs(2));
}

TEST_F(PackedRingTest, AnIndirectDescriptorHasNoNextOne) {
    queue.offer({{table, 16, indirect | next, 0}, {data, 1, 0, 0}});
    EXPECT_EQ(broken(), "descriptor 0 is an indirect one and has a next one too");
}

TEST_F(PackedRingTest, LengthsThatNoIndirectTableHas) {
    for (const std::uint32_t length : {0U, 15U, 17U, 16U * 1025U, 0xffff'fff0U}) {
        queue.describe(0, {table, length, indirect}, true);
        EXPECT_THAT(broken(), HasSubstr("an indirect table of " + std::to_string(length)));
    }
}

TEST_F(PlainPackedRingTest, IndirectDescriptorsAreAgreedOnOrBroken) {
    queue.offer({{table, 16, indirect, 0}});
    EXPECT_EQ(broken(), "descriptor 0 is an indirect one, which was not negotiated");
}

// --- Giving back
// ----------------------------------------------------------------------------------

TEST_F(PackedRingTest, AUsedDescriptorHasIdLengthAndFlags) {
    queue.offer({{data, 64, write, 3}});
    ring.give_back(*ring.take(), 17);
    EXPECT_EQ(queue.flags(0), 0x8080 | write);
    EXPECT_THAT(queue.used(), ElementsAre(Finished{3, 17}));
    queue.offer({{data, 64, 0, 4}});
    ring.give_back(*ring.take(), 0);
    EXPECT_EQ(queue.flags(1), 0x8080); // nothing was written
}

TEST_F(PackedRingTest, BuffersComeBackInAnyOrder) {
    queue.offer({{data, 1, 0, 1}});
    queue.offer({{data, 1, next, 0}, {data, 1, 0, 2}});
    const auto first = ring.take();
    const auto second = ring.take();
    ring.give_back(*second, 0);
    EXPECT_EQ(memory.get16(rings + 12), 2); // at entry 0, and leaves two behind
    ring.give_back(*first, 0);
    EXPECT_EQ(memory.get16(rings + 2 * 16 + 12), 1);
}

TEST_F(PackedRingTest, OfSeveralTheFirstIsWrittenLast) {
    round_trip(3); // they go round the end
    queue.used();
    std::vector<Chain> chains;
    for (std::uint16_t id = 1; id <= 3; ++id) {
        queue.offer({{data, 1, write, id}});
        chains.push_back(*ring.take());
    }
    device_memory.accesses.clear();
    ring.give_back_together({{&chains[0], 1}, {&chains[1], 1}, {&chains[2], 1}});
    ASSERT_THAT(device_memory.accesses, SizeIs(3)); // the driver finds all or none
    EXPECT_EQ(device_memory.accesses[0].address, rings + 8);
    EXPECT_EQ(device_memory.accesses[2].address, rings + 3 * 16 + 8);
    EXPECT_THAT(queue.used(), ElementsAre(Finished{1, 1}, Finished{2, 1}, Finished{3, 1}));
    round_trip();
    EXPECT_THAT(queue.used(), SizeIs(1));
}

// --- Notifications and interrupts
// -----------------------------------------------------------------

TEST_F(PackedRingTest, TheDriverTurnsInterruptsOff) {
    round_trip();
    EXPECT_TRUE(ring.interrupt_wanted());
    queue.set_driver_events(PackedQueue::disable);
    round_trip();
    EXPECT_FALSE(ring.interrupt_wanted());
    queue.set_driver_events(PackedQueue::at_descriptor, 4, false); // was not agreed on
    round_trip();
    EXPECT_TRUE(ring.interrupt_wanted());
}

TEST_F(PackedRingTest, TheDeviceTurnsNotificationsOff) {
    ring.ask_for_notifications(false);
    EXPECT_EQ(queue.device_events(), PackedQueue::disable);
    ring.ask_for_notifications(true);
    EXPECT_EQ(queue.device_events(), PackedQueue::enable);
    device_memory.accesses.clear();
    ring.ask_for_notifications(true);
    EXPECT_THAT(device_memory.accesses, IsEmpty());
}

TEST_F(PackedEventsTest, TheDeviceSaysFromWhereOnItWantsNotifications) {
    ring.ask_for_notifications(true);
    EXPECT_EQ(queue.device_events(), PackedQueue::at_descriptor);
    EXPECT_EQ(queue.device_event_at(), 0x8000);
    round_trip(3);
    ring.ask_for_notifications(false);
    EXPECT_EQ(queue.device_events(), PackedQueue::disable);
    ring.ask_for_notifications(true);
    EXPECT_EQ(queue.device_events(), PackedQueue::at_descriptor);
    EXPECT_EQ(queue.device_event_at(), 0x8003);
    round_trip(4); // round the end
    ring.ask_for_notifications(true);
    EXPECT_EQ(queue.device_event_at(), 0x0002);
}

/// Against the rule in words: an interrupt when the descriptor that the driver names is among those
/// used since the last question. Every position, event and step around the wrap.
TEST(PackedInterruptTest, ComesWhenTheNamedDescriptorIsUsed) {
    constexpr std::uint16_t size = 5;
    for (unsigned from = 0; from < 2 * size; ++from) {
        for (std::uint16_t step = 1; step <= size; ++step) {
            for (unsigned ahead = 0; ahead < size; ++ahead) { // the driver names what is to come
                GuestMemory memory;
                FakeMemory device_memory(memory);
                PackedQueue queue(memory, rings, size);
                PackedRing ring(device_memory, queue.place(), {false, true, false});
                const auto use = [&](std::uint16_t entries) {
                    std::vector<Part> parts(entries, {data, 1, next, 0});
                    parts.back().flags = 0;
                    queue.offer(parts);
                    ring.give_back(ring.take().value(), 0);
                };
                for (unsigned i = 0; i < from; ++i) {
                    use(1);
                }
                ring.interrupt_wanted();
                const unsigned event = from + ahead;
                queue.set_driver_events(PackedQueue::at_descriptor,
                                        static_cast<std::uint16_t>(event % size),
                                        event / size % 2 == 0);
                use(step);
                EXPECT_EQ(ring.interrupt_wanted(), ahead < step)
                    << "from " << from << ", " << step << " used, event at " << event;
            }
        }
    }
}

TEST_F(PackedEventsTest, EnabledAndDisabledGoWithoutAPlace) {
    queue.set_driver_events(PackedQueue::enable, 4, true);
    round_trip();
    EXPECT_TRUE(ring.interrupt_wanted());
    queue.set_driver_events(PackedQueue::disable, 1, true);
    round_trip();
    EXPECT_FALSE(ring.interrupt_wanted());
}

} // namespace
} // namespace ampsim::models::virtio
