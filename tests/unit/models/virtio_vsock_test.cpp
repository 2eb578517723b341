// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/vsock.h"

#include "tests/unit/models/fake_queue.h"

#include <gmock/gmock.h>

#include <sys/socket.h>

#include <stdexcept>

namespace ampsim::models::virtio {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::uint64_t guest = 3;
constexpr std::uint32_t echo_port = 7;
constexpr std::uint32_t discard_port = 9;
constexpr std::uint32_t sha256_port = 256;
constexpr std::uint32_t buffer_size = 16384;

Bytes packet(const VsockHeader& header, const Bytes& data = {}) {
    Bytes result = bytes_of(header);
    for (const std::uint8_t byte : data) {
        result.push_back(byte);
    }
    return result;
}

/// What the guest's end of a connection sends.
VsockHeader header(std::uint32_t guest_port, std::uint32_t host_port, std::uint16_t op,
                   std::size_t size = 0) {
    VsockHeader result{};
    result.src_cid = guest;
    result.dst_cid = vsock_host;
    result.src_port = guest_port;
    result.dst_port = host_port;
    result.len = static_cast<std::uint32_t>(size);
    result.type = vsock_stream;
    result.op = op;
    result.buf_alloc = 65536;
    return result;
}

struct Received {
    VsockHeader header;
    std::string data;
};

class VsockTest : public testing::Test {
protected:
    static VsockParameters parameters(const std::string& path = "") {
        VsockParameters result;
        result.buffer = buffer_size;
        result.host_path = path;
        result.poll_period = ns(1000);
        result.connections_max = 4;
        return result;
    }
    explicit VsockTest(const VsockParameters& wanted = parameters()) : vsock(wanted) {}

    void send(const VsockHeader& sent, const std::string& data = "") {
        transmit.ask(packet(sent, bytes(data)));
    }
    void send(std::uint32_t port, std::uint16_t op, const std::string& data = "") {
        VsockHeader sent = header(1000, port, op, data.size());
        sent.fwd_cnt = taken;
        send(sent, data);
    }
    Received next(std::size_t room = 4140) {
        const Bytes got = receive.ask({}, room);
        const auto found = parse<VsockHeader>(got);
        EXPECT_TRUE(found.has_value());
        EXPECT_EQ(found->len, got.size() - sizeof(VsockHeader));
        EXPECT_EQ(found->src_cid, vsock_host);
        EXPECT_EQ(found->dst_cid, guest);
        taken += found->len;
        return {*found, text(Bytes(got.begin() + sizeof(VsockHeader), got.end()))};
    }
    std::uint16_t next_op() { return next().header.op; }
    void connect(std::uint32_t port) {
        send(port, vsock_op::request);
        const Received answer = next();
        EXPECT_EQ(answer.header.op, vsock_op::response);
        EXPECT_EQ(answer.header.src_port, port);
        EXPECT_EQ(answer.header.dst_port, 1000U);
        EXPECT_EQ(answer.header.buf_alloc, buffer_size);
    }
    void shut_down(std::uint32_t port, std::uint32_t flags) {
        VsockHeader sent = header(1000, port, vsock_op::shutdown);
        sent.flags = flags;
        sent.fwd_cnt = taken;
        send(sent);
    }
    /// Nothing more comes for a while.
    void expect_silence() {
        const std::size_t before = receive.used.size();
        receive.make_available({}, 4140);
        sc_core::wait(ns(100000));
        EXPECT_EQ(receive.used.size(), before);
    }

