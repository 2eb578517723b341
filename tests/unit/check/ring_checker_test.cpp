// SPDX-License-Identifier: BSD-3-Clause
#include "sim/check/ring_checker.h"

#include "fake_memory.h"

#include <gmock/gmock.h>

namespace ampsim::check {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace std::chrono_literals;

constexpr std::uint64_t pool = 0xb8400000;

struct RingCheckerTest : testing::Test {
    RingCheckerTest() { checker.begin(layout, 0ns); }

    std::vector<std::string> sample(VirtualTime at) { return checker.sample(memory, at); }
    /// Samples every 250 us up to then; what is found on the way.
    std::vector<std::string> until(VirtualTime end) {
        std::vector<std::string> all;
        for (; now < end; now += 250us) {
            for (std::string& finding : sample(now + 250us)) {
                all.push_back(std::move(finding));
            }
        }
        return all;
    }

    VirtualTime now{};
    RingLayout layout{FakeMemory::base, 16, 4096};
    FakeMemory memory;
    PlayedRing ring{memory, layout};
    RingChecker checker{
        {"vdev0vring1", "linux", "rtos", "vdev0buffer"}, {pool, 0x10000}, Patience{1ms, 10ms}};
};

TEST_F(RingCheckerTest, is_quiet_while_each_side_notifies_the_other) {
    for (int i = 0; i < 100; ++i) {
        ring.make_available(pool + 512);
        checker.notified(true, "mu.a.TR1", now + 1us);
        checker.taken(false, now + 2us);
        ring.use();
        checker.notified(false, "mu.b.TR1", now + 3us);
        checker.taken(true, now + 4us);
        ASSERT_THAT(until(now + 3ms), IsEmpty()) << i;
    }
}

TEST_F(RingCheckerTest, a_driver_that_does_not_kick_is_found_once) {
    ring.make_available(pool);
    EXPECT_THAT(until(1ms - 250us), IsEmpty());
    EXPECT_THAT(until(20ms),
                ElementsAre(AllOf(HasSubstr("vdev0vring1: linux moved its avail index to 1"),
                                  HasSubstr("has not notified rtos within 1.00000 ms"),
                                  HasSubstr("linux has never notified it"),
                                  HasSubstr("VRING_USED_F_NO_NOTIFY is clear"),
                                  HasSubstr("Fix in linux: notify after the index"))));
}

TEST_F(RingCheckerTest, the_next_silent_index_is_another_finding) {
    ring.make_available(pool);
    EXPECT_EQ(until(3ms).size(), 1U);
    ring.make_available(pool);
    EXPECT_EQ(until(6ms).size(), 1U);
}

TEST_F(RingCheckerTest, a_device_that_does_not_kick_is_found) {
    ring.make_available(pool);
    checker.notified(true, "mu.a.TR1", 1us);
    ring.use();
    EXPECT_THAT(until(5ms), ElementsAre(AllOf(HasSubstr("rtos moved its used index to 1"),
                                              HasSubstr("has not notified linux"))));
}

TEST_F(RingCheckerTest, suppression_excuses_silence) {
    ring.device_suppresses(true);
    ring.driver_suppresses(true);
    ring.make_available(pool);
    ring.make_available(pool);
    ring.use();
    EXPECT_THAT(until(20ms), IsEmpty());
}

TEST_F(RingCheckerTest, a_device_that_polls_excuses_the_driver) {
    ring.driver_suppresses(true);
    ring.make_available(pool);
    EXPECT_THAT(until(500us), IsEmpty());
    ring.use();
    EXPECT_THAT(until(20ms), IsEmpty());
}

TEST_F(RingCheckerTest, a_notification_that_is_still_on_its_way_covers_later_buffers) {
    checker.notified(true, "mu.a.TR1", 1us);
    EXPECT_THAT(until(2ms), IsEmpty());
    ring.make_available(pool);
    EXPECT_THAT(until(2ms + 500us), IsEmpty());
    checker.taken(false, 2ms + 600us);
    EXPECT_THAT(until(10ms), IsEmpty());
}

TEST_F(RingCheckerTest, the_last_of_many_notifications_that_is_forgotten_is_found) {
    for (int i = 0; i < 5; ++i) {
        ring.make_available(pool);
        ring.device_suppresses(true); // it is the device's direction that is looked at
        ring.use();
        checker.notified(false, "mu.b.TR1", now + (10us * i));
        checker.taken(true, now + (10us * i) + 5us);
        EXPECT_THAT(sample(now + (10us * i) + 6us), IsEmpty()); // as it is asked for
    }
    ring.make_available(pool);
    ring.use();
    EXPECT_THAT(until(10ms), ElementsAre(HasSubstr("rtos moved its used index to 6")));
}

TEST_F(RingCheckerTest, one_that_was_taken_before_does_not) {
    checker.notified(true, "mu.a.TR1", 1us);
    checker.taken(false, 2us);
    EXPECT_THAT(until(2ms), IsEmpty());
    ring.make_available(pool);
    EXPECT_THAT(until(10ms), ElementsAre(HasSubstr("Its last notification was mu.a.TR1 at 1")));
}

TEST_F(RingCheckerTest, another_alignment_of_the_used_ring_is_found_with_both_addresses) {
    ring.make_available(pool);
    checker.notified(true, "mu.a.TR1", 1us);
    const RingLayout believed{layout.address, 16, 64};
    ring.use(32, believed);
    EXPECT_THAT(until(5ms), ElementsAre(AllOf(HasSubstr("rtos writes its used ring at 0xb8000140"),
                                              HasSubstr("linux looks at 0xb8001000"),
                                              HasSubstr("16 entries aligned to 4096"))));
}

TEST_F(RingCheckerTest, a_used_ring_within_the_driver_s_half_cannot_be_told) {
    layout = {FakeMemory::base, 256, 4096};
    PlayedRing large{memory, layout};
    checker.begin(layout, 0ns);
    large.make_available(pool);
    checker.notified(true, "mu.a.TR1", 1us);
    large.use(32, {FakeMemory::base, 64, 4096});
    // 64 entries: the used ring would lie in what the driver's 256 descriptors and avail ring take,
    // where any word may be an index, so nobody can tell; it is reported as silence instead.
    EXPECT_THAT(until(5ms), IsEmpty());
}

TEST_F(RingCheckerTest, a_buffer_outside_of_the_pool_is_named) {
    ring.device_suppresses(true);
    ring.make_available(0x40001000);
    ring.make_available(0x40001000);
    ring.make_available(pool + 0x10000 - 256);
    EXPECT_THAT(until(5ms),
                ElementsAre(AllOf(HasSubstr("descriptor 0 of linux is 512 bytes at 0x40001000"),
                                  HasSubstr("outside of vdev0buffer at 0xb8400000-0xb840ffff")),
                            HasSubstr("512 bytes at 0xb840ff00")));
}

TEST_F(RingCheckerTest, indices_that_are_further_apart_than_the_ring_is_long) {
    ring.set_available_index(100);
    EXPECT_THAT(until(5ms), ElementsAre(AllOf(HasSubstr("avail index of linux is 100"),
                                              HasSubstr("used index of rtos is 0"),
                                              HasSubstr("started anew without the other"))));
}

TEST_F(RingCheckerTest, nothing_is_said_of_a_ring_without_a_link) {
    checker.end();
    ring.set_available_index(100);
    EXPECT_THAT(until(5ms), IsEmpty());
}

TEST(RingLayoutTest, the_used_ring_is_aligned_and_sizes_are_bounded) {
    EXPECT_EQ((RingLayout{0x1000, 256, 4096}.used()), 0x1000U + 0x2000);
    EXPECT_EQ((RingLayout{0x1000, 16, 4}.used()), 0x1000U + 16 * 16 + 6 + 2 * 16 + 2);
    EXPECT_TRUE((RingLayout{0, 256, 4096}.is_possible()));
    EXPECT_FALSE((RingLayout{0, 0, 4096}.is_possible()));
    EXPECT_FALSE((RingLayout{0, 48, 4096}.is_possible()));
    EXPECT_FALSE((RingLayout{0, 65536, 4096}.is_possible()));
    EXPECT_FALSE((RingLayout{0, 16, 0}.is_possible()));
    EXPECT_FALSE((RingLayout{0, 16, 1U << 20U}.is_possible()));
}

} // namespace
} // namespace ampsim::check
