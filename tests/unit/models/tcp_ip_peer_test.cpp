// SPDX-License-Identifier: BSD-3-Clause
//
// Two hosts on a switch: one serves, the other is what the test makes of it with lwIP's raw API.
#include "models/network/tcp_ip_peer.h"

#include "models/network/conversations.h"
#include "models/network/ethernet_switch.h"
#include "models/network/sha256.h"
#include "tests/unit/models/script.h"

#include <gmock/gmock.h>
#include <lwip/netif.h>
#include <lwip/tcp.h>
#include <lwip/udp.h>

#include <algorithm>
#include <memory>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
namespace ampsim::models::network {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Bytes bytes(const std::string& text) {
    return {text.begin(), text.end()};
}
std::string text(const Bytes& bytes) {
    return {bytes.begin(), bytes.end()};
}
std::string sha256(const Bytes& data) {
    Sha256 hash;
    hash.add(data.data(), data.size());
    return hash.finish();
}

struct Arrival {
    double time; // ns
    Bytes data;
};

/// A client's end of a TCP connection.
class Client {
public:
    Client(TcpIpPeer& host, const char* address, std::uint16_t port) : pcb_(tcp_new()) {
        tcp_bind_netif(pcb_, &host.interface());
        tcp_arg(pcb_, this);
        tcp_nagle_disable(pcb_);
        tcp_err(pcb_, [](void* self, err_t) {
            static_cast<Client*>(self)->pcb_ = nullptr;
            static_cast<Client*>(self)->was_reset = true;
        });
        tcp_recv(pcb_, [](void* self, tcp_pcb* pcb, pbuf* packet, err_t) -> err_t {
            static_cast<Client*>(self)->on_received(pcb, packet);
            return ERR_OK;
        });
        tcp_sent(pcb_, [](void* self, tcp_pcb*, u16_t) -> err_t {
            static_cast<Client*>(self)->flush();
            return ERR_OK;
        });
        ip_addr_t to{};
        EXPECT_EQ(ip4addr_aton(address, &to), 1);
        tcp_connect(pcb_, &to, port, [](void* self, tcp_pcb*, err_t) -> err_t {
            static_cast<Client*>(self)->is_connected = true;
            static_cast<Client*>(self)->flush();
            return ERR_OK;
        });
    }
    ~Client() {
        if (pcb_ != nullptr) {
            tcp_arg(pcb_, nullptr);
            tcp_err(pcb_, nullptr);
            tcp_abort(pcb_);
        }
    }

    void send(const Bytes& data) {
        output_.insert(output_.end(), data.begin(), data.end());
        flush();
    }
    void end() {
        ends_ = true;
        flush();
    }
    /// While not, the peer's window closes.
    void read(bool reads) {
        reads_ = reads;
        if (reads && unread_ > 0) {
            for (; unread_ > UINT16_MAX; unread_ -= UINT16_MAX) {
                tcp_recved(pcb_, UINT16_MAX);
            }
            tcp_recved(pcb_, static_cast<u16_t>(unread_));
            unread_ = 0;
        }
    }
    Bytes received() const {
        Bytes all;
        for (const Arrival& arrival : arrivals) {
            all.insert(all.end(), arrival.data.begin(), arrival.data.end());
        }
        return all;
    }

