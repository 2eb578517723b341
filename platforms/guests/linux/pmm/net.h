// SPDX-License-Identifier: BSD-3-Clause
//
// The network device [VirtIO 1.2, 5.1] over a file that gives and takes a frame at a time: that of
// a TAP interface. Without offloads, a frame is one buffer.
#pragma once

#include "platforms/guests/linux/pmm/device.h"
#include "platforms/guests/linux/pmm/event_loop.h"

#include <array>

namespace ampsim::pmm {

using MacAddress = std::array<std::uint8_t, 6>;

class Net final : public Device {
public:
    static constexpr unsigned receive = 0;
    static constexpr unsigned transmit = 1;

    Net(EventLoop& loop, HostFile interface, const MacAddress& mac);
    ~Net() override;

    std::uint32_t type() const override { return 1; }
    std::uint64_t features() const override;
    unsigned queues() const override { return 2; }
    std::string queue_name(unsigned queue) const override {
        return queue == receive ? "receive" : "transmit";
    }
    Bytes configuration() const override;
    void start(std::uint64_t features) override;
    void reset() override;
    Left serve(unsigned queue, Queue& buffers, unsigned budget) override;
    /// received_frames (by the remote), sent_frames, malformed_frames, dropped_too_long (for a
    /// buffer of the driver), dropped_by_interface
    std::map<std::string, std::uint64_t> counters() const override { return counters_; }

private:
    Left give_frames(Queue& buffers, unsigned budget);
    Left take_frames(Queue& buffers, unsigned budget);
    bool read_frame();

    EventLoop& loop_;
    HostFile interface_;
    MacAddress mac_;
    std::size_t header_size_ = 0;
    Bytes frame_; ///< for the driver, with its header; empty: none yet
    std::map<std::string, std::uint64_t> counters_;
};

} // namespace ampsim::pmm
