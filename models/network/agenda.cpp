// SPDX-License-Identifier: BSD-3-Clause
#include "models/network/agenda.h"

namespace ampsim::models::network {

Agenda::Agenda(sc_core::sc_module_name name) : sc_module(name) {
    SC_HAS_PROCESS(Agenda);
    SC_METHOD(do_what_is_due);
    sensitive << due_;
    dont_initialize();
}

void Agenda::at(sc_core::sc_time time, std::function<void()> work) {
    entries_.emplace(time, std::move(work));
    due_.notify(time - sc_core::sc_time_stamp()); // an earlier notification stays
}

void Agenda::do_what_is_due() {
    const sc_core::sc_time now = sc_core::sc_time_stamp();
    while (!entries_.empty() && entries_.begin()->first <= now) {
        auto entry = entries_.extract(entries_.begin());
        entry.mapped()();
    }
    if (!entries_.empty()) {
        due_.notify(entries_.begin()->first - now);
    }
}

} // namespace ampsim::models::network
