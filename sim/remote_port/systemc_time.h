// SPDX-License-Identifier: BSD-3-Clause
//
// Virtual time in SystemC's type and back.
#pragma once

#include "sim/time/virtual_time.h"

#include <systemc>

namespace ampsim::remote_port {

/// `time` is not negative and within SystemC's range (213 days at its default resolution of 1 ps).
inline sc_core::sc_time to_sc_time(VirtualTime time) {
    static const auto nanosecond = sc_core::sc_time(1, sc_core::SC_NS).value();
    return sc_core::sc_time::from_value(static_cast<sc_dt::uint64>(time.count()) * nanosecond);
}

/// Fractions of a nanosecond count as a whole one: nothing comes before it has happened.
inline VirtualTime to_virtual_time(const sc_core::sc_time& time) {
    static const auto nanosecond = sc_core::sc_time(1, sc_core::SC_NS).value();
    return VirtualTime{static_cast<VirtualTime::rep>((time.value() + nanosecond - 1) / nanosecond)};
}

} // namespace ampsim::remote_port
