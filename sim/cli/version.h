// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace ampsim::cli {

std::string ampsim_version();   ///< "0.1.0"
std::string compiler_version(); ///< what built ampsim: "GCC 12.2.0"

} // namespace ampsim::cli
