// SPDX-License-Identifier: BSD-3-Clause
//
// base = "other.toml": a scenario that builds on another one. The base is read first; what the file
// says comes on top: tables merge, lists and values replace, and expectations, probes and spans are
// added.
#pragma once

#include <toml++/toml.h>

#include <string>
#include <vector>

namespace ampsim::scenario {

/// The file with all that it builds on. Each node of the tree knows the file that it comes from;
/// `files` gets them all, the outermost base first. Throws InputError for a file that cannot be
/// read or is no TOML, and for bases that go in a circle.
toml::table read_with_base(const std::string& file, std::vector<std::string>& files);

} // namespace ampsim::scenario
