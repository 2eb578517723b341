// SPDX-License-Identifier: BSD-3-Clause
//
// `ampsim` from its arguments to its exit status, with simulations that end as each test wants.
#include "sim/cli/command_line.h"

#include "sim/cli/exit_status.h"
#include "sim/error.h"
#include "tests/unit/measure/elf_writer.h"
#include "tests/unit/scenario/temporary_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace ampsim::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class CommandLine : public ::testing::Test {
protected:
    int ampsim(const std::vector<std::string>& arguments) {
        out_.str("");
        err_.str("");
        const Context context{
            out_, err_, {}, {}, [this](const auto& scenario, const auto& options) {
                ++simulations_;
                return simulate_(scenario, options);
            }};
        return run_command_line(arguments, context);
    }

    int run(std::vector<std::string> more = {}) {
        more.insert(more.begin(), {"run", scenario_, "--out", files_.path("out")});
        return ampsim(more);
    }

    std::string text_of(const std::string& file) const {
        std::ifstream in(files_.path(file));
        return {std::istreambuf_iterator<char>(in), {}};
    }

    nlohmann::json result() const { return nlohmann::json::parse(text_of("out/result.json")); }

    scenario::TemporaryFiles files_;
    std::string scenario_ = files_.write("s.toml", R"(
platform = "imx8mm-amp"
end.when = "off:linux"
expectations = ["counters.linux.accesses == parameters.wanted"]
parameters.wanted = 5
[nodes.linux]
script = "true"
)");
    std::ostringstream out_;
    std::ostringstream err_;
    int simulations_ = 0;
    std::function<hub::Run(const scenario::Scenario&, const hub::RunOptions&)> simulate_ =
        [](const scenario::Scenario& scenario, const hub::RunOptions&) {
            hub::Run run;
            run.result.scenario = scenario.name;
            run.result.simulated = VirtualTime{1000};
            run.result.wall = VirtualTime{500};
            run.result.counters["linux.accesses"] = 5;
            return run;
        };
};

// --- Usage ------------------------------------------------------------------------------------

TEST_F(CommandLine, HelpShowsAnExampleOfEachCommand) {
    EXPECT_EQ(ampsim({"--help"}), all_hold);
    EXPECT_THAT(out_.str(), AllOf(HasSubstr("run"), HasSubstr("platform"), HasSubstr("doctor"),
                                  HasSubstr("Example:")));
    for (const char* command :
         {"run", "platform", "compare", "baseline", "trace", "footprint", "doctor"}) {
        EXPECT_EQ(ampsim({command, "--help"}), all_hold);
        EXPECT_THAT(out_.str(), HasSubstr(std::string("Example: ampsim ") + command));
    }
    EXPECT_THAT(err_.str(), IsEmpty());
}

TEST_F(CommandLine, SaysItsVersion) {
    EXPECT_EQ(ampsim({"--version"}), all_hold);
    EXPECT_THAT(out_.str(), StartsWith("ampsim 0."));
}

TEST_F(CommandLine, BadUsageIsStatusTwo) {
    EXPECT_EQ(ampsim({}), bad_input);
    EXPECT_EQ(ampsim({"rum"}), bad_input);
    EXPECT_EQ(err_.str(), "ampsim: error: unknown command 'rum'; did you mean 'run'?; commands "
                          "are: run, sweep, replay, node, platform, link, compare, baseline, "
                          "trace, footprint, schema, report, doctor\n");
    EXPECT_EQ(ampsim({"run"}), bad_input);
    EXPECT_THAT(err_.str(), StartsWith("ampsim: error: scenario is required"));
    EXPECT_EQ(ampsim({"run", "a.toml", "--no-such-flag"}), bad_input);
    EXPECT_THAT(err_.str(), HasSubstr("--no-such-flag"));
    EXPECT_THAT(out_.str(), IsEmpty());
}

TEST_F(CommandLine, AScenarioThatIsNotThereIsStatusTwo) {
    EXPECT_EQ(ampsim({"run", "/nowhere/x.toml"}), bad_input);
    EXPECT_EQ(err_.str(), "ampsim: error: /nowhere/x.toml: cannot read this scenario file\n");
}

TEST_F(CommandLine, AFlagThatDoesNotFitTheScenarioIsStatusTwo) {
    EXPECT_EQ(run({"--set", "end.virtual_timeout=abc"}), bad_input);
    EXPECT_THAT(err_.str(),
                StartsWith("ampsim: error: --set end.virtual_timeout=abc: expected a duration"));
    EXPECT_EQ(run({"--cpu", "all"}), bad_input);
    EXPECT_THAT(err_.str(),
                HasSubstr("expected \"auto\", \"none\" or the number of a host CPU, got 'all'"));
    EXPECT_EQ(simulations_, 0);
}

TEST_F(CommandLine, AnOutputDirectoryThatCannotBeMadeIsStatusTwo) {
    EXPECT_EQ(ampsim({"run", scenario_, "--out", files_.path("s.toml/out")}), bad_input);
    EXPECT_THAT(err_.str(), StartsWith("ampsim: error: --out: cannot make the directory"));
    EXPECT_EQ(simulations_, 0);
}

