// SPDX-License-Identifier: BSD-3-Clause
//
// The VirtIO-MMIO driver against a device with the registers of the specification: it answers each
// request with the bytes turned around, a while after it was notified.
#include "tests/unit/scripted/bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

namespace ampsim::scripted {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

/// VirtIO 1.2, 4.2.2; what a driver must not do is remembered.
class TestDevice {
public:
    static constexpr VirtualTime processing = 700ns;

    TestDevice(Bench& bench, std::uint64_t memory_address)
        : bench_(bench), memory_address_(memory_address) {}

    std::uint32_t magic = 0x74726976;
    std::uint32_t offered_high = 1;
    std::uint32_t queue_size_max = 16;
    std::uint32_t used_id_offset = 0; ///< added to what it puts into the used ring
    unsigned requests = 0;
    unsigned acknowledged = 0;
    std::string complaint;

    std::uint32_t read(std::uint64_t offset) {
        switch (offset) {
        case 0x000:
            return magic;
        case 0x004:
            return 2;
        case 0x008:
            return 42;
        case 0x010:
            return features_select_ == 1 ? offered_high : 0x30000000;
        case 0x034:
            return queue_size_max;
        case 0x044:
            return ready_;
        case 0x060:
            return pending_;
        case 0x070:
            return status_;
        default:
            complain("read of " + std::to_string(offset));
            return 0;
        }
    }

    void write(std::uint64_t offset, std::uint32_t value) {
        switch (offset) {
        case 0x014:
            features_select_ = value;
            break;
        case 0x020:
            complain_unless((features_select_written_ == 1 ? offered_high : 0) == value ||
                                value == 0,
                            "a feature that was not offered");
            break;
        case 0x024:
            features_select_written_ = value;
            break;
        case 0x030:
            complain_unless(value == 0, "another queue");
            break;
        case 0x038:
            complain_unless(ready_ == 0 && value <= queue_size_max, "size of a ready queue");
            size_ = value;
            break;
        case 0x044:
            complain_unless((status_ & 8) != 0, "queue before FEATURES_OK");
            ready_ = value;
            break;
        case 0x050:
            complain_unless((status_ & 4) != 0, "notify before DRIVER_OK");
            bench_.hardware.at(bench_.hardware.now() + processing, [this] { process(); });
            break;
        case 0x064:
            ++acknowledged;
            pending_ &= ~value;
            set_line();
            break;
        case 0x070:
            status_ = value;
            break;
        default:
            if (offset >= 0x80 && offset < 0xa8) {
                addresses_[offset] = value;
            } else {
                complain("write of " + std::to_string(offset));
            }
        }
    }

private:
    template <typename Number>
    Number& memory(std::uint64_t address) {
        const std::uint64_t at = address - memory_address_;
        if (at + sizeof(Number) > bench_.memory.size()) {
            throw SimulationError("the device was sent out of its memory");
        }
        return *reinterpret_cast<Number*>(bench_.memory.data() + at);
    }

    void process() {
        const std::uint64_t descriptors = addresses_[0x80];
        const std::uint64_t available = addresses_[0x90];
        const std::uint64_t used = addresses_[0xa0];
        for (; next_ != memory<std::uint16_t>(available + 2); ++next_) {
            ++requests;
            const auto head = memory<std::uint16_t>(available + 4 + 2ULL * (next_ % size_));
            std::vector<unsigned char> data;
            std::uint32_t written = 0;
            for (std::uint64_t id = head;;) {
                const std::uint64_t descriptor = descriptors + 16 * id;
                const auto address = memory<std::uint64_t>(descriptor);
                const auto length = memory<std::uint32_t>(descriptor + 8);
                const auto flags = memory<std::uint16_t>(descriptor + 12);
                for (std::uint32_t i = 0; i < length; ++i) {
                    auto& byte = memory<unsigned char>(address + i);
                    if ((flags & 2) == 0) {
                        data.push_back(byte);
                    } else if (i < data.size()) {
                        byte = data[data.size() - 1 - i];
                        ++written;
                    }
                }
                if ((flags & 1) == 0) {
                    break;
                }
                id = memory<std::uint16_t>(descriptor + 14);
            }
            memory<std::uint32_t>(used + 4 + 8ULL * (next_ % size_)) = head + used_id_offset;
            memory<std::uint32_t>(used + 8 + 8ULL * (next_ % size_)) = written;
            ++memory<std::uint16_t>(used + 2);
        }
        pending_ |= 1;
        set_line();
    }

    void set_line() { bench_.set_line(0, pending_ != 0, bench_.hardware.now() + Bench::line); }
    void complain(const std::string& what) { complaint += what + "; "; }
    void complain_unless(bool holds, const std::string& what) {
        if (!holds) {
            complain(what);
        }
    }

