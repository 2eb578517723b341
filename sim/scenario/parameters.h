// SPDX-License-Identifier: BSD-3-Clause
//
// [parameters]: the named values that an experiment varies. Scripts see them as shell variables, so
// that no text is substituted in a script; expectations name them as parameters.NAME.
#pragma once

#include <map>
#include <string>

namespace ampsim::scenario {

using Parameters = std::map<std::string, std::string>; ///< name -> value as text

/// Whether a shell takes it as the name of a variable.
bool is_parameter_name(const std::string& name);

/// "count='1000'\nsize='16'\n": what every script starts with.
std::string shell_assignments(const Parameters& parameters);

/// The text with each "${NAME}" replaced by the parameter's value. Throws InputError, with a
/// suggestion, when there is no such parameter, or no '}'.
std::string expand(const std::string& text, const Parameters& parameters);

/// The expression with each word "parameters.NAME" replaced by its value. Throws InputError, with a
/// suggestion, when there is no such parameter.
std::string substitute(const std::string& expression, const Parameters& parameters);

} // namespace ampsim::scenario
