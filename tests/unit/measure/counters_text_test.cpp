// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/counters_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ampsim::measure {
namespace {

TEST(CountersText, ListsTrapsByWhatTheyCost) {
    EXPECT_EQ(counters_text({{"linux.accesses", 12},
                             {"net0.traps.InterruptStatus", 30},
                             {"net0.traps.QueueNotify", 10},
                             {"net0.traps.Status", 0},
                             {"net0.traps.total", 40},
                             {"net0.trap_ns.InterruptStatus", 30'000},
                             {"net0.trap_ns.QueueNotify", 90'000},
                             {"blk0.traps.QueueNotify", 1'000},
                             {"blk0.trap_ns.QueueNotify", 2'000'000}},
                            100),
              "  linux.accesses  12\n"
              "\n"
              "  traps  register         times  times %     time  time %     each\n"
              "  blk0   QueueNotify      1,000   96.2 %  2.00 ms  94.3 %  2.00 µs\n"
              "  net0   QueueNotify         10    1.0 %  90.0 µs   4.2 %  9.00 µs\n"
              "  net0   InterruptStatus     30    2.9 %  30.0 µs   1.4 %  1.00 µs\n"
              "  all                     1,040           2.12 ms\n"
              "\n");
}

TEST(CountersText, HasNoTableWhereNothingTraps) {
    EXPECT_EQ(counters_text({{"linux.accesses", 12}, {"net0.traps.total", 0}}, 100),
              "  linux.accesses  12\n\n");
}

} // namespace
} // namespace ampsim::measure
