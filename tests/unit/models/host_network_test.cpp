// SPDX-License-Identifier: BSD-3-Clause
//
// The networks of the host, with the host's own sockets at their other end.
#include "models/network/nat.h"
#include "models/network/tap.h"
#include "models/network/tcp_ip_peer.h"
#include "tests/unit/models/script.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <linux/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <stdexcept>
#include <thread>

namespace ampsim::models::network {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

class Receiver : public FrameSink {
public:
    void receive(Frame frame) override { frames.push_back(std::move(frame)); }
    std::vector<Frame> frames;
};

/// A socket of the host that does not wait; connected to a port of the given address.
class HostSocket {
public:
    HostSocket(int type, const char* address, std::uint16_t port)
        : descriptor_(socket(AF_INET, type | SOCK_NONBLOCK, 0)) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        inet_pton(AF_INET, address, &to.sin_addr);
        const int result = connect(descriptor_, reinterpret_cast<sockaddr*>(&to), sizeof to);
        EXPECT_TRUE(result == 0 || errno == EINPROGRESS) << std::strerror(errno);
    }
    ~HostSocket() { close(descriptor_); }
    HostSocket(const HostSocket&) = delete;
    HostSocket& operator=(const HostSocket&) = delete;

    void send(const std::string& text) const {
        EXPECT_EQ(::send(descriptor_, text.data(), text.size(), 0),
                  static_cast<ssize_t>(text.size()));
    }
    /// What there is.
    std::string receive() const {
        std::string text(2000, '\0');
        const ssize_t size = recv(descriptor_, text.data(), text.size(), 0);
        text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
        return text;
    }

private:
    int descriptor_;
};

/// A port of the host that nobody has.
std::uint16_t free_port() {
    const int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(descriptor, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size), 0);
    close(descriptor);
    return ntohs(address.sin_port);
}

/// Lets virtual time pass until the condition holds, for at most 20 s of the host's.
template <typename Condition>
bool eventually(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (std::chrono::steady_clock::now() < end) {
        if (condition()) {
            return true;
        }
        sc_core::wait(100, sc_core::SC_US);
    }
    return false;
}

/// "Who has the address? Tell 10.0.2.99."
Frame arp_request(std::array<std::uint8_t, 4> target) {
    Frame frame{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0,  1, 1, 0x08, 0x06, 0, 1, 8, 0, 6,
                4,    0,    1,    2,    0,    0,    0, 1, 1, 10, 0, 2, 99,   0,    0, 0, 0, 0, 0};
    for (const std::uint8_t byte : target) {
        frame.push_back(byte);
    }
    return frame;
}

struct NatTest : testing::Test {
    Script script{"script"};
    /// Ends the simulation, which would poll the host forever.
    void run(const std::function<void()>& body) {
        script.run([&] {
            body();
            sc_core::sc_stop();
        });
    }
};

TEST_F(NatTest, TheGatewayAnswersArpRequests) {
    Nat nat("nat");
    Receiver guest;
    nat.port.connect(guest);
    run([&] {
        sc_core::wait(1, sc_core::SC_SEC);
        EXPECT_EQ(nat.counters().polls, 0U); // costs nothing until it is used
        nat.sink().receive(arp_request({10, 0, 2, 2}));
        ASSERT_TRUE(eventually([&] { return !guest.frames.empty(); }));
        const Frame& answer = guest.frames[0];
        ASSERT_GE(answer.size(), 42U);
        EXPECT_EQ(ethernet::type(answer), ethernet::type_arp);
        EXPECT_EQ(answer[21], 2); // reply
        EXPECT_EQ(Frame(answer.begin() + 28, answer.begin() + 32), (Frame{10, 0, 2, 2}));
        sc_core::wait(1, sc_core::SC_MS);
        EXPECT_GE(nat.counters().polls, 9U);
    });
    EXPECT_EQ(nat.not_reproducible(), "user-mode network");
    EXPECT_EQ(nat.all_counters().at("to_host_frames"), 1U);
}

