// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/queue.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ampsim::pmm {

using models::virtio::RingBroken;
using models::virtio::Segment;

namespace {

/// The place, when a ring may be there.
const RingPlace& checked(const Pool& pool, const RingPlace& place) {
    if (place.size == 0 || (place.size & (place.size - 1)) != 0) {
        throw RingBroken(fmt::format("a ring of {} entries; expected a power of 2", place.size));
    }
    struct Part {
        const char* name;
        std::uint64_t address;
        std::uint64_t size;
        std::uint64_t alignment; // [VirtIO 1.2, 2.7]
    };
    for (const Part& part :
         {Part{"descriptors", place.descriptors, models::virtio::split_descriptors_size(place.size),
               16},
          Part{"available ring", place.driver_area,
               models::virtio::split_available_size(place.size), 2},
          Part{"used ring", place.device_area, models::virtio::split_used_size(place.size), 4}}) {
        if (part.address % part.alignment != 0) {
            throw RingBroken(fmt::format("{} at {:#x}, which is not a multiple of {}", part.name,
                                         part.address, part.alignment));
        }
        pool.check(part.address, part.size, part.name);
    }
    return place;
}

/// A part of a buffer's chain. Its name is of use only when it is refused.
void check(const Pool& pool, const Buffer& buffer, const Segment& segment, std::size_t part) {
    if (!pool.contains(segment.address, segment.length)) {
        pool.check(segment.address, segment.length,
                   fmt::format("chain from descriptor {}, part {}", buffer.chain.id, part));
    }
}

} // namespace

Queue::Queue(Pool& pool, const RingPlace& place, const models::virtio::RingFeatures& features,
             QueueCounters& counters)
    : pool_(pool), ring_(pool, checked(pool, place), features), counters_(counters) {
    ring_.resume();
}

std::optional<Buffer> Queue::take() {
    auto chain = ring_.take();
    if (!chain) {
        return std::nullopt;
    }
    if (chain->bytes > pool_.size()) { // some of it more than once
        throw RingBroken(fmt::format("the chain from descriptor {} has {} bytes, more than the "
                                     "device's pool, {}",
                                     chain->id, chain->bytes, pool_.size()));
    }
    Buffer buffer;
    buffer.chain = std::move(*chain);
    std::size_t part = 0;
    for (const Segment& segment : buffer.chain.readable) {
        check(pool_, buffer, segment, part++);
        const std::size_t before = buffer.request.size();
        buffer.request.resize(before + segment.length);
        pool_.read(segment.address, buffer.request.data() + before, segment.length, "");
    }
    for (const Segment& segment : buffer.chain.writable) {
        check(pool_, buffer, segment, part++);
        buffer.writable += segment.length;
    }
    ++counters_.chains;
    counters_.bytes_read += buffer.request.size();
    return buffer;
}

void Queue::give_back(const Buffer& buffer, const Bytes& reply) {
    if (reply.size() > buffer.writable) {
        throw std::length_error("a reply that has no room in its buffer");
    }
    std::size_t done = 0;
    for (const Segment& segment : buffer.chain.writable) {
        const std::size_t now = std::min<std::size_t>(segment.length, reply.size() - done);
        if (now != 0) {
            pool_.write(segment.address, reply.data() + done, now, "");
        }
        done += now;
    }
    ring_.give_back(buffer.chain, static_cast<std::uint32_t>(reply.size()));
    counters_.bytes_written += reply.size();
    gave_back_ = true;
}

bool Queue::ask_for_notifications(bool wanted) {
    ring_.ask_for_notifications(wanted);
    return std::exchange(asked_, wanted) != wanted && wanted;
}

bool Queue::interrupt_wanted() {
    if (!gave_back_) {
        return false;
    }
    gave_back_ = false;
    const bool wanted = ring_.interrupt_wanted();
    ++(wanted ? counters_.interrupts : counters_.suppressed_interrupts);
    return wanted;
}

} // namespace ampsim::pmm
