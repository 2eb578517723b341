// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/scenario.h"

#include "sim/error.h"
#include "tests/unit/scenario/temporary_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ampsim::scenario {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;

/// Two lines that every scenario needs.
constexpr const char* minimal = "platform = 'imx8mm-amp'\n"
                                "end.when = 'off:linux'\n";

class ScenarioFile : public ::testing::Test {
protected:
    Scenario load(const std::string& text) { return scenario::load(files_.write("s.toml", text)); }

    /// The error for a file, without the directory that it is in.
    std::string error(const std::string& text) {
        try {
            load(text);
        } catch (const InputError& error) {
            const std::string message = error.what();
            EXPECT_THAT(message, StartsWith(files_.path("s.toml")));
            return message.substr(files_.path("").size());
        }
        return "no error";
    }

    TemporaryFiles files_;
};

TEST_F(ScenarioFile, NeedsAPlatformAndAnEndOnly) {
    const Scenario scenario = load(minimal);
    EXPECT_EQ(scenario.name, "s");
    EXPECT_EQ(scenario.platform, "imx8mm-amp");
    EXPECT_EQ(scenario.cpu, "auto");
    EXPECT_EQ(scenario.end.when, "off:linux");
    EXPECT_EQ(scenario.end.virtual_timeout, 60s);
    EXPECT_EQ(scenario.end.wall_timeout, 10min);
    EXPECT_THAT(scenario.spans, IsEmpty());
}

TEST_F(ScenarioFile, ALinuxNodeGetsTheGuestThatAmpsimBuilds) {
    const NodeSettings linux_node = load(minimal).nodes.at("linux");
    EXPECT_EQ(linux_node.kernel, files_.path("guests/linux/vmlinuz"));
    EXPECT_EQ(linux_node.initramfs, files_.path("guests/linux/initramfs.cpio.gz"));
    EXPECT_THAT(linux_node.modules, ElementsAre(files_.path("guests/linux/modules")));
    EXPECT_THAT(linux_node.programs,
                ElementsAre(Pair("ampsim-ping", files_.path("guests/linux/ampsim-ping"))));
    EXPECT_EQ(linux_node.link, "socketpair");
}

TEST_F(ScenarioFile, ANodeWithoutFirmwareStartsEmpty) {
    const NodeSettings rtos = load(minimal).nodes.at("rtos");
    EXPECT_EQ(rtos.firmware, "");
    EXPECT_EQ(rtos.kernel, "");
    EXPECT_THAT(rtos.programs, IsEmpty());
}

