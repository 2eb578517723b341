// SPDX-License-Identifier: BSD-3-Clause
//
// A fresh kernel with VirtIO and simulated devices, once for each way to carry registers and
// notifications.
#pragma once

#include "kernel_fixture.h"
#include "simulated_device.h"

#include <string>

class VirtioTest : public KernelTest, public testing::WithParamInterface<Way> {
protected:
    VirtioTest() : devices_(GetParam()) { EXPECT_EQ(virtio_initialize(), osOK); }
    ~VirtioTest() override {
        EXPECT_TRUE(devices_.outside_is_untouched());
        host_reset(); // before the devices go
    }

    /// Runs `body` in a thread up to `ticks` from now; it has to end by then.
    void run(std::function<void()> body, unsigned ticks = 1000) {
        bool ended = false;
        thread(osPriorityNormal, [&ended, body = std::move(body)] {
            body();
            ended = true;
        });
        if (!kernel_runs_) {
            kernel_runs_ = true;
            EXPECT_EQ(osKernelStart(), osOK);
        }
        now_ += ticks;
        host_run_until(now_);
        EXPECT_TRUE(ended) << "still waits after " << ticks << " ticks";
    }

    static Bytes bytes(const std::string& text) { return {text.begin(), text.end()}; }
    static std::string text(const Bytes& bytes) { return {bytes.begin(), bytes.end()}; }

    SimulatedDevices devices_;
    uint64_t now_ = 0;

private:
    bool kernel_runs_ = false;
};

inline std::string name_of(const testing::TestParamInfo<Way>& info) {
    const char* const registers[] = {"Version1", "Version2", "Ram"};
    return std::string(registers[static_cast<int>(info.param.registers)]) +
           (info.param.per_queue ? "PerQueue" : "Shared") +
           (info.param.poll_period == virtio_not_polled ? "" : "Polled");
}

inline const auto all_ways = testing::Values(
    Way{Registers::version_1, false}, Way{Registers::version_2, false},
    Way{Registers::version_2, true}, Way{Registers::ram, false}, Way{Registers::ram, true},
    Way{Registers::ram, false, 2000}, Way{Registers::version_2, false, 1000});
