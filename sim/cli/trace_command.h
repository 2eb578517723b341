// SPDX-License-Identifier: BSD-3-Clause
//
// `ampsim trace`: what happened, as text: the life of one message, or a stretch of time.
#pragma once

#include "sim/cli/context.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ampsim::cli {

struct TraceArguments {
    std::string file;             ///< trace.json, or the directory of a run
    std::uint64_t journey = 0;    ///< its number, from 1; 0: no journey
    std::string span;             ///< whose journey; empty: the first span's
    std::string from;             ///< duration since the begin of the simulation
    std::string to;               ///< the same
    std::vector<std::string> who; ///< only these nodes, devices and lines
    std::string what;             ///< only events that have this in their name
    bool list = false;            ///< the journeys themselves
};

/// Throws InputError for a file that is no trace, and for a journey that there is not.
int show_trace(const TraceArguments& arguments, const Context& context);

} // namespace ampsim::cli
