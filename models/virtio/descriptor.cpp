// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/descriptor.h"

#include <fmt/format.h>

#include <numeric>

namespace ampsim::models::virtio {

IndirectTable indirect_table(std::uint64_t address, std::uint32_t length, std::uint32_t most) {
    const auto entries = static_cast<std::uint32_t>(length / descriptor_size);
    if (length == 0 || length % descriptor_size != 0 || entries > most) {
        throw RingBroken(fmt::format("an indirect table of {} bytes; expected 1 to {} descriptors "
                                     "of {} bytes",
                                     length, most, descriptor_size));
    }
    return {address, entries};
}

void add_segment(Chain& chain, Segment segment, bool device_writes) {
    if (!device_writes && !chain.writable.empty()) {
        throw RingBroken("a descriptor that the device reads comes after one that it writes");
    }
    if (segment.length > 0 && segment.address > UINT64_MAX - (segment.length - 1)) {
        throw RingBroken(fmt::format("{} bytes at {:#x} pass the end of all addresses",
                                     segment.length, segment.address));
    }
    std::vector<Segment>& segments = device_writes ? chain.writable : chain.readable;
    segments.push_back(segment);
    const auto bytes =
        std::accumulate(segments.begin(), segments.end(), std::uint64_t{0},
                        [](std::uint64_t sum, const Segment& of) { return sum + of.length; });
    if (bytes > largest_buffer) {
        throw RingBroken(fmt::format("a buffer of {} bytes or more; the device takes up to {}",
                                     bytes, largest_buffer));
    }
    ++chain.descriptors;
}

std::string descriptor_name(std::uint32_t index, bool indirect) {
    return fmt::format("descriptor {}{}", index, indirect ? " of the indirect table" : "");
}

} // namespace ampsim::models::virtio
