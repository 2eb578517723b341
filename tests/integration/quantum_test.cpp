// SPDX-License-Identifier: BSD-3-Clause
//
// Grants of a fixed quantum with real guests: the result repeats, its error is told, and a limit
// for the error is kept.
#include "tests/integration/run_ampsim.h"

#include <gmock/gmock.h>

namespace ampsim::integration {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::Gt;
using testing::HasSubstr;
using testing::Le;

constexpr std::int64_t quantum = 50'000;

AmpsimRun ping(const std::vector<std::string>& more = {}) {
    std::vector<std::string> sets = {"count=3", "expectations=[\"rpmsg.rtt.count == 3\"]",
                                     "time.policy=quantum", "time.quantum_ns=50000"};
    sets.insert(sets.end(), more.begin(), more.end());
    return AmpsimRun(source_file("scenarios/rpmsg-ping.toml"), sets);
}

TEST(Quantum, TheResultRepeatsAndSaysHowFarItIsOff) {
    const AmpsimRun first = ping();
    const AmpsimRun second = ping({"time.skew_limit=1 ns"});
    EXPECT_EQ(first.exit_status(), 0) << first;
    EXPECT_EQ(first.result().at("trace_sha256"), second.result().at("trace_sha256"));
    EXPECT_EQ(first.result().at("links"), second.result().at("links"));
    for (const json& link : first.result().at("links")) {
        EXPECT_THAT(link.at("max_skew_ns").get<std::int64_t>(), AllOf(Gt(0), Le(quantum))) << link;
    }
    // Every ping waits for the end of a quantum somewhere.
    EXPECT_EQ(first.span("rpmsg.rtt").at("touched"), 3);

    EXPECT_EQ(second.exit_status(), 1) << second;
    EXPECT_THAT(second.error(), AllOf(HasSubstr("what reached linux took effect up to "),
                                      HasSubstr("late, more than time.skew_limit, 1 ns")));
}

} // namespace
} // namespace ampsim::integration
