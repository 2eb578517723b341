// SPDX-License-Identifier: BSD-3-Clause
//
// TAP: a network interface of Linux whose cable is a file.
#pragma once

#include "platforms/guests/linux/pmm/event_loop.h"

#include <string>

namespace ampsim::pmm {

/// The interface of this name, made if there is none, and up. It stays when the monitor ends, with
/// its addresses: for the next one. Throws SystemRefused.
HostFile open_tap(const std::string& name);

} // namespace ampsim::pmm
