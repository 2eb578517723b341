// SPDX-License-Identifier: BSD-3-Clause
//
// The socket device [VirtIO 1.2, 5.10]: streams between programs of the remote and programs of
// Linux, at UNIX sockets (models/virtio/vsock_unix.h).
#pragma once

#include "models/virtio/vsock_host.h"
#include "platforms/guests/linux/pmm/device.h"
#include "platforms/guests/linux/pmm/event_loop.h"

namespace ampsim::pmm {

class Vsock final : public Device {
public:
    static constexpr unsigned receive = 0;
    static constexpr unsigned transmit = 1;
    static constexpr unsigned event = 2;

    /// Throws BackEndError, SystemRefused, and std::invalid_argument.
    Vsock(EventLoop& loop, const models::virtio::VsockHostParameters& parameters);
    ~Vsock() override;

    std::uint32_t type() const override { return 19; }
    std::uint64_t features() const override { return 1; } ///< STREAM
    unsigned queues() const override { return 3; }
    std::string queue_name(unsigned queue) const override;
    Bytes configuration() const override { return host_.configuration(); }
    void reset() override;
    /// Its connections are gone: the driver is told [VirtIO 1.2, 5.10.6.7].
    bool take_over(std::uint64_t features) override;
    Left serve(unsigned queue, Queue& buffers, unsigned budget) override;
    std::map<std::string, std::uint64_t> counters() const override { return host_.counters(); }

private:
    Left give_packets(Queue& buffers, unsigned budget);
    Left take_packets(Queue& buffers, unsigned budget);
    Left give_event(Queue& buffers);
    void watch(const HostFile& socket) const;
    void happened();

    EventLoop& loop_;
    HostFile ready_; ///< an epoll of all sockets, edge-triggered; a closed one leaves it
    models::virtio::VsockHost host_;
    std::optional<Buffer> held_; ///< of the receive queue: what it was for is void meanwhile
    bool owes_event_ = false;
};

} // namespace ampsim::pmm
