// SPDX-License-Identifier: BSD-3-Clause
#include "sim/report/report.h"

#include "sim/error.h"
#include "sim/report/provenance.h"
#include "tests/unit/report/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace ampsim::report {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using testing::ThrowsMessage;

/// The object in a page.
Json data_of(const std::string& page) {
    const std::string begin = "<script type=\"application/json\" id=\"ampsim-report\">";
    const std::size_t from = page.find(begin) + begin.size();
    return Json::parse(page.substr(from, page.find("</script>", from) - from));
}

std::string provenance_text(const Json& report, const std::string& label) {
    for (const Json& line : report["provenance"]) {
        if (line[0] == label) {
            return line[1];
        }
    }
    return "(none)";
}

TEST(Report, OfARunHasAllOfIt) {
    const Files files;
    write_run(files, "run");
    EXPECT_EQ(write_report(files.path("run")), files.path("run/report.html"));
    const Json data = data_of(files.text("run/report.html"));
    EXPECT_EQ(data["format"], "ampsim-report 1");
    EXPECT_EQ(data["kind"], "run");
    EXPECT_EQ(data["title"], "sample");
    EXPECT_THAT(data["answer"].get<std::string>(), StartsWith("msg.one_way takes 200 ns"));
    EXPECT_EQ(data["run"]["name"], "sample");
    EXPECT_EQ(data["run"]["result"], files.json("run/result.json"));
    EXPECT_EQ(data["run"]["manifest"], files.json("run/manifest.json"));
    EXPECT_EQ(data["run"]["platform"], files.json("run/platform.json"));
    EXPECT_EQ(data["runs"], Json::array());
    EXPECT_TRUE(data["sweep"].is_null());
    EXPECT_TRUE(data["comparison"].is_null());
}

TEST(Report, SaysWhereItsFiguresComeFrom) {
    const Files files;
    write_run(files, "run");
    const Json data = report_data(files.path("run"));
    EXPECT_EQ(provenance_text(data, "command"),
              "ampsim run scenarios/sample.toml --set count=3 --set 'text=two words'");
    EXPECT_EQ(provenance_text(data, "versions"), "ampsim 0.1.0, systemc 2.3.4");
    // printf 'aa  a.dts\nbb  b.elf\n' | sha256sum
    EXPECT_EQ(provenance_text(data, "inputs"),
              "2 files, SHA-256 of their list "
              "bb4a37d5b71da5119cbb6554f317251531d1b86a22b54e21e62dfd241f7961ff");
    EXPECT_THAT(provenance_text(data, "time"), StartsWith("no quantum (lookahead)"));
    EXPECT_THAT(provenance_text(data, "uncertainty"),
                HasSubstr("Direct memory may be seen up to 1.25 µs early or late."));
    EXPECT_THAT(provenance_text(data, "repeats"), StartsWith("yes"));
    EXPECT_THAT(provenance_text(data, "trace"), HasSubstr(measure::sample_result().trace_sha256));
}

