// SPDX-License-Identifier: BSD-3-Clause
//
// What is to be done at which virtual time: in the order of times, and what is due in the same
// instant in the order in which it was put down. Nothing runs before the caller has returned.
// Without anything to do, no event is pending.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <systemc>
#include <utility>

namespace ampsim::models::network {

class Agenda : public sc_core::sc_module {
public:
    explicit Agenda(sc_core::sc_module_name name);

    void after(sc_core::sc_time delay, std::function<void()> work) {
        at(sc_core::sc_time_stamp() + delay, std::move(work));
    }
    /// `time`: now or later.
    void at(sc_core::sc_time time, std::function<void()> work);

private:
    void do_what_is_due();

    std::multimap<sc_core::sc_time, std::function<void()>> entries_; // equal keys: in order
    sc_core::sc_event due_;
};

} // namespace ampsim::models::network
