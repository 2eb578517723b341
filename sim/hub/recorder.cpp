// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/recorder.h"

namespace ampsim::hub {

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

    const Kind known(kind, event.source, event.what, value != 0);
    auto meaning = meanings_.find(known);
    if (meaning == meanings_.end()) {
        const std::string name = trace_.event_name(event);
        meaning = meanings_.emplace(known, Meaning{name == end_, name == progress_}).first;
    }
    ended_ = ended_ || meaning->second.ends;
    progress_count_ += meaning->second.counts ? 1 : 0;
}

} // namespace ampsim::hub
