// SPDX-License-Identifier: BSD-3-Clause
#include "sim/compare/figures.h"

#include "sim/error.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace ampsim::compare {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr const char* expected = "expected the directory of a run, a result.json or a baseline";

/// One file, and where in it we are: what is read from it is checked, whoever wrote it.
class Reader {
public:
    Reader(std::string file, const json& value, std::string place = "")
        : file_(std::move(file)), value_(value), place_(std::move(place)) {}

    [[noreturn]] void fail(const std::string& problem) const {
        throw InputError(
            fmt::format("{}: {}{}{}", file_, place_, place_.empty() ? "" : ": ", problem));
    }

    bool has(const char* key) const { return value_.is_object() && value_.contains(key); }

    Reader at(const char* key) const {
        if (!has(key)) {
            fail(fmt::format("'{}' is missing; {}", key, expected));
        }
        return {file_, value_.at(key), place_.empty() ? key : place_ + "." + key};
    }

    template <typename Visitor>
    void each(Visitor visit) const {
        if (!value_.is_array()) {
            fail("expected an array");
        }
        for (std::size_t i = 0; i < value_.size(); ++i) {
            visit(Reader(file_, value_[i], fmt::format("{}[{}]", place_, i)));
        }
    }

    template <typename Visitor>
    void members(Visitor visit) const {
        if (!value_.is_object()) {
            fail("expected an object");
        }
        for (const auto& [key, value] : value_.items()) {
            visit(key, Reader(file_, value, place_ + "." + key));
        }
    }

    std::string text() const {
        if (!value_.is_string()) {
            fail("expected a text");
        }
        return value_.get<std::string>();
    }
    std::uint64_t count() const {
        if (!is_natural()) {
            fail("expected a whole number from 0 to 2^63 - 1");
        }
        return value_.get<std::uint64_t>();
    }
    std::optional<std::int64_t> nanoseconds() const {
        if (value_.is_null()) {
            return std::nullopt;
        }
        if (!is_natural()) {
            fail("expected whole nanoseconds, from 0 to 2^63 - 1, or null");
        }
        return value_.get<std::int64_t>();
    }
    std::string text_or(const char* key, const std::string& otherwise) const {
        return has(key) ? at(key).text() : otherwise;
    }
    /// A number or a boolean as it is written, a text without its quotes.
    std::string as_written() const {
        return value_.is_string() ? value_.get<std::string>() : value_.dump();
    }

private:
    /// The difference of two such numbers is one of 64 bits.
    bool is_natural() const {
        return value_.is_number_unsigned() && value_.get<std::uint64_t>() <= INT64_MAX;
    }

    std::string file_;
    const json& value_;
    std::string place_;
};

Statistics read_statistics(const Reader& from) {
    Statistics statistics;
    statistics.count = from.at("count").count();
    for (std::size_t i = 0; i < statistic_names.size(); ++i) {
        const std::string key = std::string(statistic_names[i]) + "_ns";
        statistics.durations[i] = from.at(key.c_str()).nanoseconds();
    }
    return statistics;
}

SpanFigures read_span(const Reader& from) {
    SpanFigures span;
    span.name = from.at("name").text();
    span.start = from.text_or("start", "");
    span.statistics = read_statistics(from);
    span.lost = from.at("lost").count();
    from.at("hops").each([&span](const Reader& hop) {
        span.hops.push_back({hop.at("name").text(), hop.at("event").text(), read_statistics(hop)});
    });
    return span;
}

/// "KEY=VALUE", as --set has it.
void put_setting(Inputs& inputs, const char* kind, const std::string& setting) {
    const std::size_t equals = setting.find('=');
    inputs[{kind, setting.substr(0, equals)}] =
        equals == std::string::npos ? "" : setting.substr(equals + 1);
}

