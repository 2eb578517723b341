// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/split_ring.h"

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

struct SplitRingTest : testing::Test {
    explicit SplitRingTest(const RingFeatures& features = {true, false, false})
        : ring(device_memory, queue.place(), features) {}

    std::string broken() {
        try {
            ring.take();
        } catch (const RingBroken& problem) {
            return problem.what();
        }
        return "";
    }
    std::string refused() {
        try {
            ring.take();
        } catch (const AccessRefused& problem) {
            return problem.what();
        }
        return "";
    }
    void put_table(std::uint16_t index, const Part& part) {
        put_descriptor(memory, table + descriptor_size * index, part);
    }
    void offer_table(std::uint16_t entries, std::uint16_t flags = indirect) {
        queue.describe(0, {table, static_cast<std::uint32_t>(entries * descriptor_size), flags});
        queue.offer(0);
    }
    /// One buffer from the driver and back.
    void round_trip() {
        queue.describe(0, {data, 4});
        queue.offer(0);
        ring.give_back(ring.take().value(), 0);
    }

    GuestMemory memory;
    FakeMemory device_memory{memory};
    SplitQueue queue{memory, rings, 8};
    SplitRing ring;
};

struct EventIndexTest : SplitRingTest {
    EventIndexTest() : SplitRingTest({true, true, false}) {}
};

// --- Taking
// ---------------------------------------------------------------------------------------

TEST_F(SplitRingTest, NothingIsAvailable) {
    EXPECT_FALSE(ring.take());
}

TEST_F(SplitRingTest, AChainIsWhatIsReadAndThenWhatIsWritten) {
    queue.describe(3, {data, 10, next, 5});
    queue.describe(5, {data + 0x100, 20, next, 1});
    queue.describe(1, {data + 0x200, 0, next | write, 7});
    queue.describe(7, {data + 0x300, 40, write, 6}); // its next does not count
    queue.offer(3);
    const auto chain = ring.take();
    ASSERT_TRUE(chain);
    EXPECT_EQ(chain->id, 3);
    EXPECT_EQ(chain->descriptors, 4);
    EXPECT_EQ(chain->slots, 4);
    EXPECT_EQ(chain->bytes, 70U);
    ASSERT_THAT(chain->readable, SizeIs(2));
    EXPECT_EQ(chain->readable[1].address, data + 0x100);
    EXPECT_EQ(chain->readable[1].length, 20U);
    ASSERT_THAT(chain->writable, SizeIs(2));
    EXPECT_EQ(chain->writable[1].address, data + 0x300);
    EXPECT_FALSE(ring.take());
}

TEST_F(SplitRingTest, BuffersComeInTheOrderOfTheAvailableRing) {
    for (const std::uint16_t head : std::vector<std::uint16_t>{6, 2, 4}) {
        queue.describe(head, {data, head});
        queue.offer(head);
    }
    EXPECT_EQ(ring.take()->id, 6);
    EXPECT_EQ(ring.take()->id, 2);
    EXPECT_EQ(ring.take()->id, 4);
}

TEST_F(SplitRingTest, AChainMayTakeTheWholeRing) {
    for (std::uint16_t i = 0; i < 8; ++i) {
        queue.describe(
            i, {data, 1, i == 7 ? std::uint16_t{0} : next, static_cast<std::uint16_t>(i + 1)});
    }
    queue.offer(0);
    EXPECT_EQ(ring.take()->descriptors, 8);
}

TEST_F(SplitRingTest, IndicesGoRoundAt65536) {
    queue.describe(1, {data, 4});
    for (int i = 0; i < 70000; ++i) {
        queue.offer(1);
        const auto chain = ring.take();
        ASSERT_TRUE(chain) << i;
        ring.give_back(*chain, 1);
    }
    EXPECT_EQ(queue.used_index(), static_cast<std::uint16_t>(70000));
}

TEST_F(SplitRingTest, AnotherDeviceGoesOn) {
    for (int i = 0; i < 11; ++i) {
        round_trip();
    }
    queue.describe(3, {data, 4});
    queue.offer(3);
    SplitRing later(device_memory, queue.place(), {});
    later.resume();
    EXPECT_EQ(later.take()->id, 3);
    EXPECT_FALSE(later.take());
}

// --- Broken rings
// ---------------------------------------------------------------------------------

TEST_F(SplitRingTest, ALoopIsFound) {
    queue.describe(2, {data, 1, next, 3});
    queue.describe(3, {data, 1, next, 2});
    queue.offer(2);
    EXPECT_EQ(broken(), "the chain from descriptor 2 is a loop");
}

