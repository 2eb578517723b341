// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/host_cpu.h"

#include "sim/error.h"
#include "sim/node/usable_cpus.h"
#include "tests/unit/measure/temporary_directory.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <sched.h>
#include <vector>

namespace ampsim::hub {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

class HostCpuTest : public testing::Test {
protected:
    /// Simulations that run at the same time as this test keep their locks somewhere else.
    HostCpuTest() { setenv("TMPDIR", locks_.path().c_str(), 1); }
    ~HostCpuTest() override { unsetenv("TMPDIR"); }

    const std::vector<unsigned> all_ = node::usable_cpus();

private:
    measure::TemporaryDirectory locks_;
};

TEST_F(HostCpuTest, NoneLeavesTheChoiceToTheScheduler) {
    const HostCpu cpu("none");
    EXPECT_FALSE(cpu.number());
    EXPECT_EQ(node::usable_cpus(), all_);
}

TEST_F(HostCpuTest, ANumberIsTakenUntilTheEnd) {
    {
        const HostCpu cpu(std::to_string(all_.front()));
        EXPECT_EQ(cpu.number(), all_.front());
        EXPECT_THAT(node::usable_cpus(), ElementsAre(all_.front()));
    }
    EXPECT_EQ(node::usable_cpus(), all_);
}

TEST_F(HostCpuTest, AutoTakesTheLastThatNoOtherSimulationHas) {
    {
        const HostCpu first("auto");
        EXPECT_EQ(first.number(), all_.back());
        cpu_set_t every; // the next simulation is another process, which may use all
        CPU_ZERO(&every);
        for (const unsigned cpu : all_) {
            CPU_SET(cpu, &every);
        }
        sched_setaffinity(0, sizeof every, &every);
        const HostCpu second("auto");
        if (all_.size() > 1) {
            EXPECT_EQ(second.number(), all_[all_.size() - 2]);
        }
    }
    EXPECT_EQ(HostCpu("auto").number(), all_.back()) << "the lock is free again";
}

TEST_F(HostCpuTest, ACpuThatThereIsNotIsBadInput) {
    for (const char* wanted : {"4095", "-1", "1x", "", "any"}) {
        EXPECT_THAT([&] { HostCpu cpu(wanted); }, ThrowsMessage<InputError>(HasSubstr(
                                                      "there is no such CPU; expected auto, none, "
                                                      "or one of ")))
            << wanted;
    }
    EXPECT_EQ(node::usable_cpus(), all_);
}

} // namespace
} // namespace ampsim::hub
