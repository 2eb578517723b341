// SPDX-License-Identifier: BSD-3-Clause
//
// Registers that a hypervisor emulates: each access of the guest traps. The trap's cost is charged
// to the processor, half of it on the way to the device and half on the way back, and traps are
// counted by register. Without cost it is a window to real hardware: nothing is charged, and
// nothing traps.
#pragma once

#include "models/trap/trap_profile.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <systemc>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

namespace ampsim::models {

struct TrapParameters {
    sc_core::sc_time access; ///< of every register but
    sc_core::sc_time notify; ///< the one that notifies
    std::string notify_register = "QueueNotify";
};

class TrappedWindow : public sc_core::sc_module {
public:
    /// `register_name`: of an offset.
    TrappedWindow(sc_core::sc_module_name name, const TrapParameters& parameters,
                  std::function<std::string(std::uint64_t)> register_name);

    tlm_utils::simple_target_socket<TrappedWindow> socket{"socket"};
    tlm_utils::simple_initiator_socket<TrappedWindow> device{"device"};

    /// By register, "other" where there is none; empty without cost.
    const std::map<std::string, std::uint64_t>& traps() const { return traps_; }
    /// What they have cost the processor, by register as well.
    const std::map<std::string, sc_core::sc_time>& costs() const { return costs_; }

private:
    void b_transport(tlm::tlm_generic_payload& transaction, sc_core::sc_time& delay);
    unsigned transport_dbg(tlm::tlm_generic_payload& transaction);

    TrapParameters parameters_;
    std::function<std::string(std::uint64_t)> register_name_;
    std::map<std::string, std::uint64_t> traps_;
    std::map<std::string, sc_core::sc_time> costs_;
};

} // namespace ampsim::models