TEST_F(ScenarioFile, SaysEverything) {
    files_.write("Image", "");
    files_.write("own.cpio", "");
    files_.write("own.dtb", "");
    files_.write("fw.elf", "");
    files_.write("a/one.ko", "");
    const Scenario scenario = load(R"(
name = "everything"
description = "All keys"
platform = "imx8mm-amp"
probes = ["linux:vring_interrupt"]
expectations = ["x.count == parameters.count"]
[run]
cpu = 1
[parameters]
count = 1000
ratio = 0.5
fast = true
text = "a b"
[platform_overrides]
"mu.signal-latency-ns" = 100
src.start-latency-ns = 7
[end]
when = "off:linux"
virtual_timeout = "1.5 s"
wall_timeout = "90 s"
[nodes.linux]
kernel = "Image"
initramfs = "own.cpio"
command_line = "quiet"
device_tree = "own.dtb"
script = "echo $count\n"
files = { "/lib/firmware/fw.elf" = "fw.elf" }
modules = ["a"]
programs = { ping = "fw.elf" }
link = "unix:/tmp/x"
gdb = "tcp::1234"
qemu_arguments = ["-d", "unimp"]
on_reset = "restart"
[nodes.rtos]
firmware = "fw.elf"
link = "tcpd://127.0.0.1:7000"
[[spans]]
name = "x"
start = "linux:a"
points = [ { hop = "one", event = "linux:m:b" }, { hop = "two", event = "rise:mu.b" } ]
)");
    EXPECT_EQ(scenario.name, "everything");
    EXPECT_EQ(scenario.description, "All keys");
    EXPECT_EQ(scenario.cpu, "1");
    EXPECT_THAT(scenario.parameters, ElementsAre(Pair("count", "1000"), Pair("fast", "true"),
                                                 Pair("ratio", "0.5"), Pair("text", "a b")));
    ASSERT_EQ(scenario.overrides.size(), 2U);
    EXPECT_EQ(scenario.overrides[0].label, "mu");
    EXPECT_EQ(scenario.overrides[0].property, "signal-latency-ns");
    EXPECT_EQ(scenario.overrides[0].value, "100");
    EXPECT_EQ(scenario.overrides[1].label, "src");
    EXPECT_EQ(scenario.end.virtual_timeout, 1500ms);
    EXPECT_EQ(scenario.end.wall_timeout, 90s);
    EXPECT_THAT(scenario.probes, ElementsAre("linux:vring_interrupt"));
    EXPECT_THAT(scenario.expectations, ElementsAre("x.count == 1000"));

    const NodeSettings& node = scenario.nodes.at("linux");
    EXPECT_EQ(node.kernel, files_.path("Image"));
    EXPECT_EQ(node.initramfs, files_.path("own.cpio"));
    EXPECT_EQ(node.command_line, "quiet");
    EXPECT_EQ(node.device_tree, files_.path("own.dtb"));
    EXPECT_EQ(node.script, "count='1000'\nfast='true'\nratio='0.5'\ntext='a b'\necho $count\n");
    EXPECT_THAT(node.files, ElementsAre(Pair("/lib/firmware/fw.elf", files_.path("fw.elf"))));
    EXPECT_THAT(node.modules, ElementsAre(files_.path("a")));
    EXPECT_THAT(node.programs, ::testing::Contains(Pair("ping", files_.path("fw.elf"))));
    EXPECT_EQ(node.link, "unix:/tmp/x");
    EXPECT_EQ(node.gdb, "tcp::1234");
    EXPECT_THAT(node.qemu_arguments, ElementsAre("-d", "unimp"));
    EXPECT_TRUE(node.restarts_on_reset);
    EXPECT_EQ(scenario.nodes.at("rtos").firmware, files_.path("fw.elf"));
    EXPECT_EQ(scenario.nodes.at("rtos").script, "");

    ASSERT_EQ(scenario.spans.size(), 1U);
    EXPECT_EQ(scenario.spans[0].name, "x");
    EXPECT_EQ(scenario.spans[0].start, "linux:a");
    ASSERT_EQ(scenario.spans[0].points.size(), 2U);
    EXPECT_EQ(scenario.spans[0].points[1].hop, "two");
    EXPECT_EQ(scenario.spans[0].points[1].event, "rise:mu.b");
}

TEST_F(ScenarioFile, WithAnotherInitramfsTheGuestsModulesAreNotRequired) {
    std::filesystem::remove_all(files_.path("guests/linux"));
    files_.write("Image", "");
    files_.write("own.cpio", "");
    const Scenario scenario =
        load(std::string(minimal) + "[nodes.linux]\nkernel = 'Image'\ninitramfs = 'own.cpio'\n");
    EXPECT_THAT(scenario.nodes.at("linux").modules, IsEmpty());
    EXPECT_THAT(scenario.nodes.at("linux").programs, IsEmpty());
}

TEST_F(ScenarioFile, TheModulesOfAnotherGuestOfAmpsimAreBesideItsInitramfs) {
    files_.write("guests/linux-virtio/initramfs.cpio", "");
    files_.write("guests/linux-virtio/modules/load-order", "");
    const Scenario scenario = load(
        std::string(minimal) + "[nodes.linux]\ninitramfs = 'guest:linux-virtio/initramfs.cpio'\n");
    EXPECT_THAT(scenario.nodes.at("linux").modules,
                ElementsAre(files_.path("guests/linux-virtio/modules")));
    EXPECT_EQ(scenario.nodes.at("linux").kernel, files_.path("guests/linux/vmlinuz"));
}

// --- Complaints -------------------------------------------------------------------------------

TEST_F(ScenarioFile, ThatIsMissingIsNamed) {
    try {
        scenario::load("/nowhere/s.toml");
        FAIL() << "no error";
    } catch (const InputError& error) {
        EXPECT_STREQ(error.what(), "/nowhere/s.toml: cannot read this scenario file");
    }
}

TEST_F(ScenarioFile, ThatIsNotTomlIsRefusedWithThePlace) {
    EXPECT_THAT(error("platform = 'x'\nname = = 3\n"), StartsWith("s.toml:2:8: "));
}

