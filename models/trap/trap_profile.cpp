// SPDX-License-Identifier: BSD-3-Clause
#include "models/trap/trap_profile.h"

#include <algorithm>

namespace ampsim::models {

namespace {

sc_core::sc_time ns(int value) {
    return {static_cast<double>(value), sc_core::SC_NS};
}

} // namespace

const std::vector<TrapProfile>& trap_profiles() {
    static const std::vector<TrapProfile> profiles = {
        {"lkvm-x86-2020", ns(2000), ns(13500), ns(1500),
         "netperf on kvmtool, OpenAMP app-services group, October 2020: 11 K and 19 K round trips "
         "a "
         "second. The user-space trap is fitted to the two, the others are assumed"},
        {"juno-a53", ns(7053), ns(20177), ns(4530),
         "kvm-unit-tests on Juno r2, Cortex-A53, KVM, GICv2, 2020: mmio_read_vgic, mmio_read_user. "
         "Injection: taken to be a hypercall (hvc)"},
        {"altra", ns(451), ns(1683), ns(1926),
         "kvm-unit-tests on Ampere Altra, Linux 6.12-rc1, 2024: mmio_read_vgic, mmio_read_user, "
         "ipi"},
    };
    return profiles;
}

const TrapProfile* find_trap_profile(const std::string& name) {
    const std::vector<TrapProfile>& profiles = trap_profiles();
    const auto found = std::find_if(profiles.begin(), profiles.end(),
                                    [&name](const TrapProfile& of) { return of.name == name; });
    return found == profiles.end() ? nullptr : &*found;
}

} // namespace ampsim::models
