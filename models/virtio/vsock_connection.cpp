// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/vsock_connection.h"

#include <algorithm>
#include <utility>

namespace ampsim::models::virtio {

VsockConnection::VsockConnection(Start start, std::unique_ptr<VsockEndpoint> endpoint,
                                 std::uint32_t buffer)
    : endpoint_(std::move(endpoint)), buffer_(buffer), request_(start == Start::by_host) {}

bool VsockConnection::receive(const VsockHeader& header, const Bytes& data) {
    guest_buffer_ = header.buf_alloc;
    guest_taken_ = header.fwd_cnt;
    asked_for_credit_ = asked_for_credit_ && credit() == 0;
    switch (header.op) {
    case vsock_op::request:
        if (established_ || request_) {
            return false;
        }
        established_ = response_ = true;
        return true;
    case vsock_op::response:
        if (established_) {
            return false;
        }
        established_ = true;
        endpoint_->accepted();
        return true;
    case vsock_op::rst:
        over_ = true;
        return true;
    case vsock_op::shutdown:
        guest_sends_ = guest_sends_ && (header.flags & vsock_flag::no_send) == 0;
        guest_receives_ = guest_receives_ && (header.flags & vsock_flag::no_receive) == 0;
        return true;
    case vsock_op::rw:
        if (!established_ || !guest_sends_ || data.size() > buffer_ - (received_ - taken_)) {
            return false; // more than it has credit for, or after the end
        }
        received_ += static_cast<std::uint32_t>(data.size());
        waiting_.insert(waiting_.end(), data.begin(), data.end());
        return true;
    case vsock_op::credit_update:
        return established_;
    case vsock_op::credit_request:
        credit_update_ = true;
        return established_;
    default:
        return false;
    }
}

void VsockConnection::deliver() {
    while (!waiting_.empty()) {
        if (!guest_receives_ && endpoint_->has_more()) {
            endpoint_->give(
                waiting_.size()); // nobody wants its answers, they shall not be in the way
        }
        const std::size_t taken = endpoint_->take(waiting_.data(), waiting_.size());
        waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(taken));
        taken_ += static_cast<std::uint32_t>(taken);
        if (taken == 0) {
            break;
        }
    }
    if (!guest_sends_ && waiting_.empty() && !std::exchange(told_end_, true)) {
        endpoint_->end_of_input();
    }
}

std::uint32_t VsockConnection::credit() const {
    const std::uint32_t on_the_way = sent_ - guest_taken_;
    return guest_receives_ && guest_buffer_ > on_the_way ? guest_buffer_ - on_the_way : 0;
}

bool VsockConnection::owes_credit() const {
    return taken_ - told_taken_ >= buffer_ / 2;
}

bool VsockConnection::wants_to_shut_down() {
    return !shut_down_ && endpoint_->finished();
}

bool VsockConnection::has_next() {
    if (over_ || (!established_ && !request_)) {
        return false;
    }
    if (request_ || response_) {
        return true;
    }
    deliver();
    // The guest has closed its end, and everything was taken; or nothing can be taken any more.
    if ((!guest_sends_ && !guest_receives_ && waiting_.empty()) || endpoint_->broken()) {
        reset_ = true;
    }
    return reset_ || credit_update_ || owes_credit() || wants_to_shut_down() ||
           (guest_receives_ && !shut_down_ && endpoint_->has_more() &&
            (credit() > 0 || !asked_for_credit_));
}

VsockPacket VsockConnection::next(std::size_t room) {
    VsockPacket packet;
    const auto is = [&packet](std::uint16_t op) {
        packet.header.op = op;
    };
    if (std::exchange(request_, false)) {
        is(vsock_op::request);
    } else if (std::exchange(response_, false)) {
        is(vsock_op::response);
    } else if (reset_) {
        over_ = true;
        is(vsock_op::rst);
    } else if (credit_update_ || owes_credit()) {
        credit_update_ = false;
        is(vsock_op::credit_update);
    } else if (wants_to_shut_down()) {
        shut_down_ = true;
        is(vsock_op::shutdown);
        packet.header.flags = guest_sends_ ? vsock_flag::no_send : vsock_flag::both;
    } else if (credit() == 0) {
        asked_for_credit_ = true;
        is(vsock_op::credit_request);
    } else {
        packet.data = endpoint_->give(std::min<std::size_t>(credit(), room));
        sent_ += static_cast<std::uint32_t>(packet.data.size());
        is(vsock_op::rw);
        deliver(); // an echo has room again
    }
    packet.header.len = static_cast<std::uint32_t>(packet.data.size());
    packet.header.buf_alloc = buffer_;
    packet.header.fwd_cnt = taken_;
    told_taken_ = taken_;
    return packet;
}

} // namespace ampsim::models::virtio
