// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/event_loop.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <csignal>

namespace ampsim::pmm::test {
namespace {

constexpr std::chrono::nanoseconds at_once{0};

struct Pipe {
    Pipe() {
        std::array<int, 2> ends{};
        EXPECT_EQ(::pipe2(ends.data(), O_NONBLOCK), 0);
        from = HostFile{ends[0]};
        to = HostFile{ends[1]};
    }
    void write() const { EXPECT_EQ(::write(to.descriptor(), "x", 1), 1); }
    HostFile from, to;
};

TEST(EventLoopTest, ASignalThatComesBeforeTheWaitIsNotLost) {
    EventLoop loop;
    int seen = 0;
    loop.watch_signals({SIGTERM, SIGUSR1}, [&seen](int signal) { seen = signal; });
    std::raise(SIGTERM);
    loop.run_once(std::chrono::seconds(10));
    EXPECT_EQ(seen, SIGTERM);
    std::raise(SIGUSR1);
    loop.run_once(std::chrono::seconds(10));
    EXPECT_EQ(seen, SIGUSR1);
}

TEST(EventLoopTest, AFileThatGetsTheNumberOfAnotherDoesNotGetItsEvents) {
    EventLoop loop;
    std::array<Pipe, 2> pipes; // whichever is first
    Pipe quiet;
    HostFile again;
    unsigned handled = 0;
    for (std::size_t n = 0; n < pipes.size(); ++n) {
        loop.watch(pipes[n].from, EPOLLIN, [&, n] {
            ++handled;
            HostFile& other = pipes[1 - n].from;
            const int number = other.descriptor();
            loop.forget(other);
            other.close();
            again = HostFile{::fcntl(quiet.from.descriptor(), F_DUPFD, number)};
            ASSERT_EQ(again.descriptor(), number);
            loop.watch(again, EPOLLIN, [] { ADD_FAILURE() << "nothing has come there"; });
            loop.forget(pipes[n].from);
        });
        pipes[n].write();
    }
    loop.run_once(at_once);
    EXPECT_EQ(handled, 1U);
    loop.run_once(at_once);
    EXPECT_EQ(handled, 1U);
}

} // namespace
} // namespace ampsim::pmm::test
