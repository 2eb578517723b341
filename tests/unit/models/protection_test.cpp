// SPDX-License-Identifier: BSD-3-Clause
#include "models/interconnect/interconnect.h"
#include "models/memory/memory.h"
#include "models/protection/protection_unit.h"
#include "tests/unit/models/stimulus.h"

#include <gmock/gmock.h>

#include <stdexcept>

namespace ampsim::models {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr double read_latency = 70; // ns, as are all below
constexpr double write_latency = 20;
constexpr double signal_latency = 25;
constexpr double path = 60; ///< of the interconnect, each way
constexpr std::uint64_t memory_base = 0xb800'0000;
constexpr std::uint64_t memory_size = 0x10000;
constexpr std::uint64_t open_page = memory_base + 0x1000;
constexpr std::size_t remote = 0; // initiators
constexpr std::size_t other = 1;
constexpr std::uint32_t for_remote = 1U << remote;

ProtectionParameters guarding() {
    ProtectionParameters parameters;
    parameters.windows = 4;
    parameters.initiators = 2;
    parameters.guarded = {{memory_base, memory_size}};
    parameters.granted = {{{open_page, 0x1000}, for_remote, true, true}};
    parameters.register_read_latency = ns(read_latency);
    parameters.register_write_latency = ns(write_latency);
    parameters.signal_latency = ns(signal_latency);
    return parameters;
}

struct ProtectionTest : testing::Test {
    ProtectionTest() {
        manager.socket.bind(unit.socket);
        unit.interrupt.bind(line.line);
        const std::size_t initiator = bus.add_initiator("remote", ns(path), ns(path));
        bus.map(initiator, memory_base, memory_size, bus.add_target("ddr", memory.socket));
        bus.guard([this](std::size_t from, std::size_t, std::uint64_t offset,
                         const tlm::tlm_generic_payload& transaction) {
            return unit.check(from, memory_base + offset, transaction.get_data_length(),
                              transaction.is_write());
        });
        cpu.socket.bind(bus.initiator(initiator));
    }

    void set(std::size_t window, std::uint64_t offset, std::uint32_t value) {
        manager.write(AMPSIM_PROTECTION_WINDOW(window) + offset, value);
    }
    void open(std::size_t window, std::uint64_t base, std::uint32_t size, std::uint32_t control,
              std::uint32_t initiators = for_remote) {
        set(window, AMPSIM_PROTECTION_BASE_LOW, static_cast<std::uint32_t>(base));
        set(window, AMPSIM_PROTECTION_BASE_HIGH, static_cast<std::uint32_t>(base >> 32U));
        set(window, AMPSIM_PROTECTION_SIZE_LOW, size);
        set(window, AMPSIM_PROTECTION_SIZE_HIGH, 0);
        set(window, AMPSIM_PROTECTION_WINDOW_INITIATORS, initiators);
        set(window, AMPSIM_PROTECTION_CONTROL, control);
    }
    tlm::tlm_response_status try_write(std::uint64_t address, std::uint32_t value = 0x1234) {
        return cpu.write(address, &value, sizeof value);
    }
    tlm::tlm_response_status try_read(std::uint64_t address, unsigned size = 4) {
        std::uint64_t value = 0;
        return cpu.read(address, &value, size);
    }

