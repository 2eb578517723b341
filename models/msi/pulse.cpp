// SPDX-License-Identifier: BSD-3-Clause
#include "models/msi/pulse.h"

namespace ampsim::models {

Pulse::Pulse(sc_core::sc_module_name name, const Latency& length)
    : sc_module(name), length_(length) {
    SC_HAS_PROCESS(Pulse);
    SC_METHOD(on_arrival);
    sensitive << arrivals_;
    dont_initialize();
    SC_METHOD(drive);
    sensitive << refresh_ << end_;
    dont_initialize();
}

void Pulse::trigger(sc_core::sc_time delay) {
    arrivals_.notify(delay);
}

void Pulse::on_arrival() {
    const bool high = line.read() && sc_core::sc_time_stamp() < high_until_;
    if (high || wanted_) {
        ++coalesced_;
        return;
    }
    wanted_ = true;
    refresh_.notify(sc_core::SC_ZERO_TIME);
}

/// One change at a time: an edge in the instant in which the line falls comes after that.
void Pulse::drive() {
    if (line.read()) {
        if (sc_core::sc_time_stamp() >= high_until_) {
            line.write(false);
            if (wanted_) {
                refresh_.notify(sc_core::SC_ZERO_TIME);
            }
        }
    } else if (wanted_) {
        wanted_ = false;
        ++pulses_;
        line.write(true);
        high_until_ = sc_core::sc_time_stamp() + length_;
        end_.notify(length_);
    }
}

} // namespace ampsim::models
