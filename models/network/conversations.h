// SPDX-License-Identifier: BSD-3-Clause
//
// The conversations of the peer's services.
#pragma once

#include "models/network/conversation.h"

#include <cstdint>

namespace ampsim::models::network {

/// Says what it hears [RFC 862].
ConversationFactory echo();
/// Says nothing [RFC 863].
ConversationFactory discard();
/// Answers each `request_bytes` with `response_bytes` of zeros; both at least 1.
ConversationFactory request_response(std::uint32_t request_bytes, std::uint32_t response_bytes);
/// As the server of sockperf (https://github.com/Mellanox/sockperf), versions 3: answers each
/// message of a client that asks for an answer with the same message, as from a server.
ConversationFactory sockperf();
/// Hears until the other side has ended, then says the SHA-256 of all of it, in hex, and a newline.
ConversationFactory sink();
/// Hears a line: "N" is answered with the first N bytes of the pattern of `seed`, "sha256 N" with
/// their SHA-256 in hex and a newline. Then it closes. N: 0 to 2^32.
ConversationFactory source(std::uint64_t seed);

/// Bytes `begin` to `begin + size` of the pattern: the numbers of models/random.h, little-endian.
Bytes pattern(std::uint64_t seed, std::uint64_t begin, std::size_t size);

} // namespace ampsim::models::network
