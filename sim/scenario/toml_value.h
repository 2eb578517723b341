// SPDX-License-Identifier: BSD-3-Clause
//
// TOML values one by one: as text, and as messages call them.
#pragma once

#include <toml++/toml.h>

#include <optional>
#include <string>

namespace ampsim::scenario {

/// Integers, floats, booleans and strings as text; nothing for anything else.
std::optional<std::string> scalar_text(const toml::node& node);

/// "the string \"a\"", "an array".
std::string description_of(const toml::node& node);

/// A TOML value that stands alone, as "value" of a table; an empty table when it is not TOML.
toml::table parse_value(const std::string& text);

} // namespace ampsim::scenario