    bool is_connected = false;
    bool was_reset = false;
    bool peer_ended = false;
    std::vector<Arrival> arrivals;
    sc_core::sc_event arrived;

private:
    void on_received(tcp_pcb* pcb, pbuf* packet) {
        if (packet == nullptr) {
            peer_ended = true;
            return;
        }
        Arrival& arrival = arrivals.emplace_back(Arrival{now() / ns(1), Bytes(packet->tot_len)});
        pbuf_copy_partial(packet, arrival.data.data(), packet->tot_len, 0);
        if (reads_) {
            tcp_recved(pcb, packet->tot_len);
        } else {
            unread_ += packet->tot_len;
        }
        pbuf_free(packet);
        arrived.notify(sc_core::SC_ZERO_TIME);
    }
    void flush() {
        if (!is_connected || pcb_ == nullptr) {
            return;
        }
        while (given_ < output_.size()) {
            const auto part = static_cast<u16_t>(
                std::min<std::size_t>({output_.size() - given_, tcp_sndbuf(pcb_), 32768U}));
            if (part == 0 ||
                tcp_write(pcb_, output_.data() + given_, part, TCP_WRITE_FLAG_COPY) != ERR_OK) {
                break;
            }
            given_ += part;
        }
        tcp_output(pcb_);
        if (ends_ && given_ == output_.size()) {
            ends_ = false;
            tcp_shutdown(pcb_, 0, 1);
        }
    }

    tcp_pcb* pcb_;
    Bytes output_;
    std::size_t given_ = 0; ///< of it, to lwIP
    bool ends_ = false;
    bool reads_ = true;
    std::size_t unread_ = 0;
};

class UdpClient {
public:
    explicit UdpClient(TcpIpPeer& host) : host_(host), pcb_(udp_new()) {
        udp_bind_netif(pcb_, &host.interface());
        udp_bind(pcb_, netif_ip_addr4(&host.interface()), 0);
        udp_recv(
            pcb_,
            [](void* self, udp_pcb*, pbuf* packet, const ip_addr_t*, u16_t) {
                Arrival& arrival = static_cast<UdpClient*>(self)->arrivals.emplace_back(
                    Arrival{now() / ns(1), Bytes(packet->tot_len)});
                pbuf_copy_partial(packet, arrival.data.data(), packet->tot_len, 0);
                pbuf_free(packet);
            },
            this);
    }
    ~UdpClient() { udp_remove(pcb_); }
    void send(const Bytes& data, const char* address, std::uint16_t port) {
        ip_addr_t to{};
        EXPECT_EQ(ip4addr_aton(address, &to), 1);
        pbuf* packet = pbuf_alloc(PBUF_TRANSPORT, static_cast<u16_t>(data.size()), PBUF_RAM);
        pbuf_take(packet, data.data(), static_cast<u16_t>(data.size()));
        EXPECT_EQ(udp_sendto_if(pcb_, packet, &to, port, &host_.interface()), ERR_OK);
        pbuf_free(packet);
    }
    std::vector<Arrival> arrivals;

private:
    TcpIpPeer& host_;
    udp_pcb* pcb_;
};

/// Passes frames on, and keeps them.
class Tap : public FrameSink {
public:
    explicit Tap(FrameSink& to) : to_(to) {}
    void receive(Frame frame) override {
        frames.push_back({now() / ns(1), frame});
        to_.receive(std::move(frame));
    }
    std::vector<Arrival> frames;

private:
    FrameSink& to_;
};

constexpr const char* server_address = "192.168.7.1";
constexpr double think = 5000; // ns
// Switch of 1 us and 1 Gbit/s; a shortest frame has 72 bytes on the wire.
constexpr double one_way = 1000 + 72 * 8;

PeerParameters host_parameters(std::uint8_t number) {
    PeerParameters parameters;
    parameters.mac[5] = number;
    parameters.address.address[3] = number;
    parameters.echo.think_time = ns(think);
    parameters.sockperf.think_time = ns(think);
    parameters.request_response.request_bytes = 100;
    parameters.request_response.response_bytes = 100000;
    parameters.connections_max = 4;
    return parameters;
}

struct TcpIpPeerTest : testing::Test {
    TcpIpPeerTest() {
        server.port.connect(to_switch);
        ethernet_switch.port(0).connect(server.sink());
        client.port.connect(ethernet_switch.sink(1));
        ethernet_switch.port(1).connect(from_switch);
    }
    /// Runs on until the time of day is `ms`.
    static void until_ms(double ms) { wait_until(sc_core::sc_time(ms, sc_core::SC_MS)); }
    static double ms() { return now() / sc_core::sc_time(1, sc_core::SC_MS); }

