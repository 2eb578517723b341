// SPDX-License-Identifier: BSD-3-Clause
//
// Mailboxes with more than two faces, for the registry. The i.MX Messaging Unit is in the registry
// itself.
#pragma once

#include "models/mailbox/omap_mailbox_layout.h"
#include "models/mailbox/zynqmp_ipi_layout.h"
#include "sim/hub/device.h"

namespace ampsim::hub {

/// TI's, one face for each user.
Device make_omap_mailbox(DeviceParameters& parameters, const models::OmapMailboxLayout& layout);

/// AMD's inter-processor interrupts: a face for each agent, named as it, and one named "buffers".
Device make_zynqmp_ipi(DeviceParameters& parameters, const models::ZynqmpIpiLayout& layout);

} // namespace ampsim::hub
