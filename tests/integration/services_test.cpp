// SPDX-License-Identifier: BSD-3-Clause
//
// A remote of 64 KiB that lives on Linux' services: real firmware, real Linux, the real daemon.
#include "tests/integration/run_ampsim.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ampsim::integration {
namespace {

using testing::HasSubstr;

TEST(Services, FilesConsoleStreamsAndMessagesOverRpmsg) {
    const AmpsimRun run(source_file("scenarios/services.toml"),
                        {"count=20", "bytes=3000", "size=464"});
    ASSERT_EQ(run.exit_status(), 0) << run;
    const std::string console = run.console("linux");
    EXPECT_THAT(console, HasSubstr("20 echoes of 464 bytes, 0 wrong"));
    EXPECT_THAT(console, HasSubstr("a word from Linux"));
    EXPECT_THAT(console, HasSubstr("to the remote and back"));
    EXPECT_THAT(console, HasSubstr("through Linux"));
    EXPECT_THAT(console, HasSubstr("heard of Linux"));
    EXPECT_THAT(console, HasSubstr("error: denied"));
    EXPECT_THAT(console, HasSubstr("sessions 1 malformed 0 refused 0 dropped 0 timeouts 0"));
    EXPECT_EQ(run.counter("mu.a.overruns"), 0);
}

TEST(Services, OneWordMovesTheProgramToAnotherCarrier) {
    for (const char* carrier : {"rpmsg", "virtio", "vsock"}) {
        const AmpsimRun run(source_file("scenarios/services-carriers.toml"),
                            {std::string("transport=") + carrier, "count=20", "bytes=2000"});
        ASSERT_EQ(run.exit_status(), 0) << carrier << run << run.console("linux");
        EXPECT_THAT(run.console("rtos"), HasSubstr(std::string("over ") + carrier));
        EXPECT_THAT(run.console("linux"), HasSubstr("20 echoes of 16 bytes, 0 wrong"));
    }
}

} // namespace
} // namespace ampsim::integration
