// SPDX-License-Identifier: BSD-3-Clause
//
// The time contract of every model.
//
// b_transport(transaction, delay) is called from an SC_THREAD; `delay` says how far in the future
// the access arrives. A target first waits until then, so that the effects of an access happen at
// the exact instant of its arrival and in the order of arrivals, whoever sent them. Then it adds
// what it takes itself to `delay` as an annotation: the initiator goes on that much later.
// transport_dbg takes no time and has no side effects.
#pragma once

#include <systemc>

namespace ampsim::models {

/// Suspends the calling SC_THREAD until the access arrives. When that is now, nothing is suspended.
inline void wait_for_arrival(sc_core::sc_time& delay) {
    if (delay == sc_core::SC_ZERO_TIME) {
        return;
    }
    sc_core::wait(delay);
    delay = sc_core::SC_ZERO_TIME;
}

} // namespace ampsim::models
