// SPDX-License-Identifier: BSD-3-Clause
//
// Who has which part of a relation's window and which bits of its doorbell. Both sides get it from
// here; nobody computes it twice. docs/hvl.md describes it.
#pragma once

#include "sim/platform/platform.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ampsim::platform {

/// What a kind of device has.
struct HvlType {
    const char* name;
    std::uint32_t virtio_id; ///< [VirtIO 1.2, 5]
    unsigned queues;
    std::uint64_t pool_size; ///< bytes, unless the relation says something else
};

inline constexpr unsigned hvl_slots = 8;
inline constexpr std::uint32_t hvl_doorbell_bits = 32;
inline constexpr std::uint32_t hvl_default_queue_size = 64;
inline constexpr std::uint32_t hvl_largest_queue = 32768; ///< [VirtIO 1.2, 2.7]
inline constexpr std::uint64_t hvl_slot_size = 0x200;     ///< ampsim_virtio_ram.h

const std::vector<HvlType>& hvl_types();
const HvlType* find_hvl_type(const std::string& name); ///< null: there is none

/// An interrupt line of a face: its number there, and the input of the node's interrupt controller.
struct HvlLine {
    unsigned number = 0;
    std::uint32_t input = 0;
};

/// The lines of a face that end at the node, in their order. Outputs are called like the face, with
/// a number behind where there are several: "b", or "b0", "b1".
std::vector<HvlLine> hvl_lines(const Node& node, const Device& device, std::size_t face);

/// What firmware of the node calls the relation: "hvl" for the first in which it is the remote, as
/// a rule the only one; else the relation's name.
std::string hvl_name_for(const Platform& platform, std::size_t node, const Hvl& relation);

/// Pools and bits, for devices that are in the order of their slots. In the remote's own memory a
/// pool is all of it.
void lay_out(Hvl& relation);

/// Bytes that the window must have: the page of register images, and the pools.
std::uint64_t hvl_window_size(const Hvl& relation);

/// Bytes that the split rings of all queues take in the device's pool, each as a driver of
/// VirtIO-MMIO version 1 places it, which needs the most [VirtIO 1.2, 2.7.2].
std::uint64_t hvl_rings_size(unsigned queues, std::uint32_t queue_size);

} // namespace ampsim::platform
