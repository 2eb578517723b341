// SPDX-License-Identifier: BSD-3-Clause
//
// The message-signalled interrupts of a VirtIO-MMIO device, as ampsim_virtio_mmio.h describes them:
// a vector for the configuration and one for each queue, each with address, data and mask.
#pragma once

#include "models/bus_master/message_sink.h"
#include "models/registers/register_bank.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace ampsim::models::virtio {

class MsiVectors {
public:
    /// `selected_queue`: what QueueSel names; `changed`: called when they were enabled or disabled.
    MsiVectors(RegisterBank& registers, std::size_t queues, MessageSink& messages,
               std::function<std::uint32_t()> selected_queue, std::function<void()> changed);

    bool enabled() const { return enabled_; }
    void reset();
    void queue_interrupt(std::size_t queue) { interrupt(of_queue_.at(queue)); }
    void configuration_interrupt() { interrupt(of_configuration_); }
    std::uint64_t sent() const { return sent_; }
    std::uint64_t held_back() const { return held_back_; } ///< while masked, or without an address

private:
    struct Vector {
        std::uint64_t address = 0;
        std::uint32_t data = 0;
        bool configured = false; ///< an address of 0 is one too
        bool masked = false;
        bool pending = false;
    };

    void command(std::uint32_t what);
    void configure(Vector& vector);
    bool can_send(const Vector& vector) const;
    void send_pending(Vector& vector);
    void interrupt(std::size_t vector);
    void send(const Vector& vector);

    MessageSink& messages_;
    std::function<std::uint32_t()> selected_queue_;
    std::function<void()> changed_;
    Register count_;
    Register state_;
    Register command_;
    Register select_;
    Register address_low_;
    Register address_high_;
    Register data_;
    std::vector<Vector> vectors_;
    std::vector<std::size_t> of_queue_;
    std::size_t of_configuration_ = 0;
    bool enabled_ = false;
    std::uint64_t sent_ = 0;
    std::uint64_t held_back_ = 0;
};

} // namespace ampsim::models::virtio
