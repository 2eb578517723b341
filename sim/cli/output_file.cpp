// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/output_file.h"

#include "sim/error.h"

#include <fmt/format.h>

#include <fstream>

namespace ampsim::cli {

void write_output(const char* flag, const std::string& file, const std::string& content) {
    std::ofstream out(file, std::ios::binary);
    out << content;
    if (!out.flush()) {
        throw InputError(fmt::format("{}: cannot write {}", flag, file));
    }
}

} // namespace ampsim::cli
