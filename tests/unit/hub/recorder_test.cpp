// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/recorder.h"

#include <gtest/gtest.h>

namespace ampsim::hub {
namespace {

using namespace std::chrono_literals;
using measure::EventKind;

TEST(Recorder, CountsTheEventsThatAreWatched) {
    Recorder recorder;
    const std::size_t off = recorder.watch("off:linux");
    const std::size_t rise = recorder.watch("rise:mu.b");
    const std::size_t nothing = recorder.watch("");
    recorder.add(EventKind::wire, 2, "mu", "b", 10ns, 1);
    recorder.add(EventKind::wire, 2, "mu", "b", 20ns, 0); // falls
    recorder.add(EventKind::wire, 2, "mu", "b", 30ns, 1);
    recorder.add(EventKind::wire, 2, "mu", "a", 40ns, 1);
    recorder.add(EventKind::lifecycle, 0, "linux", "off", 50ns);
    EXPECT_EQ(recorder.count(off), 1U);
    EXPECT_EQ(recorder.last(off), 50ns);
    EXPECT_EQ(recorder.count(rise), 2U);
    EXPECT_EQ(recorder.last(rise), 30ns);
    EXPECT_EQ(recorder.count(nothing), 0U);
    EXPECT_EQ(recorder.trace().sorted().size(), 5U);
}

TEST(Recorder, AWatchCountsFromItsStart) {
    Recorder recorder;
    recorder.add(EventKind::mark, 0, "linux", "main", 10ns);
    const std::size_t late = recorder.watch("linux:main");
    EXPECT_EQ(recorder.count(late), 0U);
    recorder.add(EventKind::mark, 0, "linux", "main", 20ns);
    EXPECT_EQ(recorder.count(late), 1U);
}

} // namespace
} // namespace ampsim::hub
