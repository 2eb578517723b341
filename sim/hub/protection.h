// SPDX-License-Identifier: BSD-3-Clause
//
// What protection units let through, for the interconnect, for devices that touch direct memory,
// and for nodes: what of their direct memory is closed to them is covered, so that their accesses
// there come to the interconnect and are refused like all others.
#pragma once

#include "models/protection/protection_unit.h"
#include "sim/platform/platform.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ampsim::hub {

class Protection {
public:
    /// A range of a node's addresses changes between covered and not, now.
    using Covers = std::function<void(std::size_t node, const platform::Range&, bool covered)>;

    /// `devices` are those of the platform, null for what is no protection unit; `masters` are
    /// labels of devices that access by themselves. Throws InputError when a unit supervises
    /// someone who is not there.
    Protection(const platform::Platform& platform, std::vector<models::ProtectionUnit*> devices,
               const std::vector<std::string>& masters, Covers covers);

    bool is_used() const { return !units_.empty(); }
    /// Whether an access gets through, `address` on the bus. One that does not is counted.
    bool check(const std::string& initiator, std::uint64_t address, std::uint64_t size, bool write);
    bool supervises(std::size_t device, const std::string& initiator) const;
    /// What is covered of a node's memory, now.
    const std::vector<platform::Range>& covered(std::size_t node) const { return covered_[node]; }

private:
    struct Unit {
        std::size_t device;
        models::ProtectionUnit* model;
        std::map<std::string, std::size_t> initiators; ///< their numbers
    };

    std::vector<platform::Range> closed_to(std::size_t node) const;
    void refresh();

    const platform::Platform& platform_;
    Covers covers_;
    std::vector<Unit> units_;
    std::vector<std::vector<platform::Range>> covered_; ///< by node
};

} // namespace ampsim::hub
