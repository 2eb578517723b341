// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/descriptor.h"

#include <fmt/format.h>

namespace ampsim::models::virtio {

IndirectTable indirect_table(std::uint64_t address, std::uint32_t length, std::uint32_t most) {
    const auto entries = static_cast<std::uint32_t>(length / descriptor_size);
    if (length == 0 || length % descriptor_size != 0 || entries > most) {
        throw RingBroken(fmt::format("an indirect table of {} bytes; expected 1 to {} descriptors "
                                     "of {} bytes",
                                     length, most, descriptor_size));
    }
    if (!has_addresses(address, length)) {
        throw RingBroken(fmt::format("an indirect table of {} bytes at {:#x} passes the end of all "
                                     "addresses",
                                     length, address));
    }
    return {address, entries};
}

std::string name_of(const DescriptorPlace& place) {
    return fmt::format("descriptor {}{}", place.index,
                       place.in_indirect_table ? " of the indirect table" : "");
}

void add_segment(Chain& chain, Segment segment, bool device_writes, const DescriptorPlace& place) {
    if (!device_writes && !chain.writable.empty()) {
        throw RingBroken(name_of(place) +
                         ", which the device reads, comes after one that it writes");
    }
    if (!has_addresses(segment.address, segment.length)) {
        throw RingBroken(fmt::format("{}: {} bytes at {:#x} pass the end of all addresses",
                                     name_of(place), segment.length, segment.address));
    }
    chain.bytes += segment.length;
    if (chain.bytes > largest_buffer) {
        throw RingBroken(fmt::format("{}: a buffer of {} bytes or more; the device takes up to {}",
                                     name_of(place), chain.bytes, largest_buffer));
    }
    (device_writes ? chain.writable : chain.readable).push_back(segment);
    ++chain.descriptors;
}

} // namespace ampsim::models::virtio
