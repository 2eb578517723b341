// SPDX-License-Identifier: BSD-3-Clause
//
// Reads and writes between Remote-Port and TLM, in both directions: a peer's request becomes a
// payload and the payload its answer; a payload becomes requests toward a peer and their answers
// complete the payload. Byte enables and streaming widths keep their meaning.
#pragma once

#include "sim/remote_port/packet.h"

#include <cstddef>
#include <tlm>
#include <vector>

namespace ampsim::remote_port {

/// Makes `payload` the transaction that a peer asks for. It works on the bytes of `access`, which
/// must live as long. All that a former use left in the payload is overwritten, except extensions.
void fill(tlm::tlm_generic_payload& payload, BusAccess& access);

/// Turns the request that `payload` was filled from into its answer, once the target has responded.
/// The caller sets the timestamp.
void turn_into_answer(BusAccess& access, const tlm::tlm_generic_payload& payload);

/// One of the requests that do what a payload asks for.
struct Part {
    std::size_t offset = 0; ///< of its first byte in the payload's data
    BusAccess request;
};

/// The requests for a payload: one, or one for each run of enabled bytes when the peer takes no
/// byte enables. The caller sets the timestamps. None when no byte is enabled.
std::vector<Part> parts_of(const tlm::tlm_generic_payload& payload, bool peer_takes_enables);

/// Brings the answer of one part home: data of a read (disabled bytes stay as they are), and the
/// response status.
void complete(tlm::tlm_generic_payload& payload, std::size_t offset, const BusAccess& answer);

} // namespace ampsim::remote_port