TEST_F(ScenarioFile, AMissingKeySaysWhatIsExpected) {
    EXPECT_EQ(error("end.when = 'off:linux'\n"), "s.toml: key 'platform': missing; expected the "
                                                 "name of a platform, or the path of a *.dts file");
    EXPECT_EQ(error("platform = 'imx8mm-amp'\n"), "s.toml: key 'end': missing; expected when the "
                                                  "run ends, such as [end] when = \"off:linux\"");
    EXPECT_EQ(error("platform = 'imx8mm-amp'\n[end]\nvirtual_timeout = '1 s'\n"),
              "s.toml:2:2: key 'end.when': missing; expected the event that ends the run, such as "
              "\"off:linux\"");
}

TEST_F(ScenarioFile, AMisspeltKeyGetsASuggestion) {
    EXPECT_EQ(error(std::string(minimal) + "[nodes.linux]\ninitramf = 'x'\n"),
              "s.toml:4:1: key 'nodes.linux.initramf': unknown key; did you mean 'initramfs'?");
    EXPECT_EQ(error(std::string("expectation = []\n") + minimal),
              "s.toml:1:1: key 'expectation': unknown key; did you mean 'expectations'?");
    EXPECT_EQ(error(std::string(minimal) + "[run]\nzzzzzz = 1\n"),
              "s.toml:4:1: key 'run.zzzzzz': unknown key; known keys are: cpu");
    EXPECT_EQ(
        error(std::string(minimal) +
              "[[spans]]\nname='x'\nstart='a:b'\npoints=[{hop='a', event='a:b', evnt='a:b'}]\n"),
        "s.toml:6:32: key 'spans[0].points[0].evnt': unknown key; did you mean 'event'?");
}

TEST_F(ScenarioFile, AValueOfAnotherTypeIsRefused) {
    EXPECT_EQ(error("platform = 5\n"),
              "s.toml:1:1: key 'platform': expected a string, got the integer 5");
    EXPECT_EQ(error("platform = 'imx8mm-amp'\nend = 'off:linux'\n"),
              "s.toml:2:1: key 'end': expected a table, got the string \"off:linux\"");
    EXPECT_EQ(error(std::string("probes = 'a:b'\n") + minimal),
              "s.toml:1:1: key 'probes': expected an array of strings, such as [\"a\", \"b\"], got "
              "the string \"a:b\"");
    EXPECT_EQ(error(std::string("probes = ['a:b',\n  true]\n") + minimal),
              "s.toml:2:3: key 'probes[1]': expected a string, got the boolean true");
    EXPECT_EQ(error(std::string(minimal) + "spans = [1.5]\n"),
              "s.toml:3:10: key 'spans[0]': expected a table, got the number 1.5");
    EXPECT_EQ(
        error(std::string(minimal) + "parameters.x = []\n"),
        "s.toml:3:12: key 'parameters.x': expected a number, a boolean or a string, got an array");
    EXPECT_EQ(error(std::string(minimal) + "nodes.linux = 1979-05-27\n"),
              "s.toml:3:7: key 'nodes.linux': expected a table, got a date or time");
}

TEST_F(ScenarioFile, ADurationNeedsItsUnit) {
    EXPECT_EQ(error(std::string(minimal) + "end.virtual_timeout = 60\n"),
              "s.toml:3:5: key 'end.virtual_timeout': expected a duration with its unit, such as "
              "\"60 s\", "
              "\"1.5 ms\", \"20 us\" or \"250 ns\", got '60': the unit is missing");
    EXPECT_THAT(error(std::string(minimal) + "end.wall_timeout = '0 s'\n"),
                HasSubstr("expected more than no time"));
}