TEST(Report, SaysWhatIsNotExact) {
    const Files files;
    measure::Result result = measure::sample_result();
    result.links = {{"rtos", VirtualTime{700}}};
    result.not_reproducible = {{"con0", "pty"}};
    write_run(files, "run", result);
    Json manifest = sample_manifest();
    manifest["time"] = {{"policy", "quantum"}, {"quantum_ns", 10'000}};
    files.write("run/manifest.json", manifest);
    const Json data = report_data(files.path("run"));
    EXPECT_THAT(provenance_text(data, "time"), StartsWith("a quantum of 10 us: "));
    EXPECT_THAT(provenance_text(data, "uncertainty"),
                AllOf(HasSubstr("What reached rtos took effect up to 700 ns late."),
                      HasSubstr("con0 is connected to a pty of the host.")));
    EXPECT_THAT(provenance_text(data, "repeats"), StartsWith("no"));
}

TEST(Report, IsTheSameForTheSameFiles) {
    const Files files;
    write_run(files, "run");
    write_report(files.path("run"));
    const std::string first = files.text("run/report.html");
    write_report(files.path("run"), files.path("again.html"));
    EXPECT_EQ(files.text("again.html"), first);
}

TEST(Report, CannotBeLeftByItsData) {
    const Files files;
    measure::Result result = measure::sample_result();
    result.scenario = "</script><script>alert(1)</script><!-- \u2028 \u2029 $& \\u003c";
    result.failure = "console said: \xff\xfe";
    write_run(files, "run", result);
    const std::string page = report_page(report_data(files.path("run")));
    EXPECT_EQ(page.find("<script>alert"), std::string::npos);
    EXPECT_EQ(page.find("\u2028"), std::string::npos);
    EXPECT_EQ(page.find("\u2029"), std::string::npos);
    EXPECT_EQ(data_of(page)["run"]["result"]["scenario"], result.scenario);
    EXPECT_EQ(page.find("/*ampsim-report-data*/"), std::string::npos);
}

TEST(Report, NeedsNothingFromANetwork) {
    const std::string page = report_page(Json::object());
    EXPECT_THAT(page, StartsWith("<!doctype html>"));
    for (const char* load : {"src=\"http", "href=\"http", "@import", "url(http"}) {
        EXPECT_THAT(page, Not(HasSubstr(load)));
    }
}

TEST(Report, OfASweepHasItsFirstAndItsLastRun) {
    const Files files;
    files.write("sweep/sweep.json", sample_sweep());
    write_run(files, "sweep/points/00000000000000a0");
    write_run(files, "sweep/points/00000000000000a3");
    EXPECT_EQ(write_report(files.path("sweep")), files.path("sweep/report.html"));
    const Json data = data_of(files.text("sweep/report.html"));
    EXPECT_EQ(data["kind"], "sweep");
    EXPECT_EQ(data["title"], "ping: sweep");
    EXPECT_THAT(data["answer"].get<std::string>(), StartsWith("rtt.p99 goes from 10.0 µs"));
    EXPECT_EQ(data["sweep"], sample_sweep());
    EXPECT_TRUE(data["run"].is_null());
    ASSERT_EQ(data["runs"].size(), 2U);
    EXPECT_EQ(data["runs"][0]["name"], "mu_signal 25 ns, size 1");
    EXPECT_EQ(data["runs"][1]["name"], "mu_signal 2 us, size 64");
    EXPECT_EQ(provenance_text(data, "axes"), "mu_signal (2 values), size (2 values)");
    EXPECT_EQ(provenance_text(data, "versions"), "ampsim 0.1.0, systemc 2.3.4");
    EXPECT_EQ(provenance_text(data, "command"), "(none)"); // there are as many as points
}

TEST(Report, OfASweepWhereAllFailedHasNoRun) {
    const Files files;
    Json sweep = sample_sweep();
    for (Json& point : sweep["points"]) {
        point["status"] = "failed";
    }
    files.write("sweep/sweep.json", sweep);
    EXPECT_EQ(report_data(files.path("sweep"))["runs"], Json::array());
}

TEST(Report, OfAComparisonHasTheRunsThatAreStillThere) {
    const Files files;
    write_run(files, "a");
    write_run(files, "b"); // another run than the one that was compared, by its trace
    files.write("comparison.json", sample_comparison(files.path("a"), files.path("b")));
    EXPECT_EQ(write_report(files.path("comparison.json")), files.path("comparison.html"));
    const Json data = data_of(files.text("comparison.html"));
    EXPECT_EQ(data["kind"], "comparison");
    EXPECT_EQ(data["title"], files.path("b") + " against " + files.path("a"));
    ASSERT_EQ(data["runs"].size(), 1U);
    EXPECT_EQ(data["runs"][0]["name"], files.path("a"));
    EXPECT_EQ(provenance_text(data, "tolerance"), "5 %");
    EXPECT_THAT(provenance_text(data, "exactness"), HasSubstr("any difference is one"));
}

TEST(Report, OfAComparisonTakesAResultForItsDirectory) {
    const Files files;
    write_run(files, "a");
    files.write("comparison.json", sample_comparison(files.path("a/result.json"), "gone"));
    EXPECT_EQ(report_data(files.path("comparison.json"))["runs"].size(), 1U);
}

TEST(BadInput, NamesTheFileAndWhatIsWrong) {
    const Files files;
    const auto error = [&](const std::string& what) {
        return [&files, what] {
            report_data(files.path(what));
        };
    };
    std::filesystem::create_directory(files.path("empty"));
    EXPECT_THAT(error("empty"), ThrowsMessage<InputError>(
                                    AllOf(HasSubstr("cannot read"), HasSubstr("empty/result.json"),
                                          HasSubstr("what `ampsim run` writes"))));
    EXPECT_THAT(error("nowhere"), ThrowsMessage<InputError>(HasSubstr("there is no")));

    write_run(files, "run");
    files.write("run/result.json", "{\"spans\": [");
    EXPECT_THAT(error("run"), ThrowsMessage<InputError>(AllOf(
                                  HasSubstr("run/result.json: not as `ampsim run` writes it: "),
                                  HasSubstr("line 1, column 12"))));
    files.write("run/result.json", "[1, 2]");
    EXPECT_THAT(error("run"), ThrowsMessage<InputError>(HasSubstr(
                                  "expected an object, as `ampsim run` writes it; got [1,2]")));
    files.write("run/result.json", "{\"a\": 1e999}");
    EXPECT_THAT(error("run"), ThrowsMessage<InputError>(HasSubstr("not as `ampsim run`")));
    files.write("run/result.json", std::string(100'000, '['));
    EXPECT_THAT(error("run"), ThrowsMessage<InputError>(HasSubstr("more than 64 levels deep")));

    write_run(files, "run");
    Json platform = sample_platform();
    platform["format"] = "ampsim-platform 9";
    files.write("run/platform.json", platform);
    EXPECT_THAT(error("run"), ThrowsMessage<InputError>(
                                  HasSubstr("run/platform.json: its format is \"ampsim-platform "
                                            "9\"; this ampsim reads \"ampsim-platform 1\"")));
    files.write("sweep/sweep.json", "{}");
    EXPECT_THAT(error("sweep"), ThrowsMessage<InputError>(HasSubstr(
                                    "its format is none; this ampsim reads \"ampsim-sweep 1\"")));
    Json sweep = sample_sweep();
    sweep["points"][0]["key"] = "../../etc";
    files.write("sweep/sweep.json", sweep);
    EXPECT_THAT(error("sweep"), ThrowsMessage<InputError>(HasSubstr(
                                    "points[0].key: expected hex digits, got \"../../etc\"")));
}

TEST(BadInput, AnUnwritableFileIsAnError) {
    const Files files;
    write_run(files, "run");
    EXPECT_THAT([&] { write_report(files.path("run"), files.path("no/such/directory.html")); },
                ThrowsMessage<InputError>(HasSubstr("cannot be written")));
}

/// Calls `visit` with every value within a document.
void for_each_value(Json& json, const std::function<void(Json&)>& visit) {
    visit(json);
    if (json.is_structured()) {
        for (Json& value : json) {
            for_each_value(value, visit);
        }
    }
}

/// Replaces each value of the file in turn by others, and takes it away: what comes of it is a
/// report or an InputError.
void mangle(const Files& files, const std::string& name, const std::string& what) {
    const Json good = files.json(name);
    std::size_t values = 0;
    Json document = good;
    for_each_value(document, [&](Json&) { ++values; });
    unsigned refused = 0;
    for (std::size_t i = 0; i < values; ++i) {
        for (const Json& other : {Json(nullptr), Json(-1), Json(0.5), Json(UINT64_MAX),
                                  Json("text"), Json(true), Json::array({1}), Json{{"key", 1}}}) {
            document = good;
            std::size_t index = 0;
            Json* place = nullptr;
            for_each_value(document, [&](Json& value) { place = index++ == i ? &value : place; });
            *place = other;
            files.write(name, document);
            try {
                report_page(report_data(files.path(what)));
            } catch (const InputError&) {
                ++refused;
            }
        }
    }
    EXPECT_GT(refused, 10U) << name;
    files.write(name, good);
}

TEST(BadInput, IsAnErrorWhateverIsInTheFiles) {
    const Files files;
    write_run(files, "run");
    mangle(files, "run/result.json", "run");
    mangle(files, "run/manifest.json", "run");
    mangle(files, "run/platform.json", "run");
}

TEST(BadInput, OfASweepOrAComparisonToo) {
    const Files files;
    files.write("sweep/sweep.json", sample_sweep());
    write_run(files, "sweep/points/00000000000000a0");
    write_run(files, "sweep/points/00000000000000a3");
    mangle(files, "sweep/sweep.json", "sweep");
    write_run(files, "a");
    files.write("comparison.json", sample_comparison(files.path("a"), "gone"));
    mangle(files, "comparison.json", "comparison.json");
}

TEST(ShellWord, IsQuotedWhereItMustBe) {
    EXPECT_EQ(shell_word("count=100"), "count=100");
    EXPECT_EQ(shell_word("mu_signal=25 ns"), "'mu_signal=25 ns'");
    EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
    EXPECT_EQ(shell_word(""), "''");
}

} // namespace
} // namespace ampsim::report
