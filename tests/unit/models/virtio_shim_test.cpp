// SPDX-License-Identifier: BSD-3-Clause
//
// The VirtIO shim between a driver and a device, both of which access it register by register.
#include "models/hvl/virtio_shim.h"
#include "tests/unit/models/stimulus.h"

#include <gmock/gmock.h>

#include <memory>
#include <stdexcept>

namespace ampsim::models {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Of the driver's face [VirtIO 1.2, 4.2.2, 4.2.4].
namespace mmio {
constexpr std::uint64_t magic = 0x000, version = 0x004, device_id = 0x008, vendor_id = 0x00c,
                        device_features = 0x010, device_features_select = 0x014,
                        driver_features = 0x020, driver_features_select = 0x024,
                        guest_page_size = 0x028, queue_select = 0x030, queue_size_max = 0x034,
                        queue_size = 0x038, queue_align = 0x03c, queue_pfn = 0x040,
                        queue_ready = 0x044, queue_notify = 0x050, interrupt_status = 0x060,
                        interrupt_acknowledge = 0x064, status = 0x070, queue_descriptors = 0x080,
                        queue_driver = 0x090, queue_device = 0x0a0, shm_length = 0x0b0,
                        config_generation = 0x0fc, config = 0x100, slot_size = 0x200;
} // namespace mmio

constexpr double read_latency = 70; // ns, as are all below
constexpr double write_latency = 20;
constexpr double signal_latency = 25;
constexpr std::uint64_t version_1 = 1ULL << 32;
constexpr std::uint32_t events_all = 0xf | AMPSIM_SHIM_ENABLE_NOTIFIED;

VirtioShimParameters two_slots() {
    VirtioShimParameters parameters;
    parameters.slots = 2;
    parameters.register_read_latency = ns(read_latency);
    parameters.register_write_latency = ns(write_latency);
    parameters.signal_latency = ns(signal_latency);
    return parameters;
}
VirtioShimParameters legacy() {
    VirtioShimParameters parameters = two_slots();
    parameters.version = 1;
    return parameters;
}
VirtioShimParameters holding() {
    VirtioShimParameters parameters = two_slots();
    parameters.reset_hold = ns(10'000);
    return parameters;
}
VirtioShimParameters a_line_for_each() {
    VirtioShimParameters parameters = two_slots();
    parameters.interrupt_per_slot = true;
    return parameters;
}

struct ShimTest : testing::Test {
    explicit ShimTest(const VirtioShimParameters& parameters = two_slots())
        : shim{"shim", parameters} {
        driver.socket.bind(shim.driver.socket);
        device.socket.bind(shim.device.socket);
        shim.device_interrupt.bind(device_line.line);
        for (auto& line : shim.driver_interrupts) {
            driver_lines.push_back(std::make_unique<Probe>(sc_core::sc_gen_unique_name("line")));
            line.bind(driver_lines.back()->line);
        }
    }

    /// What a monitor does first: a console with two queues in slot 0.
    void offer() {
        device.write(AMPSIM_SHIM_DEVICE_FEATURES_LOW, 0x21);
        device.write(AMPSIM_SHIM_DEVICE_FEATURES_HIGH, 1);
        device.write(AMPSIM_SHIM_QUEUE(0) + AMPSIM_SHIM_QUEUE_SIZE_MAX, 64);
        device.write(AMPSIM_SHIM_QUEUE(1) + AMPSIM_SHIM_QUEUE_SIZE_MAX, 32);
        device.write(AMPSIM_SHIM_VENDOR_ID, 0x414d5053);
        device.write(AMPSIM_SHIM_ENABLE, events_all);
        device.write(AMPSIM_SHIM_DEVICE_ID, 3);
    }
    void set_features(std::uint64_t features) {
        driver.write(mmio::driver_features_select, 0);
        driver.write(mmio::driver_features, static_cast<std::uint32_t>(features));
        driver.write(mmio::driver_features_select, 1);
        driver.write(mmio::driver_features, static_cast<std::uint32_t>(features >> 32U));
    }
    void add_status(std::uint32_t bits) {
        driver.write(mmio::status, driver.read(mmio::status) | bits);
    }
    void set_up_queue(std::uint32_t index, std::uint64_t address) {
        driver.write(mmio::queue_select, index);
        EXPECT_EQ(driver.read(mmio::queue_ready), 0U);
        EXPECT_NE(driver.read(mmio::queue_size_max), 0U);
        driver.write(mmio::queue_size, 16);
        const auto place = [&](std::uint64_t at, std::uint64_t where) {
            driver.write(at, static_cast<std::uint32_t>(where));
            driver.write(at + 4, static_cast<std::uint32_t>(where >> 32U));
        };
        place(mmio::queue_descriptors, address);
        place(mmio::queue_driver, address + 0x100);
        place(mmio::queue_device, address + 0x200);
        driver.write(mmio::queue_ready, 1);
    }
    void start_driver() {
        driver.write(mmio::status, 0);
        add_status(1);
        add_status(2);
        set_features(version_1 | 0x1);
        add_status(8);
        EXPECT_EQ(driver.read(mmio::status), 0xbU);
        set_up_queue(0, 0x1'b900'1000);
        add_status(4);
    }
    std::uint64_t queue_address(unsigned queue, std::uint64_t low) {
        const std::uint64_t at = AMPSIM_SHIM_QUEUE(queue) + low;
        return device.peek(at) | static_cast<std::uint64_t>(device.peek(at + 4)) << 32U;
    }

    VirtioShim shim;
    Stimulus driver{"driver"};
    Stimulus device{"device"};
    Probe device_line{"device_line"};
    std::vector<std::unique_ptr<Probe>> driver_lines;
};

struct LegacyShimTest : ShimTest {
    LegacyShimTest() : ShimTest(legacy()) {}
};
struct HoldingShimTest : ShimTest {
    HoldingShimTest() : ShimTest(holding()) {}
};
struct ShimWithALineForEachTest : ShimTest {
    ShimWithALineForEachTest() : ShimTest(a_line_for_each()) {}
};

// --- What it is

TEST_F(ShimTest, AnEmptySlotSaysSo) {
    run({{driver,
          [&] {
              for (const std::uint64_t slot : {std::uint64_t{0}, mmio::slot_size}) {
                  EXPECT_EQ(driver.read(slot + mmio::magic), 0x74726976U);
                  EXPECT_EQ(driver.read(slot + mmio::version), 2U);
                  EXPECT_EQ(driver.read(slot + mmio::device_id), 0U);
                  EXPECT_EQ(driver.read(slot + mmio::queue_size_max), 0U);
              }
              EXPECT_EQ(now(), ns(8 * read_latency));
          }},
         {device, [&] {
              for (const std::uint64_t slot : {0U, AMPSIM_SHIM_DEVICE_SLOT}) {
                  EXPECT_EQ(device.read(slot + AMPSIM_SHIM_MAGIC), AMPSIM_SHIM_MAGIC_VALUE);
                  EXPECT_EQ(device.read(slot + AMPSIM_SHIM_SLOTS), 2U);
                  EXPECT_EQ(device.read(slot + AMPSIM_SHIM_VERSION), 2U);
              }
          }}});
    EXPECT_THAT(device_line.changes(), IsEmpty());
}

TEST_F(ShimTest, ADriverFindsWhatTheDeviceOffers) {
    run({{device, [&] {
              offer();
              EXPECT_EQ(driver.read(mmio::device_id), 3U);
              EXPECT_EQ(driver.read(mmio::vendor_id), 0x414d5053U);
              EXPECT_EQ(driver.read(mmio::slot_size + mmio::device_id), 0U) << "the other slot";
              driver.write(mmio::device_features_select, 0);
              EXPECT_EQ(driver.read(mmio::device_features), 0x21U);
              driver.write(mmio::device_features_select, 1);
              EXPECT_EQ(driver.read(mmio::device_features), 1U);
              driver.write(mmio::device_features_select, 2);
              EXPECT_EQ(driver.read(mmio::device_features), 0U);
              driver.write(mmio::queue_select, 1);
              EXPECT_EQ(driver.read(mmio::queue_size_max), 32U);
              driver.write(mmio::queue_select, 2);
              EXPECT_EQ(driver.read(mmio::queue_size_max), 0U);
              driver.write(mmio::queue_select, 0xffff'ffff);
              EXPECT_EQ(driver.read(mmio::queue_size_max), 0U);
              EXPECT_EQ(driver.read(mmio::shm_length), 0xffff'ffffU) << "there is none";
          }}});
}

// --- Status and features

TEST_F(ShimTest, TheDeviceIsToldHowTheDriverStarts) {
    run({{device, [&] {
              offer();
              start_driver();
              wait_until(ns(100'000));
              EXPECT_EQ(device.read(AMPSIM_SHIM_EVENTS),
                        AMPSIM_SHIM_EVENT_STATUS | AMPSIM_SHIM_EVENT_QUEUE)
                  << "the first reset found nothing to let go of";
              EXPECT_EQ(device.read(AMPSIM_SHIM_STATUS), 0xfU);
              EXPECT_EQ(device.read(AMPSIM_SHIM_DRIVER_FEATURES_LOW), 1U);
              EXPECT_EQ(device.read(AMPSIM_SHIM_DRIVER_FEATURES_HIGH), 1U);
              EXPECT_EQ(device.read(AMPSIM_SHIM_QUEUE(0) + AMPSIM_SHIM_QUEUE_SIZE), 16U);
              EXPECT_EQ(device.read(AMPSIM_SHIM_QUEUE(0) + AMPSIM_SHIM_QUEUE_READY), 1U);
              EXPECT_EQ(device.read(AMPSIM_SHIM_QUEUE(1) + AMPSIM_SHIM_QUEUE_READY), 0U);
              EXPECT_EQ(queue_address(0, AMPSIM_SHIM_QUEUE_DESCRIPTORS_LOW), 0x1'b900'1000U);
              EXPECT_EQ(queue_address(0, AMPSIM_SHIM_QUEUE_AVAILABLE_LOW), 0x1'b900'1100U);
              EXPECT_EQ(queue_address(0, AMPSIM_SHIM_QUEUE_USED_LOW), 0x1'b900'1200U);
          }}});
}

TEST_F(ShimTest, FeaturesThatWereNotOfferedAreRefused) {
    run({{device, [&] {
              offer();
              add_status(3);
              set_features(version_1 | 0x2);
              add_status(8);
              EXPECT_EQ(driver.read(mmio::status), 3U);
              set_features(version_1 | 0x20);
              add_status(8);
              EXPECT_EQ(driver.read(mmio::status), 0xbU);
              set_features(0); // too late
              EXPECT_EQ(device.peek(AMPSIM_SHIM_DRIVER_FEATURES_LOW), 0x20U);
          }}});
}

TEST_F(ShimTest, ADeviceThatNeedsAReset) {
    run({{device, [&] {
              offer();
              device.write(AMPSIM_SHIM_STATUS, 0x40);
              wait_until(ns(1000));
              EXPECT_EQ(driver.read(mmio::interrupt_status), 0U) << "the driver is not up yet";
              start_driver();
              EXPECT_EQ(driver.read(mmio::status), 0xfU) << "it has reset";
              device.write(AMPSIM_SHIM_STATUS, 0xff);
              wait_until(ns(10'000));
              EXPECT_EQ(driver.read(mmio::status), 0x4fU);
              EXPECT_EQ(driver.read(mmio::interrupt_status), 2U);
              EXPECT_EQ(device.read(AMPSIM_SHIM_STATUS), 0xfU) << "what the driver wrote";
          }}});
}

// --- Reset

TEST_F(ShimTest, AResetIsOverWhenTheDeviceHasLetGo) {
    run({{device, [&] {
              offer();
              start_driver();
              driver.write(mmio::queue_notify, 0);
              device.write(AMPSIM_SHIM_INTERRUPT, 1);
              wait_until(ns(10'000));
              device.write(AMPSIM_SHIM_EVENTS, 0xf);
              EXPECT_EQ(driver.peek(mmio::interrupt_status), 1U);
              EXPECT_EQ(device.peek(AMPSIM_SHIM_NOTIFIED), 1U);

              driver.write(mmio::status, 0);
              EXPECT_EQ(driver.peek(mmio::interrupt_status), 0U);
              EXPECT_EQ(device.peek(AMPSIM_SHIM_NOTIFIED), 0U);
              EXPECT_EQ(device.peek(AMPSIM_SHIM_STATUS), 0U);
              EXPECT_EQ(device.peek(AMPSIM_SHIM_QUEUE(0) + AMPSIM_SHIM_QUEUE_READY), 0U);
              EXPECT_EQ(device.peek(AMPSIM_SHIM_QUEUE(0) + AMPSIM_SHIM_QUEUE_SIZE_MAX), 64U);
              wait_until(ns(20'000));
              EXPECT_EQ(driver.read(mmio::status), 0x40U);
              EXPECT_EQ(device.read(AMPSIM_SHIM_EVENTS), AMPSIM_SHIM_EVENT_RESET);
              EXPECT_EQ(device.read(AMPSIM_SHIM_RESET_DONE), 1U);

              driver.write(mmio::status, 1); // nobody listens yet
              driver.write(mmio::queue_select, 0);
              driver.write(mmio::queue_ready, 1);
              driver.write(mmio::queue_notify, 0);
              device.write(AMPSIM_SHIM_INTERRUPT, 1);
              wait_until(ns(30'000));
              EXPECT_EQ(driver.read(mmio::status), 0x40U);
              EXPECT_EQ(driver.read(mmio::queue_ready), 0U);
              EXPECT_EQ(driver.read(mmio::interrupt_status), 0U);
              EXPECT_EQ(device.read(AMPSIM_SHIM_NOTIFIED), 0U);

              device.write(AMPSIM_SHIM_EVENTS, AMPSIM_SHIM_EVENT_RESET);
              device.write(AMPSIM_SHIM_RESET_DONE, 1);
              EXPECT_EQ(driver.read(mmio::status), 0U);
              EXPECT_EQ(device.read(AMPSIM_SHIM_RESET_DONE), 0U);
              start_driver();
              EXPECT_EQ(driver.read(mmio::status), 0xfU);
          }}});
    EXPECT_EQ(shim.counters(0).ignored, 3U);
}

TEST_F(ShimTest, WhatIsOnItsWayDoesNotOutliveAReset) {
    run({{device, [&] {
              offer();
              start_driver();
              wait_until(ns(10'000));
              device.write(AMPSIM_SHIM_EVENTS, 0xf);
              wait_until(ns(20'000));
              const std::uint32_t one = 1;
              const std::uint32_t zero = 0;
              tlm::tlm_generic_payload write;
              sc_core::sc_time delay;
              const auto at_once = [&](Stimulus& who, std::uint64_t address,
                                       const std::uint32_t& value) {
                  Stimulus::fill(write, tlm::TLM_WRITE_COMMAND, address,
                                 const_cast<std::uint32_t*>(&value), 4);
                  delay = sc_core::SC_ZERO_TIME;
                  who.socket->b_transport(write, delay);
              };
              at_once(driver, mmio::queue_notify, zero);
              at_once(device, AMPSIM_SHIM_INTERRUPT, one);
              at_once(driver, mmio::status, zero);
              wait_until(ns(30'000));
              EXPECT_EQ(device.read(AMPSIM_SHIM_NOTIFIED), 0U);
              EXPECT_EQ(device.read(AMPSIM_SHIM_EVENTS), AMPSIM_SHIM_EVENT_RESET);
              EXPECT_EQ(driver.read(mmio::interrupt_status), 0U);
          }}});
}

TEST_F(HoldingShimTest, TheBusOfADriverThatResetsIsHeldUntilTheDeviceHasLetGo) {
    run({{driver,
          [&] {
              offer();
              start_driver();
              wait_until(ns(20'000));
              driver.write(mmio::status, 0);
              EXPECT_EQ(now(), ns(25'000 + write_latency));
              EXPECT_EQ(driver.read(mmio::status), 0U);
          }},
         {device, [&] {
              wait_until(ns(25'000));
              EXPECT_EQ(device.peek(AMPSIM_SHIM_EVENTS) & AMPSIM_SHIM_EVENT_RESET,
                        AMPSIM_SHIM_EVENT_RESET);
              device.write(AMPSIM_SHIM_RESET_DONE, 1);
          }}});
}

TEST_F(HoldingShimTest, AndNotForEver) {
    run({{driver, [&] {
              offer();
              start_driver();
              wait_until(ns(20'000));
              driver.write(mmio::status, 0);
              EXPECT_EQ(now(), ns(30'000 + write_latency));
              // Linux goes on as if: it finds out at FEATURES_OK.
              add_status(1);
              add_status(2);
              set_features(version_1);
              add_status(8);
              EXPECT_EQ(driver.read(mmio::status) & 8U, 0U);
          }}});
}

// --- Queues

TEST_F(ShimTest, AQueueStopsWhenTheDeviceHasLetGoOfIt) {
    run({{device, [&] {
              offer();
              start_driver();
              wait_until(ns(10'000));
              device.write(AMPSIM_SHIM_EVENTS, 0xf);
              driver.write(mmio::queue_ready, 0);
              wait_until(ns(20'000));
              EXPECT_EQ(device.read(AMPSIM_SHIM_EVENTS), AMPSIM_SHIM_EVENT_QUEUE);
              EXPECT_EQ(device.read(AMPSIM_SHIM_QUEUE(0) + AMPSIM_SHIM_QUEUE_READY), 0U);
              EXPECT_EQ(driver.read(mmio::queue_ready), 1U);
              driver.write(mmio::queue_ready, 1); // too early
              EXPECT_EQ(device.read(AMPSIM_SHIM_QUEUE(0) + AMPSIM_SHIM_QUEUE_READY), 0U);
              device.write(AMPSIM_SHIM_QUEUE(0) + AMPSIM_SHIM_QUEUE_READY, 0);
              EXPECT_EQ(driver.read(mmio::queue_ready), 0U);
              set_up_queue(0, 0x4000);
              EXPECT_EQ(queue_address(0, AMPSIM_SHIM_QUEUE_DESCRIPTORS_LOW), 0x4000U);
          }}});
}

TEST_F(ShimTest, AQueueInUseStaysWhereItIs) {
    run({{device, [&] {
              offer();
              start_driver();
              driver.write(mmio::queue_size, 1);
              driver.write(mmio::queue_descriptors, 0x1234);
              EXPECT_EQ(queue_address(0, AMPSIM_SHIM_QUEUE_DESCRIPTORS_LOW), 0x1'b900'1000U);
              EXPECT_EQ(device.read(AMPSIM_SHIM_QUEUE(0) + AMPSIM_SHIM_QUEUE_SIZE), 16U);
          }}});
}

TEST_F(ShimTest, QueuesThatThereAreNotAreIgnored) {
    run({{device, [&] {
              offer();
              for (const std::uint32_t index : {2U, 7U, 8U, 31U, 0x8000'0000U, 0xffff'ffffU}) {
                  driver.write(mmio::queue_select, index);
                  driver.write(mmio::queue_size, 4);
                  driver.write(mmio::queue_descriptors, 0x1000);
                  driver.write(mmio::queue_ready, 1);
                  EXPECT_EQ(driver.read(mmio::queue_ready), 0U);
                  driver.write(mmio::queue_ready, 0);
                  driver.write(mmio::queue_notify, index);
              }
              wait_until(ns(50'000));
              EXPECT_EQ(device.read(AMPSIM_SHIM_NOTIFIED), 0U);
              EXPECT_EQ(device.read(AMPSIM_SHIM_EVENTS), 0U);
          }}});
    EXPECT_EQ(shim.counters(0).notifies, 0U);
    EXPECT_EQ(shim.counters(0).ignored, 6U * 4);
}

// --- Notifications and interrupts

TEST_F(ShimTest, ANotificationInterruptsTheDevice) {
    double rung = 0;
    double cleared = 0;
    run({{device, [&] {
              offer();
              device.write(AMPSIM_SHIM_ENABLE, AMPSIM_SHIM_ENABLE_NOTIFIED);
              start_driver();
              rung = now() / ns(1);
              driver.write(mmio::queue_notify, 1);
              driver.write(mmio::queue_notify, 0);
              driver.write(mmio::queue_notify, 0);
              wait_until(ns(20'000));
              EXPECT_EQ(device.read(AMPSIM_SHIM_DEVICE_SLOT + AMPSIM_SHIM_RAISING), 1U);
              EXPECT_EQ(device.read(AMPSIM_SHIM_NOTIFIED), 3U);
              device.write(AMPSIM_SHIM_NOTIFIED, 1);
              EXPECT_EQ(device.read(AMPSIM_SHIM_NOTIFIED), 2U);
              cleared = now() / ns(1);
              device.write(AMPSIM_SHIM_NOTIFIED, 2);
              EXPECT_EQ(device.read(AMPSIM_SHIM_RAISING), 0U);
          }}});
    EXPECT_THAT(device_line.changes(),
                ElementsAre(std::pair(rung + signal_latency, true), std::pair(cleared, false)));
    EXPECT_EQ(shim.counters(0).notifies, 3U);
    EXPECT_EQ(shim.counters(0).coalesced, 4U) << "a notification; STATUS of the start, thrice";
}

TEST_F(ShimTest, OnlyWhatIsEnabledInterruptsTheDevice) {
    run({{device, [&] {
              offer();
              device.write(AMPSIM_SHIM_ENABLE, AMPSIM_SHIM_EVENT_CONFIG);
              start_driver();
              driver.write(mmio::queue_notify, 0);
              wait_until(ns(20'000));
              EXPECT_THAT(device_line.changes(), IsEmpty());
              device.write(AMPSIM_SHIM_ENABLE, AMPSIM_SHIM_EVENT_STATUS);
          }}});
    EXPECT_THAT(device_line.changes(), ElementsAre(std::pair(20'000., true)));
}

TEST_F(ShimTest, TheDeviceInterruptsTheDriver) {
    run({{device, [&] {
              offer();
              start_driver();
              wait_until(ns(10'000));
              device.write(AMPSIM_SHIM_INTERRUPT, 1);
              wait_until(ns(11'000));
              EXPECT_EQ(driver.read(mmio::interrupt_status), 1U);
              EXPECT_EQ(device.read(AMPSIM_SHIM_INTERRUPT), 1U);
              device.write(AMPSIM_SHIM_INTERRUPT,
                           0xffff'fffe); // a reason more; others there are not
              wait_until(ns(12'000));
              EXPECT_EQ(driver.read(mmio::interrupt_status), 3U);
              wait_until(ns(20'000));
              driver.write(mmio::interrupt_acknowledge, 1);
              wait_until(ns(30'000));
              driver.write(mmio::interrupt_acknowledge, 2);
              driver.write(mmio::interrupt_acknowledge, 2); // nothing left to clear
          }}});
    EXPECT_THAT(driver_lines[0]->changes(),
                ElementsAre(std::pair(10'000 + signal_latency, true), std::pair(30'000., false)));
    EXPECT_EQ(shim.counters(0).interrupts, 1U);
    EXPECT_EQ(shim.counters(0).acks, 2U);
    EXPECT_EQ(shim.counters(0).interrupt_reads, 2U);
}

TEST_F(ShimTest, SlotsShareOneLine) {
    run({{device, [&] {
              device.write(AMPSIM_SHIM_INTERRUPT, 1);
              device.write(AMPSIM_SHIM_DEVICE_SLOT + AMPSIM_SHIM_INTERRUPT, 1);
              wait_until(ns(1000));
              driver.write(mmio::interrupt_acknowledge, 1);
              wait_until(ns(2000));
              driver.write(mmio::slot_size + mmio::interrupt_acknowledge, 1);
          }}});
    EXPECT_THAT(driver_lines[0]->changes(),
                ElementsAre(std::pair(signal_latency, true), std::pair(2000., false)));
}

TEST_F(ShimWithALineForEachTest, OrEachHasItsOwn) {
    run({{device, [&] {
              wait_until(ns(100));
              device.write(AMPSIM_SHIM_DEVICE_SLOT + AMPSIM_SHIM_INTERRUPT, 1);
          }}});
    EXPECT_THAT(driver_lines[0]->changes(), IsEmpty());
    EXPECT_THAT(driver_lines[1]->changes(), ElementsAre(std::pair(100 + signal_latency, true)));
}

// --- Configuration space

TEST_F(ShimTest, ConfigurationIsBytesOfBothSides) {
    run({{device, [&] {
              device.write(AMPSIM_SHIM_CONFIG, 0x4433'2211);
              std::uint16_t half = 0x6655;
              EXPECT_EQ(device.write(AMPSIM_SHIM_CONFIG + 4, &half, 2), tlm::TLM_OK_RESPONSE);
              std::uint8_t byte = 0;
              EXPECT_EQ(driver.read(mmio::config + 2, &byte, 1), tlm::TLM_OK_RESPONSE);
              EXPECT_EQ(byte, 0x33U);
              EXPECT_EQ(driver.read(mmio::config + 4, &half, 2), tlm::TLM_OK_RESPONSE);
              EXPECT_EQ(half, 0x6655U);
              EXPECT_EQ(driver.read(mmio::config + 0xfc), 0U);
              EXPECT_EQ(driver.read(mmio::slot_size + mmio::config), 0U) << "the other slot";
              EXPECT_EQ(driver.peek(mmio::config), 0x4433'2211U);

              EXPECT_EQ(driver.read(mmio::config_generation), 0U);
              device.write(AMPSIM_SHIM_CONFIG_GENERATION, 0);
              wait_until(ns(2000));
              EXPECT_EQ(driver.read(mmio::config_generation), 1U);
              EXPECT_EQ(driver.read(mmio::interrupt_status), 2U);
          }}});
}

TEST_F(ShimTest, TheDeviceIsToldWhatTheDriverConfigures) {
    run({{device, [&] {
              const std::uint8_t byte = 0x7f;
              EXPECT_EQ(driver.write(mmio::config + 9, &byte, 1), tlm::TLM_OK_RESPONSE);
              EXPECT_EQ(device.peek(AMPSIM_SHIM_EVENTS), 0U);
              wait_until(ns(1000));
              EXPECT_EQ(device.read(AMPSIM_SHIM_EVENTS), AMPSIM_SHIM_EVENT_CONFIG);
              EXPECT_EQ(device.read(AMPSIM_SHIM_CONFIG + 8), 0x7f00U);
          }}});
}

// --- Accesses that should not be

TEST_F(ShimTest, RegistersAreWords) {
    run({{driver, [&] {
              std::uint64_t value = 0;
              for (const unsigned size : {1U, 2U, 3U, 8U}) {
                  EXPECT_EQ(driver.read(mmio::magic, &value, size), tlm::TLM_BURST_ERROR_RESPONSE);
                  EXPECT_EQ(driver.write(mmio::status, &value, size),
                            tlm::TLM_BURST_ERROR_RESPONSE);
                  EXPECT_EQ(device.read(AMPSIM_SHIM_MAGIC, &value, size),
                            tlm::TLM_BURST_ERROR_RESPONSE);
              }
              EXPECT_EQ(driver.read(mmio::magic + 2, &value, 4), tlm::TLM_BURST_ERROR_RESPONSE);
          }}});
}

TEST_F(ShimTest, ConfigurationTakesNaturalSizes) {
    run({{driver, [&] {
              std::uint64_t value = 0;
              for (const unsigned size : {0U, 3U, 8U, 16U}) {
                  EXPECT_EQ(driver.read(mmio::config, &value, size), tlm::TLM_BURST_ERROR_RESPONSE);
                  EXPECT_EQ(device.write(AMPSIM_SHIM_CONFIG, &value, size),
                            tlm::TLM_BURST_ERROR_RESPONSE);
              }
              EXPECT_EQ(driver.read(mmio::config + 1, &value, 2), tlm::TLM_BURST_ERROR_RESPONSE);
          }}});
}

TEST_F(ShimTest, ThereIsNothingBehindItsSlots) {
    run({{driver, [&] {
              std::uint32_t value = 0;
              for (const std::uint64_t offset :
                   {std::uint64_t{0x400}, std::uint64_t{0x500}, std::uint64_t{0x1'0000'0100}}) {
                  EXPECT_EQ(driver.read(offset, &value, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
                  EXPECT_EQ(driver.write(offset, &value, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
                  EXPECT_EQ(driver.peek(offset, &value, 4), 0U);
              }
              EXPECT_EQ(device.read(0x800, &value, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
              EXPECT_EQ(device.read(0xb00, &value, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
          }}});
}

TEST_F(ShimTest, WhatIsReservedReadsAsZero) {
    run({{driver, [&] {
              for (const std::uint64_t offset : {0x018, 0x028, 0x03c, 0x040, 0x048, 0x0c0, 0x0f8}) {
                  driver.write(offset, 0xffff'ffff);
                  EXPECT_EQ(driver.read(offset), 0U) << offset;
              }
          }}});
}

TEST_F(ShimTest, RegistersHaveNames) {
    EXPECT_EQ(shim.driver.name_of(mmio::queue_notify), "slot0.QueueNotify");
    EXPECT_EQ(shim.driver.name_of(mmio::slot_size + mmio::interrupt_acknowledge),
              "slot1.InterruptACK");
    EXPECT_EQ(shim.driver.name_of(mmio::slot_size + mmio::config + 5), "slot1.Config");
    EXPECT_EQ(shim.device.name_of(AMPSIM_SHIM_NOTIFIED), "slot0.NOTIFIED");
    EXPECT_EQ(shim.device.name_of(AMPSIM_SHIM_DEVICE_SLOT + AMPSIM_SHIM_QUEUE(3)),
              "slot1.QUEUE3_SIZE_MAX");
    EXPECT_EQ(shim.device.name_of(AMPSIM_SHIM_CONFIG), "slot0.Config");
    EXPECT_EQ(shim.driver.name_of(2 * mmio::slot_size), "");
}

TEST(VirtioShim, RefusesWhatItCannotBe) {
    VirtioShimParameters parameters;
    parameters.slots = 0;
    EXPECT_THROW(VirtioShim("none", parameters), std::logic_error);
    parameters.slots = 9;
    EXPECT_THROW(VirtioShim("many", parameters), std::logic_error);
    parameters.slots = 1;
    parameters.version = 3;
    EXPECT_THROW(VirtioShim("version", parameters), std::logic_error);
}

// --- Version 1

TEST_F(LegacyShimTest, AQueueIsOnePieceOfMemory) {
    run({{device, [&] {
              offer();
              EXPECT_EQ(driver.read(mmio::version), 1U);
              driver.write(mmio::guest_page_size, 4096);
              driver.write(mmio::queue_select, 0);
              EXPECT_EQ(driver.read(mmio::queue_pfn), 0U);
              driver.write(mmio::queue_size, 64);
              driver.write(mmio::queue_align, 4096);
              driver.write(mmio::queue_pfn, 0xb9001);
              EXPECT_EQ(driver.read(mmio::queue_pfn), 0xb9001U);
              EXPECT_EQ(device.read(AMPSIM_SHIM_QUEUE(0) + AMPSIM_SHIM_QUEUE_READY), 1U);
              EXPECT_EQ(queue_address(0, AMPSIM_SHIM_QUEUE_DESCRIPTORS_LOW), 0xb900'1000U);
              EXPECT_EQ(queue_address(0, AMPSIM_SHIM_QUEUE_AVAILABLE_LOW), 0xb900'1400U);
              EXPECT_EQ(queue_address(0, AMPSIM_SHIM_QUEUE_USED_LOW), 0xb900'2000U);
              driver.write(mmio::queue_select, 1);
              EXPECT_EQ(driver.read(mmio::queue_pfn), 0U) << "the other queue";
              driver.write(mmio::queue_size, 5);
              driver.write(mmio::queue_align, 4);
              driver.write(mmio::queue_pfn, 0x10'0000); // above 4 GiB
              EXPECT_EQ(queue_address(1, AMPSIM_SHIM_QUEUE_DESCRIPTORS_LOW), 0x1'0000'0000U);
              EXPECT_EQ(queue_address(1, AMPSIM_SHIM_QUEUE_AVAILABLE_LOW), 0x1'0000'0050U);
              EXPECT_EQ(queue_address(1, AMPSIM_SHIM_QUEUE_USED_LOW), 0x1'0000'0060U);
          }}});
}

TEST_F(LegacyShimTest, StopsWithPageZero) {
    run({{device, [&] {
              offer();
              driver.write(mmio::guest_page_size, 4096);
              driver.write(mmio::queue_size, 64);
              driver.write(mmio::queue_pfn, 2);
              driver.write(mmio::queue_pfn, 0);
              EXPECT_EQ(device.read(AMPSIM_SHIM_QUEUE(0) + AMPSIM_SHIM_QUEUE_READY), 0U);
              EXPECT_EQ(driver.read(mmio::queue_pfn), 2U);
              device.write(AMPSIM_SHIM_QUEUE(0) + AMPSIM_SHIM_QUEUE_READY, 0);
              EXPECT_EQ(driver.read(mmio::queue_pfn), 0U);
          }}});
}

TEST_F(LegacyShimTest, PagesWithoutASizeAreIgnored) {
    run({{device, [&] {
              offer();
              driver.write(mmio::queue_size, 64);
              driver.write(mmio::queue_pfn, 2);
              EXPECT_EQ(driver.read(mmio::queue_pfn), 0U);
              EXPECT_EQ(device.read(AMPSIM_SHIM_QUEUE(0) + AMPSIM_SHIM_QUEUE_READY), 0U);
          }}});
    EXPECT_EQ(shim.counters(0).ignored, 1U);
}

TEST_F(LegacyShimTest, HasNoFeaturesOk) {
    run({{device, [&] {
              offer();
              set_features(0xffff);
              add_status(7);
              EXPECT_EQ(driver.read(mmio::status), 7U);
              EXPECT_EQ(device.read(AMPSIM_SHIM_DRIVER_FEATURES_LOW), 0xffffU)
                  << "the device looks itself";
              EXPECT_EQ(driver.read(mmio::queue_ready), 0U) << "reserved";
          }}});
}

} // namespace
} // namespace ampsim::models
