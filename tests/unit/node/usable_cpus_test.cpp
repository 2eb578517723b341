// SPDX-License-Identifier: BSD-3-Clause
#include "sim/node/usable_cpus.h"

#include <gmock/gmock.h>
#include <sched.h>

namespace ampsim::node {
namespace {

TEST(UsableCpus, AreThoseThatTheThreadMayRunOn) {
    cpu_set_t before;
    ASSERT_EQ(sched_getaffinity(0, sizeof before, &before), 0);
    const std::vector<unsigned> all = usable_cpus();
    EXPECT_THAT(all, testing::SizeIs(CPU_COUNT(&before)));
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(all.back(), &one);
    ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
    EXPECT_THAT(usable_cpus(), testing::ElementsAre(all.back()));
    sched_setaffinity(0, sizeof before, &before);
}

} // namespace
} // namespace ampsim::node
