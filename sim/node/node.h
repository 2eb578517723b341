// SPDX-License-Identifier: BSD-3-Clause
//
// A node as the hub sees it, whatever runs there: a QEMU at the other end of a link, or a scripted
// program. The conductor lets it run; the hardware answers its accesses and changes its lines.
#pragma once

#include "sim/measure/probes.h"
#include "sim/remote_port/packet.h"
#include "sim/time/conductor.h"

#include <cstdint>

namespace ampsim::node {

class Node : public time::Processor {
public:
    /// From now on it reports when it gets to the probe.
    virtual void set_probe(const measure::Probe& probe) = 0;
    /// Ends its access: it goes on at `at`.
    virtual void answer(remote_port::BusAccess answer, VirtualTime at) = 0;
    /// Line `line` (index of the wires in its description) changes at `at`, at its processor.
    virtual void change_line(std::uint32_t line, bool level, VirtualTime at) = 0;
    /// A device of the hub has written memory that the node sees directly, where the node has it.
    virtual void memory_written(std::uint64_t /*address*/, std::uint64_t /*size*/) {}
    /// From `at` on its accesses there come to the hub, though it sees the memory there directly;
    /// or no more.
    virtual void cover(std::uint64_t /*address*/, std::uint64_t /*size*/, bool /*covered*/,
                       VirtualTime /*at*/) {}
    /// It is to end. Does not wait for it.
    virtual void shut_down() = 0;
};

} // namespace ampsim::node
