// SPDX-License-Identifier: BSD-3-Clause
//
// Scripted nodes in scenario files: what is accepted, and the place of what is not.
#include "sim/error.h"
#include "sim/scenario/scenario.h"
#include "tests/unit/scenario/temporary_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ampsim::scenario {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* head = "platform = 'imx8mm-amp'\n"    // line 1
                             "end.when = 'off:rtos'\n"      // line 2
                             "parameters = { count = 8 }\n" // line 3
                             "[nodes.rtos]\n";              // line 4

class Programs : public ::testing::Test {
protected:
    Scenario load(const std::string& text, const std::vector<std::string>& sets = {}) {
        return scenario::load(files_.write("s.toml", head + text), sets);
    }
    std::string error(const std::string& text) {
        try {
            load(text);
        } catch (const InputError& error) {
            return std::string(error.what()).substr(files_.path("").size());
        }
        return "no error";
    }
    const scripted::Program program(const std::string& text) {
        return *load(text).nodes.at("rtos").program;
    }

    TemporaryFiles files_;
};

TEST_F(Programs, ANodeMayRunOneOfThoseThatAreRegistered) {
    const Scenario scenario = load("program = 'rpmsg-remote'\n");
    const NodeSettings& node = scenario.nodes.at("rtos");
    ASSERT_TRUE(node.program);
    EXPECT_EQ(node.program->name, "rpmsg-remote");
    EXPECT_THAT(node.program->marks, ::testing::Contains("message_received"));
    EXPECT_EQ(node.program->memory_access, 4ns);
    EXPECT_FALSE(node.own_process);
    EXPECT_FALSE(scenario.nodes.at("linux").program);
    EXPECT_TRUE(
        load("program = 'rpmsg-remote'\nrun_in = 'process'\n").nodes.at("rtos").own_process);
}

TEST_F(Programs, ALinuxNodeThatIsScriptedNeedsNoGuest) {
    const Scenario scenario =
        load("program = 'rpmsg-remote'\n[nodes.linux]\nprogram = 'rpmsg-host'\n");
    EXPECT_THAT(scenario.nodes.at("linux").kernel, IsEmpty());
    EXPECT_THAT(scenario.nodes.at("linux").modules, IsEmpty());
}

TEST_F(Programs, ParametersAreTypedAndMayNameThoseOfTheScenario) {
    EXPECT_EQ(program("program = 'rpmsg-remote'\nparameters = { memory_access = '8 ns' }\n")
                  .memory_access,
              8ns);
    EXPECT_EQ(error("program = 'rpmsg-remote'\n"
                    "parameters = { entries = 'parameters.count' }\n"),
              "no error");
    EXPECT_EQ(error("program = 'rpmsg-remote'\nparameters = { entries = 4096 }\n"),
              "s.toml:6:16: key 'nodes.rtos.parameters.entries': expected one of 256, 2, 4, 8, "
              "16, 32, 64, 128, 512, 1024, got \"4096\"");
    EXPECT_EQ(error("program = 'rpmsg-remote'\n[nodes.rtos.parameters]\nentires = 4\n"),
              "s.toml:7:1: key 'nodes.rtos.parameters.entires': the program has no such "
              "parameter; did you mean 'entries'?");
    EXPECT_THAT(error("program = 'rpmsg-remote'\nparameters = { poll = 'parameters.cuont' }\n"),
                HasSubstr("s.toml:6:16: key 'nodes.rtos.parameters.poll': 'parameters.cuont': "
                          "there is no parameter 'cuont'"));
    EXPECT_EQ(error("program = 'traffic'\n"),
              "s.toml:5:1: key 'nodes.rtos.program': parameter 'target': missing; expected where "
              "the range begins: \"ddr+0x1000\", \"mu.a.TR0\", \"0x...\"");
}

TEST_F(Programs, ParametersCanBeSet) {
    const Scenario scenario =
        load("program = 'rpmsg-remote'\n", {"nodes.rtos.parameters.memory_access=9ns"});
    EXPECT_EQ(scenario.nodes.at("rtos").program->memory_access, 9ns);
    EXPECT_THAT(scenario.sets, ElementsAre("nodes.rtos.parameters.memory_access=9ns"));
}