TEST_F(SplitRingTest, ADescriptorThatIsItsOwnNextIsALoop) {
    queue.describe(2, {data, 1, next, 2});
    queue.offer(2);
    EXPECT_EQ(broken(), "the chain from descriptor 2 is a loop");
}

TEST_F(SplitRingTest, ADescriptorThatThereIsNot) {
    queue.describe(2, {data, 1, next, 8});
    queue.offer(2);
    EXPECT_EQ(broken(), "descriptor 2 has 8 as its next one, in a table of 8");
}

TEST_F(SplitRingTest, AHeadThatThereIsNot) {
    queue.offer(8);
    EXPECT_EQ(broken(), "entry 0 of the available ring names descriptor 8 of 8");
}

TEST_F(SplitRingTest, AnIndexThatJumps) {
    queue.set_available(9);
    EXPECT_EQ(broken(), "the available ring's index went from 0 to 9, while 0 of its 8 entries are "
                        "in use");
}

TEST_F(SplitRingTest, AnIndexThatGoesBack) {
    queue.describe(0, {data, 1});
    queue.offer(0);
    queue.offer(0);
    ring.take();
    ring.take();
    queue.set_available(1);
    EXPECT_THAT(broken(), HasSubstr("went from 2 to 1"));
}

TEST_F(SplitRingTest, NoMoreBuffersThanEntriesAreOut) {
    queue.describe(0, {data, 1});
    for (int i = 0; i < 8; ++i) {
        queue.offer(0);
        EXPECT_TRUE(ring.take());
    }
    queue.offer(0); // although the device has given back none
    EXPECT_EQ(broken(), "the available ring's index went from 8 to 9, while 8 of its 8 entries are "
                        "in use");
}

TEST_F(SplitRingTest, WhatIsReadComesBeforeWhatIsWritten) {
    queue.describe(0, {data, 1, next | write, 1});
    queue.describe(1, {data, 1});
    queue.offer(0);
    EXPECT_EQ(broken(), "descriptor 1, which the device reads, comes after one that it writes");
}

TEST_F(SplitRingTest, ALengthThatPassesTheEndOfAllAddresses) {
    queue.describe(0, {UINT64_MAX, 1}); // the last byte that there is
    queue.describe(1, {UINT64_MAX, 2});
    queue.offer(0);
    queue.offer(1);
    EXPECT_TRUE(ring.take());
    EXPECT_EQ(broken(),
              "descriptor 1: 2 bytes at 0xffffffffffffffff pass the end of all addresses");
}

TEST_F(SplitRingTest, ABufferOfFourGigabytes) {
    queue.describe(0, {data, UINT32_MAX});
    queue.offer(0);
    EXPECT_THAT(broken(), HasSubstr("descriptor 0: a buffer of 4294967295 bytes or more"));
}

TEST_F(SplitRingTest, BothPartsOfABufferCount) {
    const auto half = static_cast<std::uint32_t>(largest_buffer / 2);
    queue.describe(0, {data, half, next, 1});
    queue.describe(1, {data, half, write});
    queue.describe(2, {data, half, next, 3});
    queue.describe(3, {data, half + 1, write});
    queue.offer(0);
    queue.offer(2);
    EXPECT_EQ(ring.take()->bytes, largest_buffer);
    EXPECT_THAT(broken(), HasSubstr("descriptor 3: a buffer of"));
}

TEST_F(SplitRingTest, RingsThatLieNowhere) {
    RingPlace place = queue.place();
    place.descriptors = 0x10;
    SplitRing other(device_memory, place, {});
    queue.offer(0);
    try {
        other.take();
        FAIL();
    } catch (const AccessRefused& problem) {
        EXPECT_STREQ(problem.what(), "descriptor 0: 16 bytes at 0x10");
    }
}

// --- Indirect descriptors
// -------------------------------------------------------------------------

TEST_F(SplitRingTest, AnIndirectTableIsAChainOfItsOwn) {
    put_table(0, {data, 1, next, 2});
    put_table(2, {data, 2, next | write, 1});
    put_table(1, {data, 3, write});
    offer_table(3);
    const auto chain = ring.take();
    ASSERT_TRUE(chain);
    EXPECT_EQ(chain->descriptors, 3);
    EXPECT_EQ(chain->slots, 1);
    EXPECT_THAT(chain->readable, SizeIs(1));
    EXPECT_THAT(chain->writable, SizeIs(2));
}

