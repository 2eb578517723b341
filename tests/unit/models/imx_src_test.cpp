// SPDX-License-Identifier: BSD-3-Clause
#include "models/remote_processor/imx_src.h"
#include "tests/unit/models/stimulus.h"

#include <gmock/gmock.h>

namespace ampsim::models {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::uint64_t m4rcr = 0x0c;
constexpr double read_latency = 70; // ns, as are all below
constexpr double write_latency = 20;
constexpr double start_latency = 1000;

struct ImxSrcTest : testing::Test {
    explicit ImxSrcTest(bool initially_running = false)
        : src{"src", {ns(read_latency), ns(write_latency), ns(start_latency), initially_running}} {
        cpu.socket.bind(src.socket);
        src.run.bind(line.line);
    }

    /// As regmap does it for imx_rproc: read, and write what is different.
    void update(std::uint32_t value) {
        constexpr std::uint32_t mask = 0xf;
        const std::uint32_t before = cpu.read(m4rcr);
        if ((before & mask) != value) {
            cpu.write(m4rcr, (before & ~mask) | value);
        }
    }
    void start() { update(0xe); }
    void stop() { update(0xb); }

    ImxSrc src;
    Stimulus cpu{"cpu"};
    Probe line{"run"};
};

TEST_F(ImxSrcTest, IsStoppedUnlessTheBootLoaderStartedTheProcessor) {
    run({{cpu, [&] {
              EXPECT_EQ(cpu.read(m4rcr) & 0xf, 0xbU); // so imx_rproc takes it for offline
              EXPECT_EQ(now(), ns(read_latency));
          }}});
    EXPECT_FALSE(line.line.read());
    EXPECT_THAT(line.changes(), IsEmpty());
}

TEST_F(ImxSrcTest, StartsAfterItsLatencyAndStopsAtOnce) {
    run({{cpu, [&] {
              start(); // arrives at 70
              EXPECT_EQ(now(), ns(read_latency + write_latency));
              wait_until(ns(5000));
              stop();
          }}});
    EXPECT_THAT(line.changes(), ElementsAre(std::pair(read_latency + start_latency, true),
                                            std::pair(5000 + read_latency, false)));
    EXPECT_EQ(src.starts(), 1U);
    EXPECT_EQ(src.stops(), 1U);
}

TEST_F(ImxSrcTest, RunsAgainAndAgain) {
    run({{cpu, [&] {
              for (int round = 0; round < 3; ++round) {
                  wait_until(ns(round * 10000.));
                  start();
                  wait_until(ns(round * 10000. + 5000));
                  stop();
              }
          }}});
    EXPECT_EQ(line.changes().size(), 6U);
    EXPECT_EQ(line.changes().back(), std::pair(25000 + read_latency, false));
    EXPECT_EQ(src.starts(), 3U);
}

TEST_F(ImxSrcTest, AStopBeforeTheStartIsOverPreventsIt) {
    run({{cpu, [&] {
              start();
              wait_until(ns(500));
              stop();
          }}});
    EXPECT_THAT(line.changes(), IsEmpty());
    EXPECT_EQ(src.starts(), 0U);
}

TEST_F(ImxSrcTest, AStopInTheInstantOfTheStartWins) {
    run({{cpu, [&] {
              cpu.write(m4rcr, ImxSrc::started); // arrives at 0
              wait_until(ns(start_latency));
              cpu.write(m4rcr, ImxSrc::stopped);
          }}});
    EXPECT_THAT(line.changes(), IsEmpty());
}

TEST_F(ImxSrcTest, ASecondStartCountsFromItself) {
    run({{cpu, [&] {
              cpu.write(m4rcr, ImxSrc::started);
              wait_until(ns(400));
              cpu.write(m4rcr, ImxSrc::stopped);
              wait_until(ns(600));
              cpu.write(m4rcr, ImxSrc::started);
          }}});
    EXPECT_THAT(line.changes(), ElementsAre(std::pair(600 + start_latency, true)));
}

TEST_F(ImxSrcTest, NeedsEnableAndNoReset) {
    run({{cpu, [&] {
              cpu.write(m4rcr, ImxSrc::sw_m4c_rst | ImxSrc::sw_m4p_rst); // not enabled
              wait_until(ns(3000));
              cpu.write(m4rcr, ImxSrc::enable_m4 | ImxSrc::sw_m4c_non_sclr_rst); // held
              wait_until(ns(6000));
              EXPECT_FALSE(line.line.read());
              cpu.write(m4rcr, ImxSrc::enable_m4);
          }}});
    EXPECT_THAT(line.changes(), ElementsAre(std::pair(6000 + start_latency, true)));
}

TEST_F(ImxSrcTest, WritingWhatIsThereChangesNothing) {
    run({{cpu, [&] {
              cpu.write(m4rcr, ImxSrc::started);
              wait_until(ns(3000));
              cpu.write(m4rcr, ImxSrc::started & ~ImxSrc::sw_m4c_rst);
              cpu.write(m4rcr, ImxSrc::enable_m4);
          }}});
    EXPECT_THAT(line.changes(), ElementsAre(std::pair(start_latency, true)));
    EXPECT_EQ(src.core_resets(), 0U);
}

TEST_F(ImxSrcTest, TheResetOfACoreThatRunsClearsItself) {
    run({{cpu, [&] {
              cpu.write(m4rcr, ImxSrc::started);
              wait_until(ns(3000));
              cpu.write(m4rcr, ImxSrc::started);
              EXPECT_EQ(cpu.read(m4rcr), ImxSrc::started & ~ImxSrc::sw_m4c_rst);
              wait_until(ns(6000));
              cpu.write(m4rcr, ImxSrc::enable_m4 | ImxSrc::sw_m4c_rst);
          }}});
    EXPECT_THAT(line.changes(),
                ElementsAre(std::pair(start_latency, true), std::pair(3000., false),
                            std::pair(3000 + start_latency, true), std::pair(6000., false),
                            std::pair(6000 + start_latency, true)));
    EXPECT_EQ(src.core_resets(), 2U);
}

TEST_F(ImxSrcTest, AStopDuringTheResetOfTheCorePreventsTheStart) {
    run({{cpu, [&] {
              cpu.write(m4rcr, ImxSrc::started);
              wait_until(ns(3000));
              cpu.write(m4rcr, ImxSrc::started);
              wait_until(ns(3500));
              cpu.write(m4rcr, ImxSrc::stopped);
          }}});
    EXPECT_THAT(line.changes(),
                ElementsAre(std::pair(start_latency, true), std::pair(3000., false)));
}

TEST_F(ImxSrcTest, OtherRegistersStoreAndDoNothing) {
    run({{cpu, [&] {
              cpu.write(0x74, 0x1234); // GPR1
              EXPECT_EQ(cpu.read(0x74), 0x1234U);
              cpu.write(0x58, 0xff); // SBMR1: read only
              EXPECT_EQ(cpu.read(0x58), 0U);
              EXPECT_EQ(cpu.read(0x9999 & ~3), 0U); // none
          }}});
    EXPECT_THAT(line.changes(), IsEmpty());
    EXPECT_EQ(src.registers().name_of(m4rcr), "M4RCR");
    EXPECT_EQ(src.registers().name_of(0x98), "GPR10");
}

struct StartedByTheBootLoader : ImxSrcTest {
    StartedByTheBootLoader() : ImxSrcTest(true) {}
};

TEST_F(StartedByTheBootLoader, RunsFromTimeZeroOnUntilItIsStopped) {
    run({{cpu, [&] {
              EXPECT_NE(cpu.read(m4rcr) & 0xf, 0xbU); // so imx_rproc attaches
              stop();
              wait_until(ns(2000));
              start();
          }}});
    EXPECT_THAT(line.changes(), ElementsAre(std::pair(0., true), std::pair(2 * read_latency, false),
                                            std::pair(2000 + read_latency + start_latency, true)));
    EXPECT_EQ(src.starts(), 1U); // the boot loader's is not counted
}

} // namespace
} // namespace ampsim::models
