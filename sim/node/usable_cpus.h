// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

namespace ampsim::node {

/// Numbers of the host's CPUs that this process may use, in ascending order.
std::vector<unsigned> usable_cpus();

} // namespace ampsim::node