TEST_F(SplitRingTest, AnIndirectTableMayComeLast) {
    queue.describe(4, {data, 1, next, 0});
    queue.describe(0, {table, 16, indirect});
    put_table(0, {data, 2, write});
    queue.offer(4);
    const auto chain = ring.take();
    EXPECT_EQ(chain->id, 4);
    EXPECT_EQ(chain->slots, 2);
    EXPECT_EQ(chain->descriptors, 2);
}

TEST_F(SplitRingTest, TheWriteFlagOfAnIndirectDescriptorIsIgnored) {
    put_table(0, {data, 1});
    offer_table(1, indirect | write); // [2.7.5.3.2]
    EXPECT_THAT(ring.take()->readable, SizeIs(1));
}

TEST_F(SplitRingTest, AnIndirectTableMayBeLongerThanTheRing) {
    for (std::uint16_t i = 0; i < 20; ++i) {
        put_table(i,
                  {data, 1, i == 19 ? std::uint16_t{0} : next, static_cast<std::uint16_t>(i + 1)});
    }
    offer_table(20);
    EXPECT_EQ(ring.take()->descriptors, 20);
}

TEST_F(SplitRingTest, AnIndirectDescriptorHasNoNextOne) {
    put_table(0, {data, 1});
    offer_table(1, indirect | next);
    EXPECT_EQ(broken(), "descriptor 0 is an indirect one and has a next one too");
}

TEST_F(SplitRingTest, AnIndirectTableHasNoIndirectOnes) {
    put_table(0, {table, 16, indirect});
    offer_table(1);
    EXPECT_EQ(broken(), "descriptor 0 of the indirect table is an indirect one itself");
}

TEST_F(SplitRingTest, ALoopInAnIndirectTable) {
    put_table(0, {data, 1, next, 1});
    put_table(1, {data, 1, next, 0});
    offer_table(2);
    EXPECT_THAT(broken(), HasSubstr("is a loop"));
}

TEST_F(SplitRingTest, ANextOneOutsideOfTheIndirectTable) {
    put_table(0, {data, 1, next, 2});
    offer_table(2);
    EXPECT_EQ(broken(),
              "descriptor 0 of the indirect table has 2 as its next one, in a table of 2");
}

