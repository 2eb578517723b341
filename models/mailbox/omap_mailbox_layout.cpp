// SPDX-License-Identifier: BSD-3-Clause
#include "models/mailbox/omap_mailbox_layout.h"

#include <algorithm>
#include <array>
#include <utility>

namespace ampsim::models {

std::optional<OmapMailboxLayout> omap_mailbox_layout(std::string_view compatible) {
    static constexpr OmapMailboxLayout am33xx{4, 8, 0x400, false};
    static constexpr OmapMailboxLayout k3{4, 16, 0x66fc'9100, true};
    static constexpr std::array<std::pair<std::string_view, OmapMailboxLayout>, 3> known{{
        {"ti,omap4-mailbox", am33xx},
        {"ti,am654-mailbox", k3},
        {"ti,am64-mailbox", k3},
    }};
    const auto* const found = std::find_if(
        known.begin(), known.end(), [&](const auto& entry) { return entry.first == compatible; });
    return found == known.end() ? std::nullopt : std::optional{found->second};
}

} // namespace ampsim::models
