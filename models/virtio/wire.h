// SPDX-License-Identifier: BSD-3-Clause
//
// Structures as they lie in a driver's buffers: little-endian and without gaps, so made of
// boost::endian's little_uint16_t and the like.
#pragma once

#include <boost/endian/arithmetic.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <type_traits>
#include <vector>

namespace ampsim::models::virtio {

using boost::endian::little_uint16_t;
using boost::endian::little_uint32_t;
using boost::endian::little_uint64_t;

using Bytes = std::vector<std::uint8_t>;

/// The structure that starts at `offset`; nothing when it is cut short.
template <typename Structure>
std::optional<Structure> parse(const Bytes& bytes, std::size_t offset = 0) {
    static_assert(std::is_trivially_copyable_v<Structure> && alignof(Structure) == 1);
    if (offset > bytes.size() || bytes.size() - offset < sizeof(Structure)) {
        return std::nullopt;
    }
    Structure structure;
    std::memcpy(&structure, bytes.data() + offset, sizeof structure);
    return structure;
}

template <typename Structure>
void append(Bytes& bytes, const Structure& structure) {
    static_assert(std::is_trivially_copyable_v<Structure> && alignof(Structure) == 1);
    bytes.resize(bytes.size() + sizeof structure);
    std::memcpy(bytes.data() + bytes.size() - sizeof structure, &structure, sizeof structure);
}

template <typename Structure>
Bytes bytes_of(const Structure& structure) {
    Bytes bytes;
    append(bytes, structure);
    return bytes;
}

} // namespace ampsim::models::virtio
