// SPDX-License-Identifier: BSD-3-Clause
//
// URIs, and real sockets: who listens, who connects, what is left behind, and how a wait ends.
#include "sim/error.h"
#include "sim/remote_port/transport.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace ampsim::remote_port {
namespace {

using testing::HasSubstr;

std::string refusal(const std::string& uri) {
    try {
        Endpoint::parse(uri);
    } catch (const InputError& error) {
        return error.what();
    }
    return "accepted";
}

TEST(EndpointUri, AllFormsOfTheReferencePeers) {
    EXPECT_EQ(Endpoint::parse("unix:/run/a b").path, "/run/a b");
    EXPECT_EQ(Endpoint::parse("unix:relative").uri(), "unix:relative");
    for (const char* uri : {"tcp:localhost:7000", "tcp://localhost:7000"}) {
        const Endpoint endpoint = Endpoint::parse(uri);
        EXPECT_EQ(endpoint.kind, Endpoint::Kind::tcp);
        EXPECT_EQ(endpoint.host, "localhost");
        EXPECT_EQ(endpoint.port, 7000);
        EXPECT_EQ(endpoint.uri(), "tcp:localhost:7000");
    }
    for (const char* uri : {"tcpd:[::1]:0", "tcpd://[::1]:0"}) {
        const Endpoint endpoint = Endpoint::parse(uri);
        EXPECT_EQ(endpoint.kind, Endpoint::Kind::tcp_listen);
        EXPECT_EQ(endpoint.host, "::1");
        EXPECT_EQ(endpoint.uri(), "tcpd:[::1]:0");
    }
}

TEST(EndpointUri, WhatIsMalformedIsExplained) {
    EXPECT_THAT(refusal("/tmp/socket"), HasSubstr("the scheme is missing; expected unix:PATH"));
    EXPECT_THAT(refusal("udp:a:1"), HasSubstr("the scheme 'udp' is unknown"));
    EXPECT_THAT(refusal("unix:"), HasSubstr("the path is missing"));
    EXPECT_THAT(refusal("unix:" + std::string(108, 'x')), HasSubstr("at most 107 characters"));
    EXPECT_THAT(refusal("tcp:localhost"), HasSubstr("the port is missing"));
    EXPECT_THAT(refusal("tcp://:80"), HasSubstr("the host is missing"));
    EXPECT_THAT(refusal("tcp:::1:80"), HasSubstr("in brackets"));
    EXPECT_THAT(refusal("tcp:[::1:80"), HasSubstr("the bracket is not closed"));
    EXPECT_THAT(refusal("tcp:[]:80"), HasSubstr("the host is missing"));
    EXPECT_THAT(refusal("tcp:a:65536"), HasSubstr("'65536' is no port number"));
    EXPECT_THAT(refusal("tcp:a:80x"), HasSubstr("'80x' is no port number"));
    EXPECT_THAT(refusal("tcp:a:-1"), HasSubstr("'-1' is no port number"));
    EXPECT_THAT(refusal("tcp:a:"), HasSubstr("'' is no port number"));
    EXPECT_THAT(refusal("tcp:a:0"), HasSubstr("port 0 can only be listened on"));
}

class Sockets : public testing::Test {
protected:
    Sockets() {
        std::string pattern = testing::TempDir() + "ampsim-XXXXXX";
        directory = ::mkdtemp(pattern.data());
    }
    ~Sockets() override { std::filesystem::remove_all(directory); }
    Endpoint unix_endpoint() const { return Endpoint::parse("unix:" + directory + "/link"); }
    bool socket_file_exists() const { return std::filesystem::exists(directory + "/link"); }
    static Endpoint connecting_to(const Listener& listener) {
        Endpoint endpoint = listener.endpoint();
        if (endpoint.kind == Endpoint::Kind::tcp_listen)
            endpoint.kind = Endpoint::Kind::tcp;
        return endpoint;
    }
    /// A socket file that nobody listens on any more, as a killed process leaves it.
    void leave_stale_socket() const {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        (directory + "/link").copy(address.sun_path, sizeof address.sun_path - 1);
        const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
        ASSERT_EQ(::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        ::listen(socket, 1);
        ::close(socket);
    }
    template <typename Action>
    static std::string input_error(const Action& action) {
        try {
            action();
        } catch (const InputError& error) {
            return error.what();
        }
        return "no error";
    }

    std::string directory;
};

void expect_carries_bytes(Connection& from, Connection& to) {
    const std::vector<std::uint8_t> sent = {1, 2, 3};
    ASSERT_TRUE(from.write(sent.data(), sent.size(), {}));
    std::vector<std::uint8_t> received(16);
    received.resize(to.read(received.data(), received.size(), {}));
    EXPECT_EQ(received, sent);
}

TEST_F(Sockets, UnixListensAndConnectsAndLeavesNoFile) {
    {
        Listener listener(unix_endpoint());
        Connection here = connect(unix_endpoint());
        Connection there = listener.accept();
        expect_carries_bytes(here, there);
        expect_carries_bytes(there, here);
        EXPECT_TRUE(socket_file_exists());
    }
    EXPECT_FALSE(socket_file_exists());
}

TEST_F(Sockets, TcpListensOnAPortOfTheSystemsChoiceWithoutDelayedPackets) {
    for (const char* uri : {"tcpd:127.0.0.1:0", "tcpd:[::1]:0"}) {
        Listener listener(Endpoint::parse(uri));
        ASSERT_NE(listener.endpoint().port, 0);
        Connection here = connect(connecting_to(listener));
        Connection there = listener.accept();
        expect_carries_bytes(here, there);
        for (Connection* connection : {&here, &there}) {
            int no_delay = 0;
            socklen_t size = sizeof no_delay;
            ::getsockopt(connection->native_handle(), IPPROTO_TCP, TCP_NODELAY, &no_delay, &size);
            EXPECT_NE(no_delay, 0);
        }
    }
}

TEST_F(Sockets, NoSocketIsInheritedByChildren) {
    Listener listener(unix_endpoint());
    Connection here = connect(unix_endpoint());
    Connection there = listener.accept();
    EXPECT_EQ(::fcntl(here.native_handle(), F_GETFD), FD_CLOEXEC);
    EXPECT_EQ(::fcntl(there.native_handle(), F_GETFD), FD_CLOEXEC);
}

TEST_F(Sockets, APeerThatWasRestartedIsAcceptedAgain) {
    Listener listener(unix_endpoint());
    for (int start = 0; start < 2; ++start) {
        Connection here = connect(unix_endpoint());
        Connection there = listener.accept();
        expect_carries_bytes(here, there);
    }
}

TEST_F(Sockets, AStaleSocketFileIsReplaced) {
    leave_stale_socket();
    Listener listener(unix_endpoint());
    Connection here = connect(unix_endpoint());
    Connection there = listener.accept();
    expect_carries_bytes(here, there);
}

TEST_F(Sockets, ALiveListenerIsLeftAloneAndNotDisturbed) {
    Listener listener(unix_endpoint());
    EXPECT_THAT(input_error([&] { Listener second(unix_endpoint()); }),
                HasSubstr("link: address in use: another process listens there"));
    Connection here = connect(unix_endpoint());
    Connection there =
        listener.accept(); // the first in the queue is `here`, no probe of the second
    expect_carries_bytes(here, there);
}

TEST_F(Sockets, AFileThatIsNoSocketIsLeftAlone) {
    std::ofstream(directory + "/link") << "precious";
    EXPECT_THAT(input_error([&] { Listener listener(unix_endpoint()); }),
                HasSubstr("exists and is no socket"));
    EXPECT_TRUE(socket_file_exists());
}

TEST_F(Sockets, AnothersSocketFileIsNotRemoved) {
    {
        Listener listener(unix_endpoint());
        std::filesystem::remove(directory + "/link");
        leave_stale_socket();
    }
    EXPECT_TRUE(socket_file_exists());
}

TEST_F(Sockets, ATcpPortInUseIsNamed) {
    const Listener listener(Endpoint::parse("tcpd:127.0.0.1:0"));
    const std::string uri = listener.endpoint().uri();
    EXPECT_THAT(input_error([&] { Listener second(listener.endpoint()); }),
                HasSubstr(uri + ": address in use: another process listens there; end it, or "
                                "choose another port"));
}

TEST_F(Sockets, WithoutAListenerConnectingSaysWhatToDo) {
    EXPECT_THAT(input_error([&] { connect(unix_endpoint()); }),
                HasSubstr("start the peer that listens there first"));
    leave_stale_socket();
    EXPECT_THAT(input_error([&] { connect(unix_endpoint()); }), HasSubstr("refused"));
}

TEST_F(Sockets, UnusableAddressesAreInputErrors) {
    EXPECT_THAT(input_error([] { Listener listener(Endpoint::parse("unix:/no/such/dir/s")); }),
                HasSubstr("unix:/no/such/dir/s: cannot listen"));
    EXPECT_THAT(input_error([] { connect(Endpoint::parse("tcp:no-such-host.invalid:1")); }),
                HasSubstr("the host cannot be resolved"));
}

TEST_F(Sockets, UnixPeersMeetInWhicheverOrderTheyCome) {
    leave_stale_socket(); // meet() must not take it for a peer
    std::thread second([this] {
        for (;;) {
            try {
                Connection there = connect(unix_endpoint());
                std::uint8_t byte = 7;
                there.write(&byte, 1, {});
                return;
            } catch (const InputError&) {
                std::this_thread::yield();
            }
        }
    });
    Connection first = meet(unix_endpoint());
    std::uint8_t byte = 0;
    EXPECT_EQ(first.read(&byte, 1, {}), 1U);
    EXPECT_EQ(byte, 7);
    second.join();

    Listener listener(unix_endpoint());
    Connection here = meet(unix_endpoint());
    Connection there = listener.accept();
    expect_carries_bytes(here, there);
}

struct GaveUp : std::runtime_error {
    GaveUp() : std::runtime_error("gave up") {}
};

TEST_F(Sockets, EveryWaitAsksWhetherToGoOn) {
    int asked = 0;
    const WhileWaiting give_up = [&asked] {
        if (++asked % 2 == 0)
            throw GaveUp();
    };
    Listener listener(unix_endpoint());
    EXPECT_THROW(listener.accept(give_up), GaveUp);
    Connection here = connect(unix_endpoint());
    Connection there = listener.accept(give_up);
    std::array<std::uint8_t, 1> byte{};
    EXPECT_THROW(here.read(byte.data(), byte.size(), give_up), GaveUp);
    const std::vector<std::uint8_t> much(16 << 20);
    EXPECT_THROW(here.write(much.data(), much.size(), give_up), GaveUp);
    EXPECT_EQ(asked, 6);
}

TEST_F(Sockets, PartialWritesAreCompleted) {
    std::array<int, 2> pair{};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()), 0);
    Connection here = Connection::adopt(pair[0]);
    Connection there = Connection::adopt(pair[1]);
    std::vector<std::uint8_t> much(4 << 20);
    for (std::size_t i = 0; i < much.size(); ++i)
        much[i] = static_cast<std::uint8_t>(i * 7);
    std::vector<std::uint8_t> received;
    std::thread reader([&] {
        std::vector<std::uint8_t> piece(10000);
        while (const std::size_t count = there.read(piece.data(), piece.size(), {}))
            received.insert(received.end(), piece.data(), piece.data() + count);
    });
    EXPECT_TRUE(here.write(much.data(), much.size(), {}));
    ::close(here.release());
    reader.join();
    EXPECT_EQ(received, much);
}

