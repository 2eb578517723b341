// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/trace.h"
#include "tests/unit/measure/recorder.h"

#include <gtest/gtest.h>

namespace ampsim::measure {
namespace {

TEST(Trace, KeepsOneIndexPerName) {
    Trace trace;
    const auto linux_index = trace.name("linux");
    const auto rtos = trace.name("rtos");
    EXPECT_NE(linux_index, rtos);
    EXPECT_EQ(trace.name("linux"), linux_index);
    EXPECT_EQ(trace.names()[rtos], "rtos");
}

TEST(Trace, SortsByTimeThenTrackThenOrderOfArrival) {
    Recorder recorder;
    recorder.at(20, "rtos:late");
    recorder.at(10, "linux:first");
    recorder.at(20, "linux:second");
    recorder.at(20, "linux:third");
    std::vector<std::string> names;
    for (const Event& event : recorder.trace.sorted()) {
        names.push_back(recorder.trace.event_name(event));
    }
    EXPECT_EQ(names, (std::vector<std::string>{"linux:first", "linux:second", "linux:third",
                                               "rtos:late"}));
}

TEST(Trace, NamesEventsAsScenariosWriteThem) {
    const std::vector<std::string> names{"linux:imx_rproc:imx_rproc_kick",
                                         "write:linux:mu.a.TR0",
                                         "read:rtos:mu.b.SR",
                                         "arrival:linux:mu.a.TR0",
                                         "rise:mu.b",
                                         "fall:mu.b",
                                         "start:rtos"};
    Recorder recorder;
    for (std::size_t i = 0; i < names.size(); ++i) {
        recorder.at(static_cast<long>(i), names[i]);
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        EXPECT_EQ(recorder.trace.event_name(recorder.trace.sorted()[i]), names[i]);
    }
}

TEST(Trace, NamesTheOnlyLineOfADevice) {
    Trace trace;
    Event event;
    event.kind = EventKind::wire;
    event.value = 1;
    event.source = trace.name("timer");
    event.what = trace.name("");
    EXPECT_EQ(trace.event_name(event), "rise:timer");
}

TEST(TraceHash, IsThatOfTheCanonicalForm) {
    // time 1, duration 2, value 3, track 1, kind 0, "rtos", "isr": see docs/reference/result.md.
    Recorder recorder;
    recorder.at(1, "rtos:isr", 3, 2);
    EXPECT_EQ(recorder.trace.sha256(),
              "5152fac8ba840d5f3bdd43b695f958413bbf24b7b891c1957760f4339f93ce7f");
    EXPECT_EQ(Trace{}.sha256(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(TraceHash, DoesNotDependOnTheOrderOfTracksOrNames) {
    Recorder one;
    one.at(10, "linux:a");
    one.at(30, "linux:b");
    one.at(20, "rtos:c");
    Recorder other;
    other.trace.name("never used");
    other.at(20, "rtos:c");
    other.at(10, "linux:a");
    other.at(30, "linux:b");
    EXPECT_EQ(one.trace.sha256(), other.trace.sha256());
}

TEST(TraceHash, DoesNotDependOnWhatHasBeenSettled) {
    Recorder whole;
    Recorder settled;
    for (long time = 0; time < 1000; ++time) {
        for (Recorder* recorder : {&whole, &settled}) {
            recorder->at(time + 5, "linux:a"); // one node runs ahead of the other
            recorder->at(time, "rtos:b");
        }
        if (time % 100 == 0) {
            settled.trace.settle(VirtualTime{time});
            EXPECT_EQ(settled.trace.sha256(), whole.trace.sha256());
        }
    }
    EXPECT_EQ(settled.trace.sha256(), whole.trace.sha256());
    EXPECT_EQ(whole.trace.sorted().size(), 2000U);
    EXPECT_EQ(settled.trace.sorted().size(), 2000U - 2 * 900 + 5);
}

TEST(Trace, EndsWhereItIsToldTo) {
    Recorder early;
    early.at(10, "linux:a");
    early.at(20, "linux:b");
    Recorder late;
    late.at(10, "linux:a");
    late.at(25, "rtos:c"); // ran ahead
    late.at(20, "linux:b");
    late.at(21, "linux:a");
    const std::vector<Event> taken_out = late.trace.end_at(VirtualTime{20});
    ASSERT_EQ(taken_out.size(), 2U);
    EXPECT_EQ(taken_out.front().time, VirtualTime{21});
    EXPECT_EQ(taken_out.back().time, VirtualTime{25});
    EXPECT_EQ(late.trace.sorted().size(), 2U);
    EXPECT_EQ(late.trace.sha256(), early.trace.sha256());
}

TEST(TraceHash, SeesEveryFieldOfAnEvent) {
    const auto hash = [](long time, const char* name, std::uint64_t value, long duration) {
        Recorder recorder;
        recorder.at(time, name, value, duration);
        return recorder.trace.sha256();
    };
    const std::string reference = hash(1, "write:linux:mu.a.TR0", 5, 7);
    EXPECT_EQ(hash(1, "write:linux:mu.a.TR0", 5, 7), reference);
    EXPECT_NE(hash(2, "write:linux:mu.a.TR0", 5, 7), reference);
    EXPECT_NE(hash(1, "read:linux:mu.a.TR0", 5, 7), reference);
    EXPECT_NE(hash(1, "write:rtos:mu.a.TR0", 5, 7), reference);
    EXPECT_NE(hash(1, "write:linux:mu.a.TR1", 5, 7), reference);
    EXPECT_NE(hash(1, "write:linux:mu.a.TR0", 6, 7), reference);
    EXPECT_NE(hash(1, "write:linux:mu.a.TR0", 5, 8), reference);
}

TEST(TraceHash, SeesWhichOfTwoEventsCameFirst) {
    Recorder one;
    one.at(1, "linux:a");
    one.at(1, "linux:b");
    Recorder other;
    other.at(1, "linux:b");
    other.at(1, "linux:a");
    EXPECT_NE(one.trace.sha256(), other.trace.sha256());
}

} // namespace
} // namespace ampsim::measure