    Vsock vsock;
    FakeEvents events{vsock};
    FakeQueue receive{"rx", vsock, 0};
    FakeQueue transmit{"tx", vsock, 1};
    FakeQueue event{"event", vsock, 2};
    Script script{"script"};
    std::uint32_t taken = 0; ///< bytes, as the guest tells the host
};

TEST_F(VsockTest, SaysWhatItIs) {
    EXPECT_EQ(vsock.type(), 19U);
    EXPECT_THAT(vsock.configuration(), ElementsAre(3, 0, 0, 0, 0, 0, 0, 0));
    EXPECT_EQ(vsock.queues(), 3U);
    EXPECT_EQ(vsock.queue_name(2), "event");
    EXPECT_EQ(vsock.not_reproducible(), "");
}

TEST_F(VsockTest, EchoSendsBack) {
    script.run([&] {
        connect(echo_port);
        send(echo_port, vsock_op::rw, "hello");
        Received answer = next();
        EXPECT_EQ(answer.header.op, vsock_op::rw);
        EXPECT_EQ(answer.data, "hello");
        EXPECT_EQ(answer.header.fwd_cnt, 5U);
        shut_down(echo_port, vsock_flag::both);
        EXPECT_EQ(next_op(), vsock_op::rst);
        expect_silence();
    });
    EXPECT_EQ(vsock.counters().at("connections"), 1U);
    EXPECT_EQ(vsock.counters().at("received_bytes"), 5U);
    EXPECT_EQ(vsock.counters().at("sent_bytes"), 5U);
    EXPECT_EQ(vsock.counters().at("received_packets"), 3U);
    EXPECT_EQ(vsock.counters().at("sent_packets"), 3U);
    EXPECT_EQ(vsock.counters().at("broken_connections"), 0U);
}

TEST_F(VsockTest, DataComesInPiecesThatFit) {
    script.run([&] {
        connect(echo_port);
        send(echo_port, vsock_op::rw, "0123456789");
        EXPECT_EQ(next(44 + 4).data, "0123");
        EXPECT_EQ(next(44 + 4).data, "4567");
        EXPECT_EQ(next(44 + 4).data, "89");
    });
}

TEST_F(VsockTest, Sha256AnswersWhenTheGuestHasSaidAll) {
    script.run([&] {
        connect(sha256_port);
        send(sha256_port, vsock_op::rw, "a");
        send(sha256_port, vsock_op::rw, "bc");
        expect_silence();
        shut_down(sha256_port, vsock_flag::no_send);
        EXPECT_EQ(text(receive.next_used()).substr(44),
                  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n");
        Received last = next();
        EXPECT_EQ(last.header.op, vsock_op::shutdown);
        EXPECT_EQ(last.header.flags, vsock_flag::both);
        send(sha256_port, vsock_op::rst);
        expect_silence();
    });
}

TEST_F(VsockTest, CreditIsGivenBackInTime) {
    script.run([&] {
        connect(discard_port);
        send(discard_port, vsock_op::rw, std::string(buffer_size / 2 - 1, 'x'));
        expect_silence();
        send(discard_port, vsock_op::rw, "x");
        const Bytes told = receive.next_used();
        EXPECT_EQ(parse<VsockHeader>(told)->op, vsock_op::credit_update);
        EXPECT_EQ(parse<VsockHeader>(told)->fwd_cnt, buffer_size / 2);
        send(discard_port, vsock_op::credit_request);
        EXPECT_EQ(next_op(), vsock_op::credit_update);
        expect_silence();
    });
}

TEST_F(VsockTest, TheGuestGetsNoMoreThanItHasRoomFor) {
    script.run([&] {
        connect(echo_port);
        VsockHeader sent = header(1000, echo_port, vsock_op::rw, 100);
        sent.buf_alloc = 60;
        send(sent, std::string(100, 'x'));
        EXPECT_EQ(next().data, std::string(60, 'x'));
        EXPECT_EQ(next_op(), vsock_op::credit_request);
        expect_silence(); // asked once
        sent = header(1000, echo_port, vsock_op::credit_update);
        sent.buf_alloc = 60;
        sent.fwd_cnt = 25;
        send(sent);
        EXPECT_EQ(text(receive.next_used()).substr(44), std::string(25, 'x'));
        EXPECT_EQ(next_op(), vsock_op::credit_request);
        sent.fwd_cnt = 1000; // nonsense: more than was sent
        send(sent);
        expect_silence();
    });
}

TEST_F(VsockTest, WhoSendsMoreThanItsCreditIsCutOff) {
    script.run([&] {
        connect(discard_port);
        send(discard_port, vsock_op::rw, std::string(buffer_size + 1, 'x'));
        EXPECT_EQ(next_op(), vsock_op::rst);
        send(discard_port, vsock_op::rw, "x"); // there is no connection now
        EXPECT_EQ(next_op(), vsock_op::rst);
        expect_silence();
    });
    EXPECT_EQ(vsock.counters().at("broken_connections"), 1U);
}

// An echo that nobody reads takes 64 KiB, the connection's buffer 16 KiB.
TEST_F(VsockTest, AnEchoThatNobodyReadsStopsTaking) {
    script.run([&] {
        connect(echo_port);
        std::uint32_t sent = 0;
        for (; sent < 65536 + buffer_size; sent += 4096) {
            VsockHeader rw = header(1000, echo_port, vsock_op::rw, 4096);
            rw.buf_alloc = 0;
            send(rw, std::string(4096, 'x'));
            if (sent % 16384 == 0) {
                receive.make_available({}, 4140); // for credit updates, and a request
            }
        }
        EXPECT_EQ(vsock.counters().at("broken_connections"), 0U);
        send(echo_port, vsock_op::rw, "x");
        EXPECT_EQ(vsock.counters().at("broken_connections"), 1U);
    });
}

TEST_F(VsockTest, AGuestThatClosesNeedNotReadAll) {
    script.run([&] {
        connect(echo_port);
        send(echo_port, vsock_op::rw, std::string(1000, 'x'));
        shut_down(echo_port, vsock_flag::both);
        Received answer = next();
        while (answer.header.op == vsock_op::rw) { // what was ready to be sent
            answer = next();
        }
        EXPECT_EQ(answer.header.op, vsock_op::rst);
        expect_silence();
    });
}

TEST_F(VsockTest, WhereNobodyListensIsRefused) {
    script.run([&] {
        send(4711, vsock_op::request);
        const Received answer = next();
        EXPECT_EQ(answer.header.op, vsock_op::rst);
        EXPECT_EQ(answer.header.src_port, 4711U);
        send(4711, vsock_op::rst); // is not answered
        expect_silence();
    });
    EXPECT_EQ(vsock.counters().at("refused_connections"), 1U);
}

TEST_F(VsockTest, WhatIsNotForTheHostIsRefused) {
    script.run([&] {
        VsockHeader sent = header(1000, echo_port, vsock_op::request);
        sent.dst_cid = 77;
        transmit.ask(packet(sent));
        const auto answer = parse<VsockHeader>(receive.ask({}, 100));
        EXPECT_EQ(answer->op, vsock_op::rst);
        EXPECT_EQ(answer->src_cid, 77U);
        EXPECT_EQ(answer->dst_cid, guest);
        sent = header(1000, echo_port, vsock_op::request);
        sent.type = 2; // SEQPACKET was not offered
        send(sent);
        EXPECT_EQ(next_op(), vsock_op::rst);
        sent = header(1000, echo_port, 99);
        send(sent);
        EXPECT_EQ(next_op(), vsock_op::rst);
        sent = header(1000, echo_port, vsock_op::request);
        sent.src_cid = 55; // not the guest's own
        transmit.ask(packet(sent));
        EXPECT_EQ(parse<VsockHeader>(receive.ask({}, 100))->op, vsock_op::rst);
    });
    EXPECT_EQ(vsock.counters().at("connections"), 0U);
}

TEST_F(VsockTest, ThereAreNoMoreConnectionsThanAllowed) {
    script.run([&] {
        for (std::uint32_t port = 1; port <= 5; ++port) {
            send(header(port, echo_port, vsock_op::request));
            EXPECT_EQ(next_op(), port <= 4 ? vsock_op::response : vsock_op::rst);
        }
        send(header(2, echo_port, vsock_op::request)); // twice: it does not know what it does
        EXPECT_EQ(next_op(), vsock_op::rst);
    });
}

TEST_F(VsockTest, ConnectionsTakeTurns) {
    script.run([&] {
        for (std::uint32_t port = 1; port <= 3; ++port) {
            send(header(port, echo_port, vsock_op::request));
            next();
        }
        for (std::uint32_t port = 1; port <= 3; ++port) {
            send(header(port, echo_port, vsock_op::rw, 2), "ab");
        }
        std::string order;
        for (unsigned n = 0; n < 6; ++n) {
            order += std::to_string(next(45).header.dst_port);
        }
        EXPECT_EQ(order, "123123");
    });
}

TEST_F(VsockTest, WhatIsNoPacketNeedsAReset) {
    script.run([&] {
        transmit.ask(Bytes(43, 0));
        transmit.ask({});
        transmit.ask(packet(header(1000, echo_port, vsock_op::rw, 1)));
        VsockHeader huge = header(1000, echo_port, vsock_op::rw);
        huge.len = 0xffffffff;
        transmit.ask(packet(huge, Bytes(100, 0)));
        EXPECT_THAT(events.diagnoses, SizeIs(4));
        EXPECT_THAT(events.diagnoses[0], HasSubstr("43 bytes"));
        send(4711, vsock_op::request);
        EXPECT_THAT(receive.ask({}, 44), IsEmpty());
        EXPECT_THAT(events.diagnoses.back(), HasSubstr("receive buffer of 44"));
    });
}

TEST_F(VsockTest, AGuestThatTakesNoAnswersIsNotListenedTo) {
    script.run([&] {
        for (unsigned n = 0; n < 1000; ++n) {
            transmit.make_available(packet(header(n, 4711, vsock_op::request)));
        }
        sc_core::wait(ns(1e7));
        EXPECT_THAT(transmit.used, SizeIs(256));
        next();
        sc_core::wait(ns(1e6));
        EXPECT_THAT(transmit.used, SizeIs(257));
    });
}

TEST_F(VsockTest, AResetForgetsConnections) {
    script.run([&] {
        connect(echo_port);
        vsock.reset();
        send(echo_port, vsock_op::rw, "x");
        EXPECT_EQ(next_op(), vsock_op::rst);
    });
}

// --- Programs of the host ---

class HostVsockTest : private TemporaryDirectory, public VsockTest {
protected:
    HostVsockTest() : VsockTest(parameters(*this / "gate")) {}

    std::string path(const std::string& name) { return *this / name; }
    static std::string read_from(const HostFile& file) {
        Bytes got(1000);
        const auto size = read_some(file, got.data(), got.size());
        return size ? text(Bytes(got.begin(), got.begin() + static_cast<long>(*size))) : "END";
    }
    static void write_to(const HostFile& file, const std::string& data) {
        EXPECT_EQ(write_some(file, bytes(data).data(), data.size()), data.size());
    }
};

TEST_F(HostVsockTest, IsNotReproducible) {
    EXPECT_NE(vsock.not_reproducible(), "");
    EXPECT_THROW(Vsock(parameters(path("gate"))), BackEndError); // taken
}

TEST_F(HostVsockTest, TheGuestConnectsToAProgram) {
    script.run([&] {
        UnixListener listener(path("gate_1234"));
        connect(1234);
        HostFile program = listener.accept();
        EXPECT_TRUE(program);
        send(1234, vsock_op::rw, "question");
        sc_core::wait(ns(2000));
        EXPECT_EQ(read_from(program), "question");
        write_to(program, "answer");
        EXPECT_EQ(next().data, "answer");
        ::shutdown(program.descriptor(), SHUT_WR);
        const Received end = next();
        EXPECT_EQ(end.header.op, vsock_op::shutdown);
        EXPECT_EQ(end.header.flags, vsock_flag::no_send);
        send(1234, vsock_op::rw, "more");
        sc_core::wait(ns(2000));
        EXPECT_EQ(read_from(program), "more");
        shut_down(1234, vsock_flag::both);
        EXPECT_EQ(next_op(), vsock_op::rst);
        EXPECT_EQ(read_from(program), "END");
        sc_core::sc_stop();
    });
}

TEST_F(HostVsockTest, AProgramThatIsGoneIsNoticed) {
    script.run([&] {
        UnixListener listener(path("gate_1234"));
        connect(1234);
        listener.accept().close();
        EXPECT_EQ(next_op(), vsock_op::shutdown);
        send(1234, vsock_op::rw, "anybody?");
        EXPECT_EQ(next_op(), vsock_op::rst);
        sc_core::sc_stop();
    });
}

TEST_F(HostVsockTest, WhereNoProgramListensIsRefused) {
    script.run([&] {
        send(1234, vsock_op::request);
        EXPECT_EQ(next_op(), vsock_op::rst);
        sc_core::sc_stop();
    });
}

TEST_F(HostVsockTest, AProgramConnectsToTheGuest) {
    script.run([&] {
        const HostFile program = connect_unix(path("gate"));
        write_to(program, "CONNECT 52");
        sc_core::wait(ns(3000));
        write_to(program, "00\nfirst");
        const Received asked = next();
        EXPECT_EQ(asked.header.op, vsock_op::request);
        EXPECT_EQ(asked.header.dst_port, 5200U);
        const std::uint32_t port = asked.header.src_port;
        EXPECT_EQ(read_from(program), "");
        send(header(5200, port, vsock_op::response));
        EXPECT_EQ(next().data, "first");
        EXPECT_EQ(read_from(program), "OK " + std::to_string(port) + "\n");
        send(header(5200, port, vsock_op::rst));
        sc_core::wait(ns(2000));
        EXPECT_EQ(read_from(program), "END");
        sc_core::sc_stop();
    });
}

TEST_F(HostVsockTest, TheGuestMayRefuse) {
    script.run([&] {
        const HostFile program = connect_unix(path("gate"));
        write_to(program, "CONNECT 5200\n");
        const Received asked = next();
        send(header(5200, asked.header.src_port, vsock_op::rst));
        EXPECT_EQ(read_from(program), "END");
        sc_core::sc_stop();
    });
}

TEST_F(HostVsockTest, WhoDoesNotSayWhereIsSentAway) {
    script.run([&] {
        for (const char* line : {"GET / HTTP/1.1\n", "CONNECT\n", "CONNECT x\n", "CONNECT 5 6\n",
                                 "CONNECT 99999999999\n", "CONNECT -1\n",
                                 "a line that is longer than any that would be one"}) {
            const HostFile program = connect_unix(path("gate"));
            write_to(program, line);
            sc_core::wait(ns(3000));
            EXPECT_EQ(read_from(program), "END") << line;
        }
        EXPECT_EQ(vsock.counters().at("connections"), 0U);
        sc_core::sc_stop();
    });
}

TEST(VsockParametersTest, NonsenseIsRefused) {
    VsockParameters parameters;
    parameters.guest_cid = 2;
    EXPECT_THROW(Vsock{parameters}, std::invalid_argument);
    parameters = {};
    parameters.buffer = 100;
    EXPECT_THROW(Vsock{parameters}, std::invalid_argument);
    parameters = {};
    parameters.services[80] = "http";
    EXPECT_THROW(Vsock{parameters}, std::invalid_argument);
}

} // namespace
} // namespace ampsim::models::virtio
