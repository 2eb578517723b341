// SPDX-License-Identifier: BSD-3-Clause
//
// PCI on a platform: host bridges, and VirtIO devices that are functions on their buses
// (docs/models/virtio-pci.md).
#pragma once

#include "sim/hub/device.h"

namespace ampsim::hub {

/// "pci-host-ecam-generic". Throws InputError.
Device make_pci_host(DeviceParameters& parameters);

/// "virtio,pci", or a VirtIO device with "ampsim,transport" = "pci". Throws InputError.
Device make_virtio_pci(DeviceParameters& parameters);

} // namespace ampsim::hub
