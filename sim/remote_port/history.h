// SPDX-License-Identifier: BSD-3-Clause
//
// The last packets of a link, for the message of an error. Remembering one costs a few stores; text
// is made only when somebody asks.
#pragma once

#include "sim/remote_port/packet.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

namespace ampsim::remote_port {

class History {
public:
    enum Direction : bool { received, sent };

    void add(const Packet& packet, Direction direction);

    /// Oldest first, one line each.
    std::string text() const;

private:
    struct Access {
        VirtualTime timestamp{};
        std::uint64_t address = 0;
        std::uint32_t length = 0;
    };
    /// A VirtualTime alone for packets that say no more.
    using Detail = std::variant<std::monostate, VirtualTime, Access, Interrupt, Stop>;
    struct Entry {
        const char* name = nullptr; ///< null: not used yet
        std::uint32_t id = 0;
        std::uint32_t flags = 0;
        std::uint32_t device = 0;
        Direction direction = received;
        Detail detail;
    };
    struct Summary;
    struct Text;

    std::array<Entry, 20> entries_{};
    std::size_t next_ = 0;
};

} // namespace ampsim::remote_port
