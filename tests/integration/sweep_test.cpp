// SPDX-License-Identifier: BSD-3-Clause
//
// Sweeps: the grid, side by side; interrupted in every way and gone on with; a search for a limit.
#include "tests/integration/sweep_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>

namespace ampsim::integration {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

const Arguments quick{"--set", "count=20"};
/// 18 points.
const Arguments grid = quick + Arguments{"--axis", "size=1,64,496", "--axis",
                                         "platform.mu.signal-latency-ns=25ns..2us:6:log"};

/// The value of a figure at each point.
std::vector<double> column(const json& sweep, const std::string& figure) {
    std::size_t place = 0;
    while (sweep.at("figures").at(place).at("name") != figure) {
        ++place;
    }
    std::vector<double> values;
    for (const json& point : sweep.at("points")) {
        values.push_back(point.at("figures").at(place));
    }
    return values;
}

TEST(Sweep, EveryPointOfTheGridIsTheRunThatItStandsFor) {
    SweepRun sweep(grid);
    ASSERT_EQ(sweep.finish().exit_status, 0) << sweep.finish().err;
    const json found = sweep.json();
    ASSERT_EQ(found.at("points").size(), 18U);
    EXPECT_EQ(found.at("axes")[0].at("key"), "platform.mu.signal-latency-ns");
    EXPECT_EQ(found.at("axes")[0].at("numbers"), (json{25, 60, 144, 347, 833, 2000}));
    EXPECT_EQ(found.at("points")[1].at("values"), (json{"25 ns", "64"}));

    const AmpsimRun alone(scripted_scenario,
                          {"count=20", "size=496", "platform.mu.signal-latency-ns=2000"});
    EXPECT_EQ(found.at("points")[17].at("trace_sha256"), alone.result().at("trace_sha256"));
    EXPECT_EQ(column(found, "rpmsg.rtt.p50")[17], alone.span("rpmsg.rtt").at("p50_ns"));

    const std::vector<double> line = column(found, "rpmsg.host_to_remote.hop[interrupt line].p50");
    EXPECT_EQ(line[0], 25);
    EXPECT_EQ(line[15], 2000);
    const std::string csv = sweep.csv();
    EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 19);
    EXPECT_THAT(csv, HasSubstr("platform.mu.signal-latency-ns,size,status,rpmsg.rtt.count,"
                               "rpmsg.rtt.p50_ns,"));
    EXPECT_THAT(sweep.finish().out, HasSubstr("18 points; results: "));
}

TEST(Sweep, KilledInTheMiddleAndGoneOnWithItFindsTheSameToTheByte) {
    SweepRun whole(grid + Arguments{"--jobs", "1"});
    ASSERT_EQ(whole.finish().exit_status, 0) << whole.finish().err;

    SweepRun killed(grid + Arguments{"--jobs", "2"});
    ASSERT_TRUE(killed.wait_for_points(5)) << killed.error_output();
    killed.send(SIGKILL);
    ASSERT_EQ(killed.finish().signal, SIGKILL);
    EXPECT_TRUE(nobody_works_for(killed.out()));
    const std::size_t done = killed.done();
    EXPECT_LT(done, 18U);
    EXPECT_EQ(killed.csv(), "");

    SweepRun resumed(grid, {}, killed.out());
    ASSERT_EQ(resumed.finish().exit_status, 0) << resumed.finish().err;
    EXPECT_THAT(resumed.finish().out,
                HasSubstr("18 points, " + std::to_string(done) + " of them from before"));
    EXPECT_EQ(resumed.csv(), whole.csv());
    EXPECT_EQ(resumed.json_text(), whole.json_text());
}

