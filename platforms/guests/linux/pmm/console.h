// SPDX-License-Identifier: BSD-3-Clause
//
// The console device [VirtIO 1.2, 5.3], with one port, over a file: a pty's, or a socket. What the
// driver writes waits until somebody reads it; after a second in which nobody does, it is dropped,
// so that a remote does not stop because nobody looks at its console.
#pragma once

#include "platforms/guests/linux/pmm/device.h"
#include "platforms/guests/linux/pmm/event_loop.h"

#include <chrono>

namespace ampsim::pmm {

class Console : public Device {
public:
    static constexpr unsigned receive = 0;
    static constexpr unsigned transmit = 1;

    /// `stream` has to outlive it. Throws SystemRefused.
    Console(EventLoop& loop, const HostFile& stream,
            std::chrono::milliseconds patience = std::chrono::seconds(1));
    ~Console() override;

    std::uint32_t type() const override { return 3; }
    unsigned queues() const override { return 2; }
    std::string queue_name(unsigned queue) const override {
        return queue == receive ? "receive" : "transmit";
    }
    Bytes configuration() const override;
    void reset() override;
    Left serve(unsigned queue, Queue& buffers, unsigned budget) override;
    /// received_bytes (by the remote), sent_bytes, dropped_bytes
    std::map<std::string, std::uint64_t> counters() const override;

private:
    Left give_input(Queue& buffers, unsigned budget);
    Left take_output(Queue& buffers, unsigned budget);
    bool read_input();
    void write_output();
    void drop_output();
    void watch();
    void happened();

    EventLoop& loop_;
    const HostFile& stream_;
    HostFile timer_;
    std::chrono::milliseconds patience_;
    Bytes input_;  ///< read, not given to the driver yet
    Bytes output_; ///< taken from the driver, not written yet
    bool wants_input_ = false;
    bool at_end_ = false;     ///< no input will come any more
    bool unattended_ = false; ///< nobody has read for too long: what has no room is dropped
    std::map<std::string, std::uint64_t> counters_{
        {"received_bytes", 0}, {"sent_bytes", 0}, {"dropped_bytes", 0}};
};

} // namespace ampsim::pmm
