// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/run_results.h"

#include "sim/cli/expectations.h"
#include "sim/cli/output_file.h"
#include "sim/error.h"
#include "sim/measure/json_text.h"
#include "sim/measure/result.h"
#include "sim/report/diagram.h"
#include "sim/report/report.h"
#include "sim/report/run_data.h"

#include <fmt/format.h>

#include <fstream>

namespace ampsim::cli {

namespace fs = std::filesystem;

using report::manifest_file;
using report::platform_file;
using report::report_file;
using report::result_file;

namespace {

constexpr const char* waveform_file = "wires.vcd";
constexpr std::string_view link_suffix = ".link";

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

/// Not made as a text before: it is long.
void write_trace(hub::Run& run, const fs::path& file) {
    std::ofstream trace(file, std::ios::binary);
    measure::write_chrome_trace(trace, run.trace, run.node_names, run.result.spans);
    trace.close();
    if (!trace) {
        throw InputError(
            fmt::format("--out: cannot write all of {}: is there room for it?", file.string()));
    }
}

} // namespace

void prepare_directory(const fs::path& directory) {
    std::error_code failed;
    fs::create_directories(directory, failed);
    if (failed) {
        throw InputError(fmt::format("--out: cannot make the directory {}: {}", directory.string(),
                                     failed.message()));
    }
    for (const char* file : {result_file, trace_file, manifest_file, platform_file, report_file,
                             comparison_file, waveform_file}) {
        fs::remove(directory / file, failed);
    }
    for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
        const std::string name = entry.path().filename().string();
        if (ends_with(name, console_suffix) || ends_with(name, link_suffix)) {
            fs::remove(entry.path(), failed);
        }
    }
}

void count_scripts(const scenario::Scenario& scenario, const fs::path& directory,
                   measure::Result& result) {
    for (const auto& [node, settings] : scenario.nodes) {
        if (!settings.script.empty()) {
            std::ifstream console(directory / (node + std::string(console_suffix)),
                                  std::ios::binary);
            const ScriptEnds ends = script_ends(console);
            console.clear();
            console.seekg(0);
            for (const auto& [name, count] : script_counts(console)) {
                result.counters[fmt::format("{}.reported.{}", node, name)] = count;
            }
            result.counters[node + ".scripts_passed"] = ends.passed;
            result.counters[node + ".scripts_failed"] = ends.failed;
        }
    }
}

void write_results(hub::Run& run, const std::string& manifest, const fs::path& directory) {
    write_output("--out", directory / manifest_file, manifest);
    write_output("--out", directory / platform_file,
                 measure::json_text(report::diagram(run.platform, run.timing)));
    write_trace(run, directory / trace_file);
    replace_output("--out", directory / result_file, measure::to_json(run.result));
}

} // namespace ampsim::cli
