// SPDX-License-Identifier: BSD-3-Clause
#include "sim/report/page_template.h"

extern "C" const char ampsim_report_page[];
extern "C" const char ampsim_report_page_end[];

namespace ampsim::report {

std::string_view page_template() {
    return {ampsim_report_page,
            static_cast<std::size_t>(ampsim_report_page_end - ampsim_report_page)};
}

} // namespace ampsim::report