TEST(Sweep, CtrlCEndsEverythingAndKeepsWhatIsDone) {
    SweepRun sweep(grid);
    ASSERT_TRUE(sweep.wait_for_points(3)) << sweep.error_output();
    sweep.send(SIGINT);
    EXPECT_EQ(sweep.finish().exit_status, 3);
    EXPECT_THAT(sweep.finish().err, HasSubstr("interrupted; what is done is kept"));
    EXPECT_TRUE(nobody_works_for(sweep.out()));
    SweepRun resumed(grid, {}, sweep.out());
    EXPECT_EQ(resumed.finish().exit_status, 0) << resumed.finish().err;
    EXPECT_THAT(resumed.finish().out, HasSubstr("of them from before"));
}

TEST(Sweep, AWiderGridRunsOnlyWhatIsNew) {
    SweepRun first(quick + Arguments{"--axis", "size=1,64"});
    ASSERT_EQ(first.finish().exit_status, 0) << first.finish().err;
    SweepRun second(quick + Arguments{"--axis", "size=1,32,64"}, {}, first.out());
    ASSERT_EQ(second.finish().exit_status, 0) << second.finish().err;
    EXPECT_THAT(second.finish().out, HasSubstr("3 points, 2 of them from before"));
}

TEST(Sweep, TwoInOneDirectoryAreRefused) {
    SweepRun first(grid);
    ASSERT_TRUE(first.wait_for_points(1)) << first.error_output();
    SweepRun second(grid, {}, first.out());
    EXPECT_EQ(second.finish().exit_status, 2);
    EXPECT_THAT(second.finish().err, HasSubstr("another sweep works in " + first.out()));
    EXPECT_EQ(first.finish().exit_status, 0) << first.finish().err;
}

TEST(Sweep, APointWhoseExpectationsDoNotHoldIsNamed) {
    SweepRun sweep(quick + Arguments{"--axis", "platform.mu.signal-latency-ns=25,2000", "--set",
                                     "expectations=[\"rpmsg.rtt.max < 6 us\"]"});
    EXPECT_EQ(sweep.finish().exit_status, 1);
    EXPECT_THAT(sweep.finish().err,
                HasSubstr("platform.mu.signal-latency-ns=2 us: expectation 'rpmsg.rtt.max < 6 us' "
                          "does not hold: "));
    EXPECT_EQ(sweep.json().at("points")[0].at("expectations")[0].at("ok"), true);
    EXPECT_EQ(sweep.json().at("points")[1].at("expectations")[0].at("ok"), false);
}

TEST(Sweep, APointThatFailsIsNamedAndTheOthersAreDone) {
    const Arguments arguments{"--axis", "count=20,100000", "--set", "end.virtual_timeout=10ms",
                              "--quiet"};
    SweepRun sweep(arguments);
    EXPECT_EQ(sweep.finish().exit_status, 3);
    EXPECT_THAT(sweep.finish().err, HasSubstr("ampsim: error: count=100000 failed: "));
    const json points = sweep.json().at("points");
    EXPECT_EQ(points[0].at("status"), "done");
    EXPECT_EQ(points[1].at("status"), "failed");
    EXPECT_THAT(points[1].at("failure").get<std::string>(), HasSubstr("10.0 ms"));
    EXPECT_THAT(sweep.csv(), HasSubstr("100000,failed,,"));

    // It is tried again, and fails again in the same way.
    const std::string before = sweep.json_text();
    SweepRun again(arguments, {}, sweep.out());
    EXPECT_EQ(again.finish().exit_status, 3);
    EXPECT_EQ(again.json_text(), before);
}

