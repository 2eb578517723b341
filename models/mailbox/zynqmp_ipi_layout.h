// SPDX-License-Identifier: BSD-3-Clause
//
// The agents of an inter-processor interrupt block, by chip: their bits in every register, and
// their message buffers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ampsim::models {

struct ZynqmpIpiLayout {
    struct Agent {
        std::string name; ///< "apu"
        unsigned bit;     ///< in every register: for a trigger to it and from it
    };
    std::vector<Agent> agents;
    /// Owners of the groups of message buffers, in their order; agents of one processor share one.
    std::vector<std::string> buffers;

    /// Null when there is none of this name.
    const Agent* agent(std::string_view name) const;
};

/// What a compatible string stands for; null for any other.
const ZynqmpIpiLayout* zynqmp_ipi_layout(std::string_view compatible);

/// Which group of message buffers an agent has: "pmu1" has that of "pmu". Nothing for an agent that
/// the layout does not have.
std::optional<std::size_t> zynqmp_ipi_buffer(const ZynqmpIpiLayout& layout, std::string_view agent);

/// Offset of the request from one group's owner to another's; the response is 32 bytes behind it.
constexpr std::uint64_t zynqmp_ipi_request(std::size_t from, std::size_t to) {
    return from * 0x200 + to * 0x40;
}

} // namespace ampsim::models