TEST_F(SplitRingTest, LengthsThatNoIndirectTableHas) {
    for (const std::uint32_t length : {0U, 15U, 17U, 16U * 1025U, 0xffff'fff0U}) {
        queue.describe(0, {table, length, indirect});
        queue.offer(0);
        EXPECT_THAT(broken(), HasSubstr("an indirect table of " + std::to_string(length)));
    }
}

TEST_F(SplitRingTest, AnIndirectTableThatPassesTheEndOfAllAddresses) {
    queue.describe(0, {UINT64_MAX - 15, 32, indirect});
    queue.offer(0);
    EXPECT_THAT(broken(), HasSubstr("passes the end of all addresses"));
}

TEST_F(SplitRingTest, AnIndirectTableThatLiesNowhere) {
    queue.describe(0, {0x20, 16, indirect});
    queue.offer(0);
    EXPECT_EQ(refused(), "descriptor 0 of the indirect table: 16 bytes at 0x20");
}

struct PlainSplitRingTest : SplitRingTest {
    PlainSplitRingTest() : SplitRingTest(RingFeatures{}) {}
};

TEST_F(PlainSplitRingTest, IndirectDescriptorsAreAgreedOnOrBroken) {
    put_table(0, {data, 1});
    offer_table(1);
    EXPECT_EQ(broken(), "descriptor 0 is an indirect one, which was not negotiated");
}

// --- Giving back
// ----------------------------------------------------------------------------------

TEST_F(SplitRingTest, TheUsedRingHasHeadAndWrittenLengthInTheOrderOfUse) {
    std::vector<Chain> chains;
    for (const std::uint16_t head : std::vector<std::uint16_t>{1, 2, 3}) {
        queue.describe(head, {data, 100, write});
        queue.offer(head);
        chains.push_back(*ring.take());
    }
    ring.give_back(chains[2], 100);
    EXPECT_THAT(queue.used(), ElementsAre(Finished{3, 100}));
    ring.give_back(chains[0], 0);
    ring.give_back(chains[1], 7);
    EXPECT_THAT(queue.used(), ElementsAre(Finished{1, 0}, Finished{2, 7}));
}

TEST_F(SplitRingTest, TheIndexFollowsTheEntries) {
    std::vector<Chain> chains;
    for (const std::uint16_t head : std::vector<std::uint16_t>{1, 2}) {
        queue.describe(head, {data, 100, write});
        queue.offer(head);
        chains.push_back(*ring.take());
    }
    device_memory.accesses.clear();
    ring.give_back_together({{&chains[0], 1}, {&chains[1], 2}});
    ASSERT_THAT(device_memory.accesses, SizeIs(3)); // the index once: all or none
    EXPECT_EQ(device_memory.accesses[0].address, queue.place().device_area + 4);
    EXPECT_EQ(device_memory.accesses[1].address, queue.place().device_area + 12);
    EXPECT_EQ(device_memory.accesses[2].address, queue.place().device_area + 2);
    EXPECT_THAT(queue.used(), ElementsAre(Finished{1, 1}, Finished{2, 2}));
}

// --- Notifications and interrupts
// -----------------------------------------------------------------

TEST_F(SplitRingTest, NoInterruptIsAFlagOfTheAvailableRing) {
    round_trip();
    EXPECT_TRUE(ring.interrupt_wanted());
    queue.set_available_flags(1);
    round_trip();
    EXPECT_FALSE(ring.interrupt_wanted());
    queue.set_available_flags(0xfffe); // reserved bits
    round_trip();
    EXPECT_TRUE(ring.interrupt_wanted());
}

TEST_F(SplitRingTest, NoNotifyIsAFlagOfTheUsedRing) {
    ring.ask_for_notifications(false);
    EXPECT_EQ(queue.used_flags(), 1);
    ring.ask_for_notifications(true);
    EXPECT_EQ(queue.used_flags(), 0);
}

TEST_F(SplitRingTest, FlagsAreWrittenWhenTheyChange) {
    ring.ask_for_notifications(true);
    device_memory.accesses.clear();
    ring.ask_for_notifications(true);
    EXPECT_THAT(device_memory.accesses, IsEmpty());
}

TEST_F(EventIndexTest, AnInterruptComesWhenUsedEventIsPassed) {
    queue.set_used_event(1);
    round_trip(); // 0 -> 1
    EXPECT_FALSE(ring.interrupt_wanted());
    round_trip(); // 1 -> 2: entry 1 is used
    EXPECT_TRUE(ring.interrupt_wanted());
    round_trip();
    EXPECT_FALSE(ring.interrupt_wanted());
}

TEST_F(EventIndexTest, UsedEventMayBePassedByMany) {
    queue.set_used_event(2);
    for (int i = 0; i < 5; ++i) {
        round_trip();
    }
    EXPECT_TRUE(ring.interrupt_wanted());
    for (int i = 0; i < 5; ++i) {
        round_trip();
    }
    EXPECT_FALSE(ring.interrupt_wanted());
}

TEST_F(EventIndexTest, TheFlagsDoNotCount) {
    queue.set_available_flags(1);
    queue.set_used_event(0);
    round_trip();
    EXPECT_TRUE(ring.interrupt_wanted());
    ring.ask_for_notifications(false);
    EXPECT_EQ(queue.used_flags(), 0);
}

TEST_F(EventIndexTest, UsedEventGoesRoundAt65536) {
    for (int i = 0; i < 65535; ++i) {
        round_trip();
    }
    ring.interrupt_wanted();
    queue.set_used_event(65535);
    round_trip(); // 65535 -> 0
    EXPECT_TRUE(ring.interrupt_wanted());
    queue.set_used_event(0);
    round_trip();
    EXPECT_TRUE(ring.interrupt_wanted());
    queue.set_used_event(65535);
    round_trip();
    EXPECT_FALSE(ring.interrupt_wanted());
}

TEST_F(EventIndexTest, AvailEventIsTheNextOneThatTheDeviceWaitsFor) {
    ring.ask_for_notifications(true);
    EXPECT_EQ(queue.available_event(), 0);
    round_trip();
    round_trip();
    ring.ask_for_notifications(false);
    EXPECT_EQ(queue.available_event(), 0); // it has been passed: no notification
    ring.ask_for_notifications(true);
    EXPECT_EQ(queue.available_event(), 2);
}

TEST(HasPassedTest, FollowsTheStandard) { // [2.7.10]
    EXPECT_TRUE(has_passed(5, 6, 5));
    EXPECT_FALSE(has_passed(6, 6, 5));
    EXPECT_FALSE(has_passed(4, 6, 5));
    EXPECT_TRUE(has_passed(0xffff, 1, 0xfffe));
    EXPECT_FALSE(has_passed(1, 1, 0xfffe));
    EXPECT_FALSE(has_passed(3, 3, 3)); // nothing has moved
}

} // namespace
} // namespace ampsim::models::virtio
