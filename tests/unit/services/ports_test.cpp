// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/served/ports.h"

#include "tests/unit/services/remote_stub.h"

namespace ampsim::served {
namespace {

using models::virtio::read_some;
using models::virtio::write_some;

class PortsTest : public testing::Test {
protected:
    PortsTest()
        : at_("unix:" + folder_.path("server")), server_(Address::parse(at_)->listen()),
          ports_(remote_.session, loop_, {at_}) {
        remote_.greet();
    }

    void turn() {
        for (int i = 0; i < 10; ++i) {
            loop_.run_once(std::chrono::nanoseconds(0));
        }
    }

    /// The remote opens a stream to the server; its end there.
    HostFile connect(std::uint32_t number, std::uint32_t credit) {
        remote_.sent.clear();
        remote_.say({service_request, service_ports, service_ports_open, 0, ++remote_.id,
                     BodyWriter().u32(number).u32(credit).text(at_).take()});
        turn();
        const Message answer = remote_.next();
        EXPECT_EQ(answer.status, service_ok);
        given_ = BodyReader(answer.body).u32();
        return accept_from(server_);
    }
    void data(std::uint32_t number, const std::string& text) {
        remote_.say({service_one_way, service_ports, service_ports_data, 0, 0,
                     BodyWriter().u32(number).text(text).take()});
        turn();
    }
    void close(std::uint32_t number, std::uint8_t how) {
        remote_.say({service_one_way, service_ports, service_ports_close, 0, 0,
                     BodyWriter().u32(number).u8(how).take()});
        turn();
    }
    std::string read(const HostFile& file) {
        Bytes bytes(100000);
        const auto count = read_some(file, bytes.data(), bytes.size());
        return count ? std::string(bytes.begin(), bytes.begin() + static_cast<long>(*count))
                     : "the end";
    }
    /// What came to the remote for a stream: its data, "|end" and "|reset".
    std::string received() {
        std::string text;
        while (!remote_.sent.empty()) {
            const Message message = remote_.next();
            BodyReader body(message.body);
            body.u32();
            if (message.operation == service_ports_data) {
                text += body.rest_as_text();
            } else if (message.operation == service_ports_close) {
                text += body.u8() == service_close_end ? "|end" : "|reset";
            }
        }
        return text;
    }

