// SPDX-License-Identifier: BSD-3-Clause
//
// Why nodes stop where they do. A grant has a limit, and a reason for it; a node may also stop
// before, or have nothing to do at the limit. How often each of these happens to a node says what
// its simulation waits for. The counts are a function of the inputs and of the time policy, and
// have no influence on anything.
#pragma once

#include "sim/time/virtual_time.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ampsim::time {

/// Why a node stopped.
enum class GrantEnd : std::uint8_t {
    access,   ///< it accesses the hardware
    idle,     ///< it waits for an interrupt
    off,      ///< it has switched itself off
    hardware, ///< the hardware's next event may reach it
    touch,    ///< a device reads or writes memory that it sees directly
    hold,     ///< it is held in reset from there on
    step,     ///< lockstep
    meeting,  ///< all nodes stop there, for a snapshot
    last,     ///< nothing reaches it any more: the end of the simulation
    other,    ///< another node may act, and that may reach it
    turn,     ///< it is another node's turn
};

/// How far a node may be let run, and what is there.
struct Limit {
    VirtualTime at = never;
    GrantEnd why = GrantEnd::last;
    std::size_t by = 0; ///< the other node

    /// Of several limits at one instant the first one counts.
    void lower(VirtualTime to, GrantEnd reason, std::size_t node = 0) {
        if (to < at) {
            *this = {to, reason, node};
        }
    }
};

/// Counts of one node: one for each reason, the last two for each other node.
class GrantEnds {
public:
    explicit GrantEnds(std::size_t nodes) : counts_(of_others + 2 * nodes), nodes_(nodes) {}

    void count(GrantEnd why, std::size_t by = 0) { ++counts_[index(why, by)]; }
    std::uint64_t of(GrantEnd why, std::size_t by = 0) const { return counts_[index(why, by)]; }

private:
    static constexpr std::size_t of_others = static_cast<std::size_t>(GrantEnd::other);

    std::size_t index(GrantEnd why, std::size_t by) const {
        const auto reason = static_cast<std::size_t>(why);
        return reason < of_others ? reason : of_others + (reason - of_others) * nodes_ + by;
    }

    std::vector<std::uint64_t> counts_;
    std::size_t nodes_;
};

} // namespace ampsim::time