// --- How a run ends ---------------------------------------------------------------------------

TEST_F(CommandLine, WhenAllExpectationsHoldTheStatusIsZero) {
    EXPECT_EQ(run(), all_hold);
    EXPECT_THAT(out_.str(), AllOf(HasSubstr("✓ counters.linux.accesses == 5  5"),
                                  HasSubstr("(2x real time)"), HasSubstr(files_.path("out"))));
    EXPECT_THAT(err_.str(), IsEmpty());
}

TEST_F(CommandLine, WhenAnExpectationFailsTheStatusIsOne) {
    EXPECT_EQ(run({"--set", "wanted=6"}), expectation_failed);
    EXPECT_THAT(out_.str(), HasSubstr("✗ counters.linux.accesses == 6  5"));
    EXPECT_EQ(result()["expectations"][0]["ok"], false);
}

TEST_F(CommandLine, WhenTheSimulationFailsTheStatusIsThreeAndResultsAreThere) {
    simulate_ = [](const auto&, const auto&) {
        hub::Run run;
        run.outcome = hub::Outcome::failed;
        run.result.failure = "the guest of node 'linux' panicked";
        run.result.counters["linux.accesses"] = 4;
        return run;
    };
    EXPECT_EQ(run(), simulation_failed);
    EXPECT_EQ(err_.str(),
              "ampsim: error: the simulation failed: the guest of node 'linux' panicked\n");
    EXPECT_EQ(result()["counters"]["linux.accesses"], 4);
}

TEST_F(CommandLine, WhenInterruptedTheResultsSoFarAreThere) {
    simulate_ = [](const auto&, const auto&) {
        hub::Run run;
        run.outcome = hub::Outcome::interrupted;
        return run;
    };
    EXPECT_EQ(run(), simulation_failed);
    EXPECT_EQ(err_.str(), "ampsim: error: interrupted; the results are those so far\n");
    EXPECT_TRUE(std::filesystem::exists(files_.path("out/result.json")));
}

TEST_F(CommandLine, SigintAsksTheRunToEnd) {
    simulate_ = [](const auto&, const hub::RunOptions& options) {
        hub::Run run;
        EXPECT_FALSE(options.interrupted());
        raise(SIGINT);
        run.outcome = options.interrupted() ? hub::Outcome::interrupted : hub::Outcome::ended;
        return run;
    };
    EXPECT_EQ(run(), simulation_failed);
}

TEST_F(CommandLine, ErrorsOfTheSimulationHaveTheirStatus) {
    simulate_ = [](const auto&, const auto&) -> hub::Run {
        throw SimulationError("deadlock");
    };
    EXPECT_EQ(run(), simulation_failed);
    EXPECT_EQ(err_.str(), "ampsim: error: deadlock\n");
    simulate_ = [](const auto&, const auto&) -> hub::Run {
        throw InputError("port in use");
    };
    EXPECT_EQ(run(), bad_input);
    EXPECT_EQ(err_.str(), "ampsim: error: port in use\n");
}

TEST_F(CommandLine, AMistakeInAnExpectationIsFoundBeforeTheRun) {
    EXPECT_EQ(run({"--set", "expectations=['rpmsg.rtt.count > 0']"}), bad_input);
    EXPECT_THAT(err_.str(), HasSubstr("unknown name 'rpmsg.rtt.count'"));
    EXPECT_EQ(simulations_, 0);
}

TEST_F(CommandLine, ACounterThatIsNotThereIsBadInputAfterTheRun) {
    EXPECT_EQ(run({"--set", "expectations=['counters.linux.acceses > 0']"}), bad_input);
    EXPECT_THAT(err_.str(), HasSubstr("did you mean 'counters.linux.accesses'?"));
    EXPECT_EQ(result()["expectations"][0]["ok"], false);
}

// --- What it leaves behind --------------------------------------------------------------------

TEST_F(CommandLine, WritesResultTraceAndManifest) {
    ASSERT_EQ(run(), all_hold);
    EXPECT_EQ(result()["scenario"], "s");
    EXPECT_THAT(result()["ampsim"].get<std::string>(), StartsWith("0."));
    EXPECT_TRUE(nlohmann::json::parse(text_of("out/trace.json")).contains("traceEvents"));
    EXPECT_EQ(nlohmann::json::parse(text_of("out/manifest.json"))["scenario"], "s");
}

TEST_F(CommandLine, AnEarlierRunsResultsAreGone) {
    ASSERT_EQ(run(), all_hold);
    files_.write("out/linux.console.log", "ampsim: run exited with 0\n");
    files_.write("out/notes.txt", "mine");
    simulate_ = [](const auto&, const auto&) -> hub::Run {
        throw SimulationError("early");
    };
    EXPECT_EQ(run(), simulation_failed);
    EXPECT_FALSE(std::filesystem::exists(files_.path("out/result.json")));
    EXPECT_FALSE(std::filesystem::exists(files_.path("out/linux.console.log")));
    EXPECT_TRUE(std::filesystem::exists(files_.path("out/notes.txt")));
}

