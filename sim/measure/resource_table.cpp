// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/resource_table.h"

#include <boost/endian/conversion.hpp>

#include <algorithm>

namespace ampsim::measure {

namespace {

constexpr std::uint32_t type_vdev = 3;
constexpr std::uint32_t id_rpmsg = 7;
constexpr std::uint64_t page = 4096;
constexpr std::uint64_t rpmsg_buffer_size = 512;
constexpr std::uint64_t rpmsg_most_buffers = 512;
constexpr std::uint64_t most_entries = 32768; // of a vring
// Offsets.
constexpr std::uint64_t count_at = 4, offsets_at = 16;
constexpr std::uint64_t vdev_id_at = 4, vdev_vring_count_at = 4 + 21, vdev_vrings_at = 4 + 24;
constexpr std::uint64_t vring_align_at = 4, vring_entries_at = 8, vring_size = 20;

/// 0 behind the end.
std::uint32_t word(const std::string& table, std::uint64_t at) {
    return at + sizeof(std::uint32_t) > table.size()
               ? 0
               : boost::endian::load_little_u32(
                     reinterpret_cast<const unsigned char*>(table.data() + at));
}

std::uint64_t aligned(std::uint64_t value, std::uint64_t alignment) {
    return (value + alignment - 1) / alignment * alignment;
}

/// Descriptors and available ring, aligned, used ring; whole pages.
std::uint64_t ring_bytes(std::uint64_t entries, std::uint64_t alignment) {
    return aligned(aligned(16 * entries + 6 + 2 * entries, alignment) + 6 + 8 * entries, page);
}

void add_vdev(const std::string& table, std::uint64_t entry, SharedRings& rings) {
    const std::uint64_t count_byte = entry + vdev_vring_count_at;
    const unsigned count =
        count_byte < table.size() ? static_cast<unsigned char>(table[count_byte]) : 0;
    std::uint64_t all_entries = 0;
    for (unsigned i = 0; i < count; ++i) {
        const std::uint64_t vring = entry + vdev_vrings_at + i * vring_size;
        const std::uint64_t entries = word(table, vring + vring_entries_at);
        const std::uint64_t alignment = word(table, vring + vring_align_at);
        if (entries == 0 || entries > most_entries || alignment == 0) {
            continue;
        }
        rings.vrings += ring_bytes(entries, alignment);
        all_entries += entries;
    }
    if (word(table, entry + vdev_id_at) == id_rpmsg) {
        rings.buffers += std::min(all_entries, rpmsg_most_buffers) * rpmsg_buffer_size;
    }
}

} // namespace

SharedRings shared_rings(const std::string& table) {
    SharedRings rings;
    const std::uint64_t room = table.size() / sizeof(std::uint32_t);
    const std::uint64_t count = std::min<std::uint64_t>(word(table, count_at), room);
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t entry = word(table, offsets_at + i * sizeof(std::uint32_t));
        if (entry != 0 && word(table, entry) == type_vdev) {
            add_vdev(table, entry, rings);
        }
    }
    return rings;
}

} // namespace ampsim::measure
