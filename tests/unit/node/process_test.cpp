// SPDX-License-Identifier: BSD-3-Clause
#include "sim/node/process.h"

#include "sim/error.h"
#include "sim/node/file.h"
#include "tests/unit/measure/temporary_directory.h"

#include <gtest/gtest.h>

#include <csignal>
#include <fcntl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace ampsim::node {
namespace {

using namespace std::chrono_literals;

class ProcessTest : public testing::Test {
protected:
    std::vector<std::string> shell(const std::string& script) const {
        return {"/bin/sh", "-c", script};
    }
    Process::Options options() const { return {directory_.file("output"), {}, {}}; }
    std::string output() const { return content_of(directory_.file("output")); }

    measure::TemporaryDirectory directory_;
};

bool exists(pid_t process) {
    return kill(process, 0) == 0;
}

TEST_F(ProcessTest, SaysHowItEnded) {
    Process status(shell("exit 7"), options());
    status.end(10s);
    EXPECT_EQ(status.fate(), "exited with status 7");
    Process signal(shell("kill -SEGV $$"), options());
    signal.end(10s);
    EXPECT_EQ(signal.fate(), "was killed by signal 11 (Segmentation fault)");
}

TEST_F(ProcessTest, KeepsBothOutputs) {
    Process process(shell("echo out; echo err >&2; cat"), options()); // its input is empty
    process.end(10s);
    EXPECT_EQ(output(), "out\nerr\n");
}

TEST_F(ProcessTest, EndingItKillsAndWaits) {
    Process process({"/bin/sleep", "1000"}, options());
    EXPECT_TRUE(process.is_running());
    EXPECT_EQ(process.fate(), "is running");
    process.end(0ms);
    EXPECT_FALSE(exists(process.id()));
    EXPECT_EQ(process.fate(), "was killed by signal 9 (Killed)");
    process.end(0ms); // again does no harm
}

TEST_F(ProcessTest, DiesWithItsObject) {
    pid_t id = 0;
    {
        const Process process({"/bin/sleep", "1000"}, options());
        id = process.id();
        EXPECT_TRUE(exists(id));
    }
    EXPECT_FALSE(exists(id));
}

TEST_F(ProcessTest, DiesWithTheHubWhateverEndsThat) {
    int ids[2];
    ASSERT_EQ(pipe(ids), 0);
    const pid_t hub = fork();
    if (hub == 0) {
        const Process process({"/bin/sleep", "1000"}, options());
        const pid_t id = process.id();
        const bool told = write(ids[1], &id, sizeof id) == sizeof id;
        raise(told ? SIGKILL : SIGABRT);
    }
    int status = 0;
    waitpid(hub, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    pid_t orphan = 0;
    ASSERT_EQ(read(ids[0], &orphan, sizeof orphan), static_cast<ssize_t>(sizeof orphan));
    const std::string command = "/proc/" + std::to_string(orphan) + "/cmdline";
    const auto gone = [&command] { // or a zombie that its new parent has not seen yet
        return access(command.c_str(), F_OK) != 0 || content_of(command).empty();
    };
    for (int looks = 0; !gone() && looks < 1000; ++looks) {
        std::this_thread::sleep_for(5ms);
    }
    EXPECT_TRUE(gone());
}

TEST_F(ProcessTest, IsInAGroupOfItsOwnSoThatTheTerminalDoesNotReachIt) {
    const Process process({"/bin/sleep", "1000"}, options());
    EXPECT_EQ(getpgid(process.id()), process.id());
}

TEST_F(ProcessTest, InheritsTheDescriptorsThatItIsGivenAndNoOther) {
    int given[2];
    ASSERT_EQ(pipe2(given, O_CLOEXEC), 0);
    Process::Options with = options();
    with.descriptors = {given[1]};
    const auto open_in_child = [](int descriptor) {
        return "test -e /proc/$$/fd/" + std::to_string(descriptor);
    };
    Process process(shell(open_in_child(given[1]) + " && ! " + open_in_child(given[0]) +
                          " && echo written >/proc/$$/fd/" + std::to_string(given[1])),
                    with);
    process.end(10s);
    EXPECT_EQ(process.fate(), "exited with status 0");
    char text[8] = "";
    EXPECT_EQ(read(given[0], text, sizeof text), 8);
    EXPECT_EQ(std::string(text, 8), "written\n");
}

TEST_F(ProcessTest, RunsOnItsCpu) {
    Process::Options with = options();
    with.cpu = 0;
    Process process(shell("grep Cpus_allowed_list /proc/$$/status"), with);
    process.end(10s);
    EXPECT_EQ(output(), "Cpus_allowed_list:\t0\n");
}

TEST_F(ProcessTest, AProgramThatIsNotThereIsBadInput) {
    EXPECT_THROW(Process({"/no/such/program"}, options()), InputError);
}

} // namespace
} // namespace ampsim::node