    Bench& bench_;
    std::uint64_t memory_address_;
    std::map<std::uint64_t, std::uint64_t> addresses_;
    std::uint32_t features_select_ = 0;
    std::uint32_t features_select_written_ = 0;
    std::uint32_t size_ = 0;
    std::uint32_t ready_ = 0;
    std::uint32_t pending_ = 0;
    std::uint32_t status_ = 0;
    std::uint16_t next_ = 0;
};

class VirtioBench : public Bench {
public:
    void on_access(std::size_t node, const remote_port::BusAccess& access) override {
        tell(node, fmt::format("{} {:#x}", access.write ? "write" : "read", access.address),
             hardware.now());
        remote_port::BusAccess answer = access;
        hardware.at(hardware.now() + request, [this, node, answer]() mutable {
            const std::uint64_t offset = answer.address - 0x1000;
            if (answer.write) {
                std::uint32_t value = 0;
                std::memcpy(&value, answer.data.data(), answer.data.size());
                answer.data.clear();
                device.write(offset, value);
            } else {
                const std::uint32_t value = device.read(offset);
                answer.data.resize(4);
                std::memcpy(answer.data.data(), &value, 4);
            }
            nodes[node]->answer(std::move(answer), hardware.now() + response);
            conductor->answered(node, hardware.now() + response);
        });
    }

    TestDevice device{*this, 0x10000};
};

class VirtioMmioDriver : public testing::Test {
protected:
    void run(std::map<std::string, std::string> arguments) {
        arguments.merge(std::map<std::string, std::string>{
            {"device", "box"}, {"interrupt", "box.one"}, {"memory", "ram+0x100"}});
        node::NodeEvents& events = bench_;
        bench_.add(std::make_unique<ScriptedNode>(
            bench_.around(0), find_program("virtio-mmio-driver").with(arguments), events));
        bench_.run();
    }
    std::string error(const std::map<std::string, std::string>& arguments = {}) {
        try {
            run(arguments);
        } catch (const SimulationError& failure) {
            return failure.what();
        }
        return "no error";
    }
    unsigned accesses(const std::string& what) const {
        return static_cast<unsigned>(std::count_if(
            bench_.stories.at(0).begin(), bench_.stories.at(0).end(),
            [&](const std::string& event) { return event.find(what) != std::string::npos; }));
    }

    VirtioBench bench_;
};

TEST_F(VirtioMmioDriver, EachRequestIsNotifiedAnsweredAndAcknowledged) {
    run({{"count", "20"}});
    EXPECT_EQ(bench_.device.complaint, "");
    EXPECT_EQ(bench_.device.requests, 20U);
    EXPECT_EQ(bench_.device.acknowledged, 20U);
    EXPECT_EQ(accesses("write 0x1050"), 20U);
    EXPECT_EQ(accesses("read 0x1060"), 20U);
    EXPECT_EQ(accesses("write 0x1064"), 20U);
    EXPECT_THAT(bench_.stories[0].back(), HasSubstr(": off"));
}

TEST_F(VirtioMmioDriver, TheDeviceWritesWhatItWasAskedFor) {
    run({{"count", "1"}, {"to_device", "4"}, {"from_device", "4"}, {"entries", "4"}});
    const std::vector<unsigned char> expected{0, 1, 2, 3, 3, 2, 1, 0};
    EXPECT_NE(
        std::search(bench_.memory.begin(), bench_.memory.end(), expected.begin(), expected.end()),
        bench_.memory.end());
}

TEST_F(VirtioMmioDriver, OnePartIsEnough) {
    run({{"count", "3"}, {"to_device", "0"}, {"from_device", "8"}});
    EXPECT_EQ(bench_.device.requests, 3U);
    EXPECT_EQ(bench_.device.complaint, "");
}

TEST_F(VirtioMmioDriver, WhatIsNoDeviceIsTold) {
    bench_.device.magic = 0x12345678;
    EXPECT_THAT(error(), HasSubstr("no VirtIO-MMIO device of version 2 at 0x1000"));
}

TEST_F(VirtioMmioDriver, AnotherKindIsTold) {
    EXPECT_THAT(error({{"kind", "1"}}), HasSubstr("is of kind 42, expected 1"));
}

TEST_F(VirtioMmioDriver, ALegacyOnlyDeviceIsTold) {
    bench_.device.offered_high = 0;
    EXPECT_THAT(error(), HasSubstr("does not offer VIRTIO_F_VERSION_1"));
}

TEST_F(VirtioMmioDriver, AQueueThatIsNotThereIsTold) {
    bench_.device.queue_size_max = 0;
    EXPECT_THAT(error(), HasSubstr("queue 0 of the VirtIO device has 0 entries"));
}

TEST_F(VirtioMmioDriver, ADeviceThatUsesAnotherDescriptorIsTold) {
    bench_.device.used_id_offset = 1;
    EXPECT_THAT(error(), HasSubstr("used descriptor 1 with"));
}

TEST_F(VirtioMmioDriver, ARequestOfNothingIsTold) {
    EXPECT_THAT(error({{"to_device", "0"}, {"from_device", "0"}}),
                HasSubstr("neither a part to the device nor one from it"));
}

} // namespace
} // namespace ampsim::scripted
