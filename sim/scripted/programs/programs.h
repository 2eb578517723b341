// SPDX-License-Identifier: BSD-3-Clause
//
// The programs that ampsim brings along; docs/scripted-nodes.md describes each.
#pragma once

#include "sim/scripted/program.h"

namespace ampsim::scripted {

ProgramDescription rpmsg_host();
ProgramDescription rpmsg_remote();
ProgramDescription traffic();
ProgramDescription virtio_mmio_driver();

} // namespace ampsim::scripted
