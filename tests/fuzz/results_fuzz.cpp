// SPDX-License-Identifier: BSD-3-Clause
//
// Any text is a result, a baseline or an error that says where. What was read does not differ from
// itself; its comparison with what was read before has a text, and its JSON a page or an error. The
// same bytes as the result of a sweep's point are an outcome, or none.
#include "sim/compare/baseline.h"
#include "sim/compare/comparison_files.h"
#include "sim/error.h"
#include "sim/report/report.h"
#include "sim/sweep/point.h"
#include "tests/fuzz/require.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace {

using namespace ampsim;
using fuzz::require;

constexpr const char* origin = "result.json";

/// Of a point, with one file in it.
class PointDirectory {
public:
    PointDirectory() {
        std::string pattern = std::filesystem::temp_directory_path() / "ampsim-fuzz-XXXXXX";
        require(mkdtemp(pattern.data()) != nullptr, "a directory can be made");
        path_ = pattern;
    }
    PointDirectory(const PointDirectory&) = delete;
    PointDirectory& operator=(const PointDirectory&) = delete;
    ~PointDirectory() { std::filesystem::remove_all(path_); }

    const std::filesystem::path& path() const { return path_; }

    void write(const std::string& result) const {
        std::ofstream(path_ / sweep::result_file, std::ios::binary) << result;
    }

private:
    std::filesystem::path path_;
};

/// The run before: any two are compared.
compare::Figures& last() {
    static compare::Figures figures;
    return figures;
}

void show(const compare::Comparison& comparison) {
    require(!compare::to_text(comparison, {true, true}).empty(), "people can read it");
    const std::string json = compare::to_json(comparison);
    try {
        report::report_page(report::report_data_of_comparison(json));
    } catch (const InputError&) { // NOLINT(bugprone-empty-catch): names a directory of no run
    }
}

void hold_against(const compare::Figures& figures) {
    const compare::Comparison same = compare::compare(figures, figures, {});
    require(same.parts.empty() && same.only_in_a.empty() && same.only_in_b.empty(),
            "nothing differs from itself");
    show(same);
    show(compare::compare(last(), figures, {}));
    last() = figures;
}

void read_figures(const std::string& text) {
    try {
        const compare::Figures figures = compare::parse_figures(origin, text, "");
        hold_against(figures);
        const std::string baseline = compare::to_baseline(figures, {"*"});
        require(compare::parse_figures(origin, baseline, "").spans.size() == figures.spans.size(),
                "a baseline has the spans of its run");
    } catch (const InputError& error) {
        require(*error.what() != '\0', "an error has a text");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static const PointDirectory point;
    const std::string text(reinterpret_cast<const char*>(bytes), size);
    read_figures(text);
    point.write(text);
    try {
        sweep::read_outcome(point.path());
    } catch (const InputError& error) {
        require(*error.what() != '\0', "an error has a text");
    }
    return 0;
}
