// SPDX-License-Identifier: BSD-3-Clause
#include "sim/check/rpmsg_checker.h"

#include "fake_memory.h"
#include "sim/check/peer_checker.h"
#include "sim/check/resource_table.h"
#include "sim/check/table_checker.h"

#include <gmock/gmock.h>

namespace ampsim::check {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace std::chrono_literals;

constexpr std::uint64_t ring0 = FakeMemory::base;
constexpr std::uint64_t ring1 = FakeMemory::base + 0x4000;
constexpr std::uint64_t table_at = FakeMemory::base + 0x8000;
constexpr std::uint64_t copy_at = FakeMemory::base + 0x9000;
constexpr std::uint64_t pool = FakeMemory::base + 0xa000;

platform::Platform two_nodes() {
    platform::Platform platform;
    platform.nodes.resize(2);
    platform.nodes[0].name = "linux";
    platform.nodes[1].name = "rtos";
    platform.carveouts = {{"vdev0vring0", {ring0, 0x4000}},
                          {"vdev0vring1", {ring1, 0x4000}},
                          {"rsc-table", {table_at, 0x1000}},
                          {"vdev0buffer", {pool, 0x4000}}};
    platform::Rpmsg relation;
    relation.host = 0;
    relation.remote = 1;
    relation.mailbox = "mu";
    for (const auto& [name, range] : platform.carveouts) {
        relation.carveouts[name] = name;
    }
    platform.rpmsg = {relation};
    return platform;
}

ResourceTable table(std::uint8_t status) {
    ResourceTable table{};
    table.version = 1;
    table.entries = 1;
    table.offset = 20;
    table.type = 3;
    table.id = 7;
    table.status = status;
    table.ring_count = 2;
    table.ring[0] = {0xffffffff, 4096, 16, 0, 0};
    table.ring[1] = {0xffffffff, 4096, 16, 1, 0};
    return table;
}

template <typename Tested>
struct CheckerTest : testing::Test {
    void until(VirtualTime end) {
        for (; now < end; now += 250us) {
            checker().sample(memory, now + 250us);
        }
    }
    virtual Tested& checker() = 0;

