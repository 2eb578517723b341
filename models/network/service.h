// SPDX-License-Identifier: BSD-3-Clause
//
// A service of the peer: what it says, where, and how long it takes for an answer.
#pragma once

#include "models/network/conversation.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <systemc>

namespace ampsim::models::network {

struct ServiceCounters {
    std::uint64_t connections = 0;         ///< accepted
    std::uint64_t refused_connections = 0; ///< there were too many
    std::uint64_t requests = 0;            ///< answered, of TCP and UDP
    std::uint64_t bytes_received = 0;
    std::uint64_t bytes_sent = 0;
    std::uint64_t senseless = 0;         ///< connections and datagrams that were not of the service
    std::uint64_t dropped_datagrams = 0; ///< too many waited for their answers
};

struct Service {
    std::string name;
    std::uint16_t port = 0;
    sc_core::sc_time think_time; ///< from a request's end (and the answer before) to its answer
    ConversationFactory conversation;
    bool tcp = true;
    bool udp = true;
    std::size_t connections_max = 0;
};

} // namespace ampsim::models::network
