// SPDX-License-Identifier: BSD-3-Clause
#include "models/bus/dram.h"

#include <algorithm>

namespace ampsim::models::bus {

Dram::Dram(const DramParameters& parameters)
    : parameters_(parameters), open_(parameters.banks, none),
      next_refresh_(parameters.refresh_interval == 0 ? never : parameters.refresh_interval) {}

/// Rows lie one after the other in the banks: what is read in a line uses all banks in turn.
Dram::Place Dram::place_of(std::uint64_t offset) const {
    const std::uint64_t page = offset / parameters_.row_bytes;
    return {page % parameters_.banks, page / parameters_.banks};
}

Picoseconds Dram::row_cost(std::uint64_t open, std::uint64_t row) const {
    if (open == row) {
        return 0;
    }
    return open == none ? parameters_.activate : parameters_.precharge + parameters_.activate;
}

Picoseconds Dram::refreshed_at(Picoseconds now) const {
    if (now < next_refresh_) {
        return now;
    }
    // Only the last one can still go on; the first may have been held up by an access.
    const Picoseconds interval = parameters_.refresh_interval;
    const Picoseconds last = next_refresh_ + (now - next_refresh_) / interval * interval;
    const Picoseconds begun = last == next_refresh_ ? std::max(last, idle_since_) : last;
    return std::max(now, begun + parameters_.refresh);
}

Picoseconds Dram::cost(Picoseconds now, const Access& access) const {
    const Place place = place_of(access.offset);
    const std::uint64_t open = now < next_refresh_ ? open_[place.bank] : none;
    return refreshed_at(now) - now + row_cost(open, place.row);
}

Picoseconds Dram::begin(Picoseconds now, const Access& access, Picoseconds transfer) {
    const Picoseconds cost_now = cost(now, access);
    if (now >= next_refresh_) {
        const std::uint64_t due = (now - next_refresh_) / parameters_.refresh_interval + 1;
        counters_.refreshes += due;
        counters_.refresh_waits += refreshed_at(now) - now;
        next_refresh_ += due * parameters_.refresh_interval;
        std::fill(open_.begin(), open_.end(), none);
    }
    const Place place = place_of(access.offset);
    std::uint64_t& open = open_[place.bank];
    ++(open == place.row ? counters_.hits : open == none ? counters_.closed : counters_.conflicts);
    open = place.row;
    idle_since_ = now + cost_now + transfer;
    return cost_now;
}

} // namespace ampsim::models::bus
