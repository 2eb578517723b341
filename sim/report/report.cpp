// SPDX-License-Identifier: BSD-3-Clause
#include "sim/report/report.h"

#include "sim/error.h"
#include "sim/node/file.h"
#include "sim/report/answer.h"
#include "sim/report/page_template.h"
#include "sim/report/provenance.h"
#include "sim/report/run_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

namespace ampsim::report {

namespace fs = std::filesystem;

namespace {

constexpr const char* format = "ampsim-report 1";
constexpr const char* sweep_format = "ampsim-sweep 1";
constexpr const char* comparison_format = "ampsim-comparison 1";
constexpr const char* sweep_file = "sweep.json";

Json new_report(const char* kind) {
    return {{"format", format},      {"kind", kind},          {"title", ""},
            {"answer", ""},          {"run", nullptr},        {"sweep", nullptr},
            {"runs", Json::array()}, {"comparison", nullptr}, {"provenance", Json::array()}};
}

/// Without the lines of these labels.
void put(Json& report, const Provenance& provenance, const std::set<std::string>& without = {}) {
    for (const auto& [label, text] : provenance) {
        if (without.count(label) == 0) {
            report["provenance"].push_back(Json::array({label, text}));
        }
    }
}

Json report_of_run(const fs::path& directory) {
    Json report = new_report("run");
    report["run"] = run_data(directory);
    const Value result(report["run"]["result"], (directory / result_file).string());
    const Value manifest(report["run"]["manifest"], (directory / manifest_file).string());
    report["title"] = result["scenario"].text();
    report["answer"] = answer_of_run(result);
    put(report, provenance_of_run(result, manifest));
    return report;
}

/// "mu_signal 25 ns, size 16".
std::string name_of(const Value& point, const std::vector<Value>& axes) {
    std::vector<std::string> parts;
    const std::vector<Value> values = point["values"].list();
    for (std::size_t i = 0; i < std::min(values.size(), axes.size()); ++i) {
        parts.push_back(fmt::format("{} {}", axes[i]["key"].text(), values[i].text()));
    }
    return fmt::format("{}", fmt::join(parts, ", "));
}

/// A key comes from a file, and names a directory below points/.
fs::path directory_of(const Value& point) {
    const std::string& key = point["key"].text();
    if (key.empty() || key.find_first_not_of("0123456789abcdef") != std::string::npos) {
        point["key"].fail("hex digits");
    }
    return fs::path("points") / key;
}

Json report_of_sweep(const fs::path& directory) {
    Json report = new_report("sweep");
    report["sweep"] = read_json(directory / sweep_file, "`ampsim sweep`");
    expect_format(report["sweep"], directory / sweep_file, sweep_format);
    const Value sweep(report["sweep"], (directory / sweep_file).string());
    report["title"] = sweep["scenario"].text() + ": sweep";
    report["answer"] = answer_of_sweep(sweep);
    put(report, provenance_of_sweep(sweep));

    std::vector<Value> done;
    for (const Value& point : sweep["points"].list()) {
        if (point["status"].text() == "done") {
            done.push_back(point);
        }
    }
    if (done.size() > 2) {
        done = {done.front(), done.back()};
    }
    for (const Value& point : done) {
        const fs::path of_point = directory / directory_of(point);
        report["runs"].push_back(run_data(of_point, name_of(point, sweep["axes"].list())));
    }
    if (!done.empty()) {
        const fs::path first = directory / directory_of(done.front());
        const Json& run = report["runs"].front();
        put(report,
            provenance_of_run(Value(run["result"], (first / result_file).string()),
                              Value(run["manifest"], (first / manifest_file).string())),
            {"command", "inputs", "trace", "uncertainty"}); // each point's own
    }
    return report;
}

/// The run that was compared, if its directory is still there and is still that run.
std::optional<Json> run_of(const Value& side) {
    const fs::path path = side["name"].text();
    const fs::path directory = fs::is_directory(path) ? path : path.parent_path();
    for (const char* file : {result_file, manifest_file, platform_file}) {
        if (!fs::exists(directory / file)) {
            return std::nullopt;
        }
    }
    Json run = run_data(directory, path.string());
    return run["result"]["trace_sha256"] == side["trace_sha256"].json() ? std::optional(run)
                                                                        : std::nullopt;
}

/// `file`: where it is from, for the messages.
Json report_of_comparison(Json&& json, const fs::path& file) {
    Json report = new_report("comparison");
    report["comparison"] = std::move(json);
    expect_format(report["comparison"], file, comparison_format);
    const Value comparison(report["comparison"], file.string());
    if (const std::optional<Value> kind = comparison.find("kind")) {
        kind->fail("a comparison of two runs, such as that of two points of sweeps");
    }
    report["title"] = fmt::format("{} against {}", comparison["b"]["name"].text(),
                                  comparison["a"]["name"].text());
    report["answer"] = answer_of_comparison(comparison);
    put(report, provenance_of_comparison(comparison));
    for (const char* side : {"a", "b"}) {
        if (const std::optional<Json> run = run_of(comparison[side])) {
            report["runs"].push_back(*run);
        }
    }
    return report;
}

/// JSON within <script>: what could end the element, or a line of JavaScript, is escaped.
std::string script_text(const Json& data) {
    const std::string plain = data.dump(-1, ' ', false, Json::error_handler_t::replace);
    std::string text;
    text.reserve(plain.size());
    for (std::size_t i = 0; i < plain.size(); ++i) {
        const std::string_view rest = std::string_view(plain).substr(i);
        if (plain[i] == '<') { // </script>, <!--
            text += "\\u003c";
        } else if (rest.substr(0, 3) == "\u2028" || rest.substr(0, 3) == "\u2029") {
            text += rest[2] == '\xa8' ? "\\u2028" : "\\u2029";
            i += 2;
        } else {
            text += plain[i];
        }
    }
    return text;
}

} // namespace

Json report_data(const fs::path& what) {
    std::error_code unknown;
    if (!fs::exists(what, unknown)) {
        throw InputError(
            fmt::format("there is no {}; expected the directory of a run or of a sweep, "
                        "or a comparison.json",
                        what.string()));
    }
    if (!fs::is_directory(what, unknown)) {
        return report_of_comparison(read_json(what, "`ampsim compare`"), what);
    }
    return fs::exists(what / sweep_file, unknown) ? report_of_sweep(what) : report_of_run(what);
}

Json report_data_of_comparison(const std::string& comparison) {
    return report_of_comparison(Json::parse(comparison), "comparison.json");
}

std::string report_page(const Json& data) {
    constexpr std::string_view place = "/*ampsim-report-data*/";
    const std::string_view page = page_template();
    const std::size_t at = page.find(place);
    if (at == std::string_view::npos) {
        throw std::logic_error("the report's template has no place for its data");
    }
    return std::string(page.substr(0, at)) + script_text(data) +
           std::string(page.substr(at + place.size()));
}

fs::path write_report(const fs::path& what, const fs::path& file) {
    const std::string page = report_page(report_data(what));
    fs::path target = file;
    if (target.empty()) {
        target =
            fs::is_directory(what) ? what / report_file : fs::path(what).replace_extension("html");
    }
    node::write_file(target.string(), page);
    return target;
}

} // namespace ampsim::report
