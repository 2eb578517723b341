// SPDX-License-Identifier: BSD-3-Clause
//
// What goes wrong in the middle of a run: it ends soon, says what happened, keeps the results so
// far, and leaves nothing behind.
#include "tests/integration/run_ampsim.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <csignal>
#include <random>
#include <thread>

namespace ampsim::integration {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using Clock = std::chrono::steady_clock;

constexpr int simulation_failed = 3;
constexpr std::chrono::seconds a_second{1};

/// A simulation of guests that start in no time.
class Failures : public testing::Test {
protected:
    /// `guest`: what the A53 does after its hello: "off", "sleep" or "spin". The M4 sleeps.
    std::string bare(const std::string& guest, const std::string& more = "") const {
        return directory_.write("bare.toml",
                                "platform = \"imx8mm-amp\"\n" + more +
                                    "[end]\nwhen = \"off:linux\"\nvirtual_timeout = \"1000 s\"\n"
                                    "[nodes.linux]\nkernel = \"" +
                                    test_guest("bare_a53_" + guest + ".bin") +
                                    "\"\n[nodes.rtos]\nfirmware = \"" + test_guest("bare_m4.elf") +
                                    "\"\n");
    }

    std::vector<std::string> command(const std::string& scenario,
                                     const std::vector<std::string>& sets = {}) const {
        std::filesystem::remove_all(directory_.file("out")); // of the run before
        return ampsim_run(scenario, sets, directory_);
    }
    std::string output(const std::string& file) const { return directory_.file("out/" + file); }
    bool has_started() const {
        return wait_for_text(output("linux.console.log"), "hello") &&
               wait_for_text(output("rtos.console.log"), "hello");
    }
    std::vector<pid_t> qemus(const std::string& node = "") const {
        return processes_with({"qemu-system", directory_.path().string(), node + ".console.log"});
    }
    json result() const { return json::parse(content_of(output("result.json"))); }

