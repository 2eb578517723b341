// SPDX-License-Identifier: BSD-3-Clause
//
// A relation with its window, its hardware and its monitor, for each way in which they may be put
// together. The monitor can be ended and started anew; memory and hardware stay.
#pragma once

#include "platforms/guests/linux/pmm/event_loop.h"
#include "platforms/guests/linux/pmm/relation.h"
#include "tests/unit/pmm/driver.h"

#include <gtest/gtest.h>

#include <memory>

namespace ampsim::pmm::test {

struct Way {
    bool shim = false;
    bool per_queue = false;
    bool polled = false;
    unsigned lines = 1;
};

inline std::string name_of(const testing::TestParamInfo<Way>& info) {
    const Way& way = info.param;
    return std::string(way.shim ? "shim" : "ram") + (way.per_queue ? "_per_queue" : "_shared") +
           (way.polled ? "_polled" : "") + (way.lines == 1 ? "" : "_lines");
}

inline const Way every_way[] = {
    {false, false, false, 1}, {false, true, false, 1}, {false, true, false, 4},
    {true, false, false, 1},  {true, true, false, 1},  {true, true, false, 3},
    {false, false, true, 1},  {true, false, true, 1},
};

class Bench {
public:
    using MakeDevice = std::function<std::unique_ptr<Device>(EventLoop&)>;

    static constexpr std::uint64_t window_base = 0xb9000000;
    static constexpr std::uint64_t pool_size = 0x10000;

    explicit Bench(const Way& way);

    /// Before start(): a device of this kind in the next slot.
    void add(const std::string& kind, MakeDevice make);
    void start();
    /// As SIGKILL does: nothing is told to anybody.
    void kill();
    /// Lets the monitor do what there is to do.
    void run();

    Driver driver(unsigned slot) { return {hardware(), layout.devices.at(slot), way.per_queue}; }
    DeviceServer& server(std::size_t index) { return relation->server(index); }
    /// Everything that the monitor has said, line by line.
    std::string said() const;
    /// What lies around the window is as it was.
    bool surroundings_are_untouched() const;

    Way way;
    Layout layout;
    EventLoop loop;
    std::vector<std::unique_ptr<Device>> devices;
    std::unique_ptr<Relation> relation;
    FakeDoorbell doorbell;
    FakeShim shim{2};

private:
    static constexpr std::uint64_t page = 4096;
    static constexpr std::uint64_t window_size = page + 8 * pool_size;

    Hardware hardware();
    unsigned char* window() { return memory_.get() + page; }

    struct Free {
        void operator()(unsigned char* memory) const { std::free(memory); } // NOLINT
    };
    std::unique_ptr<unsigned char, Free> memory_; ///< with a page before and one behind
    Window mapped_;
    std::vector<MakeDevice> makers_;
    std::vector<std::string> said_;
};

} // namespace ampsim::pmm::test
