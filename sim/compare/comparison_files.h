// SPDX-License-Identifier: BSD-3-Clause
//
// A comparison for tools, and for people.
#pragma once

#include "sim/compare/comparison.h"

#include <string>

namespace ampsim::compare {

/// comparison.json; docs/reference/comparison.md has its keys.
std::string to_json(const Comparison& comparison);

struct TextStyle {
    bool colour = false;
    bool verbose = false; ///< every figure of every hop, consequences and counters too
};

/// What was changed, what moved of itself, what came of it, and the verdict; lines end with '\n'.
std::string to_text(const Comparison& comparison, const TextStyle& style);

/// The answer in a sentence: "rpmsg.linux_to_rtos [interrupt line] moved of itself by +500 ns,
/// ...".
std::string answer(const Comparison& comparison);

} // namespace ampsim::compare
