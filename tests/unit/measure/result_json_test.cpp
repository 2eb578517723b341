// SPDX-License-Identifier: BSD-3-Clause
#include "tests/unit/measure/sample_result.h"

#include <nlohmann/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ampsim::measure {
namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> keys(const Json& json) {
    std::vector<std::string> names;
    for (const auto& [name, value] : json.items()) {
        names.push_back(name);
    }
    return names;
}

TEST(ResultJson, HasTheDocumentedKeysInOrder) {
    const Json json = Json::parse(to_json(sample_result()));
    EXPECT_THAT(keys(json),
                testing::ElementsAre("ampsim", "scenario", "platform", "time", "spans",
                                     "grant_ends", "counters", "expectations", "trace_sha256"));
    EXPECT_THAT(keys(json["time"]),
                testing::ElementsAre("simulated_ns", "wall_ns", "max_skew_ns", "sync_share",
                                     "simulated_per_wall", "grants_per_s", "accesses_per_s"));
    EXPECT_THAT(keys(json["spans"][0]),
                testing::ElementsAre("name", "start", "count", "min_ns", "mean_ns", "p50_ns",
                                     "p90_ns", "p99_ns", "p99_9_ns", "max_ns", "total_ns",
                                     "histogram", "curve", "lost", "hops", "unattributed_ns"));
    EXPECT_THAT(keys(json["spans"][0]["hops"][0]),
                testing::ElementsAre("name", "event", "count", "min_ns", "mean_ns", "p50_ns",
                                     "p90_ns", "p99_ns", "p99_9_ns", "max_ns", "total_ns",
                                     "histogram", "share"));
}

TEST(ResultJson, DrawsDistributions) {
    const Json span = Json::parse(to_json(sample_result()))["spans"][0]; // 100, 200, 600 ns
    EXPECT_EQ(span["histogram"].dump(), "[[100,104,1],[200,208,1],[576,608,1]]");
    EXPECT_EQ(span["curve"].dump(), "[[0,100],[50,200],[100,600]]");
    EXPECT_EQ(span["hops"][0]["histogram"].dump(), "[[40,42,1],[80,84,1]]");
    Result fine = sample_result();
    fine.spans[0].spans.resize(2000, fine.spans[0].spans[0]);
    EXPECT_EQ(Json::parse(to_json(fine))["spans"][0]["curve"].dump(),
              "[[0,100],[1,100],[5,100],[10,100],[25,100],[50,100],[75,100],[90,100],[95,100],"
              "[99,100],[99.5,100],[99.9,100],[100,600]]");
}

TEST(ResultJson, KeepsIntegersAndAddsUp) {
    const Json json = Json::parse(to_json(sample_result()));
    const Json& span = json["spans"][0];
    EXPECT_EQ(span["name"], "msg.one_way");
    EXPECT_EQ(span["count"], 3);
    EXPECT_EQ(span["lost"], 1);
    EXPECT_EQ(span["p50_ns"], 200);
    EXPECT_TRUE(span["mean_ns"].is_number_integer());
    EXPECT_EQ(span["total_ns"], 900);
    EXPECT_EQ(span["hops"][0]["total_ns"], 120);
    EXPECT_EQ(span["hops"][1]["total_ns"], 180);
    EXPECT_EQ(span["unattributed_ns"], 600);
    EXPECT_DOUBLE_EQ(span["hops"][1]["share"].get<double>(), 0.2);
    EXPECT_EQ(span["hops"][1]["event"], "rtos:isr");
    EXPECT_EQ(json["counters"]["linux.accesses"], 1234567);
    EXPECT_EQ(json["time"]["wall_ns"], 123);
    EXPECT_DOUBLE_EQ(json["time"]["sync_share"].get<double>(), 0.25);
    EXPECT_DOUBLE_EQ(json["time"]["simulated_per_wall"].get<double>(), 40.650407); // 5000 / 123
    EXPECT_DOUBLE_EQ(json["time"]["grants_per_s"].get<double>(), 1e9);             // 123 in 123 ns
    EXPECT_DOUBLE_EQ(json["time"]["accesses_per_s"].get<double>(), 975609756);     // 120
    EXPECT_EQ(json["grant_ends"].dump(), R"({"linux":{"access":120,"turn of rtos":3}})");
}

TEST(ResultJson, HasNullWhereNothingWasMeasured) {
    const Json span = Json::parse(to_json(sample_result()))["spans"][1];
    EXPECT_EQ(span["count"], 0);
    EXPECT_TRUE(span["p99_ns"].is_null());
    EXPECT_TRUE(span["hops"][0]["p99_ns"].is_null());
    EXPECT_EQ(span["unattributed_ns"], 0);
}

TEST(ResultJson, TellsExpectationsAndFailure) {
    Result result = sample_result();
    result.expectations.push_back(evaluate("msg.one_way.p99 < 500 ns", result));
    result.failure = "linux: \"panic\"\xff";
    const Json json = Json::parse(to_json(result));
    EXPECT_EQ(json["expectations"][0],
              (Json{{"expr", "msg.one_way.p99 < 500 ns"}, {"ok", false}, {"value", "600 ns"}}));
    EXPECT_EQ(json["failure"], "linux: \"panic\"\xef\xbf\xbd");
}

TEST(ResultJson, IsValidWhenEmpty) {
    const Json json = Json::parse(to_json(Result{}));
    EXPECT_TRUE(json["spans"].is_array());
    EXPECT_TRUE(json["counters"].is_object());
    EXPECT_TRUE(json["expectations"].is_array());
}

} // namespace
} // namespace ampsim::measure
