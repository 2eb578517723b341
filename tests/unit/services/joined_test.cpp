// SPDX-License-Identifier: BSD-3-Clause
//
// The remote's end and Linux' end, joined: every message that one sends the other receives, in
// order, in a thread of the remote.
#include "crc32.h"
#include "kernel_fixture.h"
#include "platforms/guests/linux/served/files.h"
#include "platforms/guests/linux/served/messages.h"
#include "platforms/guests/linux/served/ports.h"
#include "service.h"
#include "service_console.h"
#include "service_files.h"
#include "service_messages.h"
#include "service_ports.h"
#include "tests/unit/services/remote_stub.h"

#include <memory>
#include <random>

namespace ampsim::served {
namespace {

constexpr std::uint32_t patience = 100;

/// Collects what comes for the console, as a terminal would.
class ConsoleStub : public Service {
public:
    explicit ConsoleStub(Session& session) { session.offer(*this); }
    std::uint8_t number() const override { return service_console; }
    void receive(const Message& message) override {
        BodyReader body(message.body);
        body.u8();
        text += body.rest_as_text();
    }
    std::string text;
};

class Joined : public KernelTest {
protected:
    Joined() {
        current = this;
        EXPECT_EQ(service_console_start(), osOK);
        EXPECT_EQ(service_ports_start(), osOK);
        service_messages_start(nullptr);
        std::filesystem::create_directory(folder_.path("root"));
        files_ = std::make_unique<Files>(session_, folder_.path("root"), false);
        receiver_ = thread(
            osPriorityAboveNormal, [this] { receive(); }, "carrier");
    }
    ~Joined() override { current = nullptr; }

    /// Runs the remote: a thread that waits for the session and then does this.
    void remote(const std::function<void()>& body, std::uint64_t ticks = 2000) {
        thread(osPriorityNormal, [this, body] {
            ASSERT_EQ(service_start(&channel, patience), osOK);
            ASSERT_TRUE(service_wait_for_session(patience));
            body();
            done_ = true;
        });
        ASSERT_EQ(osKernelStart(), osOK);
        for (std::uint64_t tick = 0; tick <= ticks; ++tick) {
            host_run_until(tick);
            loop_.run_once(std::chrono::nanoseconds(0));
        }
        EXPECT_TRUE(done_);
    }

    static osStatus_t start(std::uint32_t) { return osOK; }
    static osStatus_t send(const void* message, std::uint16_t size, std::uint32_t) {
        const auto* bytes = static_cast<const std::uint8_t*>(message);
        EXPECT_EQ(bytes[size], service_end);
        current->closes_ += bytes[service_at_service] == service_ports &&
                            bytes[service_at_operation] == service_ports_close;
        if (!current->deaf_) {
            current->session_.receive(bytes, size);
        }
        return osOK;
    }
    void receive() {
        for (;;) {
            while (!to_remote_.empty()) {
                const Bytes message = to_remote_.front();
                to_remote_.pop_front();
                service_received(message.data(), static_cast<std::uint32_t>(message.size()));
            }
            osThreadFlagsWait(1, osFlagsWaitAny, osWaitForever);
        }
    }
    /// From a thread of the remote, or between its runs.
    void deliver(const Bytes& message) {
        to_remote_.push_back(message);
        interrupt([this] { osThreadFlagsSet(receiver_, 1); });
    }

