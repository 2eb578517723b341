// SPDX-License-Identifier: BSD-3-Clause
//
// What a file of the kernel says: an attribute of a device.
#pragma once

#include <fstream>
#include <string>

namespace ampsim::pmm {

/// Empty when it cannot be read.
inline std::string first_line(const std::string& path) {
    std::string line;
    std::ifstream file(path);
    std::getline(file, line);
    return line;
}

} // namespace ampsim::pmm
