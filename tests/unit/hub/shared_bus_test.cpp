// SPDX-License-Identifier: BSD-3-Clause
//
// Platforms whose bus is shared: what the properties bring about, and which are refused.
#include "sim/error.h"
#include "sim/hub/hardware.h"

#include <gmock/gmock.h>

#include <fmt/format.h>

namespace ampsim::hub {
namespace {

using namespace std::chrono_literals;
using remote_port::BusAccess;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

using Overrides = std::vector<platform::Override>;
constexpr std::size_t linux_node = 0;
constexpr std::size_t rtos_node = 1;
constexpr std::uint64_t ddr = 0xb8000000; // as both see it

BusAccess read_of(std::uint64_t address, std::uint32_t length) {
    BusAccess access;
    access.address = address;
    access.length = access.stream_width = length;
    return access;
}

/// 60 ns to the bus and 60 back; 60 ns the memory itself, without rows and refresh.
class SharedBusTest : public testing::Test, public HardwareEvents {
protected:
    void build(const Overrides& overrides = {}) {
        Overrides all = {{"ddr", "dram", "none"}};
        all.insert(all.end(), overrides.begin(), overrides.end());
        platform_ = platform::load(AMPSIM_SOURCE_DIR "/platforms/dma-amp/dma-amp.dts", all);
        hardware_ = std::make_unique<Hardware>(platform_, std::vector<bool>{true, true},
                                               static_cast<HardwareEvents&>(*this));
        hardware_->advance(0ns);
    }
    std::string problem_of(const Overrides& overrides) {
        try {
            build(overrides);
        } catch (const InputError& problem) {
            return problem.what();
        }
        return "none";
    }

    void on_arrival(const std::string&, std::size_t, const std::string&, std::uint64_t) override {}
    void on_answer(std::size_t node, BusAccess, VirtualTime at) override {
        answers_.push_back(fmt::format("{} at {}", node, at.count()));
    }
    void on_wire(std::size_t, const std::string&, bool) override {}
    void on_run(std::size_t, bool) override {}

