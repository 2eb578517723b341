// SPDX-License-Identifier: BSD-3-Clause
//
// Counters for people: in columns; a line for each VirtIO device; and what trapped, in the style of
// `perf kvm stat`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace ampsim::measure {

/// Paragraphs, each with an empty line behind it.
std::string counters_text(const std::map<std::string, std::uint64_t>& counters, std::size_t width);

} // namespace ampsim::measure
