// SPDX-License-Identifier: BSD-3-Clause
#include "models/mailbox/zynqmp_ipi_layout.h"

#include <algorithm>

namespace ampsim::models {

namespace {

const ZynqmpIpiLayout zynqmp{{{"apu", 0},
                              {"rpu0", 8},
                              {"rpu1", 9},
                              {"pmu0", 16},
                              {"pmu1", 17},
                              {"pmu2", 18},
                              {"pmu3", 19},
                              {"pl0", 24},
                              {"pl1", 25},
                              {"pl2", 26},
                              {"pl3", 27}},
                             {"rpu0", "rpu1", "apu", "pl0", "pl1", "pl2", "pl3", "pmu"}};

const ZynqmpIpiLayout versal{{{"psm", 0},
                              {"pmc", 1},
                              {"ipi0", 2},
                              {"ipi1", 3},
                              {"ipi2", 4},
                              {"ipi3", 5},
                              {"ipi4", 6},
                              {"ipi5", 7}},
                             {"psm", "pmc", "ipi0", "ipi1", "ipi2", "ipi3", "ipi4", "ipi5"}};

} // namespace

const ZynqmpIpiLayout::Agent* ZynqmpIpiLayout::agent(std::string_view name) const {
    const auto found = std::find_if(agents.begin(), agents.end(),
                                    [&](const Agent& agent) { return agent.name == name; });
    return found == agents.end() ? nullptr : &*found;
}

const ZynqmpIpiLayout* zynqmp_ipi_layout(std::string_view compatible) {
    if (compatible == "xlnx,zynqmp-ipi") {
        return &zynqmp;
    }
    return compatible == "xlnx,versal-ipi" ? &versal : nullptr;
}

std::optional<std::size_t> zynqmp_ipi_buffer(const ZynqmpIpiLayout& layout,
                                             std::string_view agent) {
    if (layout.agent(agent) == nullptr) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < layout.buffers.size(); ++i) {
        if (agent.substr(0, layout.buffers[i].size()) == layout.buffers[i]) {
            return i;
        }
    }
    return std::nullopt;
}

} // namespace ampsim::models
