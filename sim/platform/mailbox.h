// SPDX-License-Identifier: BSD-3-Clause
//
// The ends of the mailbox that a relation of RPMsg names: which of a device's faces is whose, and
// what drivers on both sides have to agree on.
#pragma once

#include "sim/platform/platform.h"

#include <cstdint>
#include <optional>
#include <string>

namespace ampsim::platform {

/// What a node has of a mailbox, in the words of its kind.
struct MailboxEnd {
    const Device* device;
    std::size_t face;            ///< the first that the node sees and that interrupts it
    Range registers;             ///< of it, as the node sees them
    std::uint32_t interrupt = 0; ///< input of the node's interrupt controller
};

/// Nothing when the node sees no face of the device that interrupts it.
std::optional<MailboxEnd> mailbox_end(const Platform& platform, const Rpmsg& relation,
                                      std::size_t node);

/// How words go from one end to the other, for a driver at the first.
struct MailboxWay {
    std::string kind; ///< "mu", "omap", "ipi": the driver
    /// What the hardware calls the two ends. mu: number of the face. omap: of the user. ipi: bit.
    std::uint64_t own = 0;
    std::uint64_t other = 0;
    /// omap: numbers of the FIFOs. ipi: addresses of the request buffers, 0 when the node does not
    /// see them. mu: 0.
    std::uint64_t send = 0;
    std::uint64_t receive = 0;
};

/// Nothing for a device that is no mailbox that firmware has a driver for. Throws InputError for
/// one that has no FIFO for the two.
std::optional<MailboxWay> mailbox_way(const Platform& platform, const Rpmsg& relation,
                                      std::size_t node);

} // namespace ampsim::platform
