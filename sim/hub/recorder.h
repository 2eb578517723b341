// SPDX-License-Identifier: BSD-3-Clause
//
// Writes the trace, and keeps an eye on the events that the run itself cares for: the one that ends
// it, and the one that closes a span of the progress display.
#pragma once

#include "sim/measure/trace.h"

#include <cstdint>
#include <map>
#include <string>
#include <tuple>

namespace ampsim::hub {

class Recorder {
public:
    /// Names of events as scenarios write them; either may be empty.
    Recorder(std::string end, std::string progress)
        : end_(std::move(end)), progress_(std::move(progress)) {}

    void add(measure::EventKind kind, std::size_t track, const std::string& source,
             const std::string& what, VirtualTime time, std::uint64_t value = 0,
             VirtualTime duration = {});

    bool ended() const { return ended_; } ///< the event that ends the run has happened
    std::uint64_t progress() const { return progress_count_; }
    measure::Trace& trace() { return trace_; }

private:
    struct Meaning {
        bool ends = false;
        bool counts = false;
    };
    using Kind = std::tuple<measure::EventKind, std::uint32_t, std::uint32_t, bool>;

    std::string end_;
    std::string progress_;
    measure::Trace trace_;
    std::map<Kind, Meaning> meanings_; ///< of the events that have occurred
    bool ended_ = false;
    std::uint64_t progress_count_ = 0;
};

} // namespace ampsim::hub
