// SPDX-License-Identifier: BSD-3-Clause
//
// Writes a trace by the names that scenarios use: recorder.at(120, "rise:mu.b"). Tracks: linux 0,
// rtos 1, the device "mu" 2.
#pragma once

#include "sim/measure/trace.h"

#include <stdexcept>
#include <string>

namespace ampsim::measure {

class Recorder {
public:
    Trace trace;

    void at(long time, const std::string& event_name, std::uint64_t value = 0, long duration = 0) {
        const std::size_t colon = event_name.find(':');
        const std::string first = event_name.substr(0, colon);
        const std::string rest = event_name.substr(colon + 1);
        Event event;
        event.time = VirtualTime{time};
        event.duration = VirtualTime{duration};
        event.value = value;
        if (first == "rise" || first == "fall") {
            const std::size_t dot = rest.find('.');
            event.value = first == "rise" ? 1 : 0;
            add(event, EventKind::wire, rest.substr(0, dot), rest.substr(dot + 1), device);
        } else if (first == "write" || first == "read" || first == "arrival") {
            const std::size_t split = rest.find(':');
            const std::string node = rest.substr(0, split);
            const EventKind kind = first == "write"  ? EventKind::write
                                   : first == "read" ? EventKind::read
                                                     : EventKind::arrival;
            add(event, kind, node, rest.substr(split + 1),
                first == "arrival" ? device : track_of(node));
        } else if (first == "linux" || first == "rtos") {
            add(event, EventKind::mark, first, rest, track_of(first));
        } else {
            add(event, EventKind::lifecycle, rest, first, track_of(rest));
        }
    }

private:
    static constexpr std::uint32_t device = 2;

    static std::uint32_t track_of(const std::string& node) {
        return node == "linux" ? 0 : node == "rtos" ? 1 : throw std::invalid_argument(node);
    }

    void add(Event event, EventKind kind, const std::string& source, const std::string& what,
             std::uint32_t track) {
        event.kind = kind;
        event.source = trace.name(source);
        event.what = trace.name(what);
        event.track = track;
        trace.add(event);
    }
};

} // namespace ampsim::measure
