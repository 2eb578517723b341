// SPDX-License-Identifier: BSD-3-Clause
//
// The remote against a simulated Linux: every byte, index and notification that crosses between
// them.
#include "echo.h"
#include "kernel_fixture.h"
#include "rpmsg.h"
#include "shell.h"
#include "simulated_linux.h"

#include <cstring>
#include <numeric>

namespace {

constexpr uint32_t linux_address = 1024;
constexpr uint32_t test_address = 0x500;

/// A message as the ping program sends it: sequence number, sum, pattern.
Bytes ping(unsigned size, unsigned sequence) {
    Bytes bytes(size);
    for (unsigned i = 0; i < size; ++i) {
        bytes[i] = static_cast<uint8_t>(sequence * 31 + i * 7 + 1);
    }
    if (size >= 8) {
        const unsigned sum = std::accumulate(bytes.begin() + 4, bytes.end(), 0U);
        bytes[0] = static_cast<uint8_t>(sequence);
        bytes[1] = static_cast<uint8_t>(sequence >> 8);
        bytes[2] = static_cast<uint8_t>(sum);
        bytes[3] = static_cast<uint8_t>(sum >> 8);
    }
    return bytes;
}

class RpmsgTest : public KernelTest {
protected:
    static constexpr uint16_t entries = 16;

    RpmsgTest() : linux_(entries) {}

    /// Boots the remote with one endpoint that records what it gets.
    void boot_with_recorder() {
        ASSERT_EQ(rpmsg_start(), osOK);
        ASSERT_EQ(rpmsg_endpoint_create(&endpoint_, "recorder", test_address, record, this), osOK);
        start(next_tick_);
    }

    void boot_with_services() {
        ASSERT_EQ(rpmsg_start(), osOK);
        ASSERT_EQ(echo_start(), osOK);
        ASSERT_EQ(shell_start(), osOK);
        start(next_tick_);
    }

    void run() { host_run_until(++next_tick_); }

    /// The remote's processor is reset; shared memory stays.
    void reset_remote() {
        host_reset();
        linux_.remote_was_reset();
        ASSERT_EQ(osKernelInitialize(), osOK);
        next_tick_ = 1;
    }