    Folder folder_;
    pmm::EventLoop loop_;
    RemoteStub remote_;
    std::string at_;
    HostFile server_;
    Ports ports_;
    std::uint32_t given_ = 0;
};

TEST_F(PortsTest, BytesBothWaysAndAnOrderlyEnd) {
    const HostFile server = connect(1, 1000);
    data(1, "to Linux");
    EXPECT_EQ(read(server), "to Linux");
    write_some(server, reinterpret_cast<const std::uint8_t*>("back"), 4);
    turn();
    EXPECT_EQ(received(), "back");
    close(1, service_close_end);
    EXPECT_EQ(read(server), "the end");
    ::shutdown(server.descriptor(), SHUT_WR);
    turn();
    EXPECT_EQ(received(), "|end");
    EXPECT_EQ(ports_.streams(), 0U);
}

TEST_F(PortsTest, SendsNoMoreThanTheRemoteHasRoomFor) {
    const HostFile server = connect(1, 10);
    const std::string text = "0123456789abcdefghij";
    write_some(server, reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
    turn();
    EXPECT_EQ(received(), "0123456789");
    remote_.say({service_one_way, service_ports, service_ports_credit, 0, 0,
                 BodyWriter().u32(1).u32(5).take()});
    turn();
    EXPECT_EQ(received(), "abcde");
}

TEST_F(PortsTest, NothingIsReadWhileTheCarrierIsCongested) {
    const HostFile server = connect(1, 1000);
    remote_.congested = true;
    remote_.session.room();
    write_some(server, reinterpret_cast<const std::uint8_t*>("later"), 5);
    turn();
    EXPECT_EQ(received(), "");
    remote_.congested = false;
    remote_.session.room();
    turn();
    EXPECT_EQ(received(), "later");
}

TEST_F(PortsTest, GivesCreditForWhatTheSocketTook) {
    const HostFile server = connect(1, 1000);
    EXPECT_GT(given_, 1000U);
    std::uint32_t more = 0;
    for (std::uint32_t sent = 0; sent < 4 * given_; sent += 400) {
        data(1, std::string(400, 'x'));
        read(server);
        while (!remote_.sent.empty()) {
            const Message message = remote_.next();
            ASSERT_EQ(message.operation, service_ports_credit) << "it was not reset";
            BodyReader body(message.body);
            body.u32();
            more += body.u32();
        }
    }
    EXPECT_GE(more, 3 * given_);
}

TEST_F(PortsTest, ARemoteThatSendsMoreThanItMayIsReset) {
    const HostFile server = connect(1, 1000); // nobody reads there
    const std::string piece(400, 'x');
    std::string answer;
    for (int i = 0; i < 2000 && answer.empty(); ++i) {
        data(1, piece);
        answer = received();
    }
    EXPECT_EQ(answer, "|reset");
    EXPECT_EQ(ports_.streams(), 0U);
}

TEST_F(PortsTest, OnlyWhatIsAllowedIsConnected) {
    const auto open = [&](std::uint32_t number, const std::string& address) {
        return remote_
            .ask(service_ports, service_ports_open, BodyWriter().u32(number).u32(10).text(address))
            .status;
    };
    EXPECT_EQ(open(1, "tcp:127.0.0.1:22"), service_denied);
    EXPECT_EQ(open(1, "unix:/run/other"), service_denied);
    EXPECT_EQ(open(1, "no address"), service_malformed);
    EXPECT_EQ(open(SERVICE_STREAM_OF_LINUX | 1, at_), service_malformed);
    server_.close();
    EXPECT_EQ(open(1, at_), service_failed) << "nobody listens";
    EXPECT_EQ(ports_.streams(), 0U);
}

TEST_F(PortsTest, ProgramsReachThePortsOfTheRemote) {
    const auto there = Address::parse("unix:" + folder_.path("forwarded"));
    ports_.forward(*there, 7);
    const HostFile program = there->connect();
    turn();
    const Message request = remote_.next();
    BodyReader body(request.body);
    const std::uint32_t number = body.u32();
    EXPECT_NE(number & SERVICE_STREAM_OF_LINUX, 0U);
    body.u32();
    EXPECT_EQ(body.rest_as_text(), "7");
    write_some(program, reinterpret_cast<const std::uint8_t*>("early"), 5);
    turn();
    EXPECT_EQ(received(), "") << "not before the remote has agreed";
    remote_.say({service_response, service_ports, service_ports_open, service_ok, request.id,
                 BodyWriter().u32(100).take()});
    turn();
    EXPECT_EQ(received(), "early");
    data(number, "answer");
    EXPECT_EQ(read(program), "answer");
    close(number, service_close_reset);
    EXPECT_EQ(read(program), "the end");
}

TEST_F(PortsTest, ARefusalOfTheRemoteClosesTheSocket) {
    const auto there = Address::parse("unix:" + folder_.path("forwarded"));
    ports_.forward(*there, 9);
    const HostFile program = there->connect();
    turn();
    const Message request = remote_.next();
    remote_.say(
        {service_response, service_ports, service_ports_open, service_not_found, request.id, {}});
    EXPECT_EQ(read(program), "the end");
}

TEST_F(PortsTest, AnAnswerOfTheRemoteThatIsNoneClosesTheSocket) {
    const auto there = Address::parse("unix:" + folder_.path("forwarded"));
    ports_.forward(*there, 9);
    const HostFile program = there->connect();
    turn();
    const Message request = remote_.next();
    remote_.say({service_response, service_ports, service_ports_open, service_ok, request.id, {}});
    EXPECT_EQ(read(program), "the end");
    EXPECT_EQ(ports_.streams(), 0U);
    EXPECT_EQ(received(), "|reset");
}

TEST_F(PortsTest, AnEndedSessionEndsItsStreams) {
    const HostFile server = connect(1, 10);
    remote_.greet();
    EXPECT_EQ(read(server), "the end");
    data(1, "into the void");
    EXPECT_EQ(received(), "");
}

TEST_F(PortsTest, AnEndThatWeMayNotTellYetDoesNotKeepUsBusy) {
    HostFile server = connect(1, 0);
    server.close();
    const auto start = std::chrono::steady_clock::now();
    loop_.run_once(std::chrono::milliseconds(20));
    EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(10));
}

} // namespace
} // namespace ampsim::served
