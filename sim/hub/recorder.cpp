// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/recorder.h"

namespace ampsim::hub {

std::size_t Recorder::watch(const std::string& event) {
    watches_.push_back({event});
    watched_.clear();
    return watches_.size() - 1;
}

std::vector<std::size_t> Recorder::watches_of(const measure::Event& event) const {
    const std::string name = trace_.event_name(event);
    std::vector<std::size_t> watches;
    for (std::size_t i = 0; i < watches_.size(); ++i) {
        if (watches_[i].event == name) {
            watches.push_back(i);
        }
    }
    return watches;
}

void Recorder::add(measure::EventKind kind, std::size_t track, const std::string& source,
                   const std::string& what, VirtualTime time, std::uint64_t value,
                   VirtualTime duration) {
    measure::Event event;
    event.time = time;
    event.duration = duration;
    event.kind = kind;
    event.source = trace_.name(source);
    event.what = trace_.name(what);
    event.track = static_cast<std::uint32_t>(track);
    event.value = value;
    trace_.add(event);

    const Kind occurred(kind, event.source, event.what, value != 0);
    auto watched = watched_.find(occurred);
    if (watched == watched_.end()) {
        watched = watched_.emplace(occurred, watches_of(event)).first;
    }
    for (const std::size_t watch : watched->second) {
        Watch& met = watches_[watch];
        met.first = met.count == 0 ? time : met.first;
        met.last = time;
        ++met.count;
    }
}

} // namespace ampsim::hub
