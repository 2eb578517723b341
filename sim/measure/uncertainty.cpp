// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/result.h"
#include "sim/measure/units.h"

#include <fmt/format.h>

namespace ampsim::measure {

std::string uncertainty(const Result& result) {
    const VirtualTime max_skew = result.max_skew;
    std::string text =
        result.links.empty()
            ? "Virtual time is exact: register accesses, interrupts and probes are stamped to the "
              "instruction."
            : "Register accesses and probes are stamped to the instruction; what reaches a node "
              "that "
              "is ahead of it takes effect late.";
    text += max_skew.count() == 0
                ? " Nodes never saw direct memory out of order."
                : fmt::format(" Direct memory may be seen up to {} early or late.",
                              human_duration(max_skew));
    for (const Link& link : result.links) {
        text += link.max_skew.count() == 0
                    ? fmt::format(" What reached {} took effect in time.", link.node)
                    : fmt::format(" What reached {} took effect up to {} late.", link.node,
                                  human_duration(link.max_skew));
    }
    for (const auto& [device, what] : result.not_reproducible) {
        text +=
            fmt::format(" Not reproducible: {} is connected to a {} of the host.", device, what);
    }
    return text;
}

} // namespace ampsim::measure
