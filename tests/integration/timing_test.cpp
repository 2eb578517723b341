// SPDX-License-Identifier: BSD-3-Clause
//
// What a message's waterfall says, to the nanosecond: its hops add up, and a latency of the
// platform moves the hops that it belongs to, by as much as they cross it, and no other.
#include "tests/integration/run_ampsim.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <set>

namespace ampsim::integration {
namespace {

using nlohmann::json;

constexpr const char* to_rtos = "rpmsg.linux_to_rtos";
constexpr const char* to_linux = "rpmsg.rtos_to_linux";
constexpr int messages = 30;

class Timing : public testing::Test {
protected:
    static std::unique_ptr<AmpsimRun> ping(std::vector<std::string> sets) {
        sets.push_back("count=" + std::to_string(messages));
        return std::make_unique<AmpsimRun>(source_file("scenarios/rpmsg-ping.toml"), sets);
    }
    static void SetUpTestSuite() { baseline_ = ping({}); }
    static void TearDownTestSuite() { baseline_.reset(); }
    void SetUp() override { ASSERT_EQ(baseline_->exit_status(), 0) << *baseline_; }

    static const AmpsimRun& baseline() { return *baseline_; }

private:
    static inline std::unique_ptr<AmpsimRun> baseline_;
};

std::int64_t nanoseconds(const json& microseconds) {
    return std::llround(microseconds.get<double>() * 1000);
}

// --- What the results say ---------------------------------------------------------------------

TEST_F(Timing, HopsAddUpToTheWhole) {
    for (const json& span : baseline().result().at("spans")) {
        std::int64_t sum = span.at("unattributed_ns").get<std::int64_t>();
        double shares = 0;
        for (const json& hop : span.at("hops")) {
            sum += hop.at("total_ns").get<std::int64_t>();
            shares += hop.at("share").get<double>();
            EXPECT_EQ(hop.at("count"), messages) << span.at("name") << ": " << hop.at("name");
        }
        EXPECT_EQ(span.at("total_ns"), sum) << span.at("name");
        EXPECT_EQ(span.at("unattributed_ns"), 0) << span.at("name");
        EXPECT_NEAR(shares, 1, 1e-5) << span.at("name");
    }
}

TEST_F(Timing, EachJourneyIsCoveredByItsHops) {
    constexpr int spans_process = 1003;
    int journeys = 0;
    std::int64_t uncovered = 0; // of the journey that the hops belong to
    std::int64_t sum_of_halves = 0;
    std::int64_t sum_of_whole = 0;
    for (const json& event : baseline().trace_events()) {
        if (event.at("pid") != spans_process || event.at("ph") != "X") {
            continue;
        }
        const std::string name = event.at("name").get<std::string>();
        const std::int64_t duration = nanoseconds(event.at("dur"));
        if (name.find(" #") == std::string::npos) {
            uncovered -= duration;
            continue;
        }
        EXPECT_EQ(uncovered, 0) << "before " << name;
        uncovered = duration;
        ++journeys;
        (name.rfind("rpmsg.rtt ", 0) == 0 ? sum_of_whole : sum_of_halves) += duration;
    }
    EXPECT_EQ(uncovered, 0);
    EXPECT_EQ(journeys, 3 * messages);
    EXPECT_EQ(sum_of_whole, sum_of_halves);
    EXPECT_EQ(sum_of_whole, baseline().span("rpmsg.rtt").at("total_ns"));
}

TEST_F(Timing, HopsInHardwareAreThePlatformsLatencies) {
    for (const char* statistic : {"min_ns", "max_ns"}) {
        EXPECT_EQ(baseline().hop(to_rtos, "mailbox", statistic), 60);
        EXPECT_EQ(baseline().hop(to_rtos, "interrupt line", statistic), 25);
        EXPECT_EQ(baseline().hop(to_rtos, "first instruction", statistic), 48);
        EXPECT_EQ(baseline().hop(to_linux, "mailbox", statistic), 60);
        EXPECT_EQ(baseline().hop(to_linux, "interrupt line", statistic), 25);
    }
}

TEST_F(Timing, CountersAgreeWithEachOtherAndWithTheMessages) {
    const AmpsimRun& run = baseline();
    constexpr int warm_up = 10;
    // Each message is one word in the mailbox; the remote's first kick announces its services.
    EXPECT_EQ(run.counter("mu.b.messages"), messages + warm_up + 1);
    EXPECT_GE(run.counter("mu.a.messages"), messages + warm_up);
    EXPECT_EQ(run.counter("mu.a.overruns"), 0);
    EXPECT_EQ(run.counter("mu.b.overruns"), 0);
    EXPECT_EQ(run.counter("mu.b.interrupts"), run.counter("rtos.interrupts"));
    EXPECT_EQ(run.counter("mu.a.interrupts"), run.counter("linux.interrupts"));
    EXPECT_EQ(run.counter("mu.b.interrupts"), run.counter("mu.a.messages"));
    EXPECT_EQ(run.counter("linux.mu.a.reads"), run.counter("mu.a.reads"));
    EXPECT_EQ(run.counter("rtos.mu.b.writes"), run.counter("mu.b.writes"));
    EXPECT_EQ(run.counter("linux.errors"), 0);
    EXPECT_EQ(run.counter("rtos.errors"), 0);
    EXPECT_EQ(run.counter("linux.scripts_passed"), 1);
    EXPECT_GT(run.counter("grants"), 0);
}

TEST_F(Timing, ManifestSaysWhatRan) {
    const json& manifest = baseline().manifest();
    EXPECT_EQ(manifest.at("trace_sha256"), baseline().result().at("trace_sha256"));
    EXPECT_EQ(manifest.at("set"), json::array({"count=30"}));
    for (const char* node : {"linux", "rtos"}) {
        const std::string program = manifest.at("command_lines").at(node).at(0);
        EXPECT_NE(program.find("qemu-system-aarch64"), std::string::npos);
        EXPECT_TRUE(manifest.at("inputs").contains(program));
    }
    EXPECT_TRUE(manifest.at("inputs").contains(built_guest("rtos/rpmsg_remote.elf")));
}

// --- Latencies --------------------------------------------------------------------------------

/// Which hops are expected to become longer, and by what.
using Moves = std::map<std::string, std::int64_t>;

/// Compares the hops of a span with the baseline's, up to and including `last`: what comes behind
/// depends on what the software makes of it.
void expect_moves(const AmpsimRun& run, const AmpsimRun& baseline, const char* span,
                  const std::string& last, const Moves& moves) {
    for (const json& hop : baseline.span(span).at("hops")) {
        const std::string name = hop.at("name");
        const auto move = moves.find(name);
        for (const char* statistic : {"min_ns", "p50_ns"}) {
            EXPECT_EQ(run.hop(span, name, statistic) - hop.at(statistic).get<std::int64_t>(),
                      move == moves.end() ? 0 : move->second)
                << span << ", " << name << ", " << statistic;
        }
        if (name == last) {
            return;
        }
    }
    FAIL() << "no hop '" << last << "'";
}

/// How long the accesses of a kind ("write mu.a.") stalled their processor.
std::set<std::int64_t> stalls(const AmpsimRun& run, const std::string& accesses) {
    std::set<std::int64_t> found;
    for (const json& event : run.trace_events()) {
        if (event.at("ph") == "X" && event.at("args").contains("stall_ns") &&
            event.at("name").get<std::string>().rfind(accesses, 0) == 0) {
            found.insert(event.at("args").at("stall_ns").get<std::int64_t>());
        }
    }
    return found;
}

using Stalls = std::set<std::int64_t>;

constexpr const char* all_of_to_rtos = "reader woken";

TEST_F(Timing, BaselineStallsAreTheSumOfTheWay) {
    EXPECT_EQ(stalls(baseline(), "write mu.a."), Stalls{60 + 20 + 60});
    EXPECT_EQ(stalls(baseline(), "read mu.a."), Stalls{60 + 70 + 60});
    EXPECT_EQ(stalls(baseline(), "write mu.b."), Stalls{60 + 20 + 60});
    EXPECT_EQ(stalls(baseline(), "read mu.b."), Stalls{60 + 70 + 60});
}

TEST_F(Timing, SignalLatencyMovesTheInterruptLines) {
    const auto run = ping({"platform.mu.signal-latency-ns=1025"});
    ASSERT_EQ(run->exit_status(), 0) << *run;
    expect_moves(*run, baseline(), to_rtos, all_of_to_rtos, {{"interrupt line", 1000}});
    expect_moves(*run, baseline(), to_linux, "interrupt line", {{"interrupt line", 1000}});
    EXPECT_EQ(stalls(*run, "write mu."), Stalls{140});
    EXPECT_EQ(stalls(*run, "read mu."), Stalls{190});
}

TEST_F(Timing, RegisterWriteLatencyStallsTheWriterOnly) {
    // The kick is the last thing that either side does for its message: no hop waits for it.
    const auto run = ping({"platform.mu.register-write-latency-ns=1020"});
    ASSERT_EQ(run->exit_status(), 0) << *run;
    expect_moves(*run, baseline(), to_rtos, all_of_to_rtos, {});
    expect_moves(*run, baseline(), to_linux, "interrupt line", {});
    EXPECT_EQ(stalls(*run, "write mu."), Stalls{1140});
    EXPECT_EQ(stalls(*run, "read mu."), Stalls{190});
}

// The RTOS' handler reads SR and then RR1; before it kicks, it reads SR.
constexpr std::int64_t reads_of_the_handler = 2;
constexpr std::int64_t reads_before_the_kick = 1;

TEST_F(Timing, RegisterReadLatencyMovesTheHopsThatRead) {
    const auto run = ping({"platform.mu.register-read-latency-ns=1070"});
    ASSERT_EQ(run->exit_status(), 0) << *run;
    expect_moves(*run, baseline(), to_rtos, all_of_to_rtos,
                 {{"driver callback", reads_of_the_handler * 1000}});
    expect_moves(*run, baseline(), to_linux, "interrupt line",
                 {{"kick", reads_before_the_kick * 1000}});
    EXPECT_EQ(stalls(*run, "write mu."), Stalls{140});
    EXPECT_EQ(stalls(*run, "read mu."), Stalls{1190});
}

TEST_F(Timing, RequestLatencyOfLinuxMovesItsMailboxHop) {
    const auto run = ping({"platform.cpus_a53.request-latency-ns=1060"});
    ASSERT_EQ(run->exit_status(), 0) << *run;
    expect_moves(*run, baseline(), to_rtos, all_of_to_rtos, {{"mailbox", 1000}});
    // Further on, Linux is still busy with the acknowledgement of its own kick.
    expect_moves(*run, baseline(), to_linux, "mailbox", {});
    EXPECT_EQ(stalls(*run, "write mu.a."), Stalls{1140});
    EXPECT_EQ(stalls(*run, "read mu.a."), Stalls{1190});
    EXPECT_EQ(stalls(*run, "write mu.b."), Stalls{140});
}

TEST_F(Timing, RequestLatencyOfTheRtosMovesItsMailboxHopAndItsReads) {
    const auto run = ping({"platform.cpus_m4.request-latency-ns=1060"});
    ASSERT_EQ(run->exit_status(), 0) << *run;
    expect_moves(*run, baseline(), to_rtos, all_of_to_rtos,
                 {{"driver callback", reads_of_the_handler * 1000}});
    expect_moves(*run, baseline(), to_linux, "interrupt line",
                 {{"kick", reads_before_the_kick * 1000}, {"mailbox", 1000}});
    EXPECT_EQ(stalls(*run, "write mu.a."), Stalls{140});
    EXPECT_EQ(stalls(*run, "write mu.b."), Stalls{1140});
}

TEST_F(Timing, ResponseLatencyOfTheRtosMovesItsReads) {
    const auto run = ping({"platform.cpus_m4.response-latency-ns=1060"});
    ASSERT_EQ(run->exit_status(), 0) << *run;
    expect_moves(*run, baseline(), to_rtos, all_of_to_rtos,
                 {{"driver callback", reads_of_the_handler * 1000}});
    expect_moves(*run, baseline(), to_linux, "interrupt line",
                 {{"kick", reads_before_the_kick * 1000}});
    EXPECT_EQ(stalls(*run, "read mu.b."), Stalls{1190});
}

} // namespace
} // namespace ampsim::integration
