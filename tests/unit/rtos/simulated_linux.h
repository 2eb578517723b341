// SPDX-License-Identifier: BSD-3-Clause
//
// The Linux side of RPMsg as far as the remote can see it: what virtio_rpmsg_bus of Linux 6.1 does
// to the resource table, the vrings and the buffers, and when it rings. Written from the VirtIO
// specification, not from the remote's code, so that it can judge that.
#pragma once

#include "resource_table.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

using Bytes = std::vector<uint8_t>;

struct Message {
    uint32_t source;
    uint32_t destination;
    Bytes payload;
};

class SimulatedLinux {
public:
    explicit SimulatedLinux(uint16_t entries);
    ~SimulatedLinux();

    /// What remoteproc and virtio_rpmsg_bus do up to DRIVER_OK, and then the first kick. `ring`:
    /// with it.
    void start(bool ring = true);
    /// The remote's processor starts again: it hears nothing before it listens.
    void remote_was_reset();
    /// As the driver's removal leaves the device: status 1.
    void stop();

    /// A message to the remote; false if there is no free buffer. `length_field`: what the header
    /// says instead.
    bool send(uint32_t source, uint32_t destination, const Bytes& payload,
              std::optional<uint16_t> length_field = {});
    /// All messages that came; their buffers are the remote's again, unless it shall be starved.
    std::vector<Message> receive(bool recycle = true);
    /// Gives back the buffers that receive(false) kept.
    void recycle();

    /// Linux asks for notifications of consumed messages (a sender sleeps), or not (as usual).
    void want_consumed_notifications(bool wanted);
    void want_message_notifications(bool wanted);
    /// Writes an entry that means no descriptor.
    void send_garbage_index();

    unsigned kicks[rpmsg_vring_count]{}; ///< from the remote
    unsigned rings_withheld{};           ///< because the remote asked for none
    resource_table table{};

    void* memory(uint64_t address, uint32_t size);

private:
    struct Ring {
        uint64_t base;
        uint16_t entries;
        uint16_t next_available = 0;
        uint16_t last_used = 0;
        std::deque<uint16_t> free;
    };
    uint16_t& half(uint64_t address) { return *static_cast<uint16_t*>(memory(address, 2)); }
    uint32_t& word(uint64_t address) { return *static_cast<uint32_t*>(memory(address, 4)); }
    uint64_t available(const Ring& ring) const { return ring.base + 16ULL * ring.entries; }
    uint64_t used(const Ring& ring) const;
    uint64_t buffer(const Ring& ring, uint16_t id) const;
    void make(Ring& ring, bool device_writes);
    void offer(Ring& ring, uint16_t id, uint32_t length);
    void ring(const Ring& ring);
    void collect(Ring& ring);

    std::vector<uint8_t> memory_;
    Ring in_{}, out_{};
    std::vector<uint16_t> kept_;
};
