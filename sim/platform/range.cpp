// SPDX-License-Identifier: BSD-3-Clause
#include "sim/platform/range.h"

#include <fmt/format.h>

namespace ampsim::platform {

std::string range_text(const Range& range) {
    return fmt::format("{:#010x}-{:#010x}", range.address, range.address + (range.size - 1));
}

} // namespace ampsim::platform
