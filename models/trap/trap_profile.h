// SPDX-License-Identifier: BSD-3-Clause
//
// What traps and injected interrupts cost on machines that someone has measured. Sources:
// docs/models/trap.md.
#pragma once

#include <string>
#include <systemc>
#include <vector>

namespace ampsim::models {

struct TrapProfile {
    std::string name;
    sc_core::sc_time in_kernel;  ///< a trap that the hypervisor's kernel part answers (ioeventfd)
    sc_core::sc_time user_space; ///< one that goes to the monitor's process and back
    sc_core::sc_time injection;  ///< an interrupt, from the monitor to the guest
    std::string source;          ///< for people
};

const std::vector<TrapProfile>& trap_profiles();
/// Null when there is none of this name.
const TrapProfile* find_trap_profile(const std::string& name);

} // namespace ampsim::models
