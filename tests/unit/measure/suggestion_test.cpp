// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/suggestion.h"

#include <gtest/gtest.h>

namespace ampsim::measure {
namespace {

TEST(DidYouMean, NamesTheNearest) {
    EXPECT_EQ(did_you_mean("shedule", {"schedule", "schedule_idle", "vprintk"}),
              "; did you mean 'schedule'?");
    EXPECT_EQ(did_you_mean("imx-rproc_kik", {"imx_rproc_kick"}),
              "; did you mean 'imx_rproc_kick'?");
}

TEST(DidYouMean, ExchangedLettersAreOneMistake) {
    EXPECT_EQ(did_you_mean("cuont", {"count", "size"}), "; did you mean 'count'?");
}

TEST(DidYouMean, NamesSeveralThatAreEquallyNear) {
    EXPECT_EQ(did_you_mean("mu.c.TR0", {"mu.a.TR0", "mu.b.TR0"}),
              "; did you mean 'mu.a.TR0' or 'mu.b.TR0'?");
}

TEST(DidYouMean, IsSilentWhenNothingIsNear) {
    EXPECT_EQ(did_you_mean("schedule", {"linux", "rtos"}), "");
    EXPECT_EQ(did_you_mean("x", {}), "");
}

} // namespace
} // namespace ampsim::measure