    platform::Platform platform_;
    std::unique_ptr<Hardware> hardware_;
    std::vector<std::string> answers_;
};

TEST_F(SharedBusTest, ProcessorsWaitForEachOther) {
    build();
    hardware_->begin_access(linux_node, read_of(ddr, 64));
    hardware_->begin_access(rtos_node, read_of(ddr + 0x1000, 8));
    EXPECT_EQ(hardware_->next_event(), 0ns);
    hardware_->advance(1000ns);
    EXPECT_THAT(answers_, ElementsAre("0 at 220", "1 at 225"));
    const Counters counters = hardware_->counters();
    EXPECT_EQ(counters.at("ddr.port.requests"), 2U);
    EXPECT_EQ(counters.at("ddr.port.busy_ns"), 45U);
    EXPECT_EQ(counters.at("rtos.bus.wait_ns"), 40U);
    EXPECT_EQ(counters.at("linux.bus.wait_ns"), 0U);
}

TEST_F(SharedBusTest, TheOrderInWhichNodesBeginHasNoSay) {
    build();
    hardware_->begin_access(rtos_node, read_of(ddr + 0x1000, 8));
    hardware_->begin_access(linux_node, read_of(ddr, 64));
    hardware_->advance(1000ns);
    EXPECT_THAT(answers_, ElementsAre("0 at 220", "1 at 225"));
}

TEST_F(SharedBusTest, PrioritiesAreThoseOfTheClusters) {
    build({{"bus", "arbitration", "fixed-priority"}, {"rtos", "initiator-priority", "1"}});
    hardware_->begin_access(linux_node, read_of(ddr, 64));
    hardware_->begin_access(rtos_node, read_of(ddr + 0x1000, 8));
    hardware_->advance(1000ns);
    EXPECT_THAT(answers_, ElementsAre("1 at 185", "0 at 225"));
}

TEST_F(SharedBusTest, WithoutArbitrationPathsDoNotContend) {
    build({{"bus", "arbitration", "none"}});
    hardware_->begin_access(linux_node, read_of(ddr, 64));
    hardware_->begin_access(rtos_node, read_of(ddr + 0x1000, 8));
    hardware_->advance(1000ns);
    EXPECT_THAT(answers_, UnorderedElementsAre("0 at 180", "1 at 180"));
    EXPECT_EQ(hardware_->counters().count("ddr.port.requests"), 0U);
}

TEST_F(SharedBusTest, TrafficIsNoEventUntilSomebodyWaits) {
    build({{"dma", "arrivals", "periodic"}, {"dma", "rate-mb-per-s", "800"}}); // 160 of 320 ns
    EXPECT_EQ(hardware_->next_event(), never);
    hardware_->advance(3260ns); // the port is busy from 3260 on
    hardware_->begin_access(linux_node, read_of(ddr, 8));
    hardware_->advance(4000ns);
    EXPECT_THAT(answers_, ElementsAre("0 at 3545")); // comes at 3320, is served from 3420 to 3425
    EXPECT_EQ(hardware_->next_event(), never);
    EXPECT_EQ(hardware_->counters().at("linux.bus.wait_ns"), 100U);
    EXPECT_EQ(hardware_->counters().at("dma.bursts"), 13U);
    EXPECT_EQ(hardware_->counters().at("dma.bytes"), 13U * 256);
}

TEST_F(SharedBusTest, ARowCostsWhatTheDataSheetSays) {
    build({{"ddr", "dram", "lpddr3-1600"}});
    hardware_->begin_access(linux_node, read_of(ddr, 8));
    hardware_->advance(1000ns);
    EXPECT_THAT(answers_, ElementsAre("0 at 203")); // 18 to activate, 5
    EXPECT_EQ(hardware_->counters().at("ddr.dram.closed"), 1U);
}

TEST_F(SharedBusTest, ChecksPassAtOnce) {
    build({{"dma", "arrivals", "back-to-back"}});
    unsigned looked = 0;
    hardware_->sample_every(1000ns, [&looked](check::MemoryView&) { ++looked; });
    hardware_->advance(10'000ns);
    EXPECT_GE(looked, 9U);
}

TEST_F(SharedBusTest, SaysWhatIsWrong) {
    EXPECT_THAT(problem_of({{"bus", "arbitration", "round-robbin"}}),
                HasSubstr("property 'ampsim,arbitration': 'round-robbin'; did you mean "
                          "'round-robin'?"));
    EXPECT_THAT(problem_of({{"ddr", "port-width-bits", "24"}}),
                HasSubstr("property 'ampsim,port-width-bits': 24; expected 8, 16, 32"));
    EXPECT_THAT(problem_of({{"linux", "initiator-priority", "16"}}),
                HasSubstr("'ampsim,initiator-priority': 16; expected a number from 0 to 15"));
    EXPECT_THAT(problem_of({{"linux", "bridge", "nowhere"}}),
                HasSubstr("'ampsim,bridge': there is no \"ampsim,bus-bridge\" with the label "
                          "'nowhere'"));
    EXPECT_THAT(problem_of({{"bus", "arbitration", "tdma"}, {"bus", "slots", "linux dma"}}),
                HasSubstr("'ampsim,slots': 'rtos' has no slot"));
    EXPECT_THAT(problem_of({{"bus", "arbitration", "tdma"}, {"bus", "slots", "linux rtoz dma"}}),
                HasSubstr("there is no initiator 'rtoz'; did you mean 'rtos'?"));
    EXPECT_THAT(problem_of({{"dma", "arrivals", "poisson"}, {"dma", "target", "dddr"}}),
                HasSubstr("'ampsim,target': there is no memory 'dddr'; did you mean 'ddr'?"));
    EXPECT_THAT(problem_of({{"dma", "arrivals", "poisson"}, {"dma", "window-size", "128"}}),
                HasSubstr("'ampsim,window-size': 0x80 bytes; expected at least a burst of 256"));
    EXPECT_THAT(problem_of({{"dma", "arrivals", "poisson"}, {"bus", "arbitration", "none"}}),
                HasSubstr("its traffic delays nobody"));
    EXPECT_THAT(problem_of({{"dma", "initiator-outstanding", "0"}}),
                HasSubstr("is not for generated traffic"));
    EXPECT_THAT(problem_of({{"ddr", "dram", "ddr3-1600"}, {"ddr", "dram-refresh-ns", "7800"}}),
                HasSubstr("expected more than a refresh takes"));
    EXPECT_THAT(problem_of({{"bus", "with-bits", "8"}}),
                HasSubstr("there is no property 'ampsim,with-bits'; did you mean 'width-bits'?"));
}

} // namespace
} // namespace ampsim::hub
