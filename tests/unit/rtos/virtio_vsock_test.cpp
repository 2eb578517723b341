// SPDX-License-Identifier: BSD-3-Clause
//
// Sockets against a peer that is the test: each packet both ways.
#include "virtio_fixture.h"
#include "virtio_vsock.h"
#include "vsock_echo.h"

#include <algorithm>
#include <cstring>
#include <deque>

namespace {

constexpr uint32_t patience = 100;
constexpr uint64_t own_cid = 7;
constexpr uint32_t port = 1234;

struct Packet {
    vsock_header header;
    Bytes data;
};

class Vsock : public VirtioTest {
protected:
    enum { receive, transmit, events };

    Vsock() : device_(devices_.add(virtio_id_vsock, 3)) {
        device_.configuration = {own_cid, 0, 0, 0, 0, 0, 0, 0};
        device_.serve = [this](unsigned queue) {
            while (queue == transmit && takes_) {
                const auto chain = device_.take(transmit);
                if (!chain) {
                    return;
                }
                Packet packet{};
                ASSERT_GE(chain->readable.size(), sizeof packet.header);
                std::memcpy(&packet.header, chain->readable.data(), sizeof packet.header);
                packet.data.assign(chain->readable.begin() + sizeof packet.header,
                                   chain->readable.end());
                EXPECT_EQ(packet.header.source_cid, own_cid);
                EXPECT_EQ(packet.header.type, 1);
                EXPECT_EQ(packet.header.length, packet.data.size());
                device_.put(transmit, *chain, {});
                if (on_packet_) {
                    on_packet_(packet);
                } else {
                    packets_.push_back(packet);
                }
            }
        };
        device_.appear();
    }

    /// The next packet that the driver has sent; its operation is 0 when there is none.
    Packet next() {
        if (packets_.empty()) {
            return {};
        }
        const Packet packet = packets_.front();
        packets_.pop_front();
        return packet;
    }

    /// From the peer to a socket of ours.
    void send(uint16_t operation, uint32_t to_port, uint32_t from_port, const Bytes& data = {},
              uint32_t flags = 0) {
        vsock_header header{};
        header.source_cid = 2;
        header.destination_cid = own_cid;
        header.source_port = from_port;
        header.destination_port = to_port;
        header.length = static_cast<uint32_t>(data.size());
        header.type = 1;
        header.operation = operation;
        header.flags = flags;
        header.buffer_size = peer_size_;
        header.bytes_consumed = peer_consumed_;
        send(header, data);
    }

    void send(const vsock_header& header, const Bytes& data) {
        const auto chain = device_.take(receive);
        ASSERT_TRUE(chain) << "the driver has no buffer posted";
        Bytes bytes(sizeof header);
        std::memcpy(bytes.data(), &header, sizeof header);
        bytes.insert(bytes.end(), data.begin(), data.end());
        device_.put(receive, *chain, bytes);
    }

    void start() { ASSERT_EQ(vsock_start(patience), osOK); }

    /// A connection that the peer has answered.
    vsock* connect() {
        on_packet_ = [this](const Packet& packet) {
            EXPECT_EQ(packet.header.operation, vsock_op_request);
            EXPECT_EQ(packet.header.destination_cid, 2U);
            EXPECT_EQ(packet.header.destination_port, port);
            EXPECT_EQ(packet.header.buffer_size, VSOCK_RECEIVE_SIZE + 0U);
            own_port_ = packet.header.source_port;
            on_packet_ = nullptr;
            send(vsock_op_response, own_port_, port);
        };
        vsock* socket = nullptr;
        EXPECT_EQ(vsock_connect(2, port, patience, &socket), osOK);
        return socket;
    }

    static Bytes pattern(size_t size, unsigned seed = 0) {
        Bytes data(size);
        for (size_t i = 0; i < size; ++i) {
            data[i] = static_cast<uint8_t>(i * 17 + i / 253 + seed);
        }
        return data;
    }