    EthernetSwitch ethernet_switch{"switch"};
    TcpIpPeer server{"server", host_parameters(1)};
    TcpIpPeer client{"client", host_parameters(2)};
    Tap to_switch{ethernet_switch.sink(0)};
    Tap from_switch{client.sink()};
    Script script{"script"};
};

TEST_F(TcpIpPeerTest, SaysNothingUnlessItIsSpokenTo) {
    script.run([] {});
    EXPECT_EQ(now(), sc_core::SC_ZERO_TIME); // no event was pending
    EXPECT_THAT(to_switch.frames, IsEmpty());
}

// Its end of the cable may be gone before: a run that was cut short has open connections.
TEST(TcpIpPeerEnd, SendsNothingAnyMore) {
    EthernetSwitch ethernet_switch{"switch"};
    auto server = std::make_unique<TcpIpPeer>("server", host_parameters(1));
    TcpIpPeer client{"client", host_parameters(2)};
    Tap to_switch{ethernet_switch.sink(0)};
    server->port.connect(to_switch);
    ethernet_switch.port(0).connect(server->sink());
    client.port.connect(ethernet_switch.sink(1));
    ethernet_switch.port(1).connect(client.sink());
    std::unique_ptr<Client> tcp;
    Script script{"script"};
    script.run([&] {
        tcp = std::make_unique<Client>(client, server_address, 7);
        sc_core::wait(1, sc_core::SC_MS);
        EXPECT_TRUE(tcp->is_connected);
        sc_core::sc_stop();
    });
    const std::size_t before = to_switch.frames.size();
    server.reset();
    EXPECT_EQ(to_switch.frames.size(), before);
}

TEST_F(TcpIpPeerTest, EchoesAfterTheThinkTime) {
    script.run([&] {
        UdpClient udp(client);
        Client tcp(client, server_address, 7);
        until_ms(1);
        EXPECT_TRUE(tcp.is_connected);
        tcp.send(bytes("a"));
        udp.send(bytes("b"), server_address, 7);
        until_ms(2);
        ASSERT_THAT(tcp.arrivals, SizeIs(1));
        EXPECT_EQ(text(tcp.arrivals[0].data), "a");
        EXPECT_EQ(tcp.arrivals[0].time, 1e6 + 2 * one_way + think);
        ASSERT_THAT(udp.arrivals, SizeIs(1));
        EXPECT_EQ(text(udp.arrivals[0].data), "b");
        // Behind the TCP frame on the wire there, and the gap; there is more room on the way back.
        EXPECT_EQ(udp.arrivals[0].time, 1e6 + 2 * one_way + (72 + 12) * 8 + think);
    });
    EXPECT_EQ(server.counters("echo").requests, 2U);
    EXPECT_EQ(server.counters("echo").connections, 1U);
    EXPECT_EQ(server.all_counters().at("echo.bytes_sent"), 2U);
}

TEST_F(TcpIpPeerTest, EveryRoundTripTakesTheSameTime) {
    constexpr int round_trips = 1000;
    std::vector<double> durations;
    script.run([&] {
        Client tcp(client, server_address, 7);
        until_ms(1);
        for (int i = 0; i < round_trips; ++i) {
            const double begin = now() / ns(1);
            tcp.send(bytes("x"));
            while (tcp.arrivals.size() < static_cast<std::size_t>(i) + 1) {
                wait(tcp.arrived);
            }
            durations.push_back(tcp.arrivals.back().time - begin);
        }
    });
    EXPECT_THAT(durations, SizeIs(round_trips));
    EXPECT_THAT(durations, testing::Each(2 * one_way + think));
    // One frame each way and round trip: acknowledgements travel with data. The rest: ARP, SYN,
    // the end, and acknowledgements when lwIP's timer passes, every 250 ms.
    EXPECT_LE(to_switch.frames.size(), round_trips + 10U);
}

TEST_F(TcpIpPeerTest, MessagesOfAConnectionAreHandledOneAfterTheOther) {
    script.run([&] {
        Client tcp(client, server_address, 7);
        until_ms(1);
        tcp.send(bytes("a"));
        wait(ns(1000));
        tcp.send(bytes("b"));
        until_ms(2);
        ASSERT_THAT(tcp.arrivals, SizeIs(2));
        EXPECT_EQ(tcp.arrivals[1].time - tcp.arrivals[0].time, think);
        EXPECT_EQ(text(tcp.arrivals[1].data), "b");
    });
}

TEST_F(TcpIpPeerTest, IsQuietWhenAllConnectionsAreOver) {
    script.run([&] {
        Client tcp(client, server_address, 7);
        until_ms(1);
        tcp.send(bytes("a"));
        tcp.end();
        until_ms(2);
        EXPECT_EQ(text(tcp.received()), "a");
        EXPECT_TRUE(tcp.peer_ended);
        EXPECT_FALSE(tcp.was_reset);
    });
    EXPECT_LT(ms(), 10000); // TIME_WAIT and ARP's timer end, and then nothing is pending
}

TEST_F(TcpIpPeerTest, AnswersRequestsWithLongResponses) {
    script.run([&] {
        Client tcp(client, server_address, 5000);
        tcp.send(Bytes(250, 'q')); // two and a half
        until_ms(100);
        EXPECT_EQ(tcp.received(), Bytes(200000, 0));
        tcp.send(Bytes(50, 'q'));
        until_ms(200);
        EXPECT_EQ(tcp.received().size(), 300000U);
    });
    EXPECT_EQ(server.counters("request_response").requests, 3U);
}

TEST_F(TcpIpPeerTest, TheSinkSaysTheHashOfMegabytes) {
    constexpr std::size_t size = 8 * 1024 * 1024 + 13;
    const Bytes data = pattern(7, 0, size);
    script.run([&] {
        Client tcp(client, server_address, 5001);
        tcp.send(data);
        tcp.end();
        until_ms(500);
        EXPECT_EQ(text(tcp.received()), sha256(data) + "\n");
        EXPECT_TRUE(tcp.peer_ended);
        ASSERT_FALSE(tcp.arrivals.empty());
        // 1 Gbit/s is the limit, and it is made use of.
        EXPECT_GT(tcp.arrivals[0].time, size * 8.0);
        EXPECT_LT(tcp.arrivals[0].time, size * 8.0 * 1.2);
    });
    EXPECT_EQ(server.counters("sink").bytes_received, size);
}

TEST_F(TcpIpPeerTest, TheSourceSendsItsPattern) {
    script.run([&] {
        Client tcp(client, server_address, 5002);
        Client hash(client, server_address, 5002);
        Client senseless(client, server_address, 5002);
        tcp.send(bytes("1000000\n"));
        hash.send(bytes("sha256 1000000\r\n"));
        senseless.send(bytes("GET / HTTP/1.0\n"));
        until_ms(500);
        EXPECT_EQ(tcp.received(), pattern(1, 0, 1000000));
        EXPECT_TRUE(tcp.peer_ended);
        EXPECT_EQ(text(hash.received()), sha256(pattern(1, 0, 1000000)) + "\n");
        EXPECT_TRUE(senseless.was_reset);
    });
    EXPECT_EQ(server.counters("source").senseless, 1U);
}

TEST_F(TcpIpPeerTest, AClientThatDoesNotReadIsNotSpokenToForever) {
    script.run([&] {
        Client tcp(client, server_address, 5002);
        tcp.read(false);
        tcp.send(bytes("4000000\n"));
        until_ms(1000);
        EXPECT_LT(tcp.received().size(), 600000U);
        EXPECT_LT(server.counters("source").bytes_sent, 1000000U);
        tcp.read(true);
        until_ms(20000);
        EXPECT_EQ(tcp.received(), pattern(1, 0, 4000000));
    });
}

/// A message of sockperf's client.
Bytes sockperf_message(std::uint8_t flags, std::size_t size, std::size_t said_size) {
    Bytes message(size, 0x77);
    std::fill_n(message.begin(), 14, std::uint8_t{0});
    message[7] = 42; // sequence number
    message[9] = flags;
    message[12] = static_cast<std::uint8_t>(said_size >> 8U);
    message[13] = static_cast<std::uint8_t>(said_size);
    return message;
}

TEST_F(TcpIpPeerTest, AnswersAsSockperfsServer) {
    const Bytes ping = sockperf_message(3, 1000, 1000);
    const Bytes pong = sockperf_message(2, 1000, 1000);
    script.run([&] {
        UdpClient udp(client);
        Client tcp(client, server_address, 11111);
        until_ms(1);
        udp.send(sockperf_message(7, 14, 14), server_address, 11111); // warm-up: no answer
        udp.send(sockperf_message(1, 14, 14), server_address, 11111); // wants none
        udp.send(sockperf_message(3, 14, 13), server_address, 11111); // senseless
        udp.send(ping, server_address, 11111);
        tcp.send(sockperf_message(5, 14, 14));
        tcp.send(Bytes(ping.begin(), ping.begin() + 500)); // in pieces
        until_ms(2);
        tcp.send(Bytes(ping.begin() + 500, ping.end()));
        until_ms(3);
        tcp.send(ping);
        tcp.send(ping); // both at once
        until_ms(4);
        ASSERT_THAT(udp.arrivals, SizeIs(1));
        EXPECT_EQ(udp.arrivals[0].data, pong);
        EXPECT_EQ(tcp.received().size(), 3 * pong.size());
        EXPECT_TRUE(std::equal(pong.begin(), pong.end(), tcp.received().begin() + 2000));
        // Frames of 554 and 1054 bytes.
        EXPECT_EQ(tcp.arrivals[0].time, 2e6 + 2000 + (566 + 1066) * 8 + think);
        tcp.send(sockperf_message(3, 14, 13));
        until_ms(5);
        EXPECT_TRUE(tcp.was_reset);
    });
    EXPECT_EQ(server.counters("sockperf").requests, 4U);
    EXPECT_EQ(server.counters("sockperf").senseless, 2U);
}

TEST_F(TcpIpPeerTest, LongDatagramsTravelInFragments) {
    const Bytes ping = sockperf_message(3, 60000, 60000);
    script.run([&] {
        UdpClient udp(client);
        udp.send(Bytes(1, 0), server_address, 7); // ARP
        until_ms(1);
        udp.send(ping, server_address, 11111);
        until_ms(10);
        ASSERT_THAT(udp.arrivals, SizeIs(2));
        EXPECT_EQ(udp.arrivals[1].data, sockperf_message(2, 60000, 60000));
        udp.send(Bytes(60000, 1), server_address, 9);
        until_ms(20);
        EXPECT_EQ(server.counters("discard").bytes_received, 60000U);
    });
    EXPECT_LT(ms(), 30000);
}

TEST_F(TcpIpPeerTest, AnswersPings) {
    // From host 2; ICMP echo request 7 of identifier 1, with 4 bytes.
    Frame ping{2,    0, 0,    0,    2, 1, 2, 0, 0,    0,    2,    2,    8,   0, // Ethernet
               0x45, 0, 0,    32,   0, 0, 0, 0, 64,   1,    0xeb, 0x89, 192, 168,
               7,    2, 192,  168,  7, 1, // IPv4
               8,    0, 0x2f, 0x0c, 0, 1, 0, 7, 0x61, 0x62, 0x67, 0x89};
    script.run([&] {
        ethernet_switch.sink(1).receive(ping);
        until_ms(1);
        // It asks who that is, and is told.
        ASSERT_FALSE(to_switch.frames.empty());
        until_ms(2);
        ASSERT_THAT(to_switch.frames, SizeIs(2));
        const Bytes& reply = to_switch.frames[1].data;
        ASSERT_EQ(reply.size(), ping.size());
        EXPECT_EQ(reply[34], 0); // echo reply
        EXPECT_TRUE(std::equal(ping.begin() + 38, ping.end(), reply.begin() + 38));
    });
}

TEST_F(TcpIpPeerTest, ConnectionsAreBounded) {
    script.run([&] {
        std::list<Client> clients;
        for (int i = 0; i < 5; ++i) {
            clients.emplace_back(client, server_address, 9);
            wait(ns(1e6));
        }
        EXPECT_FALSE(clients.front().was_reset);
        EXPECT_TRUE(clients.back().was_reset);
        clients.pop_front();
        wait(ns(1e6));
        Client next(client, server_address, 9);
        wait(ns(1e6));
        EXPECT_TRUE(next.is_connected);
        EXPECT_FALSE(next.was_reset);
    });
    EXPECT_EQ(server.counters("discard").connections, 5U);
    EXPECT_EQ(server.counters("discard").refused_connections, 1U);
}

TEST_F(TcpIpPeerTest, NobodyListensElsewhere) {
    script.run([&] {
        Client tcp(client, server_address, 8);
        until_ms(1);
        EXPECT_TRUE(tcp.was_reset);
        EXPECT_FALSE(tcp.is_connected);
    });
}

TEST_F(TcpIpPeerTest, FramesThatAreNoneDoNoHarm) {
    script.run([&] {
        Client tcp(client, server_address, 7);
        until_ms(1);
        const std::vector<Arrival> frames = from_switch.frames;
        for (const Arrival& frame : frames) {
            for (std::size_t size = 0; size < frame.data.size(); ++size) {
                client.sink().receive(Frame(frame.data.begin(), frame.data.begin() + size));
            }
            for (std::size_t at = 0; at < frame.data.size(); ++at) {
                Frame damaged = frame.data;
                damaged[at] ^= 0xff;
                client.sink().receive(damaged);
            }
        }
        until_ms(3);
        tcp.send(bytes("a"));
        until_ms(4);
        EXPECT_EQ(text(tcp.received()), "a");
    });
}

/// In a process of its own, whose heap is another one: SHA-256 of every frame and its time.
std::string digest_of_a_run(std::size_t heap_offset) {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) {
        const Bytes in_the_way(heap_offset);
        Sha256 hash;
        EthernetSwitch ethernet_switch{"switch"};
        TcpIpPeer server{"server", host_parameters(1)};
        TcpIpPeer client{"client", host_parameters(2)};
        Tap to_switch{ethernet_switch.sink(0)};
        Tap from_switch{client.sink()};
        server.port.connect(to_switch);
        ethernet_switch.port(0).connect(server.sink());
        client.port.connect(ethernet_switch.sink(1));
        ethernet_switch.port(1).connect(from_switch);
        Script script{"script"};
        script.run([&] {
            Client source(client, server_address, 5002);
            Client rpc(client, server_address, 5000);
            Client ping(client, server_address, 11111);
            UdpClient udp(client);
            source.send(bytes("300000\n"));
            rpc.send(Bytes(1000, 'q'));
            for (int i = 0; i < 100; ++i) {
                ping.send(sockperf_message(3, 100, 100));
                udp.send(sockperf_message(3, 3000, 3000), server_address, 11111);
                sc_core::wait(37, sc_core::SC_US);
            }
            sc_core::wait(1, sc_core::SC_SEC);
        });
        for (const Tap* tap : {&to_switch, &from_switch}) {
            for (const Arrival& frame : tap->frames) {
                hash.add(reinterpret_cast<const std::uint8_t*>(&frame.time), sizeof frame.time);
                hash.add(frame.data.data(), frame.data.size());
            }
        }
        const std::string digest =
            hash.finish() + " " + std::to_string(to_switch.frames.size()) + " frames";
        _exit(write(ends[1], digest.data(), digest.size()) > 0 ? 0 : 1);
    }
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    std::string digest(200, '\0');
    const ssize_t size = read(ends[0], digest.data(), digest.size());
    digest.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    close(ends[0]);
    close(ends[1]);
    return digest;
}