    Directory directory_;
};

// --- Processes that die -----------------------------------------------------------------------

TEST_F(Failures, AKilledNodeIsReportedAtOnce) {
    for (const std::string node : {"linux", "rtos"}) {
        const std::string socket = directory_.file(node + ".socket");
        Process process(command(bare("spin"), {fmt::format("nodes.{}.link=unix:{}", node, socket)}),
                        directory_);
        ASSERT_TRUE(has_started());
        ASSERT_THAT(qemus(node), SizeIs(1));
        kill(qemus(node).front(), SIGKILL);
        const auto killed = Clock::now();
        const Finished finished = process.wait();
        EXPECT_LT(Clock::now() - killed, a_second);
        EXPECT_EQ(finished.exit_status, simulation_failed);
        EXPECT_THAT(finished.err, HasSubstr("the simulation failed: " + node + ": "));
        EXPECT_THAT(finished.err,
                    HasSubstr("QEMU of " + node + " was killed by signal 9 (Killed)\n"));
        EXPECT_THAT(finished.err, HasSubstr("bare A53: hello"));
        EXPECT_THAT(qemus(), IsEmpty());
        EXPECT_FALSE(std::filesystem::exists(socket));
        EXPECT_THAT(result().at("failure"), HasSubstr(node));
    }
}

/// Whatever the run is doing then: starting, loading, granting, answering, resetting.
TEST_F(Failures, ANodeThatIsKilledAtAnyMomentIsNamed) {
    std::mt19937 chance(20240101); // the moments are those of this seed, on a host of one speed
    for (int i = 0; i < 12; ++i) {
        const std::string node = chance() % 2 == 0 ? "linux" : "rtos";
        const std::chrono::milliseconds moment{chance() % 400};
        SCOPED_TRACE(fmt::format("{} after {} ms", node, moment.count()));
        Process process(command(bare("spin")), directory_);
        for (const auto begin = Clock::now(); qemus(node).empty();) {
            ASSERT_LT(Clock::now() - begin, std::chrono::seconds{20}) << "it does not start";
            std::this_thread::sleep_for(std::chrono::milliseconds{1});
        }
        std::this_thread::sleep_for(moment);
        for (const pid_t id : qemus(node)) {
            kill(id, SIGKILL);
        }
        const auto killed = Clock::now();
        const Finished finished = process.wait();
        EXPECT_LT(Clock::now() - killed, a_second);
        EXPECT_EQ(finished.exit_status, simulation_failed);
        EXPECT_THAT(finished.err, HasSubstr("the simulation failed: " + node + ": "));
        EXPECT_THAT(finished.err, HasSubstr("killed by signal 9 (Killed)"));
        EXPECT_THAT(qemus(), IsEmpty());
    }
}

TEST_F(Failures, ANodeDoesNotOutliveTheHub) {
    Process process(command(bare("spin")), directory_);
    ASSERT_TRUE(has_started());
    ASSERT_THAT(qemus(), SizeIs(2));
    process.send(SIGKILL);
    const auto killed = Clock::now();
    process.wait();
    while (!qemus().empty() && Clock::now() - killed < a_second) {
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    EXPECT_THAT(qemus(), IsEmpty());
}

TEST_F(Failures, AQemuThatDoesNotStartSaysWhy) {
    for (const std::string link : {"socketpair", "tcpd://127.0.0.1:0"}) {
        const Finished finished =
            Process(command(bare("spin"), {"nodes.rtos.qemu_arguments=[\"-no-such-option\"]",
                                           "nodes.rtos.link=" + link}),
                    directory_)
                .wait();
        EXPECT_EQ(finished.exit_status, simulation_failed);
        EXPECT_THAT(finished.err, AllOf(HasSubstr("rtos: "), HasSubstr("exited with status 1"),
                                        HasSubstr("-no-such-option: invalid option")));
        EXPECT_THAT(qemus(), IsEmpty());
    }
}

// --- Runs that are cut off --------------------------------------------------------------------

TEST_F(Failures, AnInterruptedRunLeavesItsResultsSoFar) {
    const std::string polling = "nodes.rtos.firmware=" + test_guest("bare_m4_poll.elf");
    for (const int signal : {SIGINT, SIGTERM}) {
        Process process(command(bare("spin"), {"probes=[\"rtos:start\"]", polling}), directory_);
        ASSERT_TRUE(has_started());
        process.send(signal);
        const auto interrupted = Clock::now();
        const Finished finished = process.wait();
        EXPECT_LT(Clock::now() - interrupted, a_second);
        EXPECT_EQ(finished.exit_status, simulation_failed);
        EXPECT_THAT(finished.err, HasSubstr("interrupted; the results are those so far"));
        EXPECT_THAT(qemus(), IsEmpty());
        EXPECT_GT(result().at("time").at("simulated_ns").get<std::int64_t>(), 0);
        EXPECT_EQ(result().at("counters").at("rtos.marks"), 1);
        const json trace = json::parse(content_of(output("trace.json")));
        EXPECT_FALSE(trace.at("traceEvents").empty());
        EXPECT_TRUE(json::parse(content_of(output("manifest.json"))).contains("command_lines"));
    }
}

TEST_F(Failures, AVirtualTimeOutShowsWhoWaitsAndTheLastLines) {
    const Finished finished =
        Process(command(bare("spin"), {"end.virtual_timeout=2 ms"}), directory_).wait();
    EXPECT_EQ(finished.exit_status, simulation_failed);
    EXPECT_THAT(finished.err,
                AllOf(HasSubstr("'off:linux' did not happen within 2.00 ms of virtual time "
                                "(end.virtual_timeout)"),
                      HasSubstr("linux at 2000000 ns: running"),
                      HasSubstr("last lines of linux's console:\n    bare A53: hello"),
                      HasSubstr("last lines of rtos's console:\n    bare M4: hello")));
    EXPECT_THAT(result().at("failure"), HasSubstr("end.virtual_timeout"));
}

TEST_F(Failures, AWallTimeOutShowsWhoWaitsAndTheLastLines) {
    // The node runs alone: it is in the middle of a grant that does not end.
    const auto started = Clock::now();
    const Finished finished =
        Process(command(bare("spin"), {"end.wall_timeout=2 s", "nodes.rtos.firmware="}), directory_)
            .wait();
    EXPECT_LT(Clock::now() - started, 3 * a_second);
    EXPECT_EQ(finished.exit_status, simulation_failed);
    EXPECT_THAT(finished.err,
                AllOf(HasSubstr("'off:linux' did not happen within 2.00 s of the host's time "
                                "(end.wall_timeout)"),
                      HasSubstr("rtos at 0 ns: held in reset"),
                      HasSubstr("last lines of linux's console:\n    bare A53: hello")));
    EXPECT_THAT(qemus(), IsEmpty());
}

TEST_F(Failures, ADeadlockShowsWhoWaitsForWhat) {
    const Finished finished =
        Process(command(bare("sleep"), {"nodes.rtos.firmware="}), directory_).wait();
    EXPECT_EQ(finished.exit_status, simulation_failed);
    EXPECT_THAT(finished.err,
                AllOf(HasSubstr("deadlock: nothing can happen any more"),
                      HasSubstr("idle, waits for an interrupt"),
                      HasSubstr("rtos at 0 ns: held in reset"), HasSubstr("bare A53: hello")));
}

// --- Linux ------------------------------------------------------------------------------------

TEST_F(Failures, APanicShowsTheLastLinesOfTheConsole) {
    const Finished finished = Process(command(source_file("scenarios/rpmsg-ping.toml"),
                                              {"nodes.linux.script=echo c >/proc/sysrq-trigger"}),
                                      directory_)
                                  .wait();
    EXPECT_EQ(finished.exit_status, simulation_failed);
    EXPECT_THAT(finished.err, HasSubstr("the simulation failed: linux panicked: Kernel panic - not "
                                        "syncing: sysrq triggered crash\n"));
    EXPECT_THAT(finished.err, HasSubstr("last lines of linux's console:\n"));
    EXPECT_THAT(finished.err, HasSubstr("Kernel Offset: disabled"));
    EXPECT_THAT(qemus(), IsEmpty());
}

TEST_F(Failures, AFailedExpectationIsNoFailedSimulation) {
    const Finished finished =
        Process(command(bare("off", "expectations = [\"counters.linux.marks == 7\","
                                    "\"counters.linux.errors == 0\"]\n")),
                directory_)
            .wait();
    EXPECT_EQ(finished.exit_status, 1) << finished.err;
    EXPECT_EQ(result().at("expectations").at(0).at("ok"), false);
    EXPECT_EQ(result().at("expectations").at(0).at("value"), "0");
    EXPECT_EQ(result().at("expectations").at(1).at("ok"), true);
    EXPECT_FALSE(result().contains("failure"));
}

} // namespace
} // namespace ampsim::integration
