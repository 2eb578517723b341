// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/manifest.h"

#include "sim/measure/hash.h"
#include "tests/unit/scenario/temporary_files.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace ampsim::cli {
namespace {

TEST(Manifest, SaysWhatARunWasMadeFrom) {
    const scenario::TemporaryFiles files;
    scenario::Scenario scenario;
    scenario.name = "ping";
    scenario.file = files.write("ping.toml", "platform = 'x'\n");
    scenario.platform = "x";
    scenario.parameters = {{"count", "10"}};
    hub::Run run;
    run.command_lines["linux"] = {"qemu-system-none", "-M", "virt"};
    run.inputs["/fw.elf"] = "abc";

    const auto manifest = nlohmann::json::parse(manifest_json(scenario, {"count=10"}, run));
    EXPECT_EQ(manifest["scenario"], "ping");
    EXPECT_EQ(manifest["set"], nlohmann::json({"count=10"}));
    EXPECT_EQ(manifest["parameters"]["count"], "10");
    EXPECT_EQ(manifest["inputs"]["/fw.elf"], "abc");
    EXPECT_EQ(manifest["inputs"][scenario.file], measure::sha256_of_file(scenario.file));
    EXPECT_EQ(manifest["command_lines"]["linux"][2], "virt");
    EXPECT_EQ(manifest["versions"]["qemu-system-none"], "not known");
    EXPECT_TRUE(manifest["versions"].contains("systemc"));
    EXPECT_TRUE(manifest["versions"].contains("compiler"));
    EXPECT_GE(manifest["host"]["cpus"], 1);
}

TEST(Manifest, IsTheSameForTheSameRun) {
    const scenario::TemporaryFiles files;
    scenario::Scenario scenario;
    scenario.file = files.write("ping.toml", "");
    EXPECT_EQ(manifest_json(scenario, {}, {}), manifest_json(scenario, {}, {}));
}

} // namespace
} // namespace ampsim::cli
