// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/guests.h"

#include "tests/unit/scenario/temporary_files.h"

#include <gtest/gtest.h>

namespace ampsim::scenario {
namespace {

TEST(Guests, AreInTheDirectoryThatTheEnvironmentNames) {
    const TemporaryFiles files;
    EXPECT_EQ(resolve_path("guest:linux/vmlinuz", "/anywhere"), files.path("guests/linux/vmlinuz"));
}

TEST(Guests, OrNextToTheProgramOrInTheBuildDirectory) {
    unsetenv("AMPSIM_GUESTS_DIR");
    EXPECT_GE(guest_directories().size(), 3U);
}

TEST(Guests, OtherPathsStartAtTheBase) {
    EXPECT_EQ(resolve_path("../Image", "/a/b"), "/a/Image");
    EXPECT_EQ(resolve_path("/x/Image", "/a/b"), "/x/Image");
}

TEST(Guests, AMissingOneNamesWhatBuildsIt) {
    const TemporaryFiles files;
    EXPECT_EQ(explain_missing("guest:rtos/no.elf", "/"),
              "'guest:rtos/no.elf' is not built: run ./quickstart, or build the target guest_rtos "
              "(looked in " +
                  files.path("guests") + ")");
}

} // namespace
} // namespace ampsim::scenario
