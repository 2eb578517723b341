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

/// What is wrong with a request of the guest, an errno; 0: it may go to the server. EOPNOTSUPP: it
/// is of no known type. EPROTO: its fields do not fit into it. EACCES: a name in it leads out of a
/// directory, "..", or has a slash. EROFS: it would change something, and that must not be.
int objection(const Bytes& message, bool read_only);

constexpr std::uint32_t no_user = 0xffffffff;

/// The number of the user who attaches, of a Tattach without objection(); or no_user: the guest
/// gives a name alone.
std::uint32_t attaching_user(const Bytes& message);
/// That Tattach, but to the tree `name`, and of `user`.
Bytes attach_to(const Bytes& message, const std::string& name, std::uint32_t user);

/// The longest message that a Tversion or Rversion proposes; 0 when it is malformed.
std::uint32_t longest_message(const Bytes& message);
void set_longest_message(Bytes& message, std::uint32_t size);

} // namespace ampsim::models::virtio::ninep
