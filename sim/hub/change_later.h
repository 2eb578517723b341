// SPDX-License-Identifier: BSD-3-Clause
//
// What of a platform may get another value while its hardware runs: latencies, of devices,
// memories and clusters (docs/snapshots.md). Everything else is built in at time 0.
#pragma once

#include "sim/platform/platform.h"

#include <string>
#include <vector>

namespace ampsim::hub {

/// Properties of the device that may, without "ampsim,": "signal-latency-ns".
std::vector<std::string> changeable_properties(const platform::Device& device);

/// Whether `platform.LABEL.PROPERTY` may. `label` is that of a device, memory or cluster, or the
/// name of a node; in `property`, '_' and '-' are the same. False for what there is not.
bool can_change_later(const platform::Platform& platform, const std::string& label,
                      const std::string& property);

} // namespace ampsim::hub
