// SPDX-License-Identifier: BSD-3-Clause
//
// A directory with what a run, a sweep and a comparison leave there: small, and with known figures.
#pragma once

#include "sim/measure/json_text.h"
#include "sim/measure/result.h"
#include "sim/report/run_data.h"
#include "tests/unit/measure/sample_result.h"
#include "tests/unit/measure/temporary_directory.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace ampsim::report {

class Files {
public:
    std::string path(const std::string& name = "") const { return directory_.file(name); }

    void write(const std::string& name, const std::string& text) const {
        std::filesystem::create_directories(std::filesystem::path(path(name)).parent_path());
        std::ofstream(path(name), std::ios::binary) << text;
    }

    void write(const std::string& name, const char* text) const { write(name, std::string(text)); }

    void write(const std::string& name, const Json& json) const {
        write(name, measure::json_text(json));
    }

    std::string text(const std::string& name) const {
        std::ifstream in(path(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    Json json(const std::string& name) const { return Json::parse(text(name)); }

private:
    measure::TemporaryDirectory directory_;
};

inline Json sample_manifest() {
    return {{"scenario", "sample"},
            {"file", "scenarios/sample.toml"},
            {"set", {"count=3", "text=two words"}},
            {"platform", "imx8mm-amp"},
            {"parameters", {{"count", "3"}}},
            {"time", {{"policy", "lookahead"}}},
            {"versions", {{"ampsim", "0.1.0"}, {"systemc", "2.3.4"}}},
            {"inputs", {{"b.elf", "bb"}, {"a.dts", "aa"}}},
            {"command_lines", Json::object()},
            {"trace_sha256", "x"},
            {"host", {{"cpus", 2}}}};
}

inline Json sample_platform() {
    return {{"format", "ampsim-platform 1"},
            {"name", "imx8mm-amp"},
            {"nodes",
             {{{"name", "linux"}, {"cluster", "a53"}, {"cpu", "cortex-a53"}, {"os", "linux"}}}},
            {"devices",
             {{{"label", "mu"},
               {"compatible", "fsl,imx8mm-mu"},
               {"faces", {"a", "b"}},
               {"latencies", Json::array({Json::array({"signal-latency", 25})})}}}},
            {"memories",
             {{{"label", "ddr"},
               {"address", 0xb8000000U},
               {"size", 4096},
               {"access", "direct"},
               {"read_ns", 60},
               {"write_ns", 20}}}},
            {"edges",
             {{{"from", "linux"},
               {"to", "mu.a"},
               {"kind", "access"},
               {"request_ns", 60},
               {"response_ns", 60}}}}};
}

/// What `ampsim run` leaves in `directory`.
inline void write_run(const Files& files, const std::string& directory,
                      const measure::Result& result = measure::sample_result()) {
    files.write(directory + "/result.json", measure::to_json(result));
    files.write(directory + "/manifest.json", sample_manifest());
    files.write(directory + "/platform.json", sample_platform());
}

inline Json sample_point(const std::string& key, const Json& values, const Json& figures) {
    return {{"key", key},
            {"values", values},
            {"status", figures.is_null() ? "failed" : "done"},
            {"figures", figures.is_null() ? Json::array() : figures},
            {"expectations", Json::array()},
            {"trace_sha256", "x"}};
}

/// Two axes of two values each; the first matters more.
inline Json sample_sweep() {
    return {
        {"format", "ampsim-sweep 1"},
        {"ampsim", "0.1.0"},
        {"scenario", "ping"},
        {"platform", "imx8mm-amp"},
        {"set", {"count=3"}},
        {"axes",
         {{{"key", "mu_signal"},
           {"unit", "ns"},
           {"values", {"25 ns", "2 us"}},
           {"numbers", {25, 2000}},
           {"behind_snapshot", true}},
          {{"key", "size"},
           {"unit", "B"},
           {"values", {"1", "64"}},
           {"numbers", {1, 64}},
           {"behind_snapshot", false}}}},
        {"figures", {{{"name", "rtt.count"}, {"unit", ""}}, {{"name", "rtt.p99"}, {"unit", "ns"}}}},
        {"points",
         {sample_point("00000000000000a0", {"25 ns", "1"}, {10, 10'000}),
          sample_point("00000000000000a1", {"25 ns", "64"}, {10, 10'500}),
          sample_point("00000000000000a2", {"2 us", "1"}, {10, 14'000}),
          sample_point("00000000000000a3", {"2 us", "64"}, {10, 14'700})}},
        {"until", nullptr}};
}

inline Json sample_comparison(const std::string& a, const std::string& b) {
    const auto moved = [](const char* span, const Json& hop, const char* statistic, int from,
                          int to, bool cause) {
        return Json{{"span", span},
                    {"hop", hop},
                    {"statistic", statistic},
                    {"a_ns", from},
                    {"b_ns", to},
                    {"change_ns", to - from},
                    {"change", static_cast<double>(to - from) / from},
                    {"beyond", true},
                    {"cause", cause}};
    };
    return {{"format", "ampsim-comparison 1"},
            {"a", {{"name", a}, {"trace_sha256", measure::sample_result().trace_sha256}}},
            {"b", {{"name", b}, {"trace_sha256", "y"}}},
            {"tolerance", 0.05},
            {"exact", true},
            {"uncertainty_ns", 0},
            {"same", 12},
            {"moved",
             {moved("rtt", nullptr, "min", 9'000, 10'000, false),
              moved("rtt", nullptr, "p50", 10'000, 11'000, false),
              moved("way", "mailbox", "min", 60, 560, true),
              moved("way", "mailbox", "p50", 60, 560, true)}},
            {"counters", Json::array()},
            {"only_in_a", Json::array()},
            {"only_in_b", Json::array()}};
}

} // namespace ampsim::report
