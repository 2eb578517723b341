// SPDX-License-Identifier: BSD-3-Clause
//
// `ampsim footprint`: flash, RAM and shared memory of firmware, by its parts.
#pragma once

#include "sim/cli/context.h"

#include <string>
#include <vector>

namespace ampsim::cli {

struct FootprintArguments {
    std::vector<std::string> files; ///< ELF files, each with its linker map FILE.map
    bool json = false;
};

/// Returns an ExitStatus. Throws InputError.
int show_footprint(const FootprintArguments& arguments, const Context& context);

} // namespace ampsim::cli
