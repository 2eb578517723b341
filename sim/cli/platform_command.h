// SPDX-License-Identifier: BSD-3-Clause
//
// `ampsim platform`: what a System Device Tree means, for people and for the builds of guests.
#pragma once

#include "sim/cli/context.h"

#include <string>
#include <vector>

namespace ampsim::cli {

struct PlatformArguments {
    std::string platform;
    std::vector<std::string> sets; ///< LABEL.PROPERTY=VALUE, with or without "platform." before it
    std::string node;              ///< show this one only; empty: all
    /// At most one of these names a node: that text alone is written.
    std::string device_tree;
    std::string device_tree_blob;
    std::string firmware_header;
    std::string firmware_linker_script;
    std::string file; ///< written instead of standard output
};

/// Returns an ExitStatus. Throws InputError.
int show_platform(const PlatformArguments& arguments, const Context& context);

} // namespace ampsim::cli
