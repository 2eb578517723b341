// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/net.h"

#include "models/virtio/engine.h"
#include "models/virtio/wire.h"

#include <boost/endian/conversion.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace ampsim::models::virtio {

namespace {

// struct virtio_net_hdr [VirtIO 1.2, 5.1.6]: flags, gso_type, hdr_len, gso_size, csum_start,
// csum_offset, num_buffers.
constexpr std::size_t gso_type_at = 1;
constexpr std::size_t buffer_count_at = 10;
constexpr std::size_t header_without_buffer_count = 10; // legacy [5.1.6.1]
constexpr std::size_t header_with_buffer_count = 12;

constexpr std::size_t ethernet_header = 14;
constexpr std::size_t vlan_tag = 4;
constexpr std::uint16_t mtu_min = 68; // [5.1.4.1]

constexpr std::uint8_t link_is_up = 1;

std::size_t room(const std::vector<Buffer>& buffers) {
    std::size_t bytes = 0;
    for (const Buffer& buffer : buffers) {
        bytes += buffer.writable;
    }
    return bytes;
}

} // namespace

Net::Net(const NetParameters& parameters) : parameters_(parameters), mac_(parameters.mac) {
    if (parameters.mtu != 0 && parameters.mtu < mtu_min) {
        throw std::invalid_argument("net: an MTU is 68 to 65535 bytes, not " +
                                    std::to_string(parameters.mtu));
    }
    if ((parameters.mac[0] & 1U) != 0) {
        throw std::invalid_argument("net: the MAC address of a device is no group address");
    }
    if (parameters.inbox_frames == 0) {
        throw std::invalid_argument("net: an inbox has room for at least 1 frame");
    }
}

std::uint64_t Net::features() const {
    return net_feature::mac | net_feature::status | (parameters_.mtu != 0 ? net_feature::mtu : 0) |
           (parameters_.mergeable_buffers ? net_feature::mergeable_buffers : 0);
}

std::vector<std::uint8_t> Net::configuration() const {
    std::vector<std::uint8_t> bytes(mac_.begin(), mac_.end());
    append(bytes, little_uint16_t{static_cast<std::uint16_t>(link_up_ ? link_is_up : 0)});
    append(bytes, little_uint16_t{1}); // max_virtqueue_pairs
    append(bytes, little_uint16_t{parameters_.mtu});
    return bytes;
}

void Net::write_configuration(std::size_t offset, const std::uint8_t* data, std::size_t size) {
    if (agreed(feature::version_1)) {
        return; // read-only for the driver [5.1.4]
    }
    for (std::size_t i = 0; i < size && offset + i < mac_.size(); ++i) {
        mac_[offset + i] = data[i];
    }
}

void Net::start(std::uint64_t features) {
    features_ = features;
    started_ = true;
}

void Net::reset() {
    counters_.dropped_not_started += inbox_.size();
    inbox_.clear();
    started_ = false;
    features_ = 0;
    mac_ = parameters_.mac;
}

void Net::set_link(bool up) {
    if (up == link_up_) {
        return;
    }
    link_up_ = up;
    events().configuration_changed();
}

std::size_t Net::header_size() const {
    return agreed(feature::version_1 | net_feature::mergeable_buffers)
               ? header_with_buffer_count
               : header_without_buffer_count;
}

std::size_t Net::longest_frame() const {
    return agreed(net_feature::mtu) ? parameters_.mtu + ethernet_header + vlan_tag : SIZE_MAX;
}

void Net::receive(network::Frame frame) {
    if (!started_) {
        ++counters_.dropped_not_started;
    } else if (!link_up_) {
        ++counters_.dropped_link_down;
    } else if (frame.size() > longest_frame()) {
        ++counters_.dropped_too_long;
    } else if (inbox_.size() >= parameters_.inbox_frames) {
        ++counters_.dropped_inbox_full;
    } else {
        inbox_.push_back(std::move(frame));
        counters_.inbox_high_water =
            std::max<std::uint64_t>(counters_.inbox_high_water, inbox_.size());
        arrived_.notify(sc_core::SC_ZERO_TIME);
    }
}

void Net::serve(Queue& queue) {
    if (queue.index() == rx) {
        serve_rx(queue);
    } else {
        serve_tx(queue);
    }
}

void Net::serve_rx(Queue& queue) {
    held_.clear();
    for (;;) {
        while (inbox_.empty()) {
            queue.wait(arrived_);
        }
        const std::size_t needed = header_size() + inbox_.front().size();
        if (held_.empty() || wants_another(needed)) {
            held_.push_back(queue.take()); // meanwhile a reset may have emptied the inbox
            continue;
        }
        const network::Frame frame = std::move(inbox_.front());
        inbox_.pop_front();
        if (room(held_) < needed || held_.front().writable < header_size()) {
            ++counters_.dropped_too_long;
            continue;
        }
        deliver(queue, frame, std::exchange(held_, {}));
        ++counters_.received_frames;
        counters_.received_bytes += frame.size();
    }
}

bool Net::wants_another(std::size_t needed) const {
    return agreed(net_feature::mergeable_buffers) && room(held_) < needed &&
           held_.size() < UINT16_MAX && held_.back().writable != 0;
}

/// The frame behind its header, over as many buffers as it takes; there is room in them.
void Net::deliver(Queue& queue, const network::Frame& frame, std::vector<Buffer> buffers) {
    std::vector<std::uint8_t> bytes(header_size(), 0);
    if (bytes.size() == header_with_buffer_count) {
        boost::endian::store_little_u16(bytes.data() + buffer_count_at,
                                        static_cast<std::uint16_t>(buffers.size()));
    }
    bytes.insert(bytes.end(), frame.begin(), frame.end());
    auto next = bytes.cbegin();
    for (Buffer& buffer : buffers) {
        const auto share = std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(buffer.writable),
                                                    bytes.cend() - next);
        buffer.reply.assign(next, next + share);
        next += share;
    }
    queue.give_back_together(std::move(buffers));
}

void Net::serve_tx(Queue& queue) {
    for (;;) {
        Buffer buffer = queue.take();
        std::optional<network::Frame> frame = frame_in(buffer.request);
        queue.give_back(std::move(buffer));
        // Only now: the frame leaves when the device is done with it.
        if (!frame) {
            ++counters_.malformed_frames;
        } else if (!link_up_) {
            ++counters_.dropped_link_down;
        } else {
            ++counters_.sent_frames;
            counters_.sent_bytes += frame->size();
            port.send(std::move(*frame));
        }
    }
}

/// Nothing when it is no frame, or asks for an offload that was not agreed on.
std::optional<network::Frame> Net::frame_in(const std::vector<std::uint8_t>& request) const {
    if (request.size() < header_size() + ethernet_header || request[0] != 0 ||
        request[gso_type_at] != 0) {
        return std::nullopt;
    }
    return network::Frame(request.begin() + static_cast<std::ptrdiff_t>(header_size()),
                          request.end());
}

std::map<std::string, std::uint64_t> Net::counters() const {
    return {{"sent_frames", counters_.sent_frames},
            {"sent_bytes", counters_.sent_bytes},
            {"received_frames", counters_.received_frames},
            {"received_bytes", counters_.received_bytes},
            {"malformed_frames", counters_.malformed_frames},
            {"dropped_inbox_full", counters_.dropped_inbox_full},
            {"dropped_too_long", counters_.dropped_too_long},
            {"dropped_not_started", counters_.dropped_not_started},
            {"dropped_link_down", counters_.dropped_link_down},
            {"inbox_high_water", counters_.inbox_high_water}};
}

} // namespace ampsim::models::virtio
