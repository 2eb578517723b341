// SPDX-License-Identifier: BSD-3-Clause
//
// Texts with a form of their own, and what is said of one that has another.
#pragma once

#include "sim/scenario/keys.h"

#include <string>

namespace ampsim::scenario {

/// "expected an event, such as ..., got ..."; empty when the text is as its key wants it.
std::string problem_with(const Key& key, const std::string& text);

} // namespace ampsim::scenario