    ProtectionUnit unit{"unit", guarding()};
    Memory memory{"memory", memory_size};
    Interconnect bus{"bus"};
    Stimulus manager{"manager"};
    Stimulus cpu{"cpu"};
    Probe line{"interrupt"};
};

constexpr auto refused = tlm::TLM_GENERIC_ERROR_RESPONSE;
constexpr auto ok = tlm::TLM_OK_RESPONSE;

TEST_F(ProtectionTest, SaysWhatItIs) {
    run({{manager, [&] {
              EXPECT_EQ(manager.read(AMPSIM_PROTECTION_MAGIC), AMPSIM_PROTECTION_MAGIC_VALUE);
              EXPECT_EQ(manager.read(AMPSIM_PROTECTION_WINDOWS), 4U);
              EXPECT_EQ(manager.read(AMPSIM_PROTECTION_INITIATORS), 2U);
              EXPECT_EQ(manager.read(AMPSIM_PROTECTION_SUPERVISED), 3U);
              EXPECT_EQ(manager.read(AMPSIM_PROTECTION_WINDOW(0)), open_page);
              EXPECT_EQ(manager.read(AMPSIM_PROTECTION_WINDOW(0) + AMPSIM_PROTECTION_CONTROL),
                        AMPSIM_PROTECTION_OPEN | AMPSIM_PROTECTION_WRITABLE);
              EXPECT_EQ(manager.read(AMPSIM_PROTECTION_WINDOW(1) + AMPSIM_PROTECTION_CONTROL), 0U);
          }}});
}

TEST_F(ProtectionTest, OnlyWhatIsGrantedIsReached) {
    run({{cpu, [&] {
              EXPECT_EQ(try_write(open_page), ok);
              EXPECT_EQ(now(), ns(path + 20 + path));
              EXPECT_EQ(try_read(open_page + 0xffc), ok);
              const sc_core::sc_time before = now();
              EXPECT_EQ(try_write(memory_base), refused);
              EXPECT_EQ(now() - before, ns(path + path));
              EXPECT_EQ(try_read(open_page + 0x1000), refused);
              EXPECT_EQ(try_read(open_page + 0xffc, 8), refused) << "half of it is outside";
              EXPECT_EQ(try_read(open_page - 4, 8), refused);
          }}});
    EXPECT_EQ(memory.bytes()[0], 0U);
    EXPECT_EQ(unit.checked(), 6U);
    EXPECT_EQ(unit.refused(), 4U);
    EXPECT_EQ(unit.refused_to(remote), 4U);
    EXPECT_EQ(unit.refused_to(other), 0U);
    ASSERT_EQ(unit.violations().size(), 4U);
    EXPECT_EQ(unit.violations()[2].address, open_page + 0x1000) << "the first byte outside";
}

TEST_F(ProtectionTest, TheFirstViolationIsLoggedAndInterrupts) {
    run({{manager,
          [&] {
              manager.write(AMPSIM_PROTECTION_ENABLE, 1);
              wait_until(ns(2000));
              EXPECT_EQ(manager.read(AMPSIM_PROTECTION_VIOLATIONS), 2U);
              EXPECT_EQ(manager.read(AMPSIM_PROTECTION_PENDING), 1U);
              EXPECT_EQ(manager.read(AMPSIM_PROTECTION_VIOLATOR), remote);
              EXPECT_EQ(manager.read(AMPSIM_PROTECTION_OPERATION), 1U);
              EXPECT_EQ(manager.read(AMPSIM_PROTECTION_ADDRESS_LOW), memory_base + 0x20);
              EXPECT_EQ(manager.read(AMPSIM_PROTECTION_ADDRESS_HIGH), 0U);
              wait_until(ns(3000));
              manager.write(AMPSIM_PROTECTION_PENDING, 1);
              wait_until(ns(5000));
              EXPECT_EQ(manager.read(AMPSIM_PROTECTION_OPERATION), 0U);
              EXPECT_EQ(manager.read(AMPSIM_PROTECTION_ADDRESS_LOW), memory_base + 0x60);
          }},
         {cpu, [&] {
              wait_until(ns(1000));
              EXPECT_EQ(try_write(memory_base + 0x20), refused); // arrives at 1060
              EXPECT_EQ(try_read(memory_base + 0x40), refused);
              wait_until(ns(4000));
              EXPECT_EQ(try_read(memory_base + 0x60), refused);
          }}});
    EXPECT_THAT(line.changes(),
                ElementsAre(std::pair(1060 + signal_latency, true), std::pair(3000., false),
                            std::pair(4060 + signal_latency, true)));
    EXPECT_EQ(unit.interrupts(), 2U);
}

TEST_F(ProtectionTest, WindowsOpenAndCloseAtRunTime) {
    constexpr std::uint64_t page = memory_base + 0x4000;
    std::vector<double> changes;
    unit.on_change([&] { changes.push_back(now() / ns(1)); });
    run({{manager,
          [&] {
              open(1, page, 0x2000, AMPSIM_PROTECTION_OPEN | AMPSIM_PROTECTION_WRITABLE);
              wait_until(ns(2000));
              set(1, AMPSIM_PROTECTION_CONTROL, AMPSIM_PROTECTION_OPEN); // reads only
              wait_until(ns(3000));
              set(1, AMPSIM_PROTECTION_CONTROL, 0);
          }},
         {cpu, [&] {
              EXPECT_EQ(try_write(page), refused);
              wait_until(ns(1000));
              EXPECT_EQ(try_write(page + 0x1000), ok);
              wait_until(ns(2500));
              EXPECT_EQ(try_read(page), ok);
              EXPECT_EQ(try_write(page), refused);
              wait_until(ns(3500));
              EXPECT_EQ(try_read(page), refused);
          }}});
    EXPECT_THAT(changes, testing::Contains(100 + signal_latency)) << "the sixth write, at 100";
    EXPECT_THAT(changes, testing::Contains(2000 + signal_latency));
}

TEST_F(ProtectionTest, AChangeTakesEffectBeforeTheAccessesOfItsInstant) {
    run({{manager,
          [&] {
              set(0, AMPSIM_PROTECTION_CONTROL, 0);
          }}, // closed at 25
         {cpu, [&] {
              tlm::tlm_generic_payload none;
              EXPECT_TRUE(unit.check(remote, open_page, 4, true));
              wait_until(ns(signal_latency) - sc_core::sc_time(1, sc_core::SC_PS));
              EXPECT_TRUE(unit.check(remote, open_page, 4, true));
              wait_until(ns(signal_latency));
              EXPECT_FALSE(unit.check(remote, open_page, 4, true));
          }}});
}

TEST_F(ProtectionTest, AWindowIsForThoseThatItNames) {
    run({{manager, [&] {
              EXPECT_TRUE(unit.check(remote, open_page, 4, true));
              EXPECT_FALSE(unit.check(other, open_page, 4, true));
              open(2, open_page, 0x1000, AMPSIM_PROTECTION_OPEN, 1U << other);
              wait_until(ns(1000));
              EXPECT_TRUE(unit.check(other, open_page, 4, false));
              EXPECT_FALSE(unit.check(other, open_page, 4, true));
          }}});
}

TEST_F(ProtectionTest, WindowsSideBySideAreOne) {
    run({{manager, [&] {
              open(1, open_page + 0x1000, 0x1000,
                   AMPSIM_PROTECTION_OPEN | AMPSIM_PROTECTION_WRITABLE);
              wait_until(ns(1000));
              EXPECT_TRUE(unit.check(remote, open_page + 0xffc, 8, true));
          }}});
}

TEST_F(ProtectionTest, WhatIsNotGuardedIsFree) {
    run({{manager, [&] {
              EXPECT_TRUE(unit.check(remote, memory_base - 4, 4, true));
              EXPECT_TRUE(unit.check(remote, memory_base + memory_size, 4, true));
              EXPECT_FALSE(unit.check(remote, memory_base - 4, 8, true));
          }}});
    EXPECT_EQ(unit.checked(), 1U);
}

TEST_F(ProtectionTest, WhoIsNotSupervisedIsFree) {
    run({{manager, [&] {
              manager.write(AMPSIM_PROTECTION_SUPERVISED, 1U << other | 0xff00);
              EXPECT_EQ(manager.read(AMPSIM_PROTECTION_SUPERVISED), 2U);
              EXPECT_TRUE(unit.check(remote, memory_base, 4, true));
              EXPECT_FALSE(unit.check(other, memory_base, 4, true));
              EXPECT_THAT(unit.closed_to(remote), IsEmpty());
          }}});
}

TEST_F(ProtectionTest, AnOpenWindowDoesNotMove) {
    run({{manager, [&] {
              open(0, memory_base, 0x8000, AMPSIM_PROTECTION_OPEN, 3);
              EXPECT_EQ(manager.read(AMPSIM_PROTECTION_WINDOW(0)), open_page);
              EXPECT_EQ(
                  manager.read(AMPSIM_PROTECTION_WINDOW(0) + AMPSIM_PROTECTION_WINDOW_INITIATORS),
                  for_remote);
          }}});
}

TEST_F(ProtectionTest, WindowsArePages) {
    run({{manager, [&] {
              open(1, 0x1'2345'6789, 0x2fff, 0);
              EXPECT_EQ(manager.read(AMPSIM_PROTECTION_WINDOW(1)), 0x2345'6000U);
              EXPECT_EQ(manager.read(AMPSIM_PROTECTION_WINDOW(1) + AMPSIM_PROTECTION_BASE_HIGH),
                        1U);
              EXPECT_EQ(manager.read(AMPSIM_PROTECTION_WINDOW(1) + AMPSIM_PROTECTION_SIZE_LOW),
                        0x2000U);
          }}});
}

TEST_F(ProtectionTest, TellsWhatIsClosed) {
    using Range = ProtectedRange;
    run({{manager, [&] {
              EXPECT_THAT(unit.closed_to(remote),
                          ElementsAre(Range{memory_base, 0x1000},
                                      Range{open_page + 0x1000, memory_size - 0x2000}));
              EXPECT_THAT(unit.closed_to(other), ElementsAre(Range{memory_base, memory_size}));
              open(1, memory_base, 0x1000, AMPSIM_PROTECTION_OPEN); // reads are not enough
              wait_until(ns(1000));
              EXPECT_EQ(unit.closed_to(remote).size(), 2U);
              set(1, AMPSIM_PROTECTION_CONTROL,
                  AMPSIM_PROTECTION_OPEN | AMPSIM_PROTECTION_WRITABLE);
              wait_until(ns(2000));
              EXPECT_EQ(unit.closed_to(remote).size(), 1U);
          }}});
}

TEST(ProtectionUnit, RefusesWhatItCannotBe) {
    ProtectionParameters parameters = guarding();
    parameters.windows = 0;
    EXPECT_THROW(ProtectionUnit("none", parameters), std::logic_error);
    parameters = guarding();
    parameters.initiators = 33;
    EXPECT_THROW(ProtectionUnit("many", parameters), std::logic_error);
    parameters = guarding();
    parameters.guarded.front().size = 0x800;
    EXPECT_THROW(ProtectionUnit("pages", parameters), std::logic_error);
}

} // namespace
} // namespace ampsim::models
