// SPDX-License-Identifier: BSD-3-Clause
//
// The register layouts in which Messaging Units come.
#pragma once

#include <optional>
#include <string_view>

namespace ampsim::models {

enum class ImxMuLayout {
    imx6sx,  ///< version 1, registers from 0x00: i.MX 6SoloX, 7D, 8M family
    imx7ulp, ///< version 1, registers from 0x20
    imx8ulp, ///< version 2, a register for each purpose: i.MX 8ULP, 93, 95
};

/// The layout that a device tree's compatible string stands for; none for a string that is not a
/// general-purpose MU (the "-scu", "-seco" and "-s4" units talk to firmware, with a protocol of
/// their own).
std::optional<ImxMuLayout> imx_mu_layout(std::string_view compatible);

} // namespace ampsim::models
