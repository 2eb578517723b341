// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/net.h"

#include <sys/epoll.h>

namespace ampsim::pmm {

namespace {

constexpr std::uint64_t feature_mac = 1ULL << 5;     // [VirtIO 1.2, 5.1.3]
constexpr std::uint64_t feature_status = 1ULL << 16; //
constexpr std::uint16_t link_up = 1;
constexpr std::size_t legacy_header = 10;
constexpr std::size_t header = 12;
constexpr std::size_t buffer_count_offset = 10;
constexpr std::size_t frame_min = 14; ///< the Ethernet header
constexpr std::size_t frame_max = 65536;

} // namespace

Net::Net(EventLoop& loop, HostFile interface, const MacAddress& mac)
    : loop_(loop), interface_(std::move(interface)), mac_(mac) {
    for (const char* name : {"received_frames", "sent_frames", "malformed_frames",
                             "dropped_too_long", "dropped_by_interface"}) {
        counters_[name] = 0;
    }
    loop_.watch(interface_, 0, [this] {
        loop_.change(interface_, 0);
        host().wake(receive);
    });
}

Net::~Net() {
    loop_.forget(interface_);
}

std::uint64_t Net::features() const {
    return feature_mac | feature_status;
}

Bytes Net::configuration() const {
    Bytes bytes(mac_.begin(), mac_.end());
    models::virtio::append(bytes, models::virtio::little_uint16_t{link_up});
    return bytes;
}

void Net::start(std::uint64_t features) {
    header_size_ = (features & feature::version_1) != 0 ? header : legacy_header;
}

void Net::reset() {
    loop_.change(interface_, 0);
    frame_.clear(); // its header may be of another size next time
}

Left Net::serve(unsigned queue, Queue& buffers, unsigned budget) {
    return queue == receive ? give_frames(buffers, budget) : take_frames(buffers, budget);
}

/// Whether there is one.
bool Net::read_frame() {
    if (frame_.empty()) {
        frame_.resize(header_size_ + frame_max);
        const auto got =
            models::virtio::read_some(interface_, frame_.data() + header_size_, frame_max);
        const std::size_t size = got.value_or(0);
        frame_.resize(size == 0 ? 0 : header_size_ + size);
        if (!frame_.empty() && header_size_ == header) {
            frame_[buffer_count_offset] = 1;
        }
    }
    return !frame_.empty();
}

Left Net::give_frames(Queue& buffers, unsigned budget) {
    for (; budget > 0; --budget) {
        if (!read_frame()) {
            loop_.change(interface_, EPOLLIN);
            return Left::waiting_for_host;
        }
        const auto buffer = buffers.take();
        if (!buffer) {
            return Left::waiting_for_driver;
        }
        const bool fits = frame_.size() <= buffer->writable;
        ++counters_[fits ? "received_frames" : "dropped_too_long"];
        buffers.give_back(*buffer, fits ? frame_ : Bytes{});
        frame_.clear();
    }
    return Left::with_work;
}

Left Net::take_frames(Queue& buffers, unsigned budget) {
    for (; budget > 0; --budget) {
        const auto buffer = buffers.take();
        if (!buffer) {
            return Left::waiting_for_driver;
        }
        buffers.give_back(*buffer);
        if (buffer->request.size() < header_size_ + frame_min) {
            ++counters_["malformed_frames"];
            continue;
        }
        const std::size_t size = buffer->request.size() - header_size_;
        const auto written =
            models::virtio::write_some(interface_, buffer->request.data() + header_size_, size);
        ++counters_[written == size ? "sent_frames" : "dropped_by_interface"];
    }
    return Left::with_work;
}

} // namespace ampsim::pmm
