// SPDX-License-Identifier: BSD-3-Clause
//
// A file that a flag asks for.
#pragma once

#include <string>

namespace ampsim::cli {

/// Writes it whole. Throws InputError that names the flag when that cannot be.
void write_output(const char* flag, const std::string& file, const std::string& content);

} // namespace ampsim::cli
