// SPDX-License-Identifier: BSD-3-Clause
//
// report.html: one page, in one file that needs no network, that shows a run, a sweep or a
// comparison. It is made from the files on disk alone, so it can be made again at any time; the
// same files give the same page. The page is a template (sim/report/page) and one JSON object in
// it, whose layout is in docs/reference/report.md.
#pragma once

#include "sim/report/reader.h"

#include <filesystem>
#include <string>

namespace ampsim::report {

constexpr const char* report_file = "report.html";

/// The data of a report. `what` is the directory of a run or of a sweep, or a comparison.json.
/// Throws InputError that names the file and what is wrong with it.
Json report_data(const std::filesystem::path& what);

/// The same of a comparison that is in no file: `comparison` is what its comparison.json would say.
Json report_data_of_comparison(const std::string& comparison);

/// The page with the data in it.
std::string report_page(const Json& data);

/// Writes the page: to `file`, or when that is empty to report.html in the directory, or to
/// comparison.html beside comparison.json. Returns where it is.
std::filesystem::path write_report(const std::filesystem::path& what,
                                   const std::filesystem::path& file = {});

} // namespace ampsim::report
