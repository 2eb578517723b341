// SPDX-License-Identifier: BSD-3-Clause
//
// Virtual time: integer nanoseconds since the platform was switched on, the same axis for every
// node, every SystemC model and every report. Nothing of the host's clock ever enters it.
#pragma once

#include <chrono>
#include <limits>

namespace ampsim {

using VirtualTime = std::chrono::nanoseconds;

/// "Never": no event is pending, a node waits for input only.
inline constexpr VirtualTime never = VirtualTime{std::numeric_limits<VirtualTime::rep>::max()};

} // namespace ampsim
