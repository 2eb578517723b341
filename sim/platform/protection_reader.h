// SPDX-License-Identifier: BSD-3-Clause
//
// The protection unit in a System Device Tree: whom it supervises, what it guards, and its grants.
//
//     protection: protection@30c00000 {
//         compatible = "ampsim,protection-unit";
//         reg = <0x30c00000 0x1000>;
//         #address-cells = <1>;
//         #size-cells = <1>;
//         ampsim,initiators = "rtos";        // names of domains, labels of devices
//         ampsim,guards = <&ddr>;            // memories and devices of the bus
//
//         vrings@b8000000 { reg = <0xb8000000 0x10000>; ampsim,initiators = "rtos"; };
//         table { memory-region = <&rsc_table>; ampsim,read-only; };
//     };
#pragma once

#include "sim/platform/blob.h"
#include "sim/platform/platform.h"

namespace ampsim::platform {

bool is_protection_unit(const BlobNode& node);
/// Whether a setting of it is one of those that read_protection() reads, NAME of "ampsim,NAME".
bool is_protection_list(const std::string& name);
Protection read_protection(const BlobNode& node);

} // namespace ampsim::platform
