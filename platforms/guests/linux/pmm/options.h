// SPDX-License-Identifier: BSD-3-Clause
//
// The command line.
#pragma once

#include "platforms/guests/linux/pmm/relation.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ampsim::pmm {

/// "block=/image,ro": the kind, what is behind it, and more of it by name.
struct DeviceOption {
    std::string kind;
    std::string value;
    std::map<std::string, std::string> more; ///< "ro" has no value
};

struct RelationOption {
    std::string name; ///< empty: the only one
    std::vector<DeviceOption> devices;
};

struct Options {
    std::vector<RelationOption> relations;
    Manner manner;
    std::chrono::nanoseconds poll_period{0};
    std::string user = "nobody";
    bool dev_mem = false;
    bool help = false;
};

extern const char* const usage;

/// Throws WrongInput.
Options parse_options(const std::vector<std::string>& arguments);

} // namespace ampsim::pmm
