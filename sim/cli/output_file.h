// SPDX-License-Identifier: BSD-3-Clause
//
// Files that a flag asks for. Each throws InputError that names the flag when it cannot be written.
#pragma once

#include <ostream>
#include <string>

namespace ampsim::cli {

/// Writes to a file of the user's, which may be a device such as /dev/stdout.
void write_output(const char* flag, const std::string& file, const std::string& content);

/// What add_output() has: to the file that is named, or without one to `out`.
void write_output_or_print(const std::string& file, const std::string& text, std::ostream& out);

/// A file by which others see that something is complete: it is there as a whole or not at all.
void replace_output(const char* flag, const std::string& file, const std::string& content);

} // namespace ampsim::cli
