// SPDX-License-Identifier: BSD-3-Clause
#include "tests/unit/measure/sample_result.h"
#include "tests/unit/measure/viewer.h"

#include <nlohmann/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <sstream>

namespace ampsim::measure {
namespace {

using Json = nlohmann::json;

std::vector<Json> events_of(Trace& trace, const std::vector<SpanSet>& spans = {}) {
    std::ostringstream out;
    write_chrome_trace(out, trace, {"linux", "rtos"}, spans);
    return Json::parse(out.str()).at("traceEvents").get<std::vector<Json>>();
}

std::vector<Json> those(const std::vector<Json>& events,
                        const std::function<bool(const Json&)>& wanted) {
    std::vector<Json> found;
    std::copy_if(events.begin(), events.end(), std::back_inserter(found), wanted);
    return found;
}

std::vector<Json> of_phase(const std::vector<Json>& events, const std::string& phase) {
    return those(events, [&](const Json& event) { return event.at("ph") == phase; });
}

/// "process/thread" of an event, by the names that the metadata gives.
std::string row_of(const std::vector<Json>& events, const Json& event) {
    std::string process;
    std::string thread;
    for (const Json& metadata : of_phase(events, "M")) {
        if (metadata["pid"] != event["pid"]) {
            continue;
        }
        if (metadata["name"] == "process_name") {
            process = metadata["args"]["name"];
        } else if (metadata["name"] == "thread_name" && metadata["tid"] == event["tid"]) {
            thread = metadata["args"]["name"];
        }
    }
    return process + "/" + thread;
}

/// Linux rings the MU; the RTOS reads the message in its handler.
Recorder doorbell() {
    Recorder recorder;
    recorder.at(1000, "start:rtos");
    recorder.at(2000, "write:linux:mu.a.TR0", 0x11, 180);
    recorder.at(2090, "arrival:linux:mu.a.TR0", 0x11);
    recorder.at(2590, "rise:mu.b");
    recorder.at(2650, "rtos:isr", 0x22);
    recorder.at(2700, "read:rtos:mu.b.RR0", 0x11, 240);
    recorder.at(2820, "arrival:rtos:mu.b.RR0", 0x11);
    recorder.at(2820, "fall:mu.b");
    return recorder;
}

TEST(ChromeTrace, HasARowPerProcessorDeviceAndLine) {
    Recorder recorder = doorbell();
    const auto events = events_of(recorder.trace);
    const auto access = of_phase(events, "X");
    ASSERT_EQ(access.size(), 2);
    EXPECT_EQ(row_of(events, access[0]), "linux/linux cpu");
    EXPECT_EQ(row_of(events, access[1]), "rtos/rtos cpu");
    const auto line = of_phase(events, "B");
    ASSERT_EQ(line.size(), 1);
    EXPECT_EQ(row_of(events, line[0]), "interrupt lines/mu.b");
    const auto instants = of_phase(events, "i");
    ASSERT_EQ(instants.size(), 4);
    EXPECT_EQ(row_of(events, instants[0]), "rtos/rtos cpu"); // start
    EXPECT_EQ(row_of(events, instants[1]), "devices/mu");    // arrival
    EXPECT_EQ(row_of(events, instants[2]), "rtos/rtos cpu"); // isr
}

TEST(ChromeTrace, KeepsNanosecondsInMicroseconds) {
    Recorder recorder = doorbell();
    std::ostringstream out;
    write_chrome_trace(out, recorder.trace, {"linux", "rtos"});
    EXPECT_NE(out.str().find(R"("ts":2.000,"dur":0.180,"name":"write mu.a.TR0")"),
              std::string::npos);
    EXPECT_NE(out.str().find(R"("ts":2.590,"name":"mu.b high")"), std::string::npos);
    EXPECT_NE(out.str().find(R"("ph":"E","pid":1002,"tid":1,"ts":2.820)"), std::string::npos);
}

TEST(ChromeTrace, DrawsAnArrowFromTheDoorbellOverTheLineToTheHandler) {
    Recorder recorder = doorbell();
    const auto events = events_of(recorder.trace);
    const auto start = of_phase(events, "s");
    const auto step = of_phase(events, "t");
    const auto end = of_phase(events, "f");
    ASSERT_EQ(start.size(), 1);
    ASSERT_EQ(step.size(), 1);
    ASSERT_EQ(end.size(), 1);
    EXPECT_EQ(start[0]["id"], end[0]["id"]);
    EXPECT_EQ(start[0]["id"], step[0]["id"]);
    EXPECT_EQ(row_of(events, start[0]), "linux/linux cpu");
    EXPECT_EQ(start[0]["ts"], 2.0);
    EXPECT_EQ(row_of(events, step[0]), "interrupt lines/mu.b");
    EXPECT_EQ(row_of(events, end[0]), "rtos/rtos cpu");
    EXPECT_EQ(end[0]["ts"], 2.65);
}

TEST(ChromeTrace, DrawsNoArrowForALineThatANodeRaisesItself) {
    Recorder recorder;
    recorder.at(100, "write:rtos:mu.b.CR", 1, 50); // unmasks what was pending
    recorder.at(120, "arrival:rtos:mu.b.CR", 1);
    recorder.at(120, "rise:mu.b");
    recorder.at(200, "rtos:isr");
    EXPECT_TRUE(of_phase(events_of(recorder.trace), "s").empty());
}

TEST(ChromeTrace, DrawsNoArrowForALineThatAReadRaises) {
    Recorder recorder;
    recorder.at(100, "read:rtos:mu.b.RR0", 1, 50); // tells the sender that it may send again
    recorder.at(120, "arrival:rtos:mu.b.RR0", 1);
    recorder.at(620, "rise:mu.a");
    recorder.at(700, "linux:isr");
    EXPECT_TRUE(of_phase(events_of(recorder.trace), "s").empty());
}

TEST(ChromeTrace, ClosesALineThatStaysHigh) {
    Recorder recorder;
    recorder.at(100, "rise:mu.b");
    recorder.at(900, "linux:end");
    const auto end = of_phase(events_of(recorder.trace), "E");
    ASSERT_EQ(end.size(), 1);
    EXPECT_EQ(end[0]["ts"], 0.9);
}

TEST(ChromeTrace, NestsHopsInTheirSpan) {
    const Result result = sample_result();
    Recorder recorder = sample_recorder();
    const auto events = events_of(recorder.trace, result.spans);
    const auto on_row = those(of_phase(events, "X"), [&](const Json& event) {
        return row_of(events, event) == "journeys/msg.one_way";
    });
    ASSERT_EQ(on_row.size(), 3 + 2 * 2); // three spans, two of them with both hops
    EXPECT_EQ(on_row[0]["name"], "msg.one_way #1");
    EXPECT_EQ(on_row[0]["ts"], 1.0);
    EXPECT_EQ(on_row[0]["dur"], 0.1);
    EXPECT_EQ(on_row[1]["name"], "line");
    EXPECT_EQ(on_row[2]["name"], "first isr");
    EXPECT_EQ(on_row[2]["ts"], 1.04);
    EXPECT_EQ(on_row[2]["dur"], 0.06);
}

Viewer viewed(Trace& trace, const std::vector<SpanSet>& spans) {
    std::ostringstream out;
    write_chrome_trace(out, trace, {"linux", "rtos"}, spans);
    return Viewer(Json::parse(out.str()));
}

TEST(ChromeTrace, ShowsJourneysFirstThenNodes) {
    const Result result = sample_result();
    Recorder recorder = sample_recorder();
    EXPECT_THAT(viewed(recorder.trace, result.spans).processes,
                testing::ElementsAre("journeys", "linux", "rtos", "interrupt lines", "devices"));
}

TEST(ChromeTrace, LeadsAnArrowThroughTheWholeJourney) {
    Recorder recorder = doorbell();
    const std::vector<SpanSet> spans{match({"ring",
                                            "write:linux:mu.a.TR0",
                                            {{"bus", "arrival:linux:mu.a.TR0"},
                                             {"mailbox", "rise:mu.b"},
                                             {"entry", "rtos:isr"},
                                             {"read", "read:rtos:mu.b.RR0"},
                                             {"taken", "fall:mu.b"}}},
                                           recorder.trace)};
    const Viewer viewer = viewed(recorder.trace, spans);
    EXPECT_THAT(viewer.problems, testing::IsEmpty());
    ASSERT_EQ(viewer.arrows.size(), 2U); // the notification and the journey
    const auto journey =
        std::find_if(viewer.arrows.begin(), viewer.arrows.end(),
                     [](const Viewer::Arrow& arrow) { return arrow.category == "journey"; });
    ASSERT_NE(journey, viewer.arrows.end());
    std::vector<std::string> way;
    for (const std::size_t slice : journey->slices) {
        way.push_back(viewer.slices[slice].row + ": " + viewer.slices[slice].name);
    }
    EXPECT_THAT(way,
                testing::ElementsAre("journeys/ring: ring #1", "linux/linux cpu: write mu.a.TR0",
                                     "devices/mu: mu.a.TR0", "interrupt lines/mu.b: mu.b high",
                                     "rtos/rtos cpu: isr", "rtos/rtos cpu: read mu.b.RR0",
                                     "interrupt lines/mu.b: mu.b high"));
}

TEST(ChromeTrace, SaysOfAnEventWhereInWhichJourneyItIs) {
    Recorder recorder = doorbell();
    const std::vector<SpanSet> spans{
        match({"ring", "write:linux:mu.a.TR0", {{"entry", "rtos:isr"}}}, recorder.trace)};
    const Viewer viewer = viewed(recorder.trace, spans);
    const auto named = [&](const std::string& name) {
        return *std::find_if(viewer.slices.begin(), viewer.slices.end(),
                             [&](const Viewer::Slice& slice) { return slice.name == name; });
    };
    EXPECT_EQ(named("write mu.a.TR0").arguments,
              (Json{{"value", "0x11"},
                    {"register", "mu.a.TR0"},
                    {"stall_ns", 180},
                    {"ring", {{"journey", 1}, {"since_begin_ns", 0}}}}));
    EXPECT_EQ(
        named("isr").arguments,
        (Json{{"value", "0x22"},
              {"ring",
               {{"journey", 1}, {"hop", "entry"}, {"hop_ns", 650}, {"since_begin_ns", 650}}}}));
    EXPECT_EQ(named("ring #1").arguments, (Json{{"span", "ring"}, {"journey", 1}, {"ns", 650}}));
    EXPECT_EQ(named("entry").arguments, (Json{{"span", "ring"},
                                              {"journey", 1},
                                              {"hop", "entry"},
                                              {"ns", 650},
                                              {"ends at", "rtos:isr"}}));
}

TEST(ChromeTrace, IsReadWithoutALossWhenPointsAreMissing) {
    const Result result = sample_result();
    Recorder recorder = sample_recorder();
    const Viewer viewer = viewed(recorder.trace, result.spans);
    EXPECT_THAT(viewer.problems, testing::IsEmpty());
    EXPECT_EQ(viewer.arrows.size(), 3U);
}

TEST(ChromeTrace, IsValidWhenEmptyAndWithHostileNames) {
    Trace empty;
    EXPECT_NO_THROW(events_of(empty));
    Recorder recorder;
    recorder.at(1, "linux:\"quoted\\ \n\xff");
    EXPECT_NO_THROW(events_of(recorder.trace));
}

} // namespace
} // namespace ampsim::measure
