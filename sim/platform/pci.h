// SPDX-License-Identifier: BSD-3-Clause
//
// Which devices of a platform are functions on a PCI bus, and whose: "ampsim,transport" = "pci",
// with "ampsim,pci-slot" and, where there are several buses, "ampsim,pci-host".
#pragma once

#include "sim/platform/platform.h"

#include <cstddef>
#include <string>
#include <vector>

namespace ampsim::platform {

inline constexpr const char* pci_host_compatible = "pci-host-ecam-generic";
inline constexpr const char* virtio_pci_compatible = "virtio,pci"; ///< on PCI whatever else it says

bool is_pci_host(const Device& device);
bool is_on_pci(const Device& device);

/// Index of the host whose bus the device is on. Throws InputError, with a suggestion, when there
/// is none, or several and it does not say which.
std::size_t pci_host_of(const Platform& platform, const Device& device);

/// 0 to 31.
unsigned pci_slot_of(const Device& device);

} // namespace ampsim::platform
