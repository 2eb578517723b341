// SPDX-License-Identifier: BSD-3-Clause
//
// The host's side of one vsock connection: its state, what came and is not taken yet, and the
// credit of both sides [VirtIO 1.2, 5.10.6.3]. It knows neither queues nor buffers: packets come in
// with receive(), and the device asks with next() for what goes out.
#pragma once

#include "models/virtio/vsock_endpoint.h"
#include "models/virtio/vsock_packet.h"

namespace ampsim::models::virtio {

struct VsockPacket {
    VsockHeader header{};
    Bytes data;
};

class VsockConnection {
public:
    enum class Start {
        by_guest, ///< is answered with RESPONSE
        by_host,  ///< asks with REQUEST
    };

    /// `buffer` bytes is what the guest may send before it is taken.
    VsockConnection(Start start, std::unique_ptr<VsockEndpoint> endpoint, std::uint32_t buffer);

    /// A packet of the guest for this connection; the first is its REQUEST. False: the guest broke
    /// the rules; the connection is to be reset.
    bool receive(const VsockHeader& header, const Bytes& data);

    /// Whether next() would give a packet now. Takes in what the endpoint has to say.
    bool has_next();
    /// The next packet to the guest, with at most `room` bytes of data: operation, flags, length,
    /// credit and data are set; addresses are the device's.
    VsockPacket next(std::size_t room);

    /// It is over; there is nothing to send.
    bool is_over() const { return over_; }
    /// The guest has accepted or asked.
    bool is_established() const { return established_; }

private:
    void deliver();
    bool wants_to_shut_down();
    std::uint32_t credit() const;
    bool owes_credit() const;

    std::unique_ptr<VsockEndpoint> endpoint_;
    std::uint32_t buffer_;
    Bytes waiting_; ///< received, not taken by the endpoint yet
    bool established_ = false;
    bool over_ = false;

    // To be sent.
    bool request_ = false;
    bool response_ = false;
    bool reset_ = false;
    bool credit_update_ = false;

    bool guest_sends_ = true;
    bool guest_receives_ = true;
    bool told_end_ = false;
    bool shut_down_ = false;
    bool asked_for_credit_ = false;

    // Credit: counts of bytes, free-running.
    std::uint32_t guest_buffer_ = 0;
    std::uint32_t guest_taken_ = 0;
    std::uint32_t sent_ = 0;
    std::uint32_t received_ = 0;
    std::uint32_t taken_ = 0;
    std::uint32_t told_taken_ = 0;
};

} // namespace ampsim::models::virtio
