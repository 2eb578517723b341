// SPDX-License-Identifier: BSD-3-Clause
//
// Requests that wait for their answers. Answers may come in any order; each must be one that was
// asked for.
#pragma once

#include "sim/remote_port/session.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace ampsim::remote_port {

class Requests {
public:
    /// What QEMU has room for, per channel; it ends itself when there are more.
    static constexpr std::size_t most_per_channel = 32;

    explicit Requests(Session& session) : session_(session) {}

    /// Sends a request that wants an answer, and returns its id. SimulationError when the channel
    /// has 32 already.
    std::uint32_t send(std::uint32_t device, Body body);

    /// An answer has come. SimulationError when nobody waits for it. Answers of posted requests are
    /// dropped: nobody wants them, but QEMU sends them.
    void settle(Packet answer);

    /// The answer of a request, if it has come; the request is done then.
    std::optional<Packet> take(std::uint32_t id);

private:
    struct Waiting {
        Packet request; ///< without its data
        std::optional<Packet> answer;
    };

    Session& session_;
    std::vector<Waiting> waiting_;
};

} // namespace ampsim::remote_port
