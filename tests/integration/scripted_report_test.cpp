// SPDX-License-Identifier: BSD-3-Clause
//
// report.html of runs of the real ampsim, without QEMU.
#include "tests/integration/report_data.h"
#include "tests/integration/run_ampsim.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ampsim::integration {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::HasSubstr;
using testing::StartsWith;

AmpsimRun scripted(const std::vector<std::string>& sets = {},
                   const std::vector<std::string>& flags = {}) {
    return AmpsimRun(source_file("scenarios/scripted-rpmsg.toml"), sets, {}, flags);
}

Finished report(const std::vector<std::string>& arguments, const Directory& directory) {
    std::vector<std::string> command{"report"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return Process(ampsim(command), directory).wait();
}

TEST(ScriptedReport, IsLeftByARun) {
    const AmpsimRun run = scripted({"platform.mu.signal-latency-ns=525"});
    ASSERT_EQ(run.exit_status(), 0) << run;
    const json data = report_data(content_of(run.file("report.html")));
    ASSERT_TRUE(data.is_object());
    EXPECT_EQ(data["kind"], "run");
    EXPECT_EQ(data["run"]["result"], run.result());
    EXPECT_EQ(data["run"]["manifest"], run.manifest());
    const json& first = run.result()["spans"][0];
    EXPECT_THAT(data["answer"].get<std::string>(),
                StartsWith(first["name"].get<std::string>() + " takes "));
    // The drawing has what was simulated: what was set, and a default of the model.
    bool found = false;
    for (const json& device : data["run"]["platform"]["devices"]) {
        if (device["label"] == "mu") {
            found = true;
            EXPECT_THAT(device["latencies"], Contains(json({"signal-latency", 525})));
            EXPECT_THAT(device["latencies"], Contains(json({"register-write-latency", 20})));
        }
    }
    EXPECT_TRUE(found);
    EXPECT_THAT(data["provenance"],
                Contains(json({"time", "no quantum (lookahead): nodes are granted "
                                       "time as far as nothing can reach them"})));
}

TEST(ScriptedReport, HasWhatWasPublishedBesideWhatWasFound) {
    const std::string name = scripted().result()["spans"][0]["name"];
    const AmpsimRun run =
        scripted({"published=[{ figure = \"" + name +
                  ".mean\", value = \"1 us\", source = \"a paper\", role = \"predicted\" }]"});
    ASSERT_EQ(run.exit_status(), 0) << run;
    const json data = report_data(content_of(run.file("report.html")));
    const json& beside = data["run"]["result"]["published"][0];
    const double mean = run.result()["spans"][0]["mean_ns"];
    EXPECT_NEAR(beside["deviation"].get<double>(), (mean - 1000) / 1000, 1e-6);
    EXPECT_EQ(beside["source"], "a paper");
}

TEST(ScriptedReport, IsTheSameForTheSameRun) {
    const AmpsimRun first = scripted();
    const AmpsimRun second = scripted();
    EXPECT_EQ(simulated_part(report_data(content_of(first.file("report.html")))),
              simulated_part(report_data(content_of(second.file("report.html")))));
}

TEST(ScriptedReport, IsMadeAgainFromTheFiles) {
    const AmpsimRun run = scripted();
    const Directory directory;
    const std::string results = std::filesystem::path(run.file("result.json")).parent_path();
    const Finished made = report({results, "-o", directory.file("again.html")}, directory);
    EXPECT_EQ(made.exit_status, 0) << made.err;
    EXPECT_EQ(made.out, directory.file("again.html") + "\n");
    EXPECT_EQ(content_of(directory.file("again.html")), content_of(run.file("report.html")));
}

TEST(ScriptedReport, CanBeLeftOut) {
    const AmpsimRun run = scripted({}, {"--no-report"});
    ASSERT_EQ(run.exit_status(), 0) << run;
    EXPECT_FALSE(std::filesystem::exists(run.file("report.html")));
    EXPECT_TRUE(std::filesystem::exists(run.file("platform.json")));
    EXPECT_THAT(run.finished().out, Not(HasSubstr("report:")));
}

TEST(ScriptedReport, OfWhatIsNoResultIsAnError) {
    const Directory directory;
    const Finished nothing = report({directory.file("none")}, directory);
    EXPECT_EQ(nothing.exit_status, 2);
    EXPECT_THAT(nothing.err, StartsWith("ampsim: error: there is no "));
    directory.write("result.json", "{\"ampsim\": 7}");
    const Finished broken = report({directory.path().string()}, directory);
    EXPECT_EQ(broken.exit_status, 2);
    EXPECT_THAT(broken.err, HasSubstr("result.json: ampsim: expected a text, got 7"));
    const Finished two = report({"a", "b", "-o", "c"}, directory);
    EXPECT_EQ(two.exit_status, 2);
    EXPECT_THAT(two.err, HasSubstr("--output"));
}

TEST(ScriptedReport, AMisspeltHistogramIsFoundBeforeTheRun) {
    const AmpsimRun run = scripted({}, {"--histogram", "nothing.like.it"});
    EXPECT_EQ(run.exit_status(), 2);
    EXPECT_THAT(run.error(), HasSubstr("there is no 'nothing.like.it'"));
}

} // namespace
} // namespace ampsim::integration
