// SPDX-License-Identifier: BSD-3-Clause
#include "models/trap/trapped_window.h"

#include "models/memory/memory.h"
#include "tests/unit/models/stimulus.h"

#include <gmock/gmock.h>

namespace ampsim::models {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr std::uint64_t notify = 0x50;
constexpr double memory_latency = 40; // ns

struct TrappedWindowTest : testing::Test {
    explicit TrappedWindowTest(const TrapParameters& parameters = {ns(1001), ns(300)})
        : window("window", parameters, [](std::uint64_t offset) {
              return offset == notify ? "QueueNotify" : offset == 0x60 ? "InterruptStatus" : "";
          }) {
        cpu.socket.bind(window.socket);
        window.device.bind(device.socket);
    }

    Stimulus cpu{"cpu"};
    TrappedWindow window;
    Memory device{"device", 0x100, {ns(memory_latency), ns(memory_latency)}};
};

TEST_F(TrappedWindowTest, HalfOfTheCostIsChargedOnEachWay) {
    run({{cpu, [&] {
              tlm::tlm_generic_payload transaction;
              std::uint32_t word = 0;
              Stimulus::fill(transaction, tlm::TLM_READ_COMMAND, 0x60, &word, 4);
              sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
              cpu.socket->b_transport(transaction, delay);
              EXPECT_EQ(now(), ns(500)); // arrived at the device
              EXPECT_EQ(delay, ns(memory_latency + 501));
          }}});
}

TEST_F(TrappedWindowTest, NotificationsHaveTheirOwnCost) {
    run({{cpu, [&] {
              cpu.write(notify, 1);
              EXPECT_EQ(now(), ns(300 + memory_latency));
              cpu.read(notify); // is no notification
              EXPECT_EQ(now(), ns(300 + 1001 + 2 * memory_latency));
          }}});
}

TEST_F(TrappedWindowTest, TrapsAreCountedByRegister) {
    run({{cpu, [&] {
              cpu.write(notify, 1);
              cpu.write(notify, 2);
              cpu.read(0x60);
              cpu.read(0x04);
              EXPECT_EQ(cpu.peek(notify), 2U); // a debugger does not trap
          }}});
    EXPECT_THAT(window.traps(),
                ElementsAre(Pair("InterruptStatus", 1), Pair("QueueNotify", 2), Pair("other", 1)));
    EXPECT_THAT(window.costs(), ElementsAre(Pair("InterruptStatus", ns(1001)),
                                            Pair("QueueNotify", ns(600)), Pair("other", ns(1001))));
}

struct HardwareWindowTest : TrappedWindowTest {
    HardwareWindowTest() : TrappedWindowTest(TrapParameters{ns(0), ns(0), "QueueNotify"}) {}
};

TEST_F(HardwareWindowTest, WithoutCostNothingTraps) {
    run({{cpu, [&] {
              cpu.write(notify, 1);
              cpu.read(0x60);
              EXPECT_EQ(now(), ns(2 * memory_latency));
          }}});
    EXPECT_THAT(window.traps(), IsEmpty());
}

struct NotifyOnlyTest : TrappedWindowTest {
    NotifyOnlyTest() : TrappedWindowTest(TrapParameters{ns(0), ns(300), "QueueNotify"}) {}
};

TEST_F(NotifyOnlyTest, OneOfBothMayBeFree) {
    run({{cpu, [&] {
              cpu.read(0x60);
              EXPECT_EQ(now(), ns(memory_latency));
              cpu.write(notify, 1);
              EXPECT_EQ(now(), ns(300 + 2 * memory_latency));
          }}});
    EXPECT_THAT(window.traps(), ElementsAre(Pair("QueueNotify", 1)));
}

TEST(TrapProfileTest, ProfilesAreFoundByName) {
    ASSERT_NE(find_trap_profile("juno-a53"), nullptr);
    EXPECT_EQ(find_trap_profile("juno-a53")->user_space, ns(20177));
    EXPECT_EQ(find_trap_profile("juno-a53")->in_kernel, ns(7053));
    EXPECT_EQ(find_trap_profile("altra")->user_space, ns(1683));
    EXPECT_EQ(find_trap_profile("altra")->in_kernel, ns(451));
    EXPECT_EQ(find_trap_profile("lkvm"), nullptr);
    for (const TrapProfile& profile : trap_profiles()) {
        EXPECT_FALSE(profile.source.empty()) << profile.name;
        EXPECT_LT(profile.in_kernel, profile.user_space) << profile.name;
    }
}

} // namespace
} // namespace ampsim::models
