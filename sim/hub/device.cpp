// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/device.h"

#include "sim/error.h"
#include "sim/measure/suggestion.h"

#include <fmt/format.h>

#include <algorithm>

namespace ampsim::hub {

sc_core::sc_time DeviceParameters::latency(const std::string& name,
                                           sc_core::sc_time default_value) {
    known_.push_back(name + "-ns");
    const auto given = device_.parameters.find(known_.back());
    return given == device_.parameters.end()
               ? default_value
               : sc_core::sc_time(static_cast<double>(given->second), sc_core::SC_NS);
}

void DeviceParameters::finish() const {
    for (const auto& [name, value] : device_.parameters) {
        if (std::find(known_.begin(), known_.end(), name) == known_.end()) {
            throw InputError(fmt::format("{}: device '{}' has no parameter 'ampsim,{}'{}",
                                         device_.origin, device_.label, name,
                                         measure::did_you_mean(name, known_)));
        }
    }
}

} // namespace ampsim::hub
