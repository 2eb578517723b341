// SPDX-License-Identifier: BSD-3-Clause
//
// Everything that happened, on one virtual time axis: bus accesses, wires, guest instructions at
// probes, life-cycle events. The trace is a pure function of a run's inputs; its hash is the run's
// fingerprint.
#pragma once

#include "sim/time/virtual_time.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ampsim::measure {

enum class EventKind : std::uint8_t {
    mark,      ///< a guest executed a probed instruction; value = its first argument register
    write,     ///< a node wrote a register; time = issue, duration = until the processor went on
    read,      ///< a node read a register
    arrival,   ///< an access took effect at its target
    wire,      ///< a line changed; value = its level
    lifecycle, ///< a node was reset, held, started, switched off
};

/// `source` and `what` name the event as scenarios write it:
///   mark       "linux", "imx_rproc:imx_rproc_kick"      event name  linux:imx_rproc:imx_rproc_kick
///   write/read "linux", "mu.a.TR0"                      event name  write:linux:mu.a.TR0
///   arrival    "mu.a.TR0" at its device                 event name  arrival:linux:mu.a.TR0
///   wire       "mu", "b"                                event name  rise:mu.b, fall:mu.b
///   lifecycle  "rtos", "start"                          event name  start:rtos
struct Event {
    VirtualTime time{};
    VirtualTime duration{};
    EventKind kind{};
    std::uint32_t source = 0; ///< index into Trace::names()
    std::uint32_t what = 0;   ///< index into Trace::names()
    std::uint32_t track = 0; ///< 0..nodes-1: that node; then devices; ties in time are broken by it
    std::uint64_t sequence = 0; ///< position within its track
    std::uint64_t value = 0;
};

class Trace {
public:
    /// Index of a name, added when new.
    std::uint32_t name(std::string_view text);
    const std::vector<std::string>& names() const { return names_; }

    /// Adds an event; `sequence` is set here. Events of one track come in time order, tracks in any
    /// order.
    void add(Event event);

    /// No event before `time` is added any more: those that there are go into the hash, and are
    /// forgotten. The trace of a long run does not grow so, and has the same hash.
    void settle(VirtualTime time);

    /// The trace ends with `last`: later events are taken out of it, and are returned. `time` of
    /// settle() has been no later.
    std::vector<Event> end_at(VirtualTime last);

    /// All events that have not been settled, by (time, track, sequence).
    const std::vector<Event>& sorted();

    /// The name under which scenarios know an event (see Event).
    std::string event_name(const Event& event) const;

    /// Hash of the sorted events and their names, 64 hex digits (byte form in
    /// docs/reference/result.md). It does not depend on the order in which names or tracks were
    /// added.
    std::string sha256();

private:
    class CanonicalForm;
    void put(CanonicalForm& form, const Event& event) const;

    std::vector<std::string> names_;
    std::map<std::string, std::uint32_t, std::less<>> indices_;
    std::vector<Event> events_;
    std::vector<std::uint64_t> sequences_;
    bool sorted_ = true;
    std::shared_ptr<CanonicalForm> settled_; ///< null: nothing is
};

} // namespace ampsim::measure
