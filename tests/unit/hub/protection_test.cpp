// SPDX-License-Identifier: BSD-3-Clause
//
// imx8mm-amp with a protection unit (tests/integration/platforms/protected.dts): what is covered of
// the RTOS' direct memory, when, and what its accesses get.
#include "sim/error.h"
#include "sim/hub/hardware.h"

#include <gmock/gmock.h>

#include <fmt/format.h>

namespace ampsim::hub {
namespace {

using namespace std::chrono_literals;
using remote_port::BusAccess;
using remote_port::Status;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::size_t linux_node = 0;
constexpr std::size_t rtos_node = 1;
constexpr std::uint64_t unit = 0x0cc00000; // as Linux sees it
constexpr std::uint64_t ddr = 0xb8000000;

BusAccess access_of(std::uint64_t address, bool write, std::uint32_t value = 0) {
    BusAccess access;
    access.write = write;
    access.address = address;
    access.length = access.stream_width = 4;
    for (unsigned byte = 0; write && byte < 4; ++byte) {
        access.data.push_back(static_cast<std::uint8_t>(value >> 8 * byte));
    }
    return access;
}

class ProtectedHardware : public testing::Test, public HardwareEvents {
protected:
    void SetUp() override {
        platform_ =
            platform::load(AMPSIM_SOURCE_DIR "/tests/integration/platforms/protected.dts", {});
        hardware_ = std::make_unique<Hardware>(platform_, std::vector<bool>{true, true},
                                               static_cast<HardwareEvents&>(*this));
        hardware_->advance(0ns);
    }
    Status access(std::size_t node, std::uint64_t address, bool write, std::uint32_t value = 0) {
        answers_.clear();
        hardware_->begin_access(node, access_of(address, write, value));
        hardware_->advance(hardware_->now() + 1000ns);
        return answers_.at(0).status;
    }
    void set_window(unsigned window, std::uint64_t offset, std::uint32_t value) {
        EXPECT_EQ(access(linux_node, unit + AMPSIM_PROTECTION_WINDOW(window) + offset, true, value),
                  Status::ok);
    }

    void on_arrival(const std::string&, std::size_t, const std::string&, std::uint64_t) override {}
    void on_answer(std::size_t, BusAccess answer, VirtualTime) override {
        answers_.push_back(std::move(answer));
    }
    void on_wire(std::size_t device, const std::string&, bool level) override {
        story_.push_back(fmt::format("{}: {} {}", hardware_->now().count(),
                                     platform_.devices[device].label, level ? "rises" : "falls"));
    }
    void on_run(std::size_t, bool) override {}
    void on_cover(std::size_t node, const platform::Range& range, bool covered) override {
        story_.push_back(fmt::format("{}: {:#x} bytes at {:#x} {} of node {}",
                                     hardware_->now().count(), range.size, range.address,
                                     covered ? "covered" : "uncovered", node));
    }

    platform::Platform platform_;
    std::unique_ptr<Hardware> hardware_;
    std::vector<std::string> story_;
    std::vector<BusAccess> answers_;
};

TEST_F(ProtectedHardware, WhatIsNotGrantedForBothIsCoveredFromTheStart) {
    EXPECT_THAT(hardware_->covered(linux_node), IsEmpty());
    const std::vector<platform::Range>& covered = hardware_->covered(rtos_node);
    ASSERT_EQ(covered.size(), 2U);
    EXPECT_EQ(covered[0].address, ddr);
    EXPECT_EQ(covered[0].size, 0x1000U);
    EXPECT_EQ(covered[1].address, ddr + 0x2000) << "the page that may only be read";
    EXPECT_EQ(covered[1].end(), ddr + 0x1000000);
}

TEST_F(ProtectedHardware, AWindowUncoversWhatItOpensOneSignalLatencyAfterItsWrite) {
    set_window(2, AMPSIM_PROTECTION_BASE_LOW, ddr + 0x4000);
    set_window(2, AMPSIM_PROTECTION_SIZE_LOW, 0x1000);
    set_window(2, AMPSIM_PROTECTION_WINDOW_INITIATORS, 1);
    EXPECT_THAT(story_, IsEmpty());
    set_window(2, AMPSIM_PROTECTION_CONTROL, 3); // at 3000, arrives at 3060
    EXPECT_THAT(story_, ElementsAre("3085: 0xffe000 bytes at 0xb8002000 uncovered of node 1",
                                    "3085: 0x2000 bytes at 0xb8002000 covered of node 1",
                                    "3085: 0xffb000 bytes at 0xb8005000 covered of node 1"));
    EXPECT_EQ(hardware_->covered(rtos_node).size(), 3U);
    EXPECT_EQ(access(rtos_node, ddr + 0x4000, true), Status::ok);
}

TEST_F(ProtectedHardware, WhoIsSupervisedIsRefusedAndNamed) {
    EXPECT_EQ(access(rtos_node, ddr, true), Status::bus_error);
    EXPECT_EQ(access(rtos_node, ddr + 0x1000, true), Status::ok);
    EXPECT_EQ(access(rtos_node, ddr + 0x2000, false), Status::ok);
    EXPECT_EQ(access(rtos_node, ddr + 0x2000, true), Status::bus_error);
    EXPECT_EQ(access(linux_node, ddr, true), Status::ok) << "is not supervised";
    EXPECT_EQ(access(rtos_node, 0x30ab0020, false), Status::ok) << "is not guarded";
    const Counters counters = hardware_->counters();
    EXPECT_EQ(counters.at("protection.refused.rtos"), 2U);
    EXPECT_EQ(counters.at("rtos.ddr.errors"), 2U);
    std::vector<std::string> remarks;
    for (std::size_t i = 0; i < platform_.devices.size(); ++i) {
        if (platform_.devices[i].label == "protection") {
            remarks = hardware_->device(i).remarks();
        }
    }
    EXPECT_THAT(remarks, ElementsAre("rtos wrote to 0xb8000000 at 60 ns, and was refused: no "
                                     "window is open there",
                                     "rtos wrote to 0xb8002000 at 3060 ns, and was refused: the "
                                     "window there, table, is not for it"));
}

TEST_F(ProtectedHardware, AViolationInterrupts) {
    EXPECT_EQ(access(linux_node, unit + AMPSIM_PROTECTION_ENABLE, true, 1), Status::ok);
    EXPECT_EQ(access(rtos_node, ddr, false), Status::bus_error); // arrives at 1060
    EXPECT_THAT(story_, ElementsAre("1085: protection rises"));
}

TEST_F(ProtectedHardware, NobodyRunsPastWhatCannotBeUndone) {
    EXPECT_EQ(hardware_->least_latency(linux_node, rtos_node), 60ns) << "the reset controller";
    // Through the mailbox: 60 + 25. Of a violation: the same.
    EXPECT_EQ(hardware_->least_latency(rtos_node, linux_node), 85ns);
}

} // namespace
} // namespace ampsim::hub