TEST(TcpIpPeersTest, EveryRunIsTheSame) {
    const std::string first = digest_of_a_run(0);
    EXPECT_GT(first.size(), 64U);
    EXPECT_EQ(digest_of_a_run(12345), first);
    EXPECT_EQ(digest_of_a_run(10000000), first);
}

TEST(TcpIpPeersTest, MayHaveTheSameAddressOnSeparateNetworks) {
    // Two pairs, each with a cable of its own.
    TcpIpPeer server_1{"server_1", host_parameters(1)};
    TcpIpPeer client_1{"client_1", host_parameters(2)};
    TcpIpPeer server_2{"server_2", host_parameters(1)};
    TcpIpPeer client_2{"client_2", host_parameters(2)};
    server_1.port.connect(client_1.sink());
    client_1.port.connect(server_1.sink());
    server_2.port.connect(client_2.sink());
    client_2.port.connect(server_2.sink());
    Script script{"script"};
    script.run([&] {
        Client tcp_1(client_1, server_address, 7);
        Client tcp_2(client_2, server_address, 7);
        Client nobody(client_2, server_address, 8);
        UdpClient udp_1(client_1);
        UdpClient udp_2(client_2);
        tcp_1.send(bytes("to 1"));
        tcp_2.send(bytes("to 2"));
        udp_1.send(bytes("datagram to 1"), server_address, 7);
        udp_2.send(bytes("datagram to 2"), server_address, 7);
        wait(ns(1e6));
        EXPECT_EQ(text(tcp_1.received()), "to 1");
        EXPECT_EQ(text(tcp_2.received()), "to 2");
        ASSERT_THAT(udp_1.arrivals, SizeIs(1));
        EXPECT_EQ(text(udp_1.arrivals[0].data), "datagram to 1");
        ASSERT_THAT(udp_2.arrivals, SizeIs(1));
        EXPECT_EQ(text(udp_2.arrivals[0].data), "datagram to 2");
        EXPECT_TRUE(nobody.was_reset);
    });
    EXPECT_EQ(server_1.counters("echo").requests, 2U);
    EXPECT_EQ(server_2.counters("echo").requests, 2U);
}

