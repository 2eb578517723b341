// SPDX-License-Identifier: BSD-3-Clause
//
// Messages of 9P2000.L (diod's protocol.md), as far as the device has to know them.
#pragma once

#include "models/virtio/wire.h"

#include <string>

namespace ampsim::models::virtio::ninep {

struct Header {
    little_uint32_t size; ///< of the whole message
    std::uint8_t type;
    little_uint16_t tag;
};
static_assert(sizeof(Header) == 7);

constexpr std::uint16_t no_tag = 0xffff;

constexpr std::uint8_t rlerror = 7;
constexpr std::uint8_t tversion = 100;
constexpr std::uint8_t rversion = 101;
constexpr std::uint8_t tattach = 104;

Bytes error_message(std::uint16_t tag, int error);

/// Whether the message's fields fit into it, and no name in it leads out of a directory: "..",
/// or with a slash. Messages without names are left to the server.
bool names_stay_inside(const Bytes& message);

/// A Tattach as it came, but to the tree `name`; nothing when it is malformed.
std::optional<Bytes> attach_to(const Bytes& message, const std::string& name,
                               std::uint32_t user_of_server);

/// The longest message that a Tversion or Rversion proposes; 0 when it is malformed.
std::uint32_t longest_message(const Bytes& message);
void set_longest_message(Bytes& message, std::uint32_t size);

} // namespace ampsim::models::virtio::ninep