    static inline Joined* current = nullptr;
    static constexpr service_channel channel{"test", SERVICE_MESSAGE_SIZE, start, send};
    Folder folder_;
    pmm::EventLoop loop_;
    std::deque<Bytes> to_remote_;
    osThreadId_t receiver_ = nullptr;
    bool deaf_ = false;
    unsigned closes_ = 0; ///< of streams, that the remote sent
    bool done_ = false;
    Session session_{496, [this](const Bytes& bytes) { deliver(bytes); },
                     [] {
                         return false;
                     }};
    ConsoleStub console_{session_};
    Messages messages_{session_, loop_};
    Ports ports_{session_, loop_, {"unix:" + folder_.path("server")}};
    std::unique_ptr<Files> files_;
};

TEST_F(Joined, TheRemotesHelloBeginsTheSession) {
    remote([this] {
        EXPECT_EQ(service_body_limit(), 488U);
        EXPECT_TRUE(session_.up());
        EXPECT_EQ(service_get_statistics().sessions, 1U);
    });
}

TEST_F(Joined, AFileGoesThereAndBack) {
    remote([this] {
        std::string content(5000, '\0');
        std::mt19937 random;
        for (char& byte : content) {
            byte = static_cast<char>(random());
        }
        service_file file{};
        std::uint32_t done = 0;
        ASSERT_EQ(service_file_open("copy", service_open_write | service_open_create, &file),
                  service_ok);
        ASSERT_EQ(service_file_write(&file, 0, content.data(), 5000, &done), service_ok);
        EXPECT_EQ(done, 5000U);
        EXPECT_EQ(service_file_close(&file), service_ok);
        EXPECT_EQ(folder_.read("root/copy"), content);

        std::string back(6000, '\0');
        ASSERT_EQ(service_file_open("copy", service_open_read, &file), service_ok);
        EXPECT_EQ(file.size, 5000U);
        ASSERT_EQ(service_file_read(&file, 0, back.data(), 6000, &done), service_ok);
        EXPECT_EQ(done, 5000U);
        EXPECT_EQ(back.substr(0, done), content);
        EXPECT_EQ(service_file_close(&file), service_ok);
        EXPECT_EQ(service_file_close(&file), service_not_found);
        EXPECT_EQ(service_file_open("../copy", service_open_read, &file), service_denied);
    });
}

TEST_F(Joined, DirectoriesOfAnySizeAreListed) {
    for (int i = 0; i < 70; ++i) {
        folder_.write("root/many/entry" + std::to_string(100 + i), "");
    }
    remote([] {
        std::vector<std::string> names;
        EXPECT_EQ(service_file_list(
                      "many",
                      [](const service_entry* entry, void* argument) {
                          static_cast<std::vector<std::string>*>(argument)->push_back(entry->name);
                      },
                      &names),
                  service_ok);
        EXPECT_EQ(names.size(), 70U);
        EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
        std::uint8_t type = 0;
        std::uint64_t size = 0;
        EXPECT_EQ(service_file_stat("many", &type, &size), service_ok);
        EXPECT_EQ(type, service_type_directory);
        EXPECT_EQ(service_file_remove("many/entry100"), service_ok);
        EXPECT_EQ(service_file_remove("many/entry100"), service_not_found);
    });
}

TEST_F(Joined, ConsoleInLinesAndOut) {
    remote([this] {
        session_.one_way(service_console, service_console_data,
                         BodyWriter().u8(0).text("first li").take());
        session_.one_way(service_console, service_console_data,
                         BodyWriter().u8(0).text("ne\r\nsecond\n").take());
        session_.one_way(service_console, service_console_data,
                         BodyWriter().u8(9).text("not ours\n").take());
        char line[32];
        EXPECT_EQ(service_console_read_line(line, sizeof line, patience), osOK);
        EXPECT_STREQ(line, "first line");
        EXPECT_EQ(service_console_read_line(line, 4, patience), osOK);
        EXPECT_STREQ(line, "sec") << "shortened";
        EXPECT_EQ(service_console_read_line(line, sizeof line, patience), osErrorTimeout);
        const std::string text(1200, 'x');
        EXPECT_EQ(service_console_write(text.data(), 1200, patience), osOK);
        EXPECT_EQ(console_.text, text);
    });
}

TEST_F(Joined, EchoesBothWays) {
    remote([this] {
        char data[] = "there and back";
        std::uint32_t returned = 0;
        EXPECT_EQ(service_echo(data, sizeof data, &returned, patience), service_ok);
        EXPECT_EQ(returned, sizeof data);
        std::string answer;
        session_.request(service_messages, service_messages_echo, {'h', 'i'},
                         [&](const Message& response) {
                             answer.assign(response.body.begin(), response.body.end());
                         });
        osDelay(2);
        EXPECT_EQ(answer, "hi");
        std::vector<std::uint8_t> large(600);
        EXPECT_EQ(service_echo(large.data(), 600, &returned, patience), osErrorParameter);
    });
}

TEST_F(Joined, AStreamThroughLinux) {
    const HostFile server = Address::parse("unix:" + folder_.path("server"))->listen();
    HostFile accepted;
    remote([&] {
        service_stream* stream = nullptr;
        EXPECT_EQ(service_stream_connect("tcp:127.0.0.1:22", &stream, patience), service_denied);
        ASSERT_EQ(
            service_stream_connect(("unix:" + folder_.path("server")).c_str(), &stream, patience),
            service_ok);
        accepted = accept_from(server);
        std::string sent;
        for (int i = 0; i < 100; ++i) { // more than the window, and read by somebody
            const std::string piece(400, static_cast<char>('a' + i % 26));
            ASSERT_EQ(service_stream_write(stream, piece.data(), 400, patience), osOK) << i;
            sent += piece;
            Bytes bytes(1000);
            const auto count = models::virtio::read_some(accepted, bytes.data(), bytes.size());
            models::virtio::write_some(accepted, bytes.data(), count.value_or(0));
            osDelay(1);
            char back[1000];
            bool ended = false;
            std::uint32_t total = 0;
            while (total < 400) {
                const std::uint32_t n =
                    service_stream_read(stream, back, sizeof back, patience, &ended);
                ASSERT_GT(n, 0U) << i;
                EXPECT_EQ(std::string(back, n), piece.substr(total, n));
                total += n;
            }
        }
        service_stream_finish(stream);
        osDelay(2);
        accepted.close();
        osDelay(2);
        char rest[16];
        bool ended = false;
        EXPECT_EQ(service_stream_read(stream, rest, sizeof rest, patience, &ended), 0U);
        EXPECT_TRUE(ended);
        service_stream_close(stream);
    });
}

TEST_F(Joined, ProgramsOfLinuxReachAPortOfTheRemote) {
    const auto there = Address::parse("unix:" + folder_.path("forwarded"));
    ports_.forward(*there, 7);
    ports_.forward(*Address::parse("unix:" + folder_.path("nobody")), 8);
    remote([&] {
        service_stream_listen(7);
        const HostFile refused = Address::parse("unix:" + folder_.path("nobody"))->connect();
        const HostFile program = there->connect();
        service_stream* stream = service_stream_accept(7, patience);
        ASSERT_NE(stream, nullptr);
        models::virtio::write_some(program, reinterpret_cast<const std::uint8_t*>("knock"), 5);
        char text[16];
        bool ended = false;
        EXPECT_EQ(service_stream_read(stream, text, sizeof text, patience, &ended), 5U);
        EXPECT_EQ(std::string(text, 5), "knock");
        std::uint8_t byte = 0;
        EXPECT_FALSE(models::virtio::read_some(refused, &byte, 1)) << "it was closed";
        service_stream_close(stream);
        osDelay(2);
        EXPECT_FALSE(models::virtio::read_some(program, &byte, 1));
        EXPECT_EQ(service_stream_accept(7, 5), nullptr);
    });
}

TEST_F(Joined, ACallThatNobodyAnswersEnds) {
    remote([this] {
        deaf_ = true;
        char data[] = "?";
        std::uint32_t returned = 0;
        EXPECT_EQ(service_echo(data, 1, &returned, 20), osErrorTimeout);
        EXPECT_EQ(returned, 0U);
        EXPECT_EQ(service_get_statistics().timeouts, 1U);
        deaf_ = false;
        EXPECT_EQ(service_echo(data, 1, &returned, 20), service_ok);
    });
}

TEST_F(Joined, ANewDaemonEndsWhatWasBefore) {
    remote([this] {
        service_file file{};
        folder_.write("root/word", "hello");
        ASSERT_EQ(service_file_open("word", service_open_read, &file), service_ok);
        session_.lost();
        session_.say_hello();
        osDelay(2);
        ASSERT_TRUE(session_.up());
        EXPECT_EQ(service_get_statistics().sessions, 2U);
        char text[8];
        std::uint32_t done = 0;
        EXPECT_EQ(service_file_read(&file, 0, text, 5, &done), service_not_found);
        ASSERT_EQ(service_file_open("word", service_open_read, &file), service_ok);
        EXPECT_EQ(service_file_read(&file, 0, text, 5, &done), service_ok);
        EXPECT_EQ(std::string(text, done), "hello");
    });
}

TEST_F(Joined, ANewDaemonEndsACallAtOnce) {
    remote([this] {
        deaf_ = true;
        thread(osPriorityNormal, [this] {
            osDelay(5);
            deaf_ = false;
            session_.lost();
            session_.say_hello();
        });
        char data[] = "?";
        std::uint32_t returned = 0;
        EXPECT_EQ(service_echo(data, 1, &returned, patience), osErrorResource);
        EXPECT_EQ(service_get_statistics().timeouts, 0U);
        EXPECT_EQ(service_echo(data, 1, &returned, patience), service_ok);
    });
}

TEST_F(Joined, StreamsOfAnEarlierDaemonDoNotDisturbThoseOfTheNext) {
    remote([this] {
        const std::uint32_t number = SERVICE_STREAM_OF_LINUX | 1;
        const Bytes open = serialize({service_request, service_ports, service_ports_open, 0, 1,
                                      BodyWriter().u32(number).u32(100).text("7").take()});
        service_stream_listen(7);
        deliver(open);
        service_stream* old = service_stream_accept(7, patience);
        ASSERT_NE(old, nullptr);
        session_.lost();
        session_.say_hello();
        osDelay(2);
        deliver(open); // a new daemon numbers anew
        service_stream* stream = service_stream_accept(7, patience);
        ASSERT_NE(stream, nullptr);
        service_stream_close(old);
        EXPECT_EQ(closes_, 0U) << "the number is another stream's";
        deliver(serialize({service_one_way, service_ports, service_ports_data, 0, 0,
                           BodyWriter().u32(number).text("new").take()}));
        char text[8];
        bool ended = false;
        EXPECT_EQ(service_stream_read(stream, text, sizeof text, patience, &ended), 3U);
        service_stream_close(stream);
        EXPECT_EQ(closes_, 1U);
    });
}

TEST_F(Joined, ANewDaemonEndsAnAttemptToConnect) {
    remote([this] {
        deaf_ = true;
        thread(osPriorityNormal, [this] {
            osDelay(5);
            deaf_ = false;
            session_.lost();
            session_.say_hello();
        });
        service_stream* stream = nullptr;
        EXPECT_LT(service_stream_connect("unix:/nowhere", &stream, patience), 0);
        EXPECT_EQ(closes_, 0U);
    });
}

TEST_F(Joined, AHostileDaemonDoesNotMatter) {
    remote(
        [this] {
            std::mt19937 random;
            for (int i = 0; i < 3000; ++i) {
                Bytes bytes(random() % 60);
                for (std::uint8_t& byte : bytes) {
                    byte = static_cast<std::uint8_t>(random() % 6);
                }
                if (bytes.size() >= service_header_size && random() % 4 != 0) {
                    bytes[service_at_size] =
                        static_cast<std::uint8_t>(bytes.size() - service_header_size);
                    bytes[service_at_size + 1] = 0;
                }
                deliver(bytes);
                osDelay(i % 8 == 0 ? 1 : 0);
            }
            deliver(Bytes(600, 1));
            osDelay(5);
            session_.lost();
            session_.say_hello();
            osDelay(5);
            char data[] = "still here";
            std::uint32_t returned = 0;
            EXPECT_EQ(service_echo(data, sizeof data, &returned, patience), service_ok);
            EXPECT_GT(service_get_statistics().malformed, 100U);
        },
        3000);
}

TEST(Crc32, IsThatOfZlib) {
    const auto* digits = reinterpret_cast<const std::uint8_t*>("123456789");
    EXPECT_EQ(crc32_add(0, digits, 9), 0xcbf43926U);
    EXPECT_EQ(crc32_add(crc32_add(0, digits, 4), digits + 4, 5), 0xcbf43926U);
}

} // namespace
} // namespace ampsim::served