TEST(PeerParametersTest, AreChecked) {
    const auto with = [](auto change) {
        PeerParameters parameters;
        change(parameters);
        TcpIpPeer peer(sc_core::sc_gen_unique_name("peer"), parameters);
    };
    EXPECT_NO_THROW(with([](PeerParameters&) {}));
    EXPECT_NO_THROW(with([](PeerParameters& p) { p.echo.port = p.discard.port = 0; }));
    EXPECT_THROW(with([](PeerParameters& p) { p.mac[0] = 1; }), std::invalid_argument);
    EXPECT_THROW(with([](PeerParameters& p) { p.address.prefix = 33; }), std::invalid_argument);
    EXPECT_THROW(with([](PeerParameters& p) { p.mtu = 575; }), std::invalid_argument);
    EXPECT_THROW(with([](PeerParameters& p) { p.echo.port = 9; }), std::invalid_argument);
    EXPECT_THROW(with([](PeerParameters& p) { p.request_response.request_bytes = 0; }),
                 std::invalid_argument);
}

TEST(PatternTest, DoesNotDependOnWhereItIsCut) {
    const Bytes whole = pattern(3, 0, 1000);
    for (std::size_t at = 0; at < 40; ++at) {
        for (std::size_t size = 0; size < 40; ++size) {
            EXPECT_EQ(pattern(3, at, size), Bytes(whole.begin() + at, whole.begin() + at + size));
        }
    }
    // SplitMix64's first number for seed 1234567: 6457827717110365317.
    EXPECT_THAT(pattern(1234567, 0, 8),
                ElementsAre(0x85, 0xfc, 0x08, 0xfb, 0x17, 0xd0, 0x9e, 0x59));
}

} // namespace
} // namespace ampsim::models::network
