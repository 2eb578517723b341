// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/timeline.h"

#include "sim/error.h"
#include "tests/unit/measure/sample_result.h"
#include "tests/unit/measure/temporary_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace ampsim::measure {
namespace {

class ReadBack : public ::testing::Test {
protected:
    std::string write(const std::string& content) {
        std::ofstream(file_, std::ios::binary) << content;
        return file_;
    }

    void read(const std::string& file) {
        Timeline::read(file,
                       {[this](const TimelineJourney& journey) { journeys_.push_back(journey); },
                        [this](const TimelineEvent& event) {
                            events_.push_back(event);
                        }});
    }

    TemporaryDirectory directory_;
    std::string file_ = directory_.path() + "/trace.json";
    std::vector<TimelineJourney> journeys_;
    std::vector<TimelineEvent> events_;
};

TEST_F(ReadBack, HasEverythingThatWasWritten) {
    Recorder recorder;
    recorder.at(2'000'000'123, "write:linux:mu.a.TR0", 0x11, 180);
    recorder.at(2'000'000'213, "arrival:linux:mu.a.TR0", 0x11);
    recorder.at(2'000'000'713, "rise:mu.b");
    recorder.at(2'000'000'773, "rtos:isr", 0x22);
    recorder.at(2'000'000'900, "fall:mu.b");
    const std::vector<SpanSet> spans{
        match({"ring", "write:linux:mu.a.TR0", {{"line", "rise:mu.b"}, {"entry", "rtos:isr"}}},
              recorder.trace)};
    std::ofstream out(file_, std::ios::binary);
    write_chrome_trace(out, recorder.trace, {"linux", "rtos"}, spans);
    out.close();
    read(file_);
    ASSERT_EQ(journeys_.size(), 1U);
    EXPECT_EQ(journeys_[0].span, "ring");
    EXPECT_EQ(journeys_[0].number, 1U);
    EXPECT_EQ(journeys_[0].begin, VirtualTime{2'000'000'123});
    EXPECT_EQ(journeys_[0].duration, VirtualTime{650});
    std::vector<std::string> seen;
    for (const TimelineEvent& event : events_) {
        seen.push_back(event.who + ": " + event.what + " " + event.value);
    }
    EXPECT_THAT(seen, testing::ElementsAre("linux: write mu.a.TR0 0x11",
                                           "mu: mu.a.TR0 arrives from linux 0x11", "mu.b: rises ",
                                           "rtos: isr 0x22", "mu.b: falls "));
    EXPECT_EQ(events_[0].stall, VirtualTime{180});
    ASSERT_EQ(events_[0].hops.size(), 1U);
    EXPECT_EQ(events_[0].hops[0].name, "");
    ASSERT_EQ(events_[2].hops.size(), 1U);
    EXPECT_EQ(events_[2].hops[0].name, "line");
    EXPECT_EQ(events_[2].hops[0].duration, VirtualTime{590});
    EXPECT_EQ(events_[4].time, VirtualTime{2'000'000'900});
}

TEST_F(ReadBack, RefusesWhatIsNoTrace) {
    EXPECT_THROW(read("/nowhere/trace.json"), InputError);
    for (const char* content :
         {"", "{}", "[1,2]", "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n{\"ph\":\"X\"},\n]}\n",
          "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n{\"ph\":\"i\",\"pid\":1"}) {
        EXPECT_THROW(read(write(content)), InputError) << content;
    }
}

TEST_F(ReadBack, RefusesTimesThatNoRunHas) {
    const auto with_time = [this](const std::string& time, const std::string& more) {
        return write("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n"
                     "{\"ph\":\"M\",\"pid\":1,\"name\":\"process_name\","
                     "\"args\":{\"name\":\"linux\"}},\n"
                     "{\"ph\":\"i\",\"pid\":1,\"name\":\"x\",\"ts\":" +
                     time + ",\"args\":{" + more + "}}\n]}\n");
    };
    EXPECT_NO_THROW(read(with_time("1.5", "\"stall_ns\":7")));
    EXPECT_EQ(events_.at(0).time, VirtualTime{1500});
    for (const char* time : {"1e300", "-1", "-1e300", "1e16"}) {
        EXPECT_THROW(read(with_time(time, "")), InputError) << time;
    }
    EXPECT_THROW(read(with_time("1", "\"stall_ns\":-9223372036854775808")), InputError);
    EXPECT_THROW(read(with_time("1", "\"a\":{\"journey\":1,\"hop\":\"h\",\"hop_ns\":-1}")),
                 InputError);
}

} // namespace
} // namespace ampsim::measure