TEST_F(CommandLine, TheConsoleTellsHowScriptsEnded) {
    simulate_ = [](const auto&, const hub::RunOptions& options) {
        std::ofstream(options.out_directory + "/linux.console.log")
            << "hello\r\nampsim: run exited with 0\r\n";
        return hub::Run{};
    };
    EXPECT_EQ(run({"--set", "expectations=['counters.linux.scripts_passed == 1']"}), all_hold);
}

TEST_F(CommandLine, ResultsGoToADirectoryNamedLikeTheScenario) {
    std::filesystem::current_path(files_.path(""));
    EXPECT_EQ(ampsim({"run", "s.toml"}), all_hold);
    EXPECT_TRUE(std::filesystem::exists(files_.path("results/s/result.json")));
    std::filesystem::current_path("/");
}

TEST_F(CommandLine, QuietPrintsNothingWhenAllIsWell) {
    EXPECT_EQ(run({"--quiet"}), all_hold);
    EXPECT_THAT(out_.str(), IsEmpty());
    EXPECT_THAT(err_.str(), IsEmpty());
}

TEST_F(CommandLine, CpuReachesTheRun) {
    std::string cpu;
    simulate_ = [&cpu](const scenario::Scenario& scenario, const auto&) {
        cpu = scenario.cpu;
        return hub::Run{};
    };
    run({"--cpu", "1", "--set", "expectations=[]"});
    EXPECT_EQ(cpu, "1");
}

// --- ampsim platform --------------------------------------------------------------------------

TEST_F(CommandLine, PlatformShowsEveryNodeAndItsDeviceTree) {
    ASSERT_EQ(ampsim({"platform", "imx8mm-amp"}), all_hold) << err_.str();
    EXPECT_THAT(out_.str(),
                AllOf(StartsWith("Platform imx8mm-amp ("), HasSubstr("\nNode linux: "),
                      HasSubstr("\nNode rtos: "), HasSubstr("mu.a"), HasSubstr("/dts-v1/;")));
}

TEST_F(CommandLine, PlatformShowsOneNode) {
    ASSERT_EQ(ampsim({"platform", "imx8mm-amp", "--node", "rtos"}), all_hold) << err_.str();
    EXPECT_THAT(out_.str(), AllOf(HasSubstr("\nNode rtos: "), Not(HasSubstr("\nNode linux: "))));
    EXPECT_EQ(ampsim({"platform", "imx8mm-amp", "--node", "dsp"}), bad_input);
}

TEST_F(CommandLine, PlatformWritesOneTextForABuild) {
    ASSERT_EQ(ampsim({"platform", "imx8mm-amp", "--firmware-header", "rtos"}), all_hold)
        << err_.str();
    const std::string header = out_.str();
    EXPECT_THAT(header, HasSubstr("MU_"));
    ASSERT_EQ(
        ampsim({"platform", "imx8mm-amp", "--firmware-header", "rtos", "-o", files_.path("h")}),
        all_hold);
    EXPECT_THAT(out_.str(), IsEmpty());
    EXPECT_EQ(text_of("h"), header);
    EXPECT_EQ(
        ampsim({"platform", "imx8mm-amp", "--firmware-header", "rtos", "--device-tree", "linux"}),
        bad_input);
}

TEST_F(CommandLine, PlatformChecksItsSettings) {
    EXPECT_EQ(ampsim({"platform", "imx8mm-amp", "--set", "mu"}), bad_input);
    EXPECT_EQ(err_.str(), "ampsim: error: --set mu: expected LABEL.PROPERTY=VALUE, such as "
                          "mu.signal-latency-ns=1000\n");
}

// --- ampsim footprint -------------------------------------------------------------------------

TEST_F(CommandLine, FootprintOfEachFileAsTextOrJson) {
    const std::string elf = files_.path("empty.elf");
    measure::write_elf<measure::Elf32>(elf, ET_EXEC, EM_ARM, {});
    files_.write("empty.elf.map", "Memory Configuration\n\nLinker script and memory map\n");
    ASSERT_EQ(ampsim({"footprint", elf, elf}), all_hold) << err_.str();
    EXPECT_THAT(out_.str(), AllOf(StartsWith(elf + "\n"), HasSubstr("flash"), HasSubstr("RAM")));
    ASSERT_EQ(ampsim({"footprint", "--json", elf}), all_hold) << err_.str();
    const nlohmann::json json = nlohmann::json::parse(out_.str());
    ASSERT_EQ(json.size(), 1U);
    EXPECT_EQ(json[0].at("elf"), elf);
    EXPECT_EQ(json[0].at("flash"), 0);
    EXPECT_EQ(json[0].at("ram").at("total"), 0);
}

TEST_F(CommandLine, FootprintSaysWhatIsMissing) {
    EXPECT_EQ(ampsim({"footprint"}), bad_input);
    EXPECT_EQ(ampsim({"footprint", files_.path("none.elf")}), bad_input);
    EXPECT_THAT(err_.str(), HasSubstr("none.elf: cannot be opened"));
}

} // namespace
} // namespace ampsim::cli