TEST_F(NatTest, GivesOutAddresses) {
    NatParameters parameters;
    parameters.gateway = {{172, 16, 5, 1}, 24};
    parameters.name_server = {172, 16, 5, 3};
    parameters.dhcp_start = {172, 16, 5, 77};
    Nat nat("nat", parameters);
    Receiver guest;
    nat.port.connect(guest);
    // DHCPDISCOVER: Ethernet, IPv4, UDP 68 to 67, BOOTP, options.
    Frame discover{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2,  0,    0, 0, 1, 1, 0x08, 0x00, 0x45, 0,
                   1,    0x10, 0,    0,    0,    0,    64, 17,   0, 0, 0, 0, 0,    0,    0xff, 0xff,
                   0xff, 0xff, 0,    68,   0,    67,   0,  0xfc, 0, 0, 1, 1, 6,    0};
    discover.resize(14 + 20 + 8 + 236, 0);
    std::copy_n(discover.begin() + 6, 6, discover.begin() + 42 + 28);
    for (const int byte : {0x63, 0x82, 0x53, 0x63, 53, 1, 1, 255}) {
        discover.push_back(static_cast<std::uint8_t>(byte));
    }
    std::uint32_t sum = 0;
    for (std::size_t i = 14; i < 34; i += 2) {
        sum += static_cast<std::uint32_t>(discover[i] << 8U | discover[i + 1]);
    }
    sum = ~(sum % 0xffff) & 0xffff;
    discover[24] = static_cast<std::uint8_t>(sum >> 8U);
    discover[25] = static_cast<std::uint8_t>(sum);
    run([&] {
        nat.sink().receive(discover);
        ASSERT_TRUE(eventually([&] { return !guest.frames.empty(); }));
        const Frame& offer = guest.frames[0];
        ASSERT_GT(offer.size(), 42U + 20U);
        EXPECT_EQ(Frame(offer.begin() + 42 + 16, offer.begin() + 42 + 20),
                  (Frame{172, 16, 5, 77})); // "your address"
    });
}

TEST_F(NatTest, AForwardedPortLeadsToAGuest) {
    NatParameters parameters;
    const std::uint16_t port = free_port();
    parameters.forwards = {{false, port, {10, 0, 2, 15}, 7}, {true, port, {10, 0, 2, 15}, 7}};
    Nat nat("nat", parameters);
    PeerParameters guest_parameters;
    guest_parameters.address = {{10, 0, 2, 15}, 24};
    guest_parameters.gateway = {10, 0, 2, 2};
    TcpIpPeer guest("guest", guest_parameters);
    nat.port.connect(guest.sink());
    guest.port.connect(nat.sink());
    run([&] {
        nat.sink().receive(arp_request({10, 0, 2, 2})); // so that it looks at the host
        const HostSocket tcp(SOCK_STREAM, "127.0.0.1", port);
        tcp.send("to a guest");
        std::string answer;
        EXPECT_TRUE(eventually([&] { return (answer += tcp.receive()).size() >= 10; }));
        EXPECT_EQ(answer, "to a guest");
        const HostSocket udp(SOCK_DGRAM, "127.0.0.1", port);
        udp.send("a datagram");
        EXPECT_TRUE(eventually([&] { return (answer = udp.receive()).size() >= 10; }));
        EXPECT_EQ(answer, "a datagram");
    });
    EXPECT_EQ(guest.counters("echo").requests, 2U);
}

TEST_F(NatTest, SaysThatAPortOfTheHostIsTaken) {
    NatParameters parameters;
    const std::uint16_t port = free_port();
    parameters.forwards = {{false, port, {10, 0, 2, 15}, 7}};
    Nat nat("nat", parameters);
    try {
        Nat other("other", parameters);
        FAIL();
    } catch (const std::runtime_error& error) {
        EXPECT_THAT(error.what(), HasSubstr("cannot have TCP port " + std::to_string(port) +
                                            " of the host: Address already in use"));
    }
    parameters.forwards[0].host_port = 0;
    EXPECT_THROW(Nat("third", parameters), std::invalid_argument);
    parameters.forwards.clear();
    parameters.poll_period = sc_core::SC_ZERO_TIME;
    EXPECT_THROW(Nat("fourth", parameters), std::invalid_argument);
    parameters = {};
    parameters.name_server = {10, 0, 3, 3};
    EXPECT_THROW(Nat("fifth", parameters), std::invalid_argument);
}

