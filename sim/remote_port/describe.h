// SPDX-License-Identifier: BSD-3-Clause
//
// Packets as text for people: one line with every field that says something.
#pragma once

#include "sim/remote_port/packet.h"

#include <optional>
#include <string>

namespace ampsim::remote_port {

/// "write, id 12, channel 1 at 1200 ns: 4 bytes at 0xcaa0004: 01 00 00 00".
std::string describe(const Packet& packet);

/// When the sender says that it happened; nothing for a packet without a time.
std::optional<VirtualTime> timestamp(const Body& body);

} // namespace ampsim::remote_port
