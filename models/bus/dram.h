// SPDX-License-Identifier: BSD-3-Clause
//
// What rows and refresh of a DRAM cost: a bank has one row open. An access to it is a hit and costs
// nothing more; to a closed bank the row has to be activated (tRCD), and another row has to be
// closed before (tRP). All banks are refreshed at each tREFI, or as soon as the access ends that
// goes on then: that takes tRFC and closes all rows. One access at a time: banks do not overlap.
// docs/models/bus.md says what is left out, and whose figures the defaults are.
#pragma once

#include "models/bus/access.h"
#include "models/bus/clock.h"

#include <cstddef>
#include <vector>

namespace ampsim::models::bus {

struct DramParameters {
    std::size_t banks = 8;
    std::uint64_t row_bytes = 2048;           ///< of one bank's row: the page that is open
    Picoseconds activate = 13'750;            ///< tRCD: row to column
    Picoseconds precharge = 13'750;           ///< tRP
    Picoseconds refresh_interval = 7'800'000; ///< tREFI; 0: no refresh
    Picoseconds refresh = 260'000;            ///< tRFC
};

struct DramCounters {
    std::uint64_t hits = 0;
    std::uint64_t closed = 0;    ///< the bank had no row open
    std::uint64_t conflicts = 0; ///< it had another
    std::uint64_t refreshes = 0;
    Picoseconds refresh_waits = 0; ///< of accesses that came while one went on
};

class Dram {
public:
    explicit Dram(const DramParameters& parameters);

    /// What an access costs that would begin now, besides its beats.
    Picoseconds cost(Picoseconds now, const Access& access) const;
    /// It begins, and its last beat is `transfer` after that cost. Returns the cost. Never before
    /// the end of the access before.
    Picoseconds begin(Picoseconds now, const Access& access, Picoseconds transfer);

    const DramCounters& counters() const { return counters_; }

private:
    static constexpr std::uint64_t none = UINT64_MAX;
    struct Place {
        std::size_t bank;
        std::uint64_t row;
    };

    Place place_of(std::uint64_t offset) const;
    Picoseconds row_cost(std::uint64_t open, std::uint64_t row) const;
    /// When what is due of refreshes is over; not before `now`.
    Picoseconds refreshed_at(Picoseconds now) const;

    DramParameters parameters_;
    std::vector<std::uint64_t> open_; ///< the row, of each bank
    Picoseconds idle_since_ = 0;
    Picoseconds next_refresh_;
    DramCounters counters_;
};

} // namespace ampsim::models::bus