TEST_F(Sockets, ASignalDoesNotEndAWait) {
    std::array<int, 2> pair{};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()), 0);
    Connection here = Connection::adopt(pair[0]);
    Connection there = Connection::adopt(pair[1]);
    struct sigaction action {};
    action.sa_handler = [](int) {
    }; // without SA_RESTART: recv() ends with EINTR
    ::sigaction(SIGUSR1, &action, nullptr);
    std::uint8_t byte = 0;
    int asked = 0;
    here.read(&byte, 1, [&] {
        if (++asked < 3) {
            ::pthread_kill(::pthread_self(), SIGUSR1);
            return;
        }
        byte = 5;
        there.write(&byte, 1, {});
    });
    EXPECT_EQ(byte, 5);
}

TEST_F(Sockets, APeerThatIsGoneIsSeenByReadAndWrite) {
    std::array<int, 2> pair{};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()), 0);
    Connection here = Connection::adopt(pair[0]);
    std::uint8_t byte = 1;
    ASSERT_TRUE(here.write(&byte, 1, {}));
    ::close(pair[1]); // with an unread byte: a reset, not just an end of stream
    EXPECT_EQ(here.read(&byte, 1, {}), 0U);
    EXPECT_FALSE(here.write(&byte, 1, {}));
    std::size_t count = 0;
    EXPECT_EQ(here.try_read(&byte, 1, count), Connection::Poll::closed);
}

} // namespace
} // namespace ampsim::remote_port
