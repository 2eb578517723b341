// SPDX-License-Identifier: BSD-3-Clause
//
// Descriptors, and what every ring has to check of them, whatever its format.
#pragma once

#include "models/virtio/ring.h"

#include <boost/endian/conversion.hpp>

namespace ampsim::models::virtio {

/// The largest buffer that a device takes. The standard allows 4 GiB [VirtIO 1.2, 2.7.5]; no driver
/// comes near, and a hostile one shall not make the hub copy that much.
constexpr std::uint64_t largest_buffer = 64U << 20U;
/// The longest chain in an indirect table, unless the ring has more entries.
constexpr std::uint32_t longest_indirect_chain = 1024;

namespace descriptor_flag {
constexpr std::uint16_t next = 1;
constexpr std::uint16_t write = 2;
constexpr std::uint16_t indirect = 4;
} // namespace descriptor_flag

constexpr std::size_t descriptor_size = 16;

/// The table in memory that an indirect descriptor points to.
struct IndirectTable {
    std::uint64_t address = 0;
    std::uint32_t entries = 0;
};

/// Throws RingBroken unless this is a table of 1 to `most` entries, and all of it has addresses.
IndirectTable indirect_table(std::uint64_t address, std::uint32_t length, std::uint32_t most);

/// Which descriptor of which table.
struct DescriptorPlace {
    std::uint32_t index = 0;
    bool in_indirect_table = false;
};

/// "descriptor 5", "descriptor 5 of the indirect table"
std::string name_of(const DescriptorPlace& place);

/// Appends a segment. Throws RingBroken when the device would read behind what it writes, when the
/// segment's end is past the end of all addresses, and when the buffer gets too large.
void add_segment(Chain& chain, Segment segment, bool device_writes, const DescriptorPlace& place);

/// Whether [address, address + size) has addresses for all of it.
inline bool has_addresses(std::uint64_t address, std::uint64_t size) {
    return size == 0 || address <= UINT64_MAX - (size - 1);
}

/// Whether an index has passed `event` on its way from `before` to `now` [VirtIO 1.2, 2.7.10].
inline bool has_passed(std::uint16_t event, std::uint16_t now, std::uint16_t before) {
    return static_cast<std::uint16_t>(now - event - 1) < static_cast<std::uint16_t>(now - before);
}

// Little-endian numbers in memory.
using boost::endian::load_little_u16;
using boost::endian::load_little_u32;
using boost::endian::load_little_u64;
using boost::endian::store_little_u16;
using boost::endian::store_little_u32;
using boost::endian::store_little_u64;

} // namespace ampsim::models::virtio
