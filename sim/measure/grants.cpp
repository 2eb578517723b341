// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/grants.h"

#include "sim/measure/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace ampsim::measure {

std::uint64_t total(const GrantEnds& ends) {
    std::uint64_t sum = 0;
    for (const auto& [node, reasons] : ends) {
        for (const auto& [reason, count] : reasons) {
            sum += count;
        }
    }
    return sum;
}

std::uint64_t accesses(const GrantEnds& ends) {
    std::uint64_t sum = 0;
    for (const auto& [node, reasons] : ends) {
        const auto access = reasons.find("access");
        sum += access == reasons.end() ? 0 : access->second;
    }
    return sum;
}

GrantEnds since(const GrantEnds& ends, const GrantEnds& before) {
    GrantEnds difference = ends;
    for (const auto& [node, reasons] : before) {
        for (const auto& [reason, count] : reasons) {
            difference[node][reason] -= count;
        }
    }
    return difference;
}

std::string commonest(const Reasons& reasons, std::size_t most) {
    std::vector<std::pair<std::string, std::uint64_t>> sorted(reasons.begin(), reasons.end());
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    std::string text;
    for (const auto& [reason, count] : sorted) {
        if (most-- == 0 || count == 0) {
            break;
        }
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", reason, grouped(count));
    }
    return text;
}

} // namespace ampsim::measure