    SimulatedLinux linux_;
    rpmsg_endpoint endpoint_{};
    std::vector<Message> received_;
    uint64_t next_tick_ = 1;

private:
    static void record(rpmsg_endpoint* endpoint, const void* data, uint16_t size, uint32_t source) {
        const auto* bytes = static_cast<const uint8_t*>(data);
        static_cast<RpmsgTest*>(endpoint->argument)
            ->received_.push_back({source, endpoint->address, Bytes(bytes, bytes + size)});
    }
};

// --- The link

TEST_F(RpmsgTest, TouchesNoRingBeforeDriverOk) {
    boot_with_recorder();
    linux_.table.vdev.status = 3;
    run();
    EXPECT_FALSE(rpmsg_link_is_up());
    EXPECT_EQ(linux_.receive().size(), 0U);
    linux_.start();
    run();
    EXPECT_TRUE(rpmsg_link_is_up());
}

TEST_F(RpmsgTest, AnnouncesItsEndpointsInTheirOrder) {
    boot_with_services();
    linux_.start();
    run();
    const auto announcements = linux_.receive();
    ASSERT_EQ(announcements.size(), 3U);
    const std::pair<const char*, uint32_t> expected[] = {
        {"rpmsg-raw", 0x400}, {"rpmsg-raw", 0x401}, {"rpmsg-tty", 0x402}};
    for (size_t i = 0; i < 3; ++i) {
        const auto& [name, address] = expected[i];
        Bytes payload(40);
        std::memcpy(payload.data(), name, std::strlen(name));
        std::memcpy(payload.data() + 32, &address, 4);
        EXPECT_EQ(announcements[i].payload, payload);
        EXPECT_EQ(announcements[i].destination, 53U);
        EXPECT_EQ(announcements[i].source, address);
    }
    EXPECT_GE(linux_.kicks[0], 1U);
}

TEST_F(RpmsgTest, FindsALinuxThatWasThereFirst) {
    linux_.start(); // its kick went to a processor that was not running
    boot_with_recorder();
    EXPECT_TRUE(rpmsg_link_is_up());
    EXPECT_EQ(linux_.receive().size(), 1U);
}

TEST_F(RpmsgTest, FindsALinuxThatDoesNotRing) {
    boot_with_recorder();
    linux_.start(false);
    host_run_until(150);
    EXPECT_TRUE(rpmsg_link_is_up());
}

TEST_F(RpmsgTest, EndpointOfALaterTimeIsAnnouncedAndItsEndToo) {
    boot_with_recorder();
    linux_.start();
    run();
    linux_.receive();
    rpmsg_endpoint late{};
    thread(osPriorityNormal, [&] {
        EXPECT_EQ(rpmsg_endpoint_create(&late, "late", 0x600, endpoint_.receive, this), osOK);
        EXPECT_EQ(rpmsg_endpoint_create(&late, "taken", test_address, endpoint_.receive, this),
                  osErrorResource);
        osDelay(1);
        EXPECT_EQ(rpmsg_endpoint_destroy(&late), osOK);
        EXPECT_EQ(rpmsg_endpoint_destroy(&late), osErrorParameter);
    });
    host_run_until(10);
    const auto messages = linux_.receive();
    ASSERT_EQ(messages.size(), 2U);
    EXPECT_EQ(messages[0].payload[36], 0); // created
    EXPECT_EQ(messages[1].payload[36], 1); // destroyed
    EXPECT_EQ(std::string(reinterpret_cast<const char*>(messages[1].payload.data())), "late");
}

TEST_F(RpmsgTest, TellsAShutDownByDriverOkThoughTheStatusIsNotZero) {
    boot_with_recorder();
    linux_.start();
    run();
    linux_.receive();
    linux_.stop();
    thread(osPriorityNormal, [&] {
        EXPECT_EQ(rpmsg_send(&endpoint_, linux_address, "x", 1, osWaitForever), osErrorResource);
        tell("refused");
    });
    run();
    EXPECT_EQ(told(), "refused");
    EXPECT_EQ(linux_.receive().size(), 0U);
}

TEST_F(RpmsgTest, ComesBackWhenLinuxRestartsTheDevice) {
    boot_with_recorder();
    for (uint32_t life = 1; life <= 3; ++life) {
        linux_.start();
        run();
        EXPECT_EQ(linux_.receive().size(), 1U) << "announced anew";
        for (unsigned i = 0; i < 5; ++i) {
            ASSERT_TRUE(linux_.send(linux_address, test_address, ping(20, i)));
            run();
        }
        EXPECT_EQ(received_.size(), 5 * life);
        EXPECT_EQ(rpmsg_get_statistics().links, life);
        linux_.stop(); // nobody tells the remote
    }
}

TEST_F(RpmsgTest, RemoteThatRestartsGoesOnWhereTheRingsAre) {
    boot_with_services();
    linux_.start();
    run();
    linux_.receive();
    for (unsigned i = 0; i < 21; ++i) { // more than a turn of the ring
        ASSERT_TRUE(linux_.send(linux_address, 0x400, ping(100, i)));
        run();
        ASSERT_EQ(linux_.receive().size(), 1U);
    }
    reset_remote();
    ASSERT_TRUE(linux_.send(linux_address, 0x400, ping(100, 21))); // to nobody yet
    boot_with_services();
    run();
    auto messages = linux_.receive();
    ASSERT_EQ(messages.size(), 4U); // three announcements, and the answer
    EXPECT_EQ(messages[3].payload, ping(100, 21));
    for (unsigned i = 22; i < 60; ++i) {
        ASSERT_TRUE(linux_.send(linux_address, 0x400, ping(100, i)));
        run();
        messages = linux_.receive();
        ASSERT_EQ(messages.size(), 1U);
        EXPECT_EQ(messages[0].payload, ping(100, i));
    }
}

// --- Messages

TEST_F(RpmsgTest, CarriesEveryPayloadSizeBothWays) {
    boot_with_services();
    linux_.start();
    run();
    linux_.receive();
    for (unsigned size = 0; size <= 496; ++size) {
        const uint32_t service = 0x400 + size % 2;
        ASSERT_TRUE(linux_.send(linux_address + size, service, ping(size, size)));
        run();
        const auto messages = linux_.receive();
        ASSERT_EQ(messages.size(), 1U);
        EXPECT_EQ(messages[0].source, service);
        EXPECT_EQ(messages[0].destination, linux_address + size);
        EXPECT_EQ(messages[0].payload, ping(size, size));
    }
    EXPECT_EQ(echo_get_statistics(0).messages + echo_get_statistics(1).messages, 497U);
    EXPECT_EQ(echo_get_statistics(0).bad + echo_get_statistics(1).bad, 0U);
    EXPECT_EQ(rpmsg_get_statistics().sent, 497U);
}

TEST_F(RpmsgTest, IndicesWrapAfter65536Messages) {
    boot_with_services();
    linux_.start();
    run();
    linux_.receive();
    for (unsigned i = 0; i < 65600; ++i) {
        ASSERT_TRUE(linux_.send(linux_address, 0x401, ping(9, i)));
        run();
        const auto messages = linux_.receive();
        ASSERT_EQ(messages.size(), 1U) << i;
        ASSERT_EQ(messages[0].payload, ping(9, i));
    }
    EXPECT_EQ(rpmsg_get_statistics().links, 1U);
}

TEST_F(RpmsgTest, WrongSumIsAnsweredAsBad) {
    boot_with_services();
    linux_.start();
    run();
    linux_.receive();
    Bytes damaged = ping(32, 1);
    damaged[17] ^= 1;
    linux_.send(linux_address, 0x400, damaged);
    run();
    const auto messages = linux_.receive();
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(std::string(messages[0].payload.begin(), messages[0].payload.begin() + 3), "BAD");
    EXPECT_EQ(messages[0].payload.size(), 32U);
    EXPECT_EQ(echo_get_statistics(0).bad, 1U);
}

TEST_F(RpmsgTest, DropsAndCountsWhatHasNoEndpoint) {
    boot_with_recorder();
    linux_.start();
    run();
    linux_.send(linux_address, 0x777, ping(8, 1));
    linux_.send(linux_address, 53, Bytes(40)); // Linux 6.1 announces what it creates itself
    linux_.send(linux_address, test_address, ping(8, 2));
    run();
    EXPECT_EQ(rpmsg_get_statistics().no_recipient, 1U);
    EXPECT_EQ(rpmsg_get_statistics().name_service, 1U);
    ASSERT_EQ(received_.size(), 1U);
    EXPECT_EQ(received_[0].payload, ping(8, 2));
}

TEST_F(RpmsgTest, DropsAndCountsWhatCannotBe) {
    boot_with_recorder();
    linux_.start();
    run();
    linux_.send(linux_address, test_address, ping(8, 1), 9); // says more than its buffer holds
    linux_.send_garbage_index();
    linux_.send(linux_address, test_address, ping(8, 2));
    run();
    EXPECT_EQ(rpmsg_get_statistics().malformed, 2U);
    ASSERT_EQ(received_.size(), 1U);
    EXPECT_EQ(received_[0].payload, ping(8, 2));
}

TEST_F(RpmsgTest, RefusesWhatDoesNotFit) {
    boot_with_recorder();
    linux_.start();
    run();
    linux_.receive();
    thread(osPriorityNormal, [&] {
        const Bytes large(497);
        EXPECT_EQ(rpmsg_send(&endpoint_, linux_address, large.data(), 497, 0), osErrorParameter);
        rpmsg_endpoint other{};
        EXPECT_EQ(rpmsg_endpoint_create(&other, "a name that is longer than 31 bytes", 1,
                                        endpoint_.receive, nullptr),
                  osErrorParameter);
    });
    run();
    EXPECT_EQ(linux_.receive().size(), 0U);
}

// --- Back-pressure

TEST_F(RpmsgTest, SenderWaitsUntilLinuxRecyclesABuffer) {
    boot_with_recorder();
    linux_.start();
    run();
    linux_.receive();
    thread(osPriorityNormal, [&] {
        for (uint8_t i = 0; i < 2 * entries; ++i) {
            EXPECT_EQ(rpmsg_send(&endpoint_, linux_address, &i, 1, osWaitForever), osOK);
        }
        tell("all sent");
    });
    run();
    auto first = linux_.receive(false);
    ASSERT_EQ(first.size(), entries);
    run();
    EXPECT_EQ(told(), ""); // it waits
    linux_.recycle();
    run();
    EXPECT_EQ(told(), "all sent");
    auto second = linux_.receive();
    ASSERT_EQ(second.size(), entries);
    for (uint8_t i = 0; i < entries; ++i) {
        EXPECT_EQ(first[i].payload, Bytes{i});
        EXPECT_EQ(second[i].payload, Bytes{static_cast<uint8_t>(entries + i)});
    }
}

TEST_F(RpmsgTest, SenderGivesUpAfterItsTime) {
    boot_with_recorder();
    linux_.start();
    run();
    linux_.receive();
    thread(osPriorityNormal, [&] {
        for (uint8_t i = 0; i < entries; ++i) {
            EXPECT_EQ(rpmsg_send(&endpoint_, linux_address, &i, 1, 0), osOK);
        }
        const uint32_t start = osKernelGetTickCount();
        EXPECT_EQ(rpmsg_send(&endpoint_, linux_address, "x", 1, 0), osErrorResource);
        EXPECT_EQ(rpmsg_send(&endpoint_, linux_address, "x", 1, 7), osErrorTimeout);
        EXPECT_EQ(osKernelGetTickCount() - start, 7U);
        tell("gave up");
    });
    host_run_until(20);
    EXPECT_EQ(told(), "gave up");
    EXPECT_EQ(linux_.receive().size(), entries);
}

TEST_F(RpmsgTest, SeveralWaitingSendersAllGetThrough) {
    boot_with_recorder();
    linux_.start();
    run();
    linux_.receive();
    for (uint8_t sender = 0; sender < 4; ++sender) {
        thread(osPriorityNormal, [&, sender] {
            for (uint8_t i = 0; i < 20; ++i) {
                const Bytes message{sender, i};
                EXPECT_EQ(rpmsg_send(&endpoint_, linux_address, message.data(), 2, osWaitForever),
                          osOK);
            }
            tell("*");
        });
    }
    uint8_t next[4]{};
    for (int round = 0; round < 10; ++round) {
        run();
        for (const Message& message : linux_.receive()) {
            EXPECT_EQ(message.payload.at(1), next[message.payload.at(0)]++);
        }
    }
    EXPECT_EQ(told(), "****");
}

TEST_F(RpmsgTest, SenderThatWaitsAcrossARestartIsToldSo) {
    boot_with_recorder();
    linux_.start();
    run();
    linux_.receive();
    thread(osPriorityNormal, [&] {
        osStatus_t status = osOK;
        while (status == osOK) {
            status = rpmsg_send(&endpoint_, linux_address, "old", 3, osWaitForever);
        }
        EXPECT_EQ(status, osErrorResource);
        tell("told");
    });
    run();
    linux_.stop();
    linux_.start();
    run();
    EXPECT_EQ(told(), "told");
    EXPECT_EQ(linux_.receive().size(), 1U); // the announcement, nothing old
}

TEST_F(RpmsgTest, BurstThatFillsBothRingsLosesNothing) {
    boot_with_services();
    linux_.start();
    run();
    linux_.receive();
    constexpr unsigned count = 500;
    unsigned sent[2]{};
    unsigned answered[2]{};
    unsigned refusals = 0;
    while (answered[0] + answered[1] < 2 * count) {
        for (unsigned service = 0; service < 2; ++service) {
            while (sent[service] < count && linux_.send(linux_address + service, 0x400 + service,
                                                        ping(200 + service, sent[service]))) {
                ++sent[service];
            }
            refusals += sent[service] < count;
        }
        run();
        const auto messages = linux_.receive();
        ASSERT_FALSE(messages.empty());
        for (const Message& message : messages) {
            const unsigned service = message.source - 0x400;
            ASSERT_LT(service, 2U);
            ASSERT_EQ(message.payload, ping(200 + service, answered[service]++));
        }
    }
    EXPECT_GT(refusals, 0U);
    EXPECT_EQ(echo_get_statistics(0).messages, count);
    EXPECT_EQ(echo_get_statistics(1).messages, count);
}

TEST_F(RpmsgTest, StarvedEchoHoldsBackLinuxAndRecovers) {
    boot_with_services();
    linux_.start();
    run();
    linux_.receive();
    unsigned sent = 0;
    while (linux_.send(linux_address, 0x400, ping(60, sent))) {
        ++sent;
        run(); // Linux reads nothing
        ASSERT_LT(sent, 100U);
    }
    EXPECT_GT(sent, 2 * entries); // both rings are full, and the service's own queue
    unsigned answered = 0;
    for (int i = 0; i < 10; ++i) {
        for (const Message& message : linux_.receive()) {
            EXPECT_EQ(message.payload, ping(60, answered++));
        }
        run();
    }
    EXPECT_EQ(answered, sent);
}

// --- Notifications

TEST_F(RpmsgTest, KicksOncePerMessageAndOnlyForWhatLinuxWants) {
    boot_with_services();
    linux_.start();
    run();
    linux_.receive();
    const unsigned before = linux_.kicks[0];
    linux_.send(linux_address, 0x400, ping(8, 1));
    run();
    EXPECT_EQ(linux_.kicks[0], before + 1);
    EXPECT_EQ(linux_.kicks[1], 0U); // NO_INTERRUPT: consumed messages are of no interest
    linux_.want_consumed_notifications(true);
    linux_.send(linux_address, 0x400, ping(8, 2));
    run();
    EXPECT_EQ(linux_.kicks[1], 1U);
    linux_.want_message_notifications(false);
    linux_.send(linux_address, 0x400, ping(8, 3));
    run();
    EXPECT_EQ(linux_.kicks[0], before + 2); // not for the third
    EXPECT_EQ(linux_.receive().size(), 3U);
}

TEST_F(RpmsgTest, AsksLinuxNotToRingForRecycledBuffersUnlessItWaits) {
    boot_with_recorder();
    linux_.start();
    run();
    linux_.receive();
    EXPECT_EQ(linux_.rings_withheld, 1U); // of the announcement's buffer
    const uint32_t before = rpmsg_get_statistics().notifications;
    thread(osPriorityNormal, [&] {
        for (uint8_t i = 0; i <= entries; ++i) {
            EXPECT_EQ(rpmsg_send(&endpoint_, linux_address, &i, 1, osWaitForever), osOK);
        }
    });
    run();
    linux_.receive(); // someone waits: this rings
    EXPECT_EQ(rpmsg_get_statistics().notifications, before + 1);
    run();
    linux_.receive(); // nobody waits any more
    EXPECT_EQ(rpmsg_get_statistics().notifications, before + 1);
    EXPECT_EQ(linux_.rings_withheld, 2U);
}

// --- Console service

TEST_F(RpmsgTest, ShellAnswersLinesThatComeInPieces) {
    boot_with_services();
    linux_.start();
    run();
    linux_.receive();
    auto type = [&](const std::string& text) {
        linux_.send(linux_address, 0x402, Bytes(text.begin(), text.end()));
        run();
        std::string answer;
        for (const Message& message : linux_.receive()) {
            EXPECT_EQ(message.source, 0x402U);
            answer.append(message.payload.begin(), message.payload.end());
        }
        return answer;
    };
    EXPECT_EQ(type("upt"), "");
    EXPECT_EQ(type("ime\r\n"), "0.003 s\n");
    EXPECT_EQ(type("what\n"), "what: no such command, try help\n");
    EXPECT_NE(type("help\n").find("stats"), std::string::npos);
    const std::string threads = type("threads\n");
    EXPECT_NE(threads.find("echo 0x400   blocked  priority 24"), std::string::npos) << threads;
    EXPECT_NE(threads.find("shell        running"), std::string::npos) << threads;
    EXPECT_NE(type("stats\n").find("announced 3 links 1 no-recipient 0 malformed 0"),
              std::string::npos);
    EXPECT_EQ(type("hold\n"), "hold: expected milliseconds, 60000 at most\n");
    EXPECT_EQ(type("hold 1x\n"), "hold: expected milliseconds, 60000 at most\n");
    EXPECT_EQ(type("hold 20\n"), "each echo service takes its next message 20 ms late\n");
}

TEST_F(RpmsgTest, HeldEchoServicesLetTheVringFill) {
    boot_with_services();
    linux_.start();
    run();
    linux_.receive();
    linux_.send(linux_address, 0x402, {'h', 'o', 'l', 'd', ' ', '5', '\n'});
    run();
    linux_.receive();
    unsigned sent = 0;
    for (unsigned tick = 0; tick < 4; ++tick) {
        while (linux_.send(linux_address, 0x400, {static_cast<uint8_t>(sent)})) {
            ++sent;
        }
        run();
        EXPECT_TRUE(linux_.receive().empty());
    }
    EXPECT_FALSE(linux_.send(linux_address, 0x400, {0})) << "the vring is full, and stays so";
    std::size_t answered = 0;
    for (unsigned tick = 0; tick < 10; ++tick) {
        run();
        answered += linux_.receive().size();
    }
    EXPECT_EQ(answered, sent);
}

} // namespace
