// SPDX-License-Identifier: BSD-3-Clause
#include "sim/report/run_data.h"

#include "sim/report/diagram.h"

namespace ampsim::report {

namespace {

constexpr const char* a_run = "`ampsim run`";

void check_published(const Value& published) {
    for (const Value& each : published.list()) {
        for (const char* text : {"figure", "published", "found", "role", "source"}) {
            each[text].text();
        }
    }
}

/// What the page takes for granted. The rest of the files it shows as it is.
void check_result(const Value& result) {
    for (const char* text : {"ampsim", "scenario", "platform", "trace_sha256"}) {
        result[text].text();
    }
    result["time"]["simulated_ns"].integer();
    result["time"]["max_skew_ns"].integer();
    for (const Value& span : result["spans"].list()) {
        span["name"].text();
        span["count"].integer();
        span["lost"].integer();
        span["total_ns"].integer();
        span["unattributed_ns"].integer();
        for (const Value& hop : span["hops"].list()) {
            hop["name"].text();
            hop["event"].text();
            hop["count"].integer();
            hop["total_ns"].integer();
            hop["share"].number();
        }
    }
    for (const auto& [name, count] : result["counters"].members()) {
        count.integer();
    }
    for (const Value& expectation : result["expectations"].list()) {
        expectation["expr"].text();
        expectation["ok"].boolean();
        expectation["value"].text();
    }
    if (const std::optional<Value> published = result.find("published")) {
        check_published(*published);
    }
}

void check_platform(const Value& platform) {
    platform["name"].text();
    for (const Value& node : platform["nodes"].list()) {
        node["name"].text();
    }
    for (const Value& device : platform["devices"].list()) {
        device["label"].text();
        device["faces"].list();
        device["latencies"].list();
    }
    for (const Value& memory : platform["memories"].list()) {
        memory["label"].text();
        memory["size"].integer();
    }
    for (const Value& edge : platform["edges"].list()) {
        for (const char* text : {"from", "to", "kind"}) {
            edge[text].text();
        }
    }
}

} // namespace

Json run_data(const std::filesystem::path& directory, const std::string& name) {
    Json run;
    run["name"] = name;
    run["result"] = read_json(directory / result_file, a_run);
    check_result(Value(run["result"], (directory / result_file).string()));
    run["manifest"] = read_json(directory / manifest_file, a_run);
    run["platform"] = read_json(directory / platform_file, a_run);
    expect_format(run["platform"], directory / platform_file, platform_format);
    check_platform(Value(run["platform"], (directory / platform_file).string()));
    if (name.empty()) {
        run["name"] = run["result"]["scenario"];
    }
    return run;
}

} // namespace ampsim::report