    platform::Platform platform = two_nodes();
    Patience patience{1ms, 10ms};
    FakeMemory memory;
    VirtualTime now{};
};

struct RpmsgCheckerTest : CheckerTest<RpmsgChecker> {
    RpmsgChecker& checker() override { return tested; }
    RpmsgChecker tested{platform, platform.rpmsg[0], patience};
    PlayedRing to_linux{memory, {ring0, 16, 4096}};
    PlayedRing from_linux{memory, {ring1, 16, 4096}};
};

TEST_F(RpmsgCheckerTest, rings_count_from_driver_ok_on) {
    from_linux.make_available(pool);
    memory.put(table_at, table(3));
    until(5ms);
    EXPECT_THAT(tested.findings(), IsEmpty());
    memory.put(table_at, table(7));
    until(10ms);
    EXPECT_THAT(tested.findings(), ElementsAre(HasSubstr("vdev0vring1: linux moved")));
}

TEST_F(RpmsgCheckerTest, writes_to_the_mailbox_are_notifications_and_reads_take_them) {
    memory.put(table_at, table(7));
    until(1ms);
    from_linux.make_available(pool);
    checker().on_access("linux", "mu.a.TR1", now + 1us);
    checker().on_access("rtos", "mu.b.RR1", now + 2us);
    until(10ms);
    EXPECT_THAT(tested.findings(), IsEmpty());
    from_linux.make_available(pool);
    checker().on_access("linux", "mu.a.CR", now + 1us);     // no notification
    checker().on_access("linux", "other.a.TR1", now + 1us); // another mailbox
    checker().on_access("net0", "mu.a.TR1", now + 1us);     // another initiator
    until(20ms);
    EXPECT_THAT(tested.findings(), ElementsAre(HasSubstr("linux moved its avail index to 2")));
}

TEST_F(RpmsgCheckerTest, findings_are_counted_beyond_those_that_are_kept) {
    memory.put(table_at, table(7));
    until(1ms);
    for (int i = 0; i < 15; ++i) {
        from_linux.make_available(pool);
        until(now + 3ms);
    }
    EXPECT_EQ(tested.count(), 15U);
    EXPECT_EQ(tested.findings().size(), 10U);
}

TEST_F(RpmsgCheckerTest, a_damaged_table_is_no_link) {
    ResourceTable damaged = table(7);
    damaged.ring[1].entries = 0xffffffff;
    memory.put(table_at, damaged);
    from_linux.make_available(0x1000);
    until(5ms);
    EXPECT_THAT(tested.findings(), IsEmpty());
}

struct PeerCheckerTest : CheckerTest<PeerChecker> {
    PeerChecker& checker() override { return tested; }
    PeerChecker tested{platform, platform.rpmsg[0], patience};
};

TEST_F(PeerCheckerTest, a_kick_to_one_that_is_stopped) {
    tested.on_lifecycle("rtos", "start", 0ns);
    tested.on_access("linux", "mu.a.TR1", 1ms);
    EXPECT_THAT(tested.findings(), IsEmpty());
    tested.on_lifecycle("rtos", "stop", 2ms);
    tested.on_access("linux", "mu.a.CR", 3ms);
    EXPECT_THAT(tested.findings(), IsEmpty());
    tested.on_access("linux", "mu.a.TR1", 3ms);
    tested.on_access("linux", "mu.a.TR1", 4ms);
    EXPECT_THAT(tested.findings(), ElementsAre(AllOf(HasSubstr("linux notified rtos at 3.00000 ms"),
                                                     HasSubstr("dead: stop since 2.00000 ms"))));
    tested.on_lifecycle("rtos", "start", 5ms);
    tested.on_access("linux", "mu.a.TR1", 6ms);
    tested.on_lifecycle("rtos", "off", 7ms);
    tested.on_access("linux", "mu.a.TR1", 8ms);
    EXPECT_EQ(tested.findings().size(), 2U);
}

TEST_F(PeerCheckerTest, an_interrupt_that_nobody_answers) {
    tested.on_line("rtos", "mu", true, 1ms);
    until(9ms);
    EXPECT_THAT(tested.findings(), IsEmpty());
    until(20ms);
    EXPECT_THAT(tested.findings(),
                ElementsAre(AllOf(HasSubstr("linux rang rtos at 1.00000 ms"),
                                  HasSubstr("has not touched mu within 10.0 ms"))));
}

TEST_F(PeerCheckerTest, one_that_is_answered_in_time) {
    tested.on_line("rtos", "mu", true, 1ms);
    until(5ms);
    tested.on_access("rtos", "mu.b.SR", 5ms);
    until(50ms);
    tested.on_line("rtos", "mu", true, 50ms);
    tested.on_line("rtos", "mu", false, 51ms);
    until(100ms);
    EXPECT_THAT(tested.findings(), IsEmpty());
}

struct TableCheckerTest : CheckerTest<TableChecker> {
    TableChecker& checker() override { return tested; }
    TableChecker tested{platform, platform.rpmsg[0], {copy_at}, patience};
};

TEST_F(TableCheckerTest, driver_ok_that_the_copy_does_not_see) {
    memory.put(copy_at, table(0));
    memory.put(table_at, table(7));
    until(9ms);
    EXPECT_THAT(tested.findings(), IsEmpty());
    until(30ms);
    EXPECT_THAT(tested.findings(), ElementsAre(AllOf(HasSubstr("table at 0xb8008000"),
                                                     HasSubstr("copy of the table at 0xb8009000"),
                                                     HasSubstr("Fix in rtos"))));
}

TEST_F(TableCheckerTest, a_remote_that_answers_has_seen_it) {
    memory.put(copy_at, table(0));
    memory.put(table_at, table(7));
    until(5ms);
    tested.on_access("rtos", "mu.b.TR1", now);
    until(50ms);
    EXPECT_THAT(tested.findings(), IsEmpty());
}

TEST_F(TableCheckerTest, a_copy_that_is_kept_up_is_none) {
    memory.put(copy_at, table(7));
    memory.put(table_at, table(7));
    until(50ms);
    EXPECT_THAT(tested.findings(), IsEmpty());
}

TEST(ResourceTables, are_found_in_an_image) {
    std::vector<std::uint8_t> image(1000);
    const ResourceTable one = table(0);
    std::memcpy(&image[100], &one, sizeof one);
    EXPECT_THAT(find_resource_tables(image), ElementsAre(100U));
    EXPECT_THAT(find_resource_tables(std::vector<std::uint8_t>(sizeof one - 1)), IsEmpty());
}

} // namespace
} // namespace ampsim::check
