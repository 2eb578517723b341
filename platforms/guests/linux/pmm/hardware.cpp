// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/hardware.h"

#include "platforms/guests/linux/pmm/problem.h"

#include <fmt/format.h>

#include <algorithm>

namespace ampsim::pmm {

void map_regions(RelationHardware& hardware, const MapRegion& map) {
    const Layout& layout = hardware.layout;
    const auto region = [&](const std::string& name) {
        const auto at = std::find(layout.regions.begin(), layout.regions.end(), name);
        if (at == layout.regions.end()) {
            throw WrongInput(fmt::format("{}: its node has no region \"{}\"", layout.name, name));
        }
        return map(static_cast<std::size_t>(at - layout.regions.begin()),
                   name + " of " + layout.name);
    };
    hardware.window = region("window");
    if (layout.has_region("doorbell")) {
        hardware.doorbell = region("doorbell");
    }
    if (layout.shim) {
        hardware.shim = region("shim");
    }
    check_window(layout, hardware.window.size());
}

} // namespace ampsim::pmm
