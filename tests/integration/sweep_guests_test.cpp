// SPDX-License-Identifier: BSD-3-Clause
//
// A sweep of real guests: one boot for all points.
#include "tests/integration/sweep_run.h"

#include <gtest/gtest.h>

#include <map>

namespace ampsim::integration {
namespace {

using nlohmann::json;

TEST(SweepOfGuests, AllPointsStartFromTheSnapshotThatTheFirstOneMakes) {
    SweepRun sweep({"--set", "count=20", "--axis", "platform.mu.signal-latency-ns=25,525,2025"}, {},
                   "", source_file("scenarios/rpmsg-ping.toml"));
    ASSERT_EQ(sweep.finish().exit_status, 0) << sweep.finish().err;
    const json found = sweep.json();
    EXPECT_EQ(found.at("axes")[0].at("behind_snapshot"), true);

    std::map<std::string, int> uses;
    std::vector<std::int64_t> signals;
    for (const json& point : found.at("points")) {
        const std::string directory = sweep.out() + "/points/" + point.at("key").get<std::string>();
        const json manifest = json::parse(content_of(directory + "/manifest.json"));
        ++uses[manifest.at("snapshot").at("use")];
        const json result = json::parse(content_of(directory + "/result.json"));
        for (const json& hop : result.at("spans")[1].at("hops")) {
            if (hop.at("name") == "interrupt line") {
                signals.push_back(hop.at("p50_ns"));
            }
        }
    }
    EXPECT_EQ(uses, (std::map<std::string, int>{{"restored", 2}, {"saved", 1}}));
    EXPECT_EQ(signals, (std::vector<std::int64_t>{25, 525, 2025}));
}

} // namespace
} // namespace ampsim::integration
