// SPDX-License-Identifier: BSD-3-Clause
//
// JSON in files that people look into as well: indented, but lists of numbers stay on one line.
#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace ampsim::measure {

/// Ends with a line break. A guest chooses bytes in some texts: what is not UTF-8 is replaced.
std::string json_text(const nlohmann::ordered_json& json);

} // namespace ampsim::measure
