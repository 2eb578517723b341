// SPDX-License-Identifier: BSD-3-Clause
//
// Writes the trace, and counts the events that the run itself cares for: the one that ends it, for
// instance.
#pragma once

#include "sim/measure/trace.h"

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace ampsim::hub {

class Recorder {
public:
    /// Counts an event from now on, by its name as scenarios write it. An empty name never occurs.
    std::size_t watch(const std::string& event);
    std::uint64_t count(std::size_t watch) const { return watches_[watch].count; }
    VirtualTime first(std::size_t watch) const { return watches_[watch].first; }
    VirtualTime last(std::size_t watch) const { return watches_[watch].last; }

    void add(measure::EventKind kind, std::size_t track, const std::string& source,
             const std::string& what, VirtualTime time, std::uint64_t value = 0,
             VirtualTime duration = {});

    measure::Trace& trace() { return trace_; }

private:
    struct Watch {
        std::string event;
        std::uint64_t count = 0;
        VirtualTime first{};
        VirtualTime last{};
    };
    using Kind = std::tuple<measure::EventKind, std::uint32_t, std::uint32_t, bool>;

    std::vector<std::size_t> watches_of(const measure::Event& event) const;

    std::vector<Watch> watches_;
    measure::Trace trace_;
    std::map<Kind, std::vector<std::size_t>> watched_; ///< of the events that have occurred
};

} // namespace ampsim::hub
