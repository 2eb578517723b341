// SPDX-License-Identifier: BSD-3-Clause
//
// The host CPU of a simulation. Hub and nodes take turns, so one CPU is enough, and it is quicker:
// to wake a process on the same CPU takes a tenth of the time that it takes on another. Simulations
// that run at the same time take different ones.
#pragma once

#include <optional>
#include <string>

namespace ampsim::hub {

class HostCpu {
public:
    /// "auto": one that no other simulation of this user has, if there is one; "none": the
    /// scheduler chooses; or a number. Puts the calling thread there until the end of its life.
    /// Throws InputError for a CPU that there is not.
    explicit HostCpu(const std::string& wanted);
    HostCpu(const HostCpu&) = delete;
    HostCpu& operator=(const HostCpu&) = delete;
    ~HostCpu();

    std::optional<unsigned> number() const { return number_; }

private:
    std::optional<unsigned> number_;
    int lock_ = -1;
    std::string before_; ///< a cpu_set_t
};

} // namespace ampsim::hub
