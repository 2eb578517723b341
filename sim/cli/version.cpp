// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/version.h"

namespace ampsim::cli {

std::string ampsim_version() {
    return AMPSIM_VERSION;
}

std::string compiler_version() {
    return AMPSIM_COMPILER;
}

} // namespace ampsim::cli
