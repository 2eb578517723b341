// SPDX-License-Identifier: BSD-3-Clause
//
// `ampsim link`: what is in recorded links, for people.
#pragma once

#include "sim/cli/context.h"

#include <string>
#include <vector>

namespace ampsim::cli {

struct LinkArguments {
    std::vector<std::string> files;
};

// Each returns an ExitStatus and throws InputError for a file that is no recording.

/// One line a packet: number, both clocks, who sent it, what it says.
int decode_links(const LinkArguments& arguments, const Context& context);

/// Packets and bytes by kind and direction, and how long the peer was away from the hub's clock.
int link_statistics(const LinkArguments& arguments, const Context& context);

/// The first packet in which two recordings differ, with what was before it; status 1 when there is
/// one.
int diff_links(const LinkArguments& arguments, const Context& context);

} // namespace ampsim::cli