    SimulatedDevice& device_;
    std::deque<Packet> packets_;
    std::function<void(const Packet&)> on_packet_;
    uint32_t peer_size_ = 100000, peer_consumed_ = 0, own_port_ = 0;
    bool takes_ = true;
};
INSTANTIATE_TEST_SUITE_P(Virtio, Vsock, all_ways, name_of);

TEST_P(Vsock, ConnectsAndExchangesData) {
    run([&] {
        start();
        EXPECT_EQ(vsock_get_cid(), own_cid);
        vsock* socket = connect();
        ASSERT_NE(socket, nullptr);
        EXPECT_EQ(vsock_get_peer_port(socket), port);
        const Bytes data = pattern(3000);
        EXPECT_EQ(vsock_send(socket, data.data(), 3000, patience), 3000);
        Bytes sent;
        while (!packets_.empty()) {
            const Packet packet = next();
            EXPECT_EQ(packet.header.operation, vsock_op_data);
            EXPECT_EQ(packet.header.destination_port, port);
            EXPECT_LE(packet.data.size(), VSOCK_PACKET_SIZE + 0U);
            sent.insert(sent.end(), packet.data.begin(), packet.data.end());
        }
        EXPECT_EQ(sent, data);
        send(vsock_op_data, own_port_, port, pattern(500));
        send(vsock_op_data, own_port_, port, pattern(500, 1));
        Bytes back(2000);
        Bytes all;
        while (all.size() < 1000) {
            const int32_t count = vsock_receive(socket, back.data(), 300, patience);
            ASSERT_GT(count, 0);
            all.insert(all.end(), back.begin(), back.begin() + count);
        }
        EXPECT_EQ(Bytes(all.begin(), all.begin() + 500), pattern(500));
        EXPECT_EQ(Bytes(all.begin() + 500, all.end()), pattern(500, 1));
        EXPECT_EQ(vsock_receive(socket, back.data(), 10, 10), osErrorTimeout);
    });
}

TEST_P(Vsock, AConnectionMayBeRefusedOrNeverAnswered) {
    run([&] {
        start();
        vsock* socket = nullptr;
        on_packet_ = [&](const Packet& packet) {
            on_packet_ = nullptr;
            send(vsock_op_reset, packet.header.source_port, port);
        };
        EXPECT_EQ(vsock_connect(2, port, patience, &socket), osErrorResource);
        EXPECT_EQ(socket, nullptr);
        const uint32_t begin = osKernelGetTickCount();
        EXPECT_EQ(vsock_connect(2, port, 50, &socket), osErrorTimeout);
        EXPECT_EQ(osKernelGetTickCount() - begin, 50U);
    });
}

TEST_P(Vsock, ListensAndAccepts) {
    run([&] {
        start();
        vsock* listener = vsock_listen(80);
        ASSERT_NE(listener, nullptr);
        EXPECT_EQ(vsock_listen(80), nullptr) << "the port is taken";
        EXPECT_EQ(vsock_accept(listener, 10), nullptr);
        thread(osPriorityNormal, [&] {
            osDelay(20);
            send(vsock_op_request, 80, 555);
        });
        vsock* socket = vsock_accept(listener, patience);
        ASSERT_NE(socket, nullptr);
        const Packet response = next();
        EXPECT_EQ(response.header.operation, vsock_op_response);
        EXPECT_EQ(response.header.source_port, 80U);
        EXPECT_EQ(response.header.destination_port, 555U);
        send(vsock_op_data, 80, 555, pattern(10));
        Bytes data(10);
        EXPECT_EQ(vsock_receive(socket, data.data(), 10, 10), 10);
        EXPECT_EQ(data, pattern(10));
        send(vsock_op_request, 81, 555); // nobody listens there
        osDelay(5);
        EXPECT_EQ(next().header.operation, vsock_op_reset);
        EXPECT_EQ(vsock_get_statistics().refused, 1U);
    });
}

TEST_P(Vsock, TakesNoMoreConnectionsThanItHasSockets) {
    run([&] {
        start();
        vsock* listener = vsock_listen(80);
        for (uint32_t i = 1; i < VSOCK_SOCKETS; ++i) {
            send(vsock_op_request, 80, i);
            osDelay(3);
            EXPECT_EQ(next().header.operation, vsock_op_response);
        }
        send(vsock_op_request, 80, 99);
        osDelay(3);
        EXPECT_EQ(next().header.operation, vsock_op_reset);
        vsock* socket = nullptr;
        EXPECT_EQ(vsock_connect(2, 1, 10, &socket), osErrorNoMemory);
        EXPECT_EQ(vsock_listen(81), nullptr);
        vsock_close(listener); // and what nobody accepted
        for (uint32_t i = 1; i < VSOCK_SOCKETS; ++i) {
            const Packet packet = next();
            EXPECT_EQ(packet.header.operation, vsock_op_shutdown);
            send(vsock_op_reset, 80, packet.header.destination_port);
            osDelay(3);
        }
        EXPECT_NE(vsock_listen(81), nullptr);
    });
}

TEST_P(Vsock, SendsNoMoreThanThePeerHasRoomFor) {
    run([&] {
        start();
        peer_size_ = 100;
        vsock* socket = connect();
        const Bytes data = pattern(250);
        EXPECT_EQ(vsock_send(socket, data.data(), 250, 10), 100);
        EXPECT_EQ(next().data.size(), 100U);
        EXPECT_EQ(next().header.operation, vsock_op_credit_request);
        EXPECT_EQ(vsock_send(socket, data.data(), 1, 10), osErrorTimeout);
        EXPECT_EQ(next().header.operation, vsock_op_credit_request);
        thread(osPriorityNormal, [&] {
            osDelay(20);
            peer_consumed_ = 60;
            send(vsock_op_credit_update, own_port_, port);
        });
        EXPECT_EQ(vsock_send(socket, data.data(), 60, 50), 60);
        EXPECT_EQ(next().header.operation, vsock_op_credit_request);
        EXPECT_EQ(next().data, Bytes(data.begin(), data.begin() + 60));
        EXPECT_EQ(vsock_get_statistics().credit_waits, 3U);
    });
}

TEST_P(Vsock, TellsItsOwnRoom) {
    run([&] {
        start();
        vsock* socket = connect();
        for (unsigned i = 0; i < VSOCK_RECEIVE_SIZE / 512; ++i) {
            send(vsock_op_data, own_port_, port, pattern(512, i));
            osDelay(3);
        }
        EXPECT_EQ(next().header.operation, 0);
        Bytes data(VSOCK_RECEIVE_SIZE);
        EXPECT_EQ(vsock_receive(socket, data.data(), VSOCK_RECEIVE_SIZE, 10),
                  static_cast<int32_t>(VSOCK_RECEIVE_SIZE));
        const Packet update = next();
        EXPECT_EQ(update.header.operation, vsock_op_credit_update);
        EXPECT_EQ(update.header.bytes_consumed, VSOCK_RECEIVE_SIZE + 0U);
        send(vsock_op_credit_request, own_port_, port);
        osDelay(3);
        EXPECT_EQ(next().header.operation, vsock_op_credit_update);
    });
}

TEST_P(Vsock, MuchDataThroughItsSmallBuffer) {
    run(
        [&] {
            start();
            vsock* socket = connect();
            Bytes echoed;
            on_packet_ = [&](const Packet& packet) {
                if (packet.header.operation == vsock_op_data) {
                    peer_consumed_ += packet.header.length;
                    send(vsock_op_data, own_port_, port, packet.data);
                }
            };
            Bytes back(5000);
            for (unsigned i = 0; i < 100; ++i) {
                const Bytes data = pattern(1 + i * 13 % 1500, i);
                const auto size = static_cast<uint32_t>(data.size());
                ASSERT_EQ(vsock_send(socket, data.data(), size, 50), static_cast<int32_t>(size));
                Bytes all;
                while (all.size() < size) {
                    const int32_t count = vsock_receive(socket, back.data(), 5000, 50);
                    ASSERT_GT(count, 0);
                    all.insert(all.end(), back.begin(), back.begin() + count);
                }
                EXPECT_EQ(all, data);
            }
        },
        5000);
}

TEST_P(Vsock, AnEndIsSeenBehindTheData) {
    run([&] {
        start();
        vsock* socket = connect();
        send(vsock_op_data, own_port_, port, pattern(10));
        send(vsock_op_shutdown, own_port_, port, {}, vsock_shutdown_send);
        Bytes data(20);
        EXPECT_EQ(vsock_receive(socket, data.data(), 20, 10), 10);
        EXPECT_EQ(vsock_receive(socket, data.data(), 20, 10), 0);
        EXPECT_EQ(vsock_send(socket, data.data(), 5, 10), 5) << "the other way is open";
        EXPECT_EQ(next().header.operation, vsock_op_data);
        EXPECT_EQ(vsock_shutdown(socket, 10), osOK);
        const Packet packet = next();
        EXPECT_EQ(packet.header.operation, vsock_op_shutdown);
        EXPECT_EQ(packet.header.flags, vsock_shutdown_send + 0U);
        EXPECT_EQ(vsock_send(socket, data.data(), 5, 10), osErrorResource);
    });
}

TEST_P(Vsock, APeerThatClosesIsConfirmed) {
    run([&] {
        start();
        vsock* socket = connect();
        send(vsock_op_data, own_port_, port, pattern(10));
        send(vsock_op_shutdown, own_port_, port, {}, 3);
        osDelay(3);
        EXPECT_EQ(next().header.operation, vsock_op_reset);
        Bytes data(20);
        EXPECT_EQ(vsock_send(socket, data.data(), 5, 10), osErrorResource);
        EXPECT_EQ(vsock_receive(socket, data.data(), 20, 10), 10);
        EXPECT_EQ(vsock_receive(socket, data.data(), 20, 10), 0);
        vsock_close(socket);
        EXPECT_EQ(next().header.operation, 0) << "nobody is there to hear it";
    });
}

TEST_P(Vsock, ClosingTellsThePeer) {
    run(
        [&] {
            start();
            for (unsigned i = 0; i < 3 * VSOCK_SOCKETS; ++i) {
                vsock* socket = connect();
                ASSERT_NE(socket, nullptr);
                vsock_close(socket);
                const Packet packet = next();
                EXPECT_EQ(packet.header.operation, vsock_op_shutdown);
                EXPECT_EQ(packet.header.flags, 3U);
                send(vsock_op_reset, own_port_, port);
                osDelay(3);
            }
            // and peers that do not confirm
            vsock* socket = nullptr;
            for (unsigned i = 0; i < VSOCK_SOCKETS; ++i) {
                vsock_close(connect());
            }
            packets_.clear();
            EXPECT_EQ(vsock_connect(2, port, 10, &socket), osErrorNoMemory);
            osDelay(2000);
            EXPECT_NE(connect(), nullptr);
        },
        5000);
}

TEST_P(Vsock, AResetEndsEachWait) {
    run([&] {
        start();
        vsock* socket = connect();
        thread(osPriorityNormal, [&] {
            osDelay(20);
            send(vsock_op_reset, own_port_, port);
        });
        uint8_t byte = 0;
        EXPECT_EQ(vsock_receive(socket, &byte, 1, osWaitForever), osErrorResource);
        vsock_close(socket);
        peer_size_ = 0;
        socket = connect();
        thread(osPriorityNormal, [&] {
            osDelay(20);
            send(vsock_op_reset, own_port_, port);
        });
        EXPECT_EQ(vsock_send(socket, &byte, 1, osWaitForever), osErrorResource);
    });
}

TEST_P(Vsock, ARestartOfTheDeviceEndsConnections) {
    run([&] {
        start();
        vsock* listener = vsock_listen(80);
        vsock* socket = connect();
        thread(osPriorityNormal, [&] {
            osDelay(20);
            device_.configuration[0] = own_cid;
            EXPECT_EQ(virtio_restart(vsock_get_device(), patience), osOK);
        });
        uint8_t byte = 0;
        EXPECT_EQ(vsock_receive(socket, &byte, 1, osWaitForever), osErrorResource);
        osDelay(20);
        vsock_close(socket);
        send(vsock_op_request, 80, 5);
        EXPECT_NE(vsock_accept(listener, 10), nullptr) << "who listens, listens on";
    });
}

TEST_P(Vsock, AResetOfTheTransportEndsConnections) {
    run([&] {
        start();
        vsock* socket = connect();
        const auto chain = device_.take(events);
        ASSERT_TRUE(chain);
        device_.put(events, *chain, {0, 0, 0, 0});
        uint8_t byte = 0;
        EXPECT_EQ(vsock_receive(socket, &byte, 1, 20), osErrorResource);
        EXPECT_TRUE(device_.take(events)) << "the second buffer";
        EXPECT_TRUE(device_.take(events)) << "the first one again";
    });
}

TEST_P(Vsock, AnswersThatFindNoBufferComeLater) {
    run([&] {
        start();
        vsock* listener = vsock_listen(80);
        vsock* socket = connect();
        takes_ = false;
        uint8_t byte = 0;
        for (unsigned i = 0; i < VSOCK_PACKETS; ++i) {
            EXPECT_EQ(vsock_send(socket, &byte, 1, 0), 1);
        }
        EXPECT_EQ(vsock_send(socket, &byte, 1, 10), osErrorTimeout);
        send(vsock_op_request, 80, 5);
        EXPECT_NE(vsock_accept(listener, 10), nullptr);
        vsock_close(socket);
        osDelay(3);
        takes_ = true;
        device_.serve(transmit);
        osDelay(5);
        bool response = false;
        bool shutdown = false;
        while (!packets_.empty()) {
            const Packet packet = next();
            response |= packet.header.operation == vsock_op_response;
            shutdown |= packet.header.operation == vsock_op_shutdown && packet.header.flags == 3;
        }
        EXPECT_TRUE(response);
        EXPECT_TRUE(shutdown);
    });
}

// --- A hostile peer

TEST_P(Vsock, DataWithoutCreditBreaksTheConnection) {
    run([&] {
        start();
        vsock* socket = connect();
        for (unsigned i = 0; i <= VSOCK_RECEIVE_SIZE / 1000; ++i) {
            send(vsock_op_data, own_port_, port, pattern(1000));
            osDelay(3);
        }
        EXPECT_EQ(next().header.operation, vsock_op_reset);
        EXPECT_EQ(vsock_get_statistics().malformed, 1U);
        Bytes data(5000);
        EXPECT_EQ(vsock_receive(socket, data.data(), 5000, 10),
                  static_cast<int32_t>(VSOCK_RECEIVE_SIZE / 1000 * 1000));
        EXPECT_EQ(vsock_receive(socket, data.data(), 5000, 10), osErrorResource);
    });
}

TEST_P(Vsock, PacketsThatCannotBeAreDropped) {
    run([&] {
        start();
        vsock* socket = connect();
        vsock_header good{};
        good.source_cid = 2;
        good.destination_cid = own_cid;
        good.source_port = port;
        good.destination_port = own_port_;
        good.type = 1;
        good.operation = vsock_op_data;
        good.buffer_size = peer_size_;
        vsock_header header = good;
        header.length = 1000; // more than came
        send(header, pattern(10));
        header.length = 0xffffffff;
        send(header, pattern(10));
        header = good;
        header.destination_cid = 99;
        send(header, {});
        const auto chain = device_.take(receive);
        device_.put(receive, *chain, Bytes(20));
        osDelay(3);
        EXPECT_EQ(vsock_get_statistics().malformed, 4U);
        EXPECT_EQ(next().header.operation, 0);
        header = good;
        header.type = 2;
        send(header, {});
        osDelay(3);
        EXPECT_EQ(next().header.operation, vsock_op_reset) << "not of this type";
        send(vsock_op_reset, 1, 1);
        osDelay(3);
        EXPECT_EQ(next().header.operation, 0) << "no reset for a reset";
        uint8_t byte = 0;
        EXPECT_EQ(vsock_send(socket, &byte, 1, 10), 1) << "the connection is as it was";
        packets_.clear();
        send(77, own_port_, port);
        osDelay(3);
        EXPECT_EQ(next().header.operation, vsock_op_reset);
        EXPECT_EQ(vsock_send(socket, &byte, 1, 10), osErrorResource);
    });
}

TEST_P(Vsock, CreditThatCannotBeIsNone) {
    run([&] {
        start();
        vsock* socket = connect();
        peer_consumed_ = 500; // of nothing
        send(vsock_op_credit_update, own_port_, port);
        osDelay(3);
        uint8_t byte = 0;
        EXPECT_EQ(vsock_send(socket, &byte, 1, 10), osErrorTimeout);
    });
}

TEST_P(Vsock, TheEchoServerNeedsAPort) {
    run([&] {
        ASSERT_EQ(vsock_start(patience), osOK);
        EXPECT_EQ(vsock_echo_start(0), osErrorParameter);
        EXPECT_EQ(vsock_echo_port(), 0U);
    });
}

} // namespace
