// SPDX-License-Identifier: BSD-3-Clause
//
// What is in a report.html.
#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace ampsim::integration {

/// The object in the page; null when there is none.
inline nlohmann::json report_data(const std::string& page) {
    const std::string begin = "<script type=\"application/json\" id=\"ampsim-report\">";
    const std::size_t from = page.find(begin);
    return from == std::string::npos
               ? nlohmann::json()
               : nlohmann::json::parse(
                     page.substr(from + begin.size(),
                                 page.find("</script>", from) - from - begin.size()),
                     nullptr, false);
}

/// Without what is the host's: two runs of one scenario have the same.
inline nlohmann::json simulated_part(nlohmann::json report) {
    nlohmann::json& run = report["run"];
    for (const char* key :
         {"wall_ns", "sync_share", "simulated_per_wall", "grants_per_s", "accesses_per_s"}) {
        run["result"]["time"].erase(key);
    }
    run["manifest"].erase("host");
    run["manifest"].erase("command_lines"); // name the directory of the results
    return report;
}

} // namespace ampsim::integration
