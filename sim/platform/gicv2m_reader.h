// SPDX-License-Identifier: BSD-3-Clause
//
// A GICv2m frame on the bus: its outputs are consecutive shared interrupts of one node's GIC.
#pragma once

#include "sim/platform/blob.h"
#include "sim/platform/platform.h"

#include <string>
#include <vector>

namespace ampsim::platform {

inline constexpr const char* gicv2m_compatible = "arm,gic-v2m-frame";

bool is_gicv2m(const BlobNode& node);
bool is_gicv2m(const Device& device);

/// "spi0" and on: what the outputs are called when nothing else is said.
std::vector<std::string> gicv2m_output_names(std::size_t count);

/// Enters the frame, `platform`'s last device, into the node that it serves; `property` says its
/// wires. Throws InputError unless they are consecutive interrupts of one GIC, and the node's only
/// ones of a frame.
void read_gicv2m(const BlobProperty& property, const std::vector<Wire>& wires, Platform& platform);

} // namespace ampsim::platform
