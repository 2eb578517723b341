// SPDX-License-Identifier: BSD-3-Clause
//
// What the simulation waited for, in words: for each node why its grants ended, and how often.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace ampsim::measure {

/// "access", "turn of rtos", ...: how many grants ended so.
using Reasons = std::map<std::string, std::uint64_t>;

/// Of each node.
using GrantEnds = std::map<std::string, Reasons>;

std::uint64_t total(const GrantEnds& ends);

/// Accesses of nodes to the hardware: each ends a grant.
std::uint64_t accesses(const GrantEnds& ends);

/// What came since `before`.
GrantEnds since(const GrantEnds& ends, const GrantEnds& before);

/// The commonest first, at most `most`: "access 1,568, idle 222".
std::string commonest(const Reasons& reasons, std::size_t most);

} // namespace ampsim::measure
