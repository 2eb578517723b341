// SPDX-License-Identifier: BSD-3-Clause
//
// What runs leave, without running any.
#pragma once

#include "tests/unit/measure/temporary_directory.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <string>

namespace ampsim::sweep {

using measure::TemporaryDirectory;

inline void write_text(const std::filesystem::path& file, const std::string& text) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

/// Of a run with one span, "msg", and one counter.
inline nlohmann::json result_json(const std::string& failure = "", std::int64_t p50 = 200) {
    const nlohmann::json statistics{{"count", 3},      {"min_ns", 100}, {"mean_ns", 300},
                                    {"p50_ns", p50},   {"p90_ns", 600}, {"p99_ns", 600},
                                    {"p99_9_ns", 600}, {"max_ns", 600}, {"total_ns", 900}};
    nlohmann::json hop = statistics;
    hop["name"] = "line";
    nlohmann::json span = statistics;
    span["name"] = "msg";
    span["lost"] = 0;
    span["unattributed_ns"] = 5;
    span["hops"] = {hop};
    nlohmann::json result{
        {"time", {{"simulated_ns", 5000}, {"max_skew_ns", 0}}},
        {"spans", {span}},
        {"counters", {{"linux.accesses", 12}}},
        {"expectations", {{{"expr", "msg.count == 3"}, {"ok", true}, {"value", "3"}}}},
        {"trace_sha256", "abc"}};
    if (!failure.empty()) {
        result["failure"] = failure;
    }
    return result;
}

inline void write_result(const std::filesystem::path& directory, const std::string& failure = "",
                         std::int64_t p50 = 200) {
    write_text(directory / "result.json", result_json(failure, p50).dump());
}

} // namespace ampsim::sweep
