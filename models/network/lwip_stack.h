// SPDX-License-Identifier: BSD-3-Clause
//
// lwIP (https://savannah.nongnu.org/projects/lwip), one for all peers of a hub: it keeps its state
// in globals. Each peer has an interface of its own in it. lwIP's timers run on virtual time, and
// only while there is use for them, so that a network in which nothing happens has no events.
#pragma once

#include "models/network/agenda.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <systemc>

namespace ampsim::models::network {

class LwipStack : public sc_core::sc_module {
public:
    /// The one that there is; made for the first who wants it (during elaboration).
    static std::shared_ptr<LwipStack> shared();
    ~LwipStack() override;

    // Each starts the timer that is needed then.
    void tcp_timer_may_be_needed();
    void arp_request_sent();
    void fragment_received();

private:
    explicit LwipStack(sc_core::sc_module_name name);

    /// A timer of lwIP's.
    struct Timer {
        std::uint64_t interval_ms;
        void (*tick)();
        std::function<bool()> wanted; ///< asked after each tick
        bool running = false;
    };
    void start(Timer& timer);
    void tick(Timer& timer);

    Agenda agenda_{"agenda"};
    unsigned arp_ticks_left_ = 0;
    unsigned reassembly_ticks_left_ = 0;
    Timer tcp_;
    Timer arp_;
    Timer reassembly_;
};

} // namespace ampsim::models::network
