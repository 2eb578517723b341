// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/protection.h"

#include "sim/error.h"
#include "sim/measure/suggestion.h"

#include <fmt/format.h>

#include <algorithm>

namespace ampsim::hub {

namespace {

using platform::Range;

bool same(const Range& a, const Range& b) {
    return a.address == b.address && a.size == b.size;
}

bool has(const std::vector<Range>& ranges, const Range& range) {
    return std::any_of(ranges.begin(), ranges.end(),
                       [&range](const Range& each) { return same(each, range); });
}

void require_known(const platform::Device& device, const std::vector<std::string>& known) {
    for (const std::string& name : device.protection->initiators) {
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            throw InputError(fmt::format("{}: property 'ampsim,initiators': '{}' is neither a "
                                         "domain nor a device that accesses by itself{}; there "
                                         "are: {}",
                                         device.origin, name, measure::did_you_mean(name, known),
                                         fmt::join(known, ", ")));
        }
    }
}

} // namespace

Protection::Protection(const platform::Platform& platform,
                       std::vector<models::ProtectionUnit*> devices,
                       const std::vector<std::string>& masters, Covers covers)
    : platform_(platform), covers_(std::move(covers)), covered_(platform.nodes.size()) {
    std::vector<std::string> known = masters;
    for (const platform::Node& node : platform.nodes) {
        known.push_back(node.name);
    }
    for (std::size_t i = 0; i < devices.size(); ++i) {
        if (devices[i] == nullptr) {
            continue;
        }
        require_known(platform.devices[i], known);
        Unit unit{i, devices[i], {}};
        for (const std::string& name : platform.devices[i].protection->initiators) {
            unit.initiators.emplace(name, unit.initiators.size());
        }
        unit.model->on_change([this] { refresh(); });
        units_.push_back(std::move(unit));
    }
    for (std::size_t node = 0; node < covered_.size(); ++node) {
        covered_[node] = closed_to(node);
    }
}

bool Protection::check(const std::string& initiator, std::uint64_t address, std::uint64_t size,
                       bool write) {
    return std::all_of(units_.begin(), units_.end(), [&](const Unit& unit) {
        const auto found = unit.initiators.find(initiator);
        return found == unit.initiators.end() ||
               unit.model->check(found->second, address, size, write);
    });
}

bool Protection::supervises(std::size_t device, const std::string& initiator) const {
    return std::any_of(units_.begin(), units_.end(), [&](const Unit& unit) {
        return unit.device == device && unit.initiators.count(initiator) != 0;
    });
}

/// Of direct memory, as the node sees it.
std::vector<Range> Protection::closed_to(std::size_t node) const {
    const platform::Node& described = platform_.nodes[node];
    std::vector<Range> closed;
    for (const Unit& unit : units_) {
        const auto found = unit.initiators.find(described.name);
        if (found == unit.initiators.end()) {
            continue;
        }
        for (const models::ProtectedRange& range : unit.model->closed_to(found->second)) {
            for (const platform::Window& window : described.windows) {
                const std::uint64_t first = std::max(range.base, window.bus);
                const std::uint64_t end =
                    std::min(range.base + range.size, window.bus + window.node.size);
                const Range part{window.node.address + (first - window.bus), end - first};
                if (window.ram && first < end && !has(closed, part)) {
                    closed.push_back(part);
                }
            }
        }
    }
    return closed;
}

void Protection::refresh() {
    for (std::size_t node = 0; node < covered_.size(); ++node) {
        std::vector<Range> now = closed_to(node);
        for (const Range& before : covered_[node]) {
            if (!has(now, before)) {
                covers_(node, before, false);
            }
        }
        for (const Range& range : now) {
            if (!has(covered_[node], range)) {
                covers_(node, range, true);
            }
        }
        covered_[node] = std::move(now);
    }
}

} // namespace ampsim::hub