TEST_F(Programs, WhatDoesNotGoWithAProgramIsRefused) {
    EXPECT_THAT(error("program = 'rpmsg-remtoe'\n"),
                HasSubstr("s.toml:5:1: key 'nodes.rtos.program': there is no scripted program "
                          "'rpmsg-remtoe'; did you mean 'rpmsg-remote'?; programs are: "));
    EXPECT_EQ(error("parameters = { count = 3 }\n"),
              "s.toml:5:1: key 'nodes.rtos.parameters': there is no program that they are for; "
              "expected program = \"NAME\" beside it");
    EXPECT_EQ(error("run_in = 'process'\n"),
              "s.toml:5:1: key 'nodes.rtos.run_in': is for a scripted node; expected program = "
              "\"NAME\" beside it");
    EXPECT_EQ(error("program = 'rpmsg-remote'\nrun_in = 'thread'\n"),
              "s.toml:6:1: key 'nodes.rtos.run_in': expected \"hub\" or \"process\", got "
              "\"thread\"");
    files_.write("a.elf", "");
    EXPECT_EQ(error("program = 'rpmsg-remote'\nfirmware = 'a.elf'\n"),
              "s.toml:6:1: key 'nodes.rtos.firmware': is for a node that runs firmware; 'rtos' "
              "runs program rpmsg-remote");
    EXPECT_THAT(error("program = 'rpmsg-remote'\ngdb = 'tcp::1'\n"), HasSubstr("runs QEMU"));
}

TEST_F(Programs, ATraceIsKeptWhereSpansNeedIt) {
    EXPECT_TRUE(load("program = 'rpmsg-remote'\n").keep_trace);
    EXPECT_FALSE(load("program = 'rpmsg-remote'\n[trace]\nkeep = false\n").keep_trace);
    EXPECT_TRUE(load("[trace]\nkeep = false\n", {"trace.keep=true"}).keep_trace);
    EXPECT_EQ(error("[trace]\nkeep = 1\n"),
              "s.toml:6:1: key 'trace.keep': expected true or false, got '1'");
    EXPECT_EQ(error("[trace]\nkeep = false\n[[spans]]\nname = 'a'\nstart = 'off:rtos'\n"
                    "points = [ { hop = 'b', event = 'off:linux' } ]\n"),
              "s.toml:6:1: key 'trace.keep': spans are measured in the trace, so it has to be "
              "kept; expected true, or no [[spans]]");
}

TEST_F(Programs, StepsAreAProgram) {
    const scripted::Program steps = program("steps = [\n"
                                            "    { write = 'mu.b.TR1', value = 1 },\n"
                                            "    { compute = '100 ns' },\n"
                                            "    { wait_irq = 'mu.b', timeout = '1 ms' },\n"
                                            "    { mark = 'first' },\n"
                                            "    { repeat = 10, steps = [\n"
                                            "        { read = 'mu.b.SR' },\n"
                                            "        { expect = 'mu.b.CR', value = 0x10 },\n"
                                            "        { mark = 'again', value = 3 },\n"
                                            "        { mark = 'first' },\n"
                                            "    ] },\n"
                                            "    { log = 'done' },\n"
                                            "]\n");
    EXPECT_EQ(steps.name, "steps");
    EXPECT_THAT(steps.marks, ElementsAre("first", "again"));
}

TEST_F(Programs, AWrongStepIsNamedWithItsPlace) {
    EXPECT_EQ(
        error("steps = [\n    { compute = '100 ns' },\n    { writ = 'mu.b.TR1' },\n]\n"),
        "s.toml:7:7: key 'nodes.rtos.steps[1].writ': expected one of compute, expect, log, "
        "mark, read, refused_read, refused_write, repeat, wait_irq, write; did you mean 'write'?");
    EXPECT_EQ(error("steps = [ { write = 'mu.b.TR1' } ]\n"),
              "s.toml:5:11: key 'nodes.rtos.steps[0].value': missing; expected a whole number of "
              "up to 64 bits");
    EXPECT_EQ(error("steps = [ { write = 'mu.b.TR1', value = -1 } ]\n"),
              "s.toml:5:33: key 'nodes.rtos.steps[0].value': expected a whole number of up to 64 "
              "bits, 0 or more, got \"-1\"");
    EXPECT_EQ(error("steps = [ { write = 'mu.b.TR1', value = 1, size = 9 } ]\n"),
              "s.toml:5:44: key 'nodes.rtos.steps[0].size': expected 1 to 8 bytes, got 9");
    EXPECT_EQ(error("steps = [ { write = 'mu.b.TR1', value = 1, read = 'a' } ]\n"),
              "s.toml:5:13: key 'nodes.rtos.steps[0].write': a step does one thing; this one has "
              "'read' as well");
    EXPECT_THAT(error("steps = [ { compute = '1 ns', value = 1 } ]\n"),
                HasSubstr("key 'nodes.rtos.steps[0].value': unknown key"));
    EXPECT_EQ(error("steps = [ { repeat = 3 } ]\n"),
              "s.toml:5:11: key 'nodes.rtos.steps[0].steps': expected at least one step");
    EXPECT_THAT(error("program = 'traffic'\nsteps = [ { mark = 'a' } ]\n"),
                HasSubstr("key 'nodes.rtos.steps': program 'traffic' has no steps"));
    EXPECT_THAT(error("program = 'steps'\n"), HasSubstr("key 'nodes.rtos.steps': missing"));
}

} // namespace
} // namespace ampsim::scenario