TEST_F(ScenarioFile, WordsWithAFormAreChecked) {
    EXPECT_EQ(error(std::string(minimal) + "run.cpu = 'all'\n"),
              "s.toml:3:5: key 'run.cpu': expected \"auto\", \"none\" or the number of a host CPU, "
              "got 'all'");
    EXPECT_EQ(error(std::string(minimal) + "nodes.rtos.link = 'tcp:1'\n"),
              "s.toml:3:12: key 'nodes.rtos.link': expected \"socketpair\", \"unix:PATH\", "
              "\"tcpd://HOST:PORT\" or, to a Remote-Port peer that listens, "
              "\"tcp://HOST:PORT\", got \"tcp:1\"");
    EXPECT_EQ(error(std::string("probes = ['linux']\n") + minimal),
              "s.toml:1:11: key 'probes[0]': expected an event, such as \"linux:vring_interrupt\", "
              "\"write:linux:mu.a.TR1\", \"rise:mu.b\" or \"off:linux\", got \"linux\"");
    EXPECT_EQ(error(std::string("name = '../x'\n") + minimal),
              "s.toml:1:1: key 'name': expected letters, digits, '-', '_' and '.', got \"../x\"");
    EXPECT_EQ(error(std::string(minimal) + "platform_overrides.mu = 4\n"),
              "s.toml:3:20: key 'platform_overrides.mu': expected LABEL.PROPERTY, such as "
              "\"mu.signal-latency-ns\"");
    EXPECT_EQ(error(std::string(minimal) + "[parameters]\na-b = 4\n"),
              "s.toml:4:1: key 'parameters.a-b': expected a name that a shell takes: letters, "
              "digits and '_', no "
              "digit first");
}

TEST_F(ScenarioFile, ASpanHasANameAStartAndPoints) {
    const std::string start = std::string(minimal) + "[[spans]]\n";
    EXPECT_EQ(error(start),
              "s.toml:3:1: key 'spans[0].name': missing; expected the name of the span, such as "
              "\"rpmsg.rtt\"");
    EXPECT_EQ(error(start + "name='x'\nstart='a:b'\n"),
              "s.toml:3:1: key 'spans[0].points': missing; expected an array of { hop = \"...\", "
              "event = \"...\" }");
    EXPECT_EQ(error(start + "name='x'\nstart='a:b'\npoints=[{hop='h'}]\n"),
              "s.toml:6:9: key 'spans[0].points[0].event': missing; expected the event that ends "
              "the hop");
    const std::string whole = "[[spans]]\nname='x'\nstart='a:b'\npoints=[{hop='h', event='a:b'}]\n";
    EXPECT_EQ(error(minimal + whole + whole),
              "s.toml:8:1: key 'spans[1].name': there is a span 'x' already");
}

TEST_F(ScenarioFile, APublishedFigureHasAValueASourceAndARole) {
    const std::string start = std::string(minimal) + "[[published]]\nfigure = 'x.mean'\n";
    EXPECT_EQ(error(start),
              "s.toml:3:1: key 'published[0].value': missing; expected what was published, such as "
              "\"35 us\"");
    EXPECT_THAT(error(start + "value='35 mus'\nsource='a'\nrole='fitted'\n"),
                StartsWith("s.toml:5:1: key 'published[0].value': "));
    EXPECT_EQ(error(start + "value='35 us'\nsource='a'\nrole='fittet'\n"),
              "s.toml:7:1: key 'published[0].role': expected \"fitted\" or \"predicted\", got "
              "\"fittet\"; did you mean 'fitted'?");
}

TEST_F(ScenarioFile, PublishedFiguresAreThoseOfTheScenarioAndOfItsVariant) {
    const std::string text =
        "variant = 'b'\n" + std::string(minimal) +
        "parameters.hops = 2\n"
        "[[published]]\nfigure = 'x.mean / parameters.hops'\nvalue = '35 us'\n"
        "source = 'a'\nrole = 'fitted'\n"
        "[variants.a]\npublished = [{ figure = 'x.count', value = 3, source = "
        "'a', role = 'predicted' }]\n"
        "[variants.b]\npublished = [{ figure = 'x.max', value = '1 ms', source "
        "= 'b', role = 'predicted' }]\n";
    const Scenario scenario = load(text);
    ASSERT_EQ(scenario.published.size(), 2U);
    EXPECT_EQ(scenario.published[0].figure, "x.mean / 2");
    EXPECT_EQ(scenario.published[0].value, "35 us");
    EXPECT_EQ(scenario.published[1].figure, "x.max");
    EXPECT_EQ(scenario.published[1].role, "predicted");
    EXPECT_EQ(scenario.published[1].source, "b");
    // They change no event, so a snapshot holds for other ones.
    EXPECT_THAT(scenario.as_toml, Not(HasSubstr("35 us")));
}

TEST_F(ScenarioFile, AParameterOfAnExpectationMustExist) {
    EXPECT_EQ(error(std::string("expectations = ['x.count == parameters.counts']\n") + minimal +
                    "parameters.count = 1\n"),
              "s.toml:1:17: key 'expectations[0]': 'x.count == parameters.counts': there is no "
              "parameter 'counts'; did "
              "you mean 'count'?");
}

