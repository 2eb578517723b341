// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/console.h"

#include "platforms/guests/linux/pmm/pty.h"
#include "tests/unit/pmm/files.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <thread>

namespace ampsim::pmm::test {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Pair;

struct ConsoleTest : testing::TestWithParam<Way> {
    explicit ConsoleTest(std::chrono::milliseconds patience = std::chrono::minutes(1)) {
        bench.add("console", [this, patience](EventLoop& loop) {
            return std::make_unique<Console>(loop, pty.file(), patience);
        });
        bench.start();
        driver = std::make_unique<Driver>(bench.driver(0));
        driver->start();
        program = HostFile{::open(link.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK)};
    }
    ~ConsoleTest() override {
        bench.kill();
        std::filesystem::remove(link);
    }
    std::string read_by_program() const {
        std::array<char, 4096> buffer{};
        std::string all;
        for (ssize_t got = 1; got > 0;) {
            got = ::read(program.descriptor(), buffer.data(), buffer.size());
            all.append(buffer.data(), std::size_t(std::max<ssize_t>(got, 0)));
        }
        return all;
    }
    void write_by_program(const std::string& what) {
        ASSERT_EQ(::write(program.descriptor(), what.data(), what.size()), ssize_t(what.size()));
        for (int n = 0; n < 100; ++n) { // the kernel hands it over in its own time
            bench.run();
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    }

    std::string link = testing::TempDir() + "pmm-console-" + std::to_string(::getpid());
    Pty pty{link};
    Bench bench{GetParam()};
    std::unique_ptr<Driver> driver;
    HostFile program;
};

TEST_P(ConsoleTest, WhatTheDriverWritesCanBeRead) {
    driver->add(Console::transmit, bytes("hello, \nworld\r"));
    driver->kick(Console::transmit);
    EXPECT_TRUE(driver->has_used(Console::transmit));
    EXPECT_EQ(read_by_program(), "hello, \nworld\r");
}

TEST_P(ConsoleTest, WhatIsWrittenGetsToTheDriver) {
    driver->add(Console::receive, {}, 64);
    driver->kick(Console::receive);
    EXPECT_FALSE(driver->has_used(Console::receive));
    driver->interrupted();
    write_by_program("ls\n");
    EXPECT_EQ(text(driver->take(Console::receive)), "ls\n");
    EXPECT_TRUE(driver->interrupted());
}

TEST_P(ConsoleTest, InputWaitsForBuffers) {
    write_by_program("0123456789");
    EXPECT_EQ(bench.server(0).is_started(), true);
    if (!GetParam().polled) {
        EXPECT_TRUE(driver->notifications_wanted(Console::receive));
    }
    driver->add(Console::receive, {}, 4);
    driver->kick(Console::receive);
    EXPECT_EQ(text(driver->take(Console::receive)), "0123");
    driver->add(Console::receive, {}, 64);
    driver->kick(Console::receive);
    EXPECT_EQ(text(driver->take(Console::receive)), "456789");
}

TEST_P(ConsoleTest, ABufferIsOfNoInterestWithoutInput) {
    bench.run();
    EXPECT_FALSE(driver->notifications_wanted(Console::receive));
}

TEST_P(ConsoleTest, NothingIsLostWhileSomebodyReads) {
    std::string sent;
    std::string got;
    for (int n = 0; n < 200; ++n) {
        const std::string line(1000, char('a' + n % 26));
        sent += line;
        driver->add(Console::transmit, bytes(line));
        driver->kick(Console::transmit);
        for (int tries = 0; tries < 1000 && !driver->has_used(Console::transmit); ++tries) {
            got += read_by_program();
            bench.run();
        }
        driver->take(Console::transmit);
    }
    for (int tries = 0; tries < 1000 && got.size() < sent.size(); ++tries) {
        got += read_by_program();
        bench.run();
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    EXPECT_TRUE(got == sent) << got.size() << " bytes of " << sent.size();
    EXPECT_THAT(bench.server(0).device().counters(), Contains(Pair("dropped_bytes", 0)));
}

struct UnattendedConsoleTest : ConsoleTest {
    UnattendedConsoleTest() : ConsoleTest(std::chrono::milliseconds(20)) {}
};

TEST_P(UnattendedConsoleTest, ARemoteDoesNotStopBecauseNobodyReads) {
    for (int n = 0; n < 200; ++n) {
        driver->add(Console::transmit, Bytes(4000, 'x'));
        driver->kick(Console::transmit);
        for (int tries = 0; tries < 1000 && !driver->has_used(Console::transmit); ++tries) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
            bench.run();
        }
        driver->take(Console::transmit);
    }
    EXPECT_GT(bench.server(0).device().counters().at("dropped_bytes"), 100000);
    read_by_program();
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    while (!read_by_program().empty()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    driver->add(Console::transmit, bytes("there again"));
    driver->kick(Console::transmit);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    EXPECT_THAT(read_by_program(), HasSubstr("there again"));
}

TEST_P(ConsoleTest, AResetLosesNoInput) {
    driver->reset();
    write_by_program("early");
    std::memset(driver->at(driver->ring_address(0)), 0, 0x2000);
    driver->start();
    driver->add(Console::receive, {}, 64);
    driver->kick(Console::receive);
    EXPECT_EQ(text(driver->take(Console::receive)), "early");
}

INSTANTIATE_TEST_SUITE_P(, UnattendedConsoleTest, testing::Values(Way{}, Way{true, true, false, 3}),
                         name_of);
INSTANTIATE_TEST_SUITE_P(, ConsoleTest, testing::ValuesIn(every_way), name_of);

TEST(PtyTest, ALinkOfAnEarlierMonitorIsReplaced) {
    const std::string link = testing::TempDir() + "pmm-pty-" + std::to_string(::getpid());
    const Pty one(link);
    const Pty other(link);
    EXPECT_EQ(std::filesystem::read_symlink(link), other.path());
    std::filesystem::remove(link);
}

TEST(PtyTest, AFileIsNotReplaced) {
    const std::string path = testing::TempDir() + "pmm-pty-file-" + std::to_string(::getpid());
    const HostFile file{::open(path.c_str(), O_CREAT | O_WRONLY, 0600)};
    EXPECT_THROW(Pty{path}, models::virtio::BackEndError);
    std::filesystem::remove(path);
}

} // namespace
} // namespace ampsim::pmm::test
