// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/output_file.h"

#include "sim/error.h"
#include "sim/node/file.h"

#include <fmt/format.h>

namespace ampsim::cli {

namespace {

template <typename Write>
void name_flag(const char* flag, const Write& write) {
    try {
        write();
    } catch (const InputError& error) {
        throw InputError(fmt::format("{}: {}", flag, error.what()));
    }
}

} // namespace

void write_output(const char* flag, const std::string& file, const std::string& content) {
    name_flag(flag, [&] { node::write_file(file, content); });
}

void write_output_or_print(const std::string& file, const std::string& text, std::ostream& out) {
    if (file.empty()) {
        out << text;
    } else {
        write_output("--output", file, text);
    }
}

void replace_output(const char* flag, const std::string& file, const std::string& content) {
    name_flag(flag, [&] { node::replace_file(file, content); });
}

} // namespace ampsim::cli