/// A manifest, or what a baseline kept of one: with names that are short already.
Inputs read_inputs(const Reader& from, bool of_baseline) {
    Inputs inputs;
    for (const char* kind : {"set", "then"}) {
        if (from.has(kind)) {
            from.at(kind).each([&](const Reader& one) { put_setting(inputs, kind, one.text()); });
        }
    }
    if (from.has("platform")) {
        inputs[{"platform", "name"}] = from.at("platform").text();
    }
    if (from.has("parameters")) {
        from.at("parameters").members([&](const std::string& name, const Reader& value) {
            inputs[{"parameter", name}] = value.as_written();
            inputs.erase({"set", name}); // the parameter says it
            inputs.erase({"set", "parameters." + name});
        });
    }
    if (from.has("versions")) {
        from.at("versions").members([&](const std::string& name, const Reader& value) {
            inputs[{"version", name}] = value.text();
        });
    }
    if (from.has("inputs")) {
        std::map<std::string, std::string> files;
        from.at("inputs").members(
            [&](const std::string& name, const Reader& value) { files[name] = value.text(); });
        for (const auto& [name, hash] : of_baseline ? files : short_names(files)) {
            inputs[{"file", name}] = hash;
        }
    }
    return inputs;
}

json parse(const std::string& file, const std::string& text) {
    json parsed = json::parse(text, nullptr, false);
    if (!parsed.is_object()) {
        throw InputError(fmt::format("{}: not a JSON object; {}", file, expected));
    }
    return parsed;
}

std::string content_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in || !fs::is_regular_file(file)) {
        throw InputError(fmt::format("{}: cannot read it; {}", file.string(), expected));
    }
    std::ostringstream content;
    content << in.rdbuf();
    return content.str();
}

} // namespace

std::map<std::string, std::string> short_names(const std::map<std::string, std::string>& files) {
    const auto last_parts = [](const std::string& path, std::size_t parts) {
        std::size_t begin = path.size() + 1; // behind the slash in front of them
        for (; parts > 0; --parts) {
            const std::size_t slash = begin < 2 ? std::string::npos : path.rfind('/', begin - 2);
            if (slash == std::string::npos) {
                return path;
            }
            begin = slash + 1;
        }
        return path.substr(begin);
    };
    std::map<std::string, std::string> named;
    for (const auto& [path, value] : files) {
        std::string name;
        for (std::size_t parts = 1; name != path; ++parts) {
            name = last_parts(path, parts);
            const auto same = [&](const auto& other) {
                return last_parts(other.first, parts) == name;
            };
            if (std::count_if(files.begin(), files.end(), same) == 1) {
                break;
            }
        }
        named[name] = value;
    }
    return named;
}

Figures parse_figures(const std::string& path, const std::string& result,
                      const std::string& manifest) {
    const json parsed = parse(path, result);
    const Reader from(path, parsed);
    Figures figures;
    figures.path = path;
    const std::string format = from.text_or("format", "");
    figures.is_baseline = format == "ampsim-baseline 1";
    if (!format.empty() && !figures.is_baseline) {
        from.fail(fmt::format("its format is '{}'; {}", format, expected));
    }
    figures.scenario = from.at("scenario").text();
    figures.platform = from.at("platform").text();
    figures.trace_sha256 = from.at("trace_sha256").text();
    figures.failure = from.text_or("failure", "");
    if (from.has("links")) {
        from.at("links").each([&figures](const Reader& link) {
            figures.late_ns =
                std::max(figures.late_ns, link.at("max_skew_ns").nanoseconds().value_or(0));
        });
    }
    if (from.has("not_reproducible")) {
        from.at("not_reproducible").members([&](const std::string& device, const Reader& what) {
            figures.not_reproducible[device] = what.text();
        });
    }
    from.at("spans").each(
        [&figures](const Reader& span) { figures.spans.push_back(read_span(span)); });
    if (from.has("counters")) {
        from.at("counters").members([&figures](const std::string& name, const Reader& value) {
            figures.counters[name] = value.count();
        });
    }
    if (from.has("made_from")) {
        figures.inputs = read_inputs(from.at("made_from"), true);
    } else if (!manifest.empty() && !figures.is_baseline) {
        const std::string file = (fs::path(path).parent_path() / "manifest.json").string();
        const json parsed_manifest = parse(file, manifest);
        figures.inputs = read_inputs(Reader(file, parsed_manifest), false);
    }
    return figures;
}

Figures read_figures(const std::string& path) {
    const fs::path file = fs::is_directory(path) ? fs::path(path) / "result.json" : fs::path(path);
    const fs::path manifest = file.parent_path() / "manifest.json";
    const std::string result = content_of(file);
    return parse_figures(file.string(), result,
                         fs::is_regular_file(manifest) ? content_of(manifest) : "");
}

} // namespace ampsim::compare