TEST(Sweep, MistakesAreFoundBeforeAnythingRuns) {
    const auto error = [](const Arguments& arguments) {
        SweepRun sweep(arguments);
        EXPECT_EQ(sweep.finish().exit_status, 2);
        EXPECT_EQ(sweep.done(), 0U);
        return sweep.finish().err;
    };
    EXPECT_THAT(error({}),
                HasSubstr("there is nothing to sweep; expected [sweep.axes], or --axis"));
    EXPECT_THAT(error({"--axis", "siez=1,2"}),
                HasSubstr("--axis siez=1,2: the scenario has no parameter 'siez'"));
    EXPECT_THAT(error({"--axis", "platform.mu.signal=1,2"}), HasSubstr("there is no property"));
    EXPECT_THAT(error({"--axis", "size=1,2", "--set", "sweep.figures=[\"rpmsg.rrt.p50\"]"}),
                HasSubstr("did you mean 'rpmsg.rtt.p50'?"));
    EXPECT_THAT(error({"--axis", "size=1..2", "--until", "rpmsg.rtt.p5 < 1 us"}),
                HasSubstr("did you mean 'rpmsg.rtt.p50'?"));
    EXPECT_THAT(error({"--axis", "size=1,2", "--jobs", "0"}), HasSubstr("--jobs"));
}

TEST(Sweep, TheLimitOfAMailboxIsFoundToTheNanosecond) {
    const Arguments search = quick + Arguments{"--axis", "platform.mu.signal-latency-ns=0ns..10us",
                                               "--until", "rpmsg.rtt.p99 < 7 us"};
    SweepRun sweep(search);
    ASSERT_EQ(sweep.finish().exit_status, 0) << sweep.finish().err;
    const json found = sweep.json();
    const json until = found.at("until");
    EXPECT_EQ(until.at("axis"), "platform.mu.signal-latency-ns");

    const auto p99_at = [](const std::string& latency) {
        const AmpsimRun run(scripted_scenario,
                            {"count=20", "platform.mu.signal-latency-ns=" + latency});
        return run.span("rpmsg.rtt").at("p99_ns").get<std::int64_t>();
    };
    EXPECT_LT(p99_at(until.at("holds")), 7000);
    EXPECT_GE(p99_at(until.at("fails")), 7000);
    const std::vector<double> numbers = found.at("axes")[0].at("numbers");
    EXPECT_TRUE(std::is_sorted(numbers.begin(), numbers.end()));
    EXPECT_EQ(until.at("probes").size(), numbers.size());
    EXPECT_EQ(until.at("probes")[0], 0);
    EXPECT_EQ(until.at("probes")[1], numbers.size() - 1);
    EXPECT_LE(numbers.size(), 16U); // both ends, and the binary logarithm of 10,000
    EXPECT_THAT(sweep.finish().out,
                HasSubstr("'rpmsg.rtt.p99 < 7 us' holds at "
                          "platform.mu.signal-latency-ns = " +
                          until.at("holds").get<std::string>() + ", and does not at " +
                          until.at("fails").get<std::string>()));

    SweepRun again(search, {}, sweep.out());
    EXPECT_EQ(again.finish().exit_status, 0);
    EXPECT_EQ(again.json_text(), sweep.json_text());
}

TEST(Sweep, ARangeInWhichNothingChangesHasNoLimit) {
    SweepRun sweep(quick + Arguments{"--axis", "platform.mu.signal-latency-ns=25ns..30ns",
                                     "--until", "rpmsg.rtt.p99 < 1 s"});
    EXPECT_EQ(sweep.finish().exit_status, 2);
    EXPECT_THAT(sweep.finish().err, HasSubstr("holds at both ends of axis "
                                              "'platform.mu.signal-latency-ns': "));
}

TEST(Sweep, ProgressIsSaidWhileItRuns) {
    SweepRun sweep(Arguments{"--set", "count=20000", "--jobs", "1", "--axis",
                             "platform.mu.signal-latency-ns=1..30:30"});
    const bool said = [&sweep] {
        for (int patience = 20'000; patience > 0; --patience) {
            if (sweep.error_output().find(" of 30 points  1 run  ") != std::string::npos) {
                return true;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds{2});
        }
        return false;
    }();
    EXPECT_TRUE(said) << sweep.error_output();
    EXPECT_THAT(sweep.error_output(), Not(HasSubstr("\r"))); // no terminal
    sweep.send(SIGTERM);
    EXPECT_EQ(sweep.finish().exit_status, 3);
}

} // namespace
} // namespace ampsim::integration
