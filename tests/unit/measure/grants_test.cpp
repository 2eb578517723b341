// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/grants.h"

#include <gtest/gtest.h>

namespace ampsim::measure {
namespace {

const GrantEnds some = {{"linux", {{"access", 1568}, {"idle", 222}, {"turn of rtos", 222}}},
                        {"rtos", {{"access", 447}}}};

TEST(Grants, AreCountedOverAllNodesAndReasons) {
    EXPECT_EQ(total(some), 1568U + 222 + 222 + 447);
    EXPECT_EQ(accesses(some), 1568U + 447);
    EXPECT_EQ(total({}), 0U);
}

TEST(Grants, TheCommonestReasonsComeFirstAndEqualOnesByName) {
    EXPECT_EQ(commonest(some.at("linux"), 2), "access 1,568, idle 222");
    EXPECT_EQ(commonest(some.at("linux"), 9), "access 1,568, idle 222, turn of rtos 222");
    EXPECT_EQ(commonest({}, 3), "");
    EXPECT_EQ(commonest({{"idle", 0}}, 3), "") << "what did not happen is no reason";
}

TEST(Grants, SinceAnEarlierLookAreThoseInBetween) {
    const GrantEnds before = {{"linux", {{"access", 1000}}}};
    const GrantEnds between = since(some, before);
    EXPECT_EQ(between.at("linux").at("access"), 568U);
    EXPECT_EQ(between.at("linux").at("idle"), 222U);
    EXPECT_EQ(between.at("rtos").at("access"), 447U);
    EXPECT_EQ(total(since(some, some)), 0U);
}

} // namespace
} // namespace ampsim::measure
