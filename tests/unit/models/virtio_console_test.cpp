// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/console.h"

#include "tests/unit/models/fake_queue.h"

#include <gmock/gmock.h>

#include <fcntl.h>
#include <unistd.h>

#include <stdexcept>

namespace ampsim::models::virtio {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr double processing = FakeQueue::processing;

std::vector<ConsolePort> one_port(std::unique_ptr<CharacterStream> stream) {
    std::vector<ConsolePort> ports;
    ports.push_back({"console", std::move(stream)});
    return ports;
}
std::unique_ptr<CharacterStream> files(FileStreamParameters parameters) {
    return std::make_unique<FileStream>(parameters);
}

/// A console of one port with its two queues.
struct Bench {
    explicit Bench(std::unique_ptr<CharacterStream> stream)
        : console(one_port(std::move(stream))) {}

    Console console;
    FakeEvents events{console};
    FakeQueue receive{"receive", console, 0};
    FakeQueue transmit{"transmit", console, 1};
    Script script{"script"};
};

class ConsoleTest : public testing::Test {
protected:
    TemporaryDirectory directory;
    std::string output = directory / "output";
    std::string input = directory / "input";
};

TEST_F(ConsoleTest, SaysWhatItIs) {
    Bench bench(files({}));
    EXPECT_EQ(bench.console.features(), 1U | 1U << 2); // SIZE, EMERG_WRITE
    EXPECT_THAT(bench.console.configuration(), ElementsAre(80, 0, 24, 0, 1, 0, 0, 0, 0, 0, 0, 0));
    EXPECT_EQ(bench.console.queues(), 2U);
    EXPECT_EQ(bench.console.queue_name(0), "rx");
    EXPECT_EQ(bench.console.queue_name(1), "tx");
    EXPECT_EQ(bench.console.not_reproducible(), "");
}

TEST_F(ConsoleTest, WhatTheGuestWritesIsInTheFile) {
    Bench bench(files({output, "", 0, ns(0)}));
    bench.console.start(0);
    bench.script.run([&] {
        EXPECT_THAT(bench.transmit.ask(bytes("Hello, ")), IsEmpty());
        bench.transmit.ask(bytes("world\n"));
        bench.transmit.ask({});
    });
    EXPECT_EQ(read_file(output), "Hello, world\n");
    EXPECT_EQ(bench.console.counters().at("sent_bytes"), 13U);
    EXPECT_EQ(bench.console.counters().at("dropped_bytes"), 0U);
}

TEST_F(ConsoleTest, AnEmergencyIsWrittenWithoutADriver) {
    Bench bench(files({output, "", 0, ns(0)}));
    const std::uint8_t letter[] = {'!', 0, 0, 0};
    bench.console.write_configuration(8, letter, 4);
    bench.console.write_configuration(8, letter, 1);
    bench.console.write_configuration(0, letter, 2); // read-only
    EXPECT_EQ(read_file(output), "!!");
    EXPECT_EQ(bench.console.counters().at("emergency_bytes"), 2U);
}

TEST_F(ConsoleTest, InputComesWhenTheDriverIsReady) {
    write_file(input, "abcdef");
    Bench bench(files({"", input, 0, ns(0)}));
    bench.receive.make_available({}, 4);
    bench.receive.make_available({}, 4);
    bench.receive.make_available({}, 4);
    bench.script.run([&] {
        sc_core::wait(ns(10000));
        EXPECT_THAT(bench.receive.used, IsEmpty());
        bench.console.start(0);
        EXPECT_EQ(text(bench.receive.next_used()), "abcd");
        EXPECT_EQ(now(), ns(10000 + processing));
        EXPECT_EQ(text(bench.receive.next_used()), "ef");
        sc_core::wait(ns(10000));
    });
    EXPECT_THAT(bench.receive.used, SizeIs(2));
    EXPECT_EQ(bench.console.counters().at("received_bytes"), 6U);
}

TEST_F(ConsoleTest, InputComesAtItsRate) {
    write_file(input, "abcd");
    Bench bench(files({"", input, 300'000, ns(1000)})); // a byte every 3333.3 ns
    for (unsigned n = 0; n < 4; ++n) {
        bench.receive.make_available({}, 16);
    }
    bench.script.run([&] {
        sc_core::wait(ns(100));
        bench.console.start(0);
        for (const double due : {3334., 6667., 10000., 13334.}) {
            EXPECT_THAT(bench.receive.next_used(), SizeIs(1));
            EXPECT_EQ(now(), ns(1100 + due + processing));
        }
    });
}

TEST_F(ConsoleTest, InputThatWasNotTakenIsNotLostByAReset) {
    write_file(input, "abcdef");
    Bench bench(files({"", input, 0, ns(0)}));
    bench.console.start(0);
    bench.script.run([&] {
        EXPECT_EQ(text(bench.receive.ask({}, 2)), "ab");
        bench.receive.reset();
        bench.console.reset();
        sc_core::wait(ns(10));
        bench.receive.make_available({}, 2);
        sc_core::wait(ns(10000));
        EXPECT_THAT(bench.receive.used, SizeIs(1)); // the driver is not there
        bench.console.start(0);
        EXPECT_EQ(text(bench.receive.next_used()), "cd");
    });
}

TEST_F(ConsoleTest, ABufferWithoutRoomComesBack) {
    write_file(input, "ab");
    Bench bench(files({"", input, 0, ns(0)}));
    bench.console.start(0);
    bench.script.run([&] {
        EXPECT_THAT(bench.receive.ask(bytes("nonsense"), 0), IsEmpty());
        EXPECT_EQ(text(bench.receive.ask({}, 100)), "ab");
    });
}

// --- What brings the host's time in ---

TEST_F(ConsoleTest, ASocketIsPolled) {
    const std::string path = directory / "socket";
    Bench bench(std::make_unique<SocketStream>(path, ns(1000)));
    EXPECT_EQ(bench.console.not_reproducible(), "UNIX socket");
    bench.console.start(0);
    bench.script.run([&] {
        bench.transmit.ask(bytes("lost"));
        bench.receive.make_available({}, 100);
        sc_core::wait(ns(9999 - processing));
        HostFile client = connect_unix(path);
        EXPECT_TRUE(client);
        EXPECT_EQ(write_some(client, bytes("typed").data(), 5), 5U);
        EXPECT_EQ(text(bench.receive.next_used()), "typed");
        EXPECT_EQ(now(), ns(10000 + processing)); // a multiple of the period
        bench.transmit.ask(bytes("answer"));
        Bytes got(100);
        EXPECT_EQ(read_some(client, got.data(), got.size()), 6U);
        client.close();
        sc_core::wait(ns(3000)); // it is noticed, and the next may come
        client = connect_unix(path);
        write_some(client, bytes("again").data(), 5);
        EXPECT_EQ(text(bench.receive.ask({}, 100)), "again");
        sc_core::sc_stop();
    });
    EXPECT_EQ(bench.console.counters().at("dropped_bytes"), 4U);
}

TEST_F(ConsoleTest, APtyIsRawAndHasALink) {
    const std::string link = directory / "pty";
    auto stream = std::make_unique<PtyStream>(link, ns(1000));
    EXPECT_EQ(std::filesystem::read_symlink(link), stream->path());
    Bench bench(std::move(stream));
    EXPECT_EQ(bench.console.not_reproducible(), "pty");
    bench.console.start(0);
    bench.script.run([&] {
        sc_core::wait(ns(5000)); // nobody is there
        const HostFile user = open_file(link, O_RDWR | O_NOCTTY, "pty");
        EXPECT_EQ(write_some(user, bytes("ls\r").data(), 3), 3U);
        EXPECT_EQ(text(bench.receive.ask({}, 100)), "ls\r");
        bench.transmit.ask(bytes("file\n"));
        Bytes got(100);
        const auto size = read_some(user, got.data(), got.size());
        EXPECT_EQ(size, 5U); // no echo, no added carriage return
        sc_core::sc_stop();
    });
}

TEST_F(ConsoleTest, ALinkOfAnotherKindIsNotOverwritten) {
    write_file(directory / "precious", "data");
    EXPECT_THROW(PtyStream(directory / "precious"), BackEndError);
    EXPECT_EQ(read_file(directory / "precious"), "data");
    EXPECT_THROW(SocketStream(directory / "precious"), BackEndError);
    EXPECT_EQ(read_file(directory / "precious"), "data");
}

TEST_F(ConsoleTest, ASocketThatSomebodyServesIsRefused) {
    const SocketStream first(directory / "socket");
    EXPECT_THROW(SocketStream(directory / "socket"), BackEndError);
    EXPECT_THROW(SocketStream(directory / std::string(200, 'x')), BackEndError);
    EXPECT_THROW(SocketStream(directory / "none/socket"), BackEndError);
}

TEST_F(ConsoleTest, NonsenseIsRefused) {
    EXPECT_THROW(Console({}, {}), std::invalid_argument);
    EXPECT_THROW(files({"", "", 2'000'000'000, ns(0)}), std::invalid_argument);
    EXPECT_THROW(files({"", directory / "none", 0, ns(0)}), BackEndError);
    EXPECT_THROW(files({directory / "none/output", "", 0, ns(0)}), BackEndError);
    EXPECT_THROW(SocketStream(directory / "socket", ns(0)), std::invalid_argument);
}

// --- Several ports ---

Bytes message(std::uint32_t port, std::uint16_t event, std::uint16_t value,
              const std::string& text = "") {
    Bytes result;
    append(result, little_uint32_t{port});
    append(result, little_uint16_t{event});
    append(result, little_uint16_t{value});
    result.insert(result.end(), text.begin(), text.end());
    return result;
}

class SeveralPortsTest : public ConsoleTest {
protected:
    SeveralPortsTest() {
        write_file(input, "for the program");
        std::vector<ConsolePort> ports = one_port(files({output, "", 0, ns(0)}));
        ports.push_back({"org.ampsim.log", files({directory / "log", input, 0, ns(0)})});
        console = std::make_unique<Console>(std::move(ports));
        for (std::size_t n = 0; n < console->queues(); ++n) {
            queues.push_back(
                std::make_unique<FakeQueue>(console->queue_name(n).c_str(), *console, n));
        }
        console->start(console->features());
    }

    std::unique_ptr<Console> console;
    std::vector<std::unique_ptr<FakeQueue>> queues;
    Script script{"script"};
};

TEST_F(SeveralPortsTest, HasQueuesForEach) {
    EXPECT_EQ(console->features(), 7U);
    EXPECT_EQ(console->queues(), 6U);
    std::vector<std::string> names;
    for (std::size_t n = 0; n < 6; ++n) {
        names.push_back(console->queue_name(n));
    }
    EXPECT_THAT(names, ElementsAre("rx", "tx", "control-rx", "control-tx", "rx1", "tx1"));
    EXPECT_EQ(*parse<little_uint32_t>(console->configuration(), 4), 2U);
}

TEST_F(SeveralPortsTest, TellsTheDriverAboutThem) {
    FakeQueue& from_device = *queues[2];
    FakeQueue& to_device = *queues[3];
    script.run([&] {
        for (unsigned n = 0; n < 10; ++n) {
            from_device.make_available({}, 64);
        }
        to_device.ask(message(0, 0, 1)); // DEVICE_READY
        EXPECT_EQ(from_device.next_used(), message(0, 1, 1));
        EXPECT_EQ(from_device.next_used(), message(1, 1, 1));
        to_device.ask(message(0, 3, 1)); // PORT_READY
        EXPECT_EQ(from_device.next_used(), message(0, 4, 1));
        EXPECT_EQ(from_device.next_used(), message(0, 6, 1));
        to_device.ask(message(1, 3, 1));
        EXPECT_EQ(from_device.next_used(), message(1, 7, 1, "org.ampsim.log"));
        EXPECT_EQ(from_device.next_used(), message(1, 6, 1));
    });
}

TEST_F(SeveralPortsTest, APortIsFedWhenAProgramHasOpenedIt) {
    script.run([&] {
        queues[4]->make_available({}, 100);
        sc_core::wait(ns(10000));
        EXPECT_THAT(queues[4]->used, IsEmpty());
        queues[3]->ask(message(1, 6, 1)); // PORT_OPEN
        EXPECT_EQ(text(queues[4]->next_used()), "for the program");
        queues[5]->ask(bytes("logged"));
        queues[1]->ask(bytes("shown"));
    });
    EXPECT_EQ(read_file(directory / "log"), "logged");
    EXPECT_EQ(read_file(output), "shown");
}

TEST_F(SeveralPortsTest, NonsenseIsIgnored) {
    script.run([&] {
        queues[3]->ask(message(2, 3, 1));
        queues[3]->ask(message(0xffffffff, 6, 1));
        queues[3]->ask(message(0, 99, 1));
        queues[3]->ask({1, 2, 3});
        queues[3]->ask({});
        for (unsigned n = 0; n < 1000; ++n) { // it stops listening before it runs out of memory
            queues[3]->make_available(message(0, 3, 1));
        }
        sc_core::wait(ns(1e9));
        EXPECT_LT(queues[3]->used.size(), 600U);
    });
    EXPECT_EQ(console->counters().at("ignored_control_messages"), 5U);
}

} // namespace
} // namespace ampsim::models::virtio
