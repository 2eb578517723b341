// SPDX-License-Identifier: BSD-3-Clause
//
// The checkers find each fault of real firmware, and nothing where nothing is wrong.
#include "tests/integration/run_ampsim.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace ampsim::integration {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string findings(const AmpsimRun& run) {
    const auto remarks = run.result().find("remarks");
    return remarks == run.result().end() ? "" : remarks->value("checks", nlohmann::json{}).dump();
}

TEST(Checks, RightMessagesAreNoFindingsAndTheTraceStaysTheSame) {
    const std::string scenario = source_file("scenarios/rpmsg-ping.toml");
    const AmpsimRun watched(scenario, {"count=50", "checks.enabled=true"});
    const AmpsimRun plain(scenario, {"count=50"});
    ASSERT_EQ(watched.exit_status(), 0) << watched;
    EXPECT_EQ(watched.counter("checks.findings"), 0) << findings(watched);
    EXPECT_EQ(watched.result().at("trace_sha256"), plain.result().at("trace_sha256"));
}

struct Fault {
    const char* variant;
    std::vector<const char*> said;
};

class FoundFault : public testing::TestWithParam<Fault> {};

TEST_P(FoundFault, NamesBothSidesAndTheFix) {
    const AmpsimRun run(source_file("scenarios/faults.toml"),
                        {std::string("variant=") + GetParam().variant});
    ASSERT_EQ(run.exit_status(), 0) << run;
    const std::string found = findings(run);
    for (const char* part : GetParam().said) {
        EXPECT_THAT(found, HasSubstr(part));
    }
    EXPECT_THAT(found, AllOf(HasSubstr("linux"), HasSubstr("rtos"), HasSubstr("Fix in ")));
}

INSTANTIATE_TEST_SUITE_P(
    Checks, FoundFault,
    testing::Values(Fault{"lost-kick", {"rtos moved its used index to 10", "not notified linux"}},
                    Fault{"alignment", {"rtos writes its used ring at", "aligned to 16"}},
                    Fault{"table-copy", {"another copy of the table at", "carve-out rsc-table"}},
                    Fault{"crash", {"has not touched mu within 10.0 ms", "has crashed"}},
                    Fault{"dead-peer", {"which is dead: stop since", "mu.a.TR1"}}),
    [](const testing::TestParamInfo<Fault>& fault) {
        std::string name = fault.param.variant;
        std::replace(name.begin(), name.end(), '-', '_');
        return name;
    });

} // namespace
} // namespace ampsim::integration
