// SPDX-License-Identifier: BSD-3-Clause
//
// A latency that may get another value while the simulation runs, as if a better part had been
// soldered in. Copies are one and the same latency, so a model that was built from parameters
// follows the parameters it was built from:
//
//     Latency signal{25, SC_NS};
//     Mailbox mailbox("mailbox", {signal});
//     signal.change({1, SC_US});
//
// What is on its way already arrives as it would have; what starts from then on takes the new time.
// A model in which one thing may not overtake another sees to that itself (in_order()).
#pragma once

#include <algorithm>
#include <memory>
#include <systemc>

namespace ampsim::models {

class Latency {
public:
    Latency() : Latency(sc_core::SC_ZERO_TIME) {}
    Latency(sc_core::sc_time value) // NOLINT(google-explicit-constructor): it is one
        : value_(std::make_shared<sc_core::sc_time>(value)) {}
    Latency(double value, sc_core::sc_time_unit unit) : Latency(sc_core::sc_time(value, unit)) {}

    operator const sc_core::sc_time&() const { return *value_; } // NOLINT(google-explicit-*): same
    /// For all that starts from now on, whoever has a copy.
    void change(sc_core::sc_time value) { *value_ = value; }

private:
    std::shared_ptr<sc_core::sc_time> value_;
};

/// When something that starts now arrives: not before `last`, when the one before it does.
inline sc_core::sc_time in_order(const sc_core::sc_time& latency, const sc_core::sc_time& last) {
    return std::max(sc_core::sc_time_stamp() + latency, last);
}

} // namespace ampsim::models
