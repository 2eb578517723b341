// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string_view>

namespace ampsim::report {

/// The page without data: sim/report/page, which the program carries along.
std::string_view page_template();

} // namespace ampsim::report
