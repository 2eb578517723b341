// SPDX-License-Identifier: BSD-3-Clause
//
// Serial links as a platform describes them: compatible "ampsim,uart-link", two faces.
#pragma once

#include "sim/platform/platform.h"

#include <cstdint>

namespace ampsim::platform {

inline constexpr const char* uart_link_compatible = "ampsim,uart-link";

/// In Device::texts: the node that is the host of RPMsg over the link, from its relation.
inline constexpr const char* rpmsg_host_of_link = "rpmsg-host";

/// Where a platform does not say. The model has the same.
inline constexpr std::uint32_t default_bit_rate = 115'200;
inline constexpr std::uint32_t default_uart_fifo_depth = 16;

struct LinuxTree;

/// The serial links that a Linux node sees, in its device tree.
void add_uart_links(LinuxTree& tree);

inline bool is_uart_link(const Device& device) {
    return device.is_compatible(uart_link_compatible);
}

} // namespace ampsim::platform
