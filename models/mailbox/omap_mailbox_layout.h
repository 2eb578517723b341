// SPDX-License-Identifier: BSD-3-Clause
//
// The sizes in which mailboxes of TI's OMAP kind come, and which FIFO carries what.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ampsim::models {

struct OmapMailboxLayout {
    std::size_t users;      ///< interrupt lines, each with registers of its own
    std::size_t fifos;      ///< at most 16: two interrupt bits each
    std::uint32_t revision; ///< as REVISION reads
    bool end_of_interrupt;  ///< there is a register IRQ_EOI
};

/// What a device tree's compatible string stands for; none for any that is no such mailbox with
/// the interrupt registers of OMAP4 and later.
std::optional<OmapMailboxLayout> omap_mailbox_layout(std::string_view compatible);

/// Software's choice, not the hardware's: the FIFO for words from one user to another, two FIFOs
/// for each pair of users, in the order (0,1), (0,2), (0,3), (1,2), (1,3), (2,3), first that toward
/// the lower user, as TI's device trees have it. Both sides of a platform follow it.
constexpr std::size_t omap_mailbox_fifo(std::size_t from, std::size_t to) {
    const std::size_t low = from < to ? from : to;
    const std::size_t high = from < to ? to : from;
    const std::size_t pair = low == 0 ? high - 1 : low + high; // of four users
    return 2 * pair + (to == low ? 0 : 1);
}

} // namespace ampsim::models
