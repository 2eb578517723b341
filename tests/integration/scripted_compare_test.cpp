// SPDX-License-Identifier: BSD-3-Clause
//
// Comparison, baseline, JUnit report, timeline and waveform of scripted nodes, as a user has them:
// no QEMU, some milliseconds each.
#include "tests/integration/run_ampsim.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>

namespace ampsim::integration {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* slower_mailbox = "platform.mu.signal-latency-ns=525"; // 25 + 500

AmpsimRun rpmsg(const std::vector<std::string>& sets = {},
                std::vector<std::string> flags = {"--no-snapshot"}) {
    std::vector<std::string> all{"count=20"};
    all.insert(all.end(), sets.begin(), sets.end());
    return AmpsimRun(source_file("scenarios/scripted-rpmsg.toml"), all, {}, flags);
}

Finished call(const std::vector<std::string>& arguments) {
    const Directory directory;
    return Process(ampsim(arguments), directory).wait();
}

/// "SPAN: HOP" of what moved of itself.
std::set<std::string> causes(const json& comparison) {
    std::set<std::string> names;
    for (const json& moved : comparison.at("moved")) {
        if (moved.at("cause") == true) {
            names.insert(moved.at("span").get<std::string>() + ": " +
                         moved.at("hop").get<std::string>());
        }
    }
    return names;
}

json compared(const AmpsimRun& a, const AmpsimRun& b) {
    const Directory directory;
    const std::string file = directory.file("comparison.json");
    const Finished finished = call({"compare", a.file(""), b.file(""), "--json", file});
    const json comparison = json::parse(content_of(file));
    EXPECT_EQ(finished.exit_status, comparison.at("beyond") == true ? 1 : 0) << finished.err;
    return comparison;
}

// --- compare ----------------------------------------------------------------------------------

TEST(ScriptedCompare, TwoRunsOfOneScenarioHaveNoDifference) {
    const json comparison = compared(rpmsg(), rpmsg());
    EXPECT_EQ(comparison.at("beyond"), false);
    EXPECT_EQ(comparison.at("moved"), json::array());
    EXPECT_EQ(comparison.at("inputs"), json::array());
}

TEST(ScriptedCompare, ASlowerMailboxIsNamedAndNothingElse) {
    const json comparison = compared(rpmsg(), rpmsg({slower_mailbox}));
    EXPECT_THAT(causes(comparison), ElementsAre("rpmsg.host_to_remote: interrupt line",
                                                "rpmsg.remote_to_host: interrupt line"));
    ASSERT_EQ(comparison.at("inputs").size(), 1U);
    EXPECT_EQ(comparison.at("inputs").at(0).at("name"), "platform.mu.signal-latency-ns");
}

TEST(ScriptedCompare, WritesThePageThatTheReportIs) {
    const Directory directory;
    const AmpsimRun a = rpmsg();
    const AmpsimRun b = rpmsg({slower_mailbox});
    const std::string page = directory.file("page.html");
    const std::string comparison = directory.file("comparison.json");
    EXPECT_EQ(
        call({"compare", a.file(""), b.file(""), "--html", page, "--json", comparison}).exit_status,
        1);
    ASSERT_EQ(call({"report", comparison}).exit_status, 0);
    EXPECT_THAT(content_of(page), HasSubstr("rpmsg.host_to_remote"));
    EXPECT_TRUE(content_of(page) == content_of(directory.file("comparison.html")));
    const Finished nowhere = call({"compare", a.file(""), b.file(""), "--html", "/nowhere/x.html"});
    EXPECT_EQ(nowhere.exit_status, 2);
    EXPECT_THAT(nowhere.err, HasSubstr("--html: /nowhere/x.html: cannot be written"));
}

TEST(ScriptedCompare, BadInputIsStatusTwo) {
    const AmpsimRun run = rpmsg();
    EXPECT_EQ(call({"compare", run.file(""), "/nowhere"}).exit_status, 2);
    EXPECT_EQ(call({"compare", run.file("manifest.json"), run.file("")}).exit_status, 2);
    const Finished bad = call({"compare", run.file(""), run.file(""), "--tolerance", "much"});
    EXPECT_EQ(bad.exit_status, 2);
    EXPECT_THAT(bad.err, HasSubstr("--tolerance much: expected a share"));
}

// --- baseline and JUnit -----------------------------------------------------------------------

TEST(ScriptedBaseline, GuardsARun) {
    const Directory directory;
    const std::string baseline = directory.file("baseline.json");
    const std::string junit = directory.file("junit.xml");
    ASSERT_EQ(call({"baseline", rpmsg().file(""), "-o", baseline}).exit_status, 0);
    const AmpsimRun same = rpmsg({}, {"--baseline", baseline, "--junit", junit});
    EXPECT_EQ(same.exit_status(), 0) << same;
    EXPECT_THAT(content_of(junit), AllOf(HasSubstr("name=\"the baseline holds\"/>"),
                                         HasSubstr("failures=\"0\" errors=\"0\"")));
    const AmpsimRun slower = rpmsg({slower_mailbox}, {"--baseline", baseline, "--junit", junit});
    EXPECT_EQ(slower.exit_status(), 1) << slower;
    EXPECT_THAT(slower.error(), HasSubstr("[interrupt line] +500 ns"));
    EXPECT_THAT(content_of(junit), HasSubstr("<failure message=\"moved of itself: "));
    EXPECT_EQ(json::parse(content_of(slower.file("comparison.json"))).at("beyond"), true);
    EXPECT_EQ(
        rpmsg({slower_mailbox}, {"--baseline", baseline, "--tolerance", "1 us"}).exit_status(), 0);
}

TEST(ScriptedBaseline, IsReadBeforeTheRun) {
    const AmpsimRun run = rpmsg({}, {"--baseline", "/nowhere/baseline.json"});
    EXPECT_EQ(run.exit_status(), 2);
    EXPECT_THAT(run.error(), HasSubstr("/nowhere/baseline.json: cannot read it"));
    EXPECT_TRUE(run.result().is_null());
}

TEST(ScriptedBaseline, JunitTellsAFailedSimulation) {
    const Directory directory;
    const std::string junit = directory.file("junit.xml");
    const AmpsimRun run = rpmsg({"end.virtual_timeout=1 us"}, {"--junit", junit});
    EXPECT_EQ(run.exit_status(), 3);
    EXPECT_THAT(content_of(junit), AllOf(HasSubstr("<error message="), HasSubstr("errors=\"1\"")));
}

// --- timeline ---------------------------------------------------------------------------------

TEST(ScriptedTimeline, PrintsTheLifeOfOneMessage) {
    const AmpsimRun run = rpmsg();
    const Finished life =
        call({"trace", run.file(""), "--span", "3", "--name", "rpmsg.host_to_remote"});
    ASSERT_EQ(life.exit_status, 0) << life.err;
    EXPECT_THAT(life.out, StartsWith("rpmsg.host_to_remote #3 of 20: begins at "));
    std::istringstream lines(life.out);
    std::vector<std::string> hops; // that end, in order
    for (std::string line; std::getline(lines, line);) {
        for (const char* hop : {"vring store", "kick", "mailbox", "interrupt line",
                                "interrupt handler", "reader woken"}) {
            if (line.find(std::string(hop) + " ") != std::string::npos &&
                line.find("(rpmsg.host_to_remote #3)") != std::string::npos) {
                hops.emplace_back(hop);
            }
        }
    }
    EXPECT_THAT(hops, ElementsAre("vring store", "kick", "mailbox", "interrupt line",
                                  "interrupt handler", "reader woken"));
    EXPECT_THAT(life.out, HasSubstr("mu.a.TR1 arrives from linux"));
    EXPECT_THAT(life.out, HasSubstr("write mu.a.TR1, stalls 140 ns"));
}

TEST(ScriptedTimeline, FiltersAndLists) {
    const AmpsimRun run = rpmsg();
    const Finished line = call({"trace", run.file("trace.json"), "--who", "mu.b"});
    EXPECT_THAT(line.out, AllOf(HasSubstr("rises"), HasSubstr("falls"), Not(HasSubstr("arrives"))));
    const Finished nothing = call({"trace", run.file(""), "--to", "0 ns", "--what", "TR1"});
    EXPECT_THAT(nothing.out, Not(HasSubstr("TR1")));
    const Finished list = call({"trace", run.file(""), "--journeys", "--name", "rpmsg.rtt"});
    EXPECT_THAT(list.out, AllOf(HasSubstr("rpmsg.rtt #1\n"), HasSubstr("rpmsg.rtt #20\n")));
}

TEST(ScriptedTimeline, SaysWhatThereIsNot) {
    const AmpsimRun run = rpmsg();
    const auto error = [&](const std::vector<std::string>& flags) {
        std::vector<std::string> arguments{"trace", run.file("")};
        arguments.insert(arguments.end(), flags.begin(), flags.end());
        const Finished finished = call(arguments);
        EXPECT_EQ(finished.exit_status, 2);
        return finished.err;
    };
    EXPECT_THAT(error({"--span", "21"}), HasSubstr("rpmsg.rtt has the journeys 1 to 20"));
    EXPECT_THAT(error({"--span", "1", "--name", "rpmsg.rt"}),
                HasSubstr("no such span; did you mean 'rpmsg.rtt'?"));
    EXPECT_THAT(error({"--from", "soon"}), HasSubstr("soon"));
    EXPECT_EQ(call({"trace", "/nowhere"}).exit_status, 2);
}

// --- waveform ---------------------------------------------------------------------------------

TEST(ScriptedWaveform, HasEachChangeOfTheChosenWiresAtItsTime) {
    const AmpsimRun run = rpmsg({R"(trace.wires=["mu.b"])"});
    ASSERT_EQ(run.exit_status(), 0) << run;
    std::istringstream waveform(content_of(run.file("wires.vcd")));
    std::vector<std::pair<std::int64_t, char>> changes; // behind the initial value
    std::int64_t now = 0;
    bool values = false;
    for (std::string line; std::getline(waveform, line);) {
        EXPECT_THAT(line, Not(HasSubstr("$date")));
        values = values || line.rfind("$dumpvars", 0) == 0;
        if (line.rfind('#', 0) == 0) {
            now = std::stoll(line.substr(1));
        } else if (values && (line.rfind('0', 0) == 0 || line.rfind('1', 0) == 0) && now > 0) {
            changes.emplace_back(now, line[0]);
        }
    }
    std::vector<std::pair<std::int64_t, char>> expected;
    for (const json& event : run.trace_events()) {
        const std::string phase = event.at("ph");
        if (event.at("pid") == 1002 && (phase == "B" || phase == "E") &&
            (phase == "E" || event.at("name") == "mu.b high")) {
            expected.emplace_back(std::llround(event.at("ts").get<double>() * 1000),
                                  phase == "B" ? '1' : '0');
        }
    }
    // The trace has the line mu.a as well, which was not chosen: its ends are without a name.
    std::set<std::pair<std::int64_t, char>> all(expected.begin(), expected.end());
    EXPECT_GE(changes.size(), 2U * 20);
    for (const auto& change : changes) {
        EXPECT_EQ(all.count(change), 1U) << change.second << " at " << change.first;
    }
    EXPECT_EQ(content_of(rpmsg({R"(trace.wires=["mu.b"])"}).file("wires.vcd")),
              content_of(run.file("wires.vcd")));
}

TEST(ScriptedWaveform, IsNotThereUnlessItIsAskedFor) {
    EXPECT_EQ(content_of(rpmsg().file("wires.vcd")), "");
}

TEST(ScriptedWaveform, SaysWhichWiresThereAre) {
    const AmpsimRun run = rpmsg({R"(trace.wires=["mu.c"])"});
    EXPECT_EQ(run.exit_status(), 2);
    EXPECT_THAT(run.error(),
                AllOf(HasSubstr("there is no wire 'mu.c'; did you mean"), HasSubstr("mu.a, mu.b")));
}

TEST(ScriptedWaveform, DoesNotChangeTheRun) {
    EXPECT_EQ(rpmsg({R"(trace.wires=["mu.b", "mu.a"])"}).result().at("trace_sha256"),
              rpmsg().result().at("trace_sha256"));
}

} // namespace
} // namespace ampsim::integration