TEST_F(ScenarioFile, ANodeMustBeOfThePlatform) {
    EXPECT_EQ(error(std::string(minimal) + "[nodes.linus]\n"),
              "s.toml:3:8: key 'nodes.linus': platform 'imx8mm-amp' has no such node; did you mean "
              "'linux'?");
    EXPECT_EQ(error(std::string(minimal) + "[nodes.dsp]\n"),
              "s.toml:3:8: key 'nodes.dsp': platform 'imx8mm-amp' has no such node; its nodes are: "
              "linux, rtos");
}

TEST_F(ScenarioFile, ASettingMustFitWhatRunsOnTheNode) {
    EXPECT_THAT(
        error(std::string(minimal) + "nodes.rtos.kernel = 'x'\n"),
        StartsWith(
            "s.toml:3:12: key 'nodes.rtos.kernel': is for a node that runs Linux; 'rtos' runs "));
    EXPECT_EQ(error(std::string(minimal) + "nodes.linux.firmware = 'x'\n"),
              "s.toml:3:13: key 'nodes.linux.firmware': is for a node that runs firmware; 'linux' "
              "runs linux");
}

TEST_F(ScenarioFile, AMissingFileIsNamedWithItsKey) {
    EXPECT_EQ(error(std::string(minimal) + "nodes.rtos.firmware = 'no.elf'\n"),
              "s.toml:3:12: key 'nodes.rtos.firmware': there is no file " + files_.path("no.elf"));
    EXPECT_EQ(error(std::string(minimal) + "nodes.linux.files = { '/x' = 'no' }\n"),
              "s.toml:3:23: key 'nodes.linux.files./x': there is no file " + files_.path("no"));
    EXPECT_EQ(error(std::string(minimal) + "nodes.linux.modules = ['no.ko']\n"),
              "s.toml:3:24: key 'nodes.linux.modules[0]': there is no file " +
                  files_.path("no.ko"));
}

TEST_F(ScenarioFile, AGuestThatIsNotBuiltSaysWhatBuildsIt) {
    std::filesystem::remove(files_.path("guests/linux/vmlinuz"));
    EXPECT_EQ(error(minimal),
              "s.toml: key 'nodes.linux.kernel': 'guest:linux/vmlinuz' is not built: run "
              "./quickstart, or build the target guest_linux (looked in " +
                  files_.path("guests") + ")");
}

TEST_F(ScenarioFile, AQuantumIsADurationOrWholeNanoseconds) {
    const std::string base = std::string(minimal) + "time.policy = 'quantum'\n";
    const Scenario scenario = load(base + "time.quantum = '1 us'\ntime.skew_limit_ns = 1500\n");
    EXPECT_EQ(scenario.time.policy, TimeSettings::Policy::quantum);
    EXPECT_EQ(scenario.time.quantum, 1us);
    EXPECT_EQ(scenario.time.skew_limit, 1500ns);
    EXPECT_EQ(load(base + "time.quantum_ns = 250\n").time.quantum, 250ns);
    EXPECT_EQ(load(base + "time.quantum_ns = '2 us'\n").time.quantum, 2us);
    EXPECT_EQ(load(minimal).time.skew_limit, std::nullopt);
}

TEST_F(ScenarioFile, AQuantumThatCannotBeIsExplained) {
    const std::string base = std::string(minimal) + "time.policy = 'quantum'\n";
    EXPECT_THAT(error(base), HasSubstr("'time.quantum': missing; expected the length"));
    EXPECT_THAT(error(base + "time.quantum = '0 ns'\n"), HasSubstr("expected more than no time"));
    EXPECT_THAT(error(base + "time.quantum = '1 us'\ntime.quantum_ns = 5\n"),
                HasSubstr("expected only one of 'quantum' and 'quantum_ns'"));
    EXPECT_THAT(error(std::string(minimal) + "time.quantum = '1 us'\n"),
                HasSubstr("'time.quantum': is for policy = \"quantum\""));
    EXPECT_THAT(error(std::string(minimal) + "time.policy = 'quantm'\n"),
                HasSubstr("did you mean 'quantum'?"));
}

} // namespace
} // namespace ampsim::scenario
