// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/problem.h"
#include "platforms/guests/linux/served/messages.h"
#include "platforms/guests/linux/served/options.h"
#include "tests/unit/services/remote_stub.h"

#include <gmock/gmock.h>

#include <random>

namespace ampsim::served {
namespace {

using testing::HasSubstr;

class SessionTest : public testing::Test {
protected:
    pmm::EventLoop loop_;
    RemoteStub remote_;
    Messages messages_{remote_.session, loop_};
};

TEST_F(SessionTest, HelloAgreesOnTheSmallerMessage) {
    const Message answer =
        remote_.ask(service_session, service_session_hello, RemoteStub::hello(128));
    EXPECT_EQ(answer.kind, service_response);
    EXPECT_EQ(answer.id, remote_.id);
    BodyReader body(answer.body);
    EXPECT_EQ(body.u32(), std::uint32_t{service_magic});
    EXPECT_EQ(body.u16(), service_version_major);
    EXPECT_EQ(body.u16(), service_version_minor);
    EXPECT_EQ(body.u16(), 496);
    EXPECT_EQ(body.u32(), 1U << service_session | 1U << service_messages) << "what is offered";
    EXPECT_EQ(remote_.session.body_limit(), 120U);
}

TEST_F(SessionTest, AnotherMajorVersionOrMagicIsRefused) {
    EXPECT_EQ(remote_.ask(service_session, service_session_hello, RemoteStub::hello(496, 2)).status,
              service_wrong_version);
    EXPECT_EQ(remote_.ask(service_session, service_session_hello, RemoteStub::hello(63)).status,
              service_wrong_version);
    EXPECT_FALSE(remote_.session.up());
    EXPECT_EQ(remote_.ask(service_session, service_session_hello, BodyWriter().u16(1)).status,
              service_malformed);
    EXPECT_FALSE(remote_.session.up());
}

TEST_F(SessionTest, ALaterMinorVersionMaySayMore) {
    const Message answer =
        remote_.ask(service_session, service_session_hello, RemoteStub::hello().u64(0).u64(0));
    EXPECT_EQ(answer.status, service_ok);
}

TEST_F(SessionTest, NothingIsServedBeforeHello) {
    const Message answer =
        remote_.ask(service_messages, service_messages_echo, BodyWriter().u32(1));
    EXPECT_EQ(answer.status, service_unknown);
    remote_.session.one_way(service_messages, service_messages_publish, {1});
    EXPECT_TRUE(remote_.sent.empty());
}

TEST_F(SessionTest, TheUnknownIsRefusedAndDoesNoHarm) {
    remote_.greet();
    EXPECT_EQ(remote_.ask(77, 1, {}).status, service_unknown);
    EXPECT_EQ(remote_.ask(service_messages, 99, {}).status, service_unknown);
    remote_.say({service_one_way, 77, 1, 0, 0, {}});
    remote_.say({service_response, service_files, service_files_read, 0, 17, {1, 2}});
    EXPECT_TRUE(remote_.sent.empty());
    EXPECT_EQ(remote_.session.counters().at("dropped"), 2U);
    const Message answer =
        remote_.ask(service_messages, service_messages_echo, BodyWriter().text("still here"));
    EXPECT_EQ(answer.status, service_ok);
    EXPECT_EQ(BodyReader(answer.body).rest_as_text(), "still here");
}

TEST_F(SessionTest, OurRequestsGetTheirResponsesInAnyOrder) {
    remote_.greet();
    std::string story;
    for (const char* name : {"a", "b"}) {
        EXPECT_TRUE(remote_.session.request(service_ports, service_ports_open, {},
                                            [&story, name](const Message& response) {
                                                story += name + std::to_string(response.status);
                                            }));
    }
    const Message first = remote_.next();
    const Message second = remote_.next();
    EXPECT_NE(first.id, second.id);
    const auto respond = [&](const Message& request, std::uint8_t operation) {
        remote_.say({service_response, service_ports, operation, 3, request.id, {}});
    };
    respond(second, service_ports_open);
    respond(first, service_ports_close); // of something else
    respond(first, service_ports_open);
    respond(first, service_ports_open); // once more
    EXPECT_EQ(story, "b3a3");
}

TEST_F(SessionTest, ResponsesOfAnEarlierSessionAreNone) {
    remote_.greet();
    bool answered = false;
    remote_.session.request(service_ports, service_ports_open, {},
                            [&](const Message&) { answered = true; });
    const Message request = remote_.next();
    remote_.greet();
    remote_.say({service_response, service_ports, service_ports_open, 0, request.id, {}});
    EXPECT_FALSE(answered);
}

TEST_F(SessionTest, NonsenseOfAnyKindIsSurvived) {
    remote_.greet();
    std::mt19937 random;
    for (int i = 0; i < 20000; ++i) {
        Bytes bytes(random() % 40);
        for (std::uint8_t& byte : bytes) {
            byte = static_cast<std::uint8_t>(random() % 8);
        }
        if (bytes.size() >= service_header_size) {
            bytes[service_at_size] = static_cast<std::uint8_t>(bytes.size() - service_header_size);
            bytes[service_at_size + 1] = 0;
        }
        remote_.session.receive(bytes.data(), bytes.size());
        remote_.sent.clear();
    }
    remote_.greet();
}

TEST(ServedOptions, SayWhatWasExpected) {
    const auto message = [](const std::vector<std::string>& arguments) -> std::string {
        try {
            parse_options(arguments);
        } catch (const pmm::WrongInput& problem) {
            return problem.what();
        }
        return "no error";
    };
    EXPECT_THAT(message({"--nonsense"}), HasSubstr("--nonsense: no such option"));
    EXPECT_THAT(message({"--files"}), HasSubstr("--files: a value is missing"));
    EXPECT_THAT(message({"--allow", "tcp:example.org:80"}), HasSubstr("expected tcp:HOST:PORT"));
    EXPECT_THAT(message({"--forward", "tcp:localhost:80"}), HasSubstr("expected AT=PORT"));
    EXPECT_THAT(message({"--forward", "tcp:localhost:80=0"}), HasSubstr("expected AT=PORT"));
    const Options options =
        parse_options({"--forward", "unix:/a=7", "--allow", "tcp:[::1]:80", "--read-only"});
    EXPECT_EQ(options.forwards.at(0).second, 7);
    EXPECT_EQ(options.allowed.count("tcp:[::1]:80"), 1U);
    EXPECT_TRUE(options.read_only);
}

TEST(ServedOptions, StayRootOnlyWhereRootMayBeNeededAgain) {
    const auto user = [](const std::vector<std::string>& arguments) {
        return parse_options(arguments).user;
    };
    EXPECT_EQ(user({"--carrier", "listen:unix:/run/vsock_4000"}), "nobody");
    EXPECT_EQ(user({"--carrier", "listen:unix:/run/vsock_4000", "--user", "services"}), "services");
    EXPECT_EQ(user({}), "") << "the endpoint of a remote that comes again is root's";
    EXPECT_EQ(user({"--carrier", "tty:/dev/remote"}), "");
    EXPECT_EQ(user({"--user", "7"}), "7");
}

} // namespace
} // namespace ampsim::served
