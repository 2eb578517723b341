// SPDX-License-Identifier: BSD-3-Clause
//
// Whatever a peer sends, a session hands over what was agreed on and gives up with an error that
// names the peer; what it is asked can always be answered, and all that it sends are packets.
#include "sim/error.h"
#include "sim/remote_port/session.h"
#include "tests/fuzz/hostile_peer.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace {

using namespace ampsim;
using namespace ampsim::remote_port;
using fuzz::require;

constexpr std::size_t most_answers = 1000; // they stay in the socket

/// The answer that any part of ampsim gives: the request, with what a read wants.
Packet answer_to(Packet packet) {
    packet.flags |= flag_response;
    if (auto* access = std::get_if<BusAccess>(&packet.body)) {
        access->enables.clear();
        access->data.assign(access->write ? 0 : access->length % 4096, 0x5a);
        access->length = static_cast<std::uint32_t>(access->data.size());
    }
    return packet;
}

bool may_be_sent(const Session& session, const Body& body) {
    if (std::holds_alternative<AddressTranslation>(body))
        return session.agreed(address_translation);
    return body.index() < Body{Stop{}}.index() || session.agreed(ampsim_extension);
}

void talk(Session& session, bool polls) {
    session.open();
    for (std::size_t answers = 0;;) {
        std::optional<Packet> packet = polls ? session.poll() : session.receive();
        require(packet.has_value(), "a peer that has closed its link is not waited for");
        require(may_be_sent(session, packet->body), "what was not agreed on is not handed over");
        if (!packet->is_response() && answers++ < most_answers)
            session.send(answer_to(*std::move(packet)));
    }
}

} // namespace

/// The first byte: one of a few ways to offer and to read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0)
        return 0;
    const bool polls = (*bytes & 1) != 0;
    std::vector<std::uint32_t> offered = {extended_bus_access, byte_enables, posted_wires};
    if ((*bytes & 2) != 0)
        offered.push_back(ampsim_extension);
    fuzz::HostilePeer peer(bytes + 1, size - 1);
    Session session("the peer", peer.connection(), offered);
    try {
        talk(session, polls);
    } catch (const SimulationError& error) {
        require(std::string(error.what()).find("the peer: ") == 0, "an error names the peer");
    }
    const std::vector<Packet> sent = peer.received();
    require(!sent.empty() && std::holds_alternative<Hello>(sent.front().body),
            "a session begins with hello");
    return 0;
}
