// SPDX-License-Identifier: BSD-3-Clause
//
// The tables of keys in docs/reference/scenario.md. In the page each stands between two marks:
//
//   <!-- keys of end -->
//   <!-- end of keys -->
#pragma once

#include <string>

namespace ampsim::scenario {

/// The page with each table made anew. Throws InputError for a mark of a section that there is not,
/// or without its end, and for a section that the page has no marks for.
std::string with_key_tables(const std::string& page);

} // namespace ampsim::scenario