/// Gives the interface 192.168.207.2/24, and brings it up.
void configure(const std::string& interface) {
    const int descriptor = socket(AF_INET, SOCK_DGRAM, 0);
    ifreq request{};
    interface.copy(request.ifr_name, IFNAMSIZ - 1);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    inet_pton(AF_INET, "192.168.207.2", &address.sin_addr);
    std::memcpy(&request.ifr_addr, &address, sizeof address);
    EXPECT_EQ(ioctl(descriptor, SIOCSIFADDR, &request), 0) << std::strerror(errno);
    inet_pton(AF_INET, "255.255.255.0", &address.sin_addr);
    std::memcpy(&request.ifr_netmask, &address, sizeof address);
    EXPECT_EQ(ioctl(descriptor, SIOCSIFNETMASK, &request), 0) << std::strerror(errno);
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    EXPECT_EQ(ioctl(descriptor, SIOCSIFFLAGS, &request), 0) << std::strerror(errno);
    close(descriptor);
}

TEST_F(NatTest, ATapLeadsToTheHost) {
    TapParameters parameters;
    parameters.interface = "ampsimtest%d";
    std::unique_ptr<Tap> tap;
    try {
        tap = std::make_unique<Tap>("tap", parameters);
    } catch (const std::runtime_error& error) {
        GTEST_SKIP() << error.what();
    }
    EXPECT_EQ(tap->not_reproducible(), "TAP interface " + tap->interface());
    PeerParameters peer_parameters;
    peer_parameters.address = {{192, 168, 207, 1}, 24};
    TcpIpPeer peer("peer", peer_parameters);
    tap->port.connect(peer.sink());
    peer.port.connect(tap->sink());
    run([&] {
        tap->sink().receive(Frame(60, 0));
        EXPECT_EQ(tap->counters().dropped_frames, 1U); // the interface is down
        configure(tap->interface());
        const HostSocket tcp(SOCK_STREAM, "192.168.207.1", 7);
        const HostSocket udp(SOCK_DGRAM, "192.168.207.1", 7);
        udp.send("a datagram");
        std::string answer;
        EXPECT_TRUE(eventually([&] { return (answer = udp.receive()).size() >= 10; }));
        EXPECT_EQ(answer, "a datagram");
        EXPECT_TRUE(eventually([&] { return peer.counters("echo").connections == 1; }));
        tcp.send("to the hub");
        answer.clear();
        EXPECT_TRUE(eventually([&] { return (answer += tcp.receive()).size() >= 10; }));
        EXPECT_EQ(answer, "to the hub");
    });
}

TEST_F(NatTest, SaysWhatIsWrongWithATap) {
    TapParameters parameters;
    parameters.interface = "a-name-of-16-chr";
    EXPECT_THROW(Tap("tap", parameters), std::invalid_argument);
}

TEST_F(NatTest, VirtualTimeDoesNotRunAhead) {
    NatParameters parameters;
    Nat nat("nat", parameters);
    parameters.keep_pace = false;
    Nat hasty("hasty", parameters);
    const auto milliseconds = [](FrameSink& sink) {
        sink.receive(arp_request({10, 0, 2, 2}));
        const auto begin = std::chrono::steady_clock::now();
        sc_core::wait(500, sc_core::SC_MS);
        return std::chrono::steady_clock::now() - begin;
    };
    run([&] {
        const auto without = milliseconds(hasty.sink());
        EXPECT_LT(without, std::chrono::milliseconds(500));
        EXPECT_GE(milliseconds(nat.sink()), std::chrono::milliseconds(490));
    });
}

} // namespace
} // namespace ampsim::models::network
