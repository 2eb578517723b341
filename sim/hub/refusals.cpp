// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/refusals.h"

#include <fmt/format.h>

namespace ampsim::hub {

namespace {

constexpr std::size_t remarks_kept = 10;

} // namespace

void Refusals::add(const Access& access) {
    ++count_;
    if (remarks_.size() == remarks_kept) {
        return;
    }
    const std::string where =
        access.place.empty() ? fmt::format(": the address-map of {} has nothing there", cluster_)
                             : " at " + access.place;
    remarks_.push_back(fmt::format("{} of {} bytes at {:#x}, {} ns, was refused{}",
                                   access.write ? "write" : "read", access.size, access.address,
                                   access.issued.count(), where));
}

} // namespace ampsim::hub
