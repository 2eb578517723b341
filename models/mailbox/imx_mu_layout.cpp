// SPDX-License-Identifier: BSD-3-Clause
#include "models/mailbox/imx_mu_layout.h"

#include <algorithm>
#include <array>
#include <utility>

namespace ampsim::models {

std::optional<ImxMuLayout> imx_mu_layout(std::string_view compatible) {
    static constexpr std::array<std::pair<std::string_view, ImxMuLayout>, 12> known{{
        {"fsl,imx6sx-mu", ImxMuLayout::imx6sx},
        {"fsl,imx7s-mu", ImxMuLayout::imx6sx},
        {"fsl,imx8mm-mu", ImxMuLayout::imx6sx},
        {"fsl,imx8mn-mu", ImxMuLayout::imx6sx},
        {"fsl,imx8mp-mu", ImxMuLayout::imx6sx},
        {"fsl,imx8mq-mu", ImxMuLayout::imx6sx},
        {"fsl,imx8qm-mu", ImxMuLayout::imx6sx},
        {"fsl,imx8qxp-mu", ImxMuLayout::imx6sx},
        {"fsl,imx7ulp-mu", ImxMuLayout::imx7ulp},
        {"fsl,imx8ulp-mu", ImxMuLayout::imx8ulp},
        {"fsl,imx93-mu", ImxMuLayout::imx8ulp},
        {"fsl,imx95-mu", ImxMuLayout::imx8ulp},
    }};
    const auto* const found = std::find_if(
        known.begin(), known.end(), [&](const auto& entry) { return entry.first == compatible; });
    return found == known.end() ? std::nullopt : std::optional{found->second};
}

} // namespace ampsim::models
