// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/refusals.h"

#include <fmt/format.h>

namespace ampsim::hub {

namespace {

constexpr std::size_t remarks_kept = 10;

} // namespace

void Refusals::add(const Access& access, const std::function<std::string()>& place) {
    ++count_;
    if (remarks_.size() == remarks_kept) {
        return;
    }
    const std::string name = place();
    const std::string where =
        name.empty() ? fmt::format(": the address-map of {} has nothing there", cluster_)
                     : " at " + name;
    remarks_.push_back(fmt::format("{} of {} bytes at {:#x}, {} ns, was refused{}",
                                   access.write ? "write" : "read", access.size, access.address,
                                   access.issued.count(), where));
}

} // namespace ampsim::hub
