// SPDX-License-Identifier: BSD-3-Clause
#include "sim/platform/child_process.h"
#include "sim/platform/source_file.h"
#include "tests/unit/platform/test_platform.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <thread>

namespace ampsim::platform {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class SourceFile : public testing::Test {
protected:
    ~SourceFile() override { unsetenv("AMPSIM_PLATFORMS_DIR"); }
    TemporaryDirectory files;
};

TEST_F(SourceFile, ByNameInTheDirectoryOfTheEnvironment) {
    files.write("mine/mine.dts", imx8mm_amp_source());
    setenv("AMPSIM_PLATFORMS_DIR", files.path("").c_str(), 1);
    EXPECT_EQ(load("mine").name, "mine");
}

TEST_F(SourceFile, AnUnknownNameListsWhatThereIs) {
    files.write("mine/mine.dts", "");
    files.write("yours/yours.dtb", "");
    files.write("folder/other.dts", "");
    setenv("AMPSIM_PLATFORMS_DIR", files.path("").c_str(), 1);
    EXPECT_EQ(input_error_of([] { load("mime"); }),
              "unknown platform 'mime'; did you mean 'mine'?; known are: mine, yours (looked in " +
                  files.path("") + "); a path to a .dts file is taken as well");
}

TEST_F(SourceFile, TheSourceTreeIsSearched) {
    EXPECT_THAT(
        input_error_of([] { load("imx8mm-apm"); }),
        AllOf(HasSubstr("did you mean 'imx8mm-amp'?"), HasSubstr("share/ampsim/platforms")));
}

TEST_F(SourceFile, APathThatIsNotThere) {
    EXPECT_THAT(input_error_of([] { load("./none.dts"); }),
                AllOf(StartsWith("there is no platform file ./none.dts; known platforms are: "),
                      HasSubstr("imx8mm-amp")));
    EXPECT_THAT(input_error_of([] { load("none.dtb"); }),
                StartsWith("there is no platform file none.dtb"));
    EXPECT_THAT(input_error_of([] { load("/"); }), StartsWith("there is no platform file /"));
}

TEST_F(SourceFile, ASyntaxErrorIsReportedAsDtcDoes) {
    const std::string file = files.write("bad.dts", "/dts-v1/;\n/ {\n\tcompatible = ;\n};\n");
    EXPECT_EQ(input_error_of([&] { load(file); }),
              file + ": dtc does not accept it:\nError: " + file +
                  ":3.15-16 syntax error\nFATAL ERROR: Unable to parse input tree");
}

TEST_F(SourceFile, AMissingLabelIsReportedAsDtcDoes) {
    EXPECT_THAT(error_of({{"ampsim,controls = <&cpus_m4>", "ampsim,controls = <&cpus_m5>"}}),
                AllOf(StartsWith("edited.dts: dtc does not accept it:"), HasSubstr("\"cpus_m5\"")));
}

TEST_F(SourceFile, WithoutDtc) {
    const std::string file = files.write("fine.dts", imx8mm_amp_source());
    const char* const set_path = std::getenv("PATH");
    const std::string path = set_path == nullptr ? "" : set_path;
    setenv("PATH", files.path("").c_str(), 1);
    const std::string message = input_error_of([&] { load(file); });
    setenv("PATH", path.c_str(), 1);
    EXPECT_EQ(
        message,
        file +
            ": needs the device tree compiler dtc, and there is none in PATH; sudo apt-get install "
            "device-tree-compiler");
}

TEST_F(SourceFile, IsCompiledOnce) {
    const std::vector<char> first = read_flattened(find_platform("imx8mm-amp"));
    const char* const set_path = std::getenv("PATH");
    const std::string path = set_path == nullptr ? "" : set_path;
    setenv("PATH", files.path("").c_str(), 1); // there is no dtc
    EXPECT_NO_THROW(EXPECT_EQ(read_flattened(find_platform("imx8mm-amp")), first));
    setenv("PATH", path.c_str(), 1);
}

TEST_F(SourceFile, IsCompiledAgainWhenWhatItIncludesHasChanged) {
    const std::string file = files.write("whole.dts", "/dts-v1/;\n/include/ \"part.dtsi\"\n");
    const auto whole_with = [&](const std::string& property) {
        files.write("part.dtsi", "/ { " + property + "; };\n");
        return read_flattened(file);
    };
    const std::vector<char> now = whole_with("a");
    EXPECT_NE(whole_with("b"), now); // at once
    std::this_thread::sleep_for(std::chrono::seconds(4));
    const std::vector<char> settled = read_flattened(file);
    EXPECT_NE(whole_with("c"), settled); // of the same size, when it was remembered
}

TEST_F(SourceFile, ABlankInANameDoesNoHarm) {
    const std::string file = files.write("a b.dts", "/dts-v1/;\n/ { };\n");
    EXPECT_EQ(read_flattened(file), read_flattened(file));
}

TEST_F(SourceFile, AFlattenedTreeIsTakenAsItIs) {
    const std::vector<char> blob = read_flattened(files.write("fine.dts", imx8mm_amp_source()));
    const std::string file = files.write("fine.dtb", std::string(blob.begin(), blob.end()));
    EXPECT_EQ(load(file).devices.at(1).label, "mu");
}

TEST_F(SourceFile, WithoutLabelsNamesAreIdentifiers) {
    const std::string source = files.write("fine.dts", imx8mm_amp_source());
    const std::string file = files.path("fine.dtb");
    ASSERT_TRUE(run_child({"dtc", "-q", "-O", "dtb", "-o", file, source})->succeeded);
    const Platform platform = load(file);
    EXPECT_EQ(platform.devices.at(1).label, "mailbox_30aa0000");
    EXPECT_EQ(platform.rpmsg.at(0).mailbox, "mailbox_30aa0000");
    EXPECT_EQ(platform.nodes.at(0).windows.at(0).target, "sram_7e0000");
}

TEST(ChildProcess, OutputErrorsAndStatus) {
    const auto fine = run_child({"sh", "-c", "echo out; echo err >&2"});
    ASSERT_TRUE(fine);
    EXPECT_TRUE(fine->succeeded);
    EXPECT_EQ(fine->output, "out\n");
    EXPECT_EQ(fine->errors, "err\n");
    EXPECT_FALSE(run_child({"sh", "-c", "exit 3"})->succeeded);
    EXPECT_FALSE(run_child({"sh", "-c", "kill -9 $$"})->succeeded);
    EXPECT_EQ(run_child({"no-such-program-anywhere"}), std::nullopt);
    EXPECT_EQ(run_child({"sh", "-c", "head -c 300000 /dev/zero"})->output.size(), 300000U);
}

} // namespace
} // namespace ampsim::platform
