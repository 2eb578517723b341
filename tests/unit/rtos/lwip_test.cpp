// SPDX-License-Identifier: BSD-3-Clause
//
// lwIP on the RTOS, on the host: sockets, timers and the interface on the VirtIO network device.
#include "kernel_fixture.h"
#include "lwip_random.h"
#include "lwip_test_hooks.h"
#include "netif_virtio.h"
#include "network_device.h"

#include "lwip/etharp.h"
#include "lwip/sockets.h"
#include "lwip/sys.h"
#include "lwip/tcpip.h"

#include <deque>
#include <random>

namespace {

netif device_interface; ///< 10.0.0.2, on the device
netif other_interface;  ///< 10.0.0.1, a host at the other end of the wire

err_t other_output(netif* /*interface*/, pbuf* packet) {
    Frame frame(packet->tot_len);
    pbuf_copy_partial(packet, frame.data(), packet->tot_len, 0);
    network_device().arrive(std::move(frame));
    return ERR_OK;
}

err_t other_init(netif* interface) {
    interface->name[0] = 'o';
    interface->name[1] = 't';
    interface->output = etharp_output;
    interface->linkoutput = other_output;
    interface->mtu = 1500;
    interface->hwaddr_len = 6;
    interface->hwaddr[0] = 0x02;
    interface->hwaddr[5] = 0x02;
    interface->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET;
    return ERR_OK;
}

ip4_addr_t address(unsigned last) {
    ip4_addr_t result;
    IP4_ADDR(&result, 10, 0, 0, last);
    return result;
}

sockaddr_in socket_address(const char* text, unsigned port) {
    sockaddr_in result{};
    result.sin_len = sizeof result;
    result.sin_family = AF_INET;
    result.sin_port = lwip_htons(static_cast<u16_t>(port));
    result.sin_addr.s_addr = ipaddr_addr(text);
    return result;
}

const sockaddr* generic(const sockaddr_in& address) {
    return reinterpret_cast<const sockaddr*>(&address);
}

std::uint8_t pattern(std::size_t position) {
    return static_cast<std::uint8_t>(position ^ position >> 8 ^ position >> 16);
}

class LwipTest : public KernelTest {
protected:
    LwipTest() {
        reset_network_device();
        tcpip_init(nullptr, nullptr);
    }

    /// In a thread: the device's interface at 10.0.0.2, and the other host at 10.0.0.1.
    void connect_interfaces() {
        const ip4_addr_t mine = address(2);
        const ip4_addr_t other = address(1);
        const ip4_addr_t mask{ipaddr_addr("255.255.255.0")};
        ASSERT_EQ(netif_virtio_start(&device_interface, &mine, &mask, &other, 0), osOK);
        LOCK_TCPIP_CORE();
        netif_add(&other_interface, &other, &mask, nullptr, nullptr, other_init, tcpip_input);
        netif_set_link_up(&other_interface);
        netif_set_up(&other_interface);
        UNLOCK_TCPIP_CORE();
        wire_ = osSemaphoreNew(0xFFFF, 0, nullptr);
        thread(
            osPriorityHigh, [this] { run_wire(); }, "wire");
        network_device().on_send = [this](Frame frame) {
            if (lose_every_ == 0 || ++sent_ % lose_every_ != 0) {
                on_wire_.push_back(std::move(frame));
                osSemaphoreRelease(wire_);
            }
        };
    }

    /// In a thread: listens, and echoes one connection in another thread until it is closed.
    void echo_server(const char* at, unsigned port) {
        const int listening = lwip_socket(AF_INET, SOCK_STREAM, 0);
        const sockaddr_in name = socket_address(at, port);
        ASSERT_EQ(lwip_bind(listening, generic(name), sizeof name), 0);
        ASSERT_EQ(lwip_listen(listening, 1), 0);
        thread(osPriorityNormal, [=] {
            const int connection = lwip_accept(listening, nullptr, nullptr);
            ASSERT_GE(connection, 0);
            std::vector<std::uint8_t> bytes(2000);
            for (ssize_t size = 0;
                 (size = lwip_recv(connection, bytes.data(), bytes.size(), 0)) > 0;) {
                ASSERT_EQ(lwip_send(connection, bytes.data(), static_cast<size_t>(size), 0), size);
            }
            lwip_close(connection);
            lwip_close(listening);
            tell("server closed;");
        });
    }

    /// Sends so many bytes in a thread and checks in the calling one that they come back.
    void echo_client(const char* from, const char* to, unsigned port, std::size_t size) {
        const int connection = lwip_socket(AF_INET, SOCK_STREAM, 0);
        const sockaddr_in own = socket_address(from, 0);
        const sockaddr_in server = socket_address(to, port);
        ASSERT_EQ(lwip_bind(connection, generic(own), sizeof own), 0);
        ASSERT_EQ(lwip_connect(connection, generic(server), sizeof server), 0) << sys_arch_error();
        thread(osPriorityNormal, [=] {
            std::vector<std::uint8_t> bytes(1000);
            for (std::size_t sent = 0; sent < size;) {
                const std::size_t part = std::min(bytes.size(), size - sent);
                for (std::size_t i = 0; i < part; ++i) {
                    bytes[i] = pattern(sent + i);
                }
                ASSERT_EQ(lwip_send(connection, bytes.data(), part, 0), static_cast<int>(part));
                sent += part;
            }
            lwip_shutdown(connection, SHUT_WR);
        });
        std::size_t received = 0;
        std::vector<std::uint8_t> bytes(3000);
        for (ssize_t part = 0; (part = lwip_recv(connection, bytes.data(), bytes.size(), 0)) > 0;) {
            for (ssize_t i = 0; i < part; ++i, ++received) {
                ASSERT_EQ(bytes[static_cast<std::size_t>(i)], pattern(received));
            }
        }
        EXPECT_EQ(received, size);
        lwip_close(connection);
        tell("client closed;");
    }

    unsigned lose_every_ = 0; ///< frames that the device sends; 0: none
    unsigned sent_ = 0;

private:
    /// Frames of the device arrive at the other host in a thread of their own.
    void run_wire() {
        for (;;) {
            osSemaphoreAcquire(wire_, osWaitForever);
            const Frame frame = std::move(on_wire_.front());
            on_wire_.pop_front();
            pbuf* packet = pbuf_alloc(PBUF_RAW, static_cast<u16_t>(frame.size()), PBUF_RAM);
            if (packet == nullptr) {
                continue;
            }
            pbuf_take(packet, frame.data(), static_cast<u16_t>(frame.size()));
            if (other_interface.input(packet, &other_interface) != ERR_OK) {
                pbuf_free(packet);
            }
        }
    }

    std::deque<Frame> on_wire_;
    osSemaphoreId_t wire_ = nullptr;
};

TEST_F(LwipTest, TcpEchoesAMebibyteOverTheLoopback) {
    thread(osPriorityBelowNormal, [&] {
        echo_server("127.0.0.1", 7);
        echo_client("127.0.0.1", "127.0.0.1", 7, 1 << 20);
    });
    start(100000);
    EXPECT_EQ(told(), "server closed;client closed;");
}

TEST_F(LwipTest, TcpEchoesAMebibyteOverTheDevice) {
    thread(osPriorityBelowNormal, [&] {
        connect_interfaces();
        echo_server("10.0.0.2", 7);
        echo_client("10.0.0.1", "10.0.0.2", 7, 1 << 20);
    });
    start(100000);
    EXPECT_EQ(told(), "server closed;client closed;");
    EXPECT_EQ(netif_virtio_get_statistics().no_memory, 0U);
}

TEST_F(LwipTest, TcpGetsOverLostFrames) {
    lose_every_ = 50;
    thread(osPriorityBelowNormal, [&] {
        connect_interfaces();
        echo_server("10.0.0.2", 7);
        echo_client("10.0.0.1", "10.0.0.2", 7, 1 << 18);
    });
    start(600000);
    EXPECT_EQ(told(), "server closed;client closed;");
    EXPECT_GT(sent_, 100U);
}

TEST_F(LwipTest, AConnectionThatNobodyAcceptsIsRefused) {
    thread(osPriorityNormal, [&] {
        connect_interfaces();
        const int connection = lwip_socket(AF_INET, SOCK_STREAM, 0);
        const sockaddr_in own = socket_address("10.0.0.1", 0);
        const sockaddr_in nobody = socket_address("10.0.0.2", 99);
        ASSERT_EQ(lwip_bind(connection, generic(own), sizeof own), 0);
        EXPECT_EQ(lwip_connect(connection, generic(nobody), sizeof nobody), -1);
        EXPECT_EQ(sys_arch_error(), ECONNRESET);
        lwip_close(connection);
        tell("refused");
    });
    start();
    EXPECT_EQ(told(), "refused");
}

TEST_F(LwipTest, WithoutADeviceThereIsAnError) {
    network_device().present = false;
    thread(osPriorityNormal, [&] {
        const ip4_addr_t any{};
        EXPECT_EQ(netif_virtio_start(&device_interface, &any, &any, &any, 0), osErrorResource);
        tell("none");
    });
    start();
    EXPECT_EQ(told(), "none");
}

TEST_F(LwipTest, TheInterfaceFollowsTheLink) {
    thread(osPriorityNormal, [&] {
        connect_interfaces();
        EXPECT_TRUE(netif_is_link_up(&device_interface));
        network_device().set_link(false);
        osDelay(1);
        EXPECT_FALSE(netif_is_link_up(&device_interface));
        network_device().set_link(true);
        osDelay(1);
        EXPECT_TRUE(netif_is_link_up(&device_interface));
        tell("followed");
    });
    start();
    EXPECT_EQ(told(), "followed");
}

TEST_F(LwipTest, FramesForWhichThereIsNoMemoryAreCountedAndTheNextOneIsTaken) {
    thread(osPriorityNormal, [&] {
        connect_interfaces();
        const int receiver = lwip_socket(AF_INET, SOCK_DGRAM, 0);
        const int sender = lwip_socket(AF_INET, SOCK_DGRAM, 0);
        const sockaddr_in to = socket_address("10.0.0.2", 5000);
        const sockaddr_in from = socket_address("10.0.0.1", 5001);
        ASSERT_EQ(lwip_bind(receiver, generic(to), sizeof to), 0);
        ASSERT_EQ(lwip_bind(sender, generic(from), sizeof from), 0);
        char text[8] = {};
        ASSERT_EQ(lwip_sendto(sender, "first", 5, 0, generic(to), sizeof to), 5);
        EXPECT_EQ(lwip_recv(receiver, text, sizeof text, 0), 5); // ARP is done
        pbuf* taken[PBUF_POOL_SIZE];
        for (pbuf*& packet : taken) {
            packet = pbuf_alloc(PBUF_RAW, 100, PBUF_POOL);
        }
        ASSERT_EQ(lwip_sendto(sender, "lost", 4, 0, generic(to), sizeof to), 4);
        osDelay(2);
        EXPECT_GT(netif_virtio_get_statistics().no_memory, 0U);
        for (pbuf* packet : taken) {
            pbuf_free(packet);
        }
        ASSERT_EQ(lwip_sendto(sender, "came", 4, 0, generic(to), sizeof to), 4);
        const ssize_t size = lwip_recv(receiver, text, sizeof text, 0);
        tell(std::string(text, static_cast<std::size_t>(size)));
    });
    start();
    EXPECT_EQ(told(), "came");
}

TEST_F(LwipTest, WhatCannotBeSentIsCountedAndSentLater) {
    thread(osPriorityNormal, [&] {
        connect_interfaces();
        echo_server("10.0.0.2", 7);
        network_device().send_buffers = 0;
        thread(osPriorityNormal, [&] {
            osDelay(4000);
            EXPECT_GT(netif_virtio_get_statistics().unsent, 0U);
            network_device().send_buffers = 16;
        });
        echo_client("10.0.0.1", "10.0.0.2", 7, 1000);
    });
    start(60000);
    EXPECT_EQ(told(), "server closed;client closed;");
}

TEST_F(LwipTest, FramesOfAnyContentDoNoHarm) {
    std::mt19937 random(1);
    thread(osPriorityNormal, [&] {
        connect_interfaces();
        for (unsigned i = 0; i < 20000; ++i) {
            Frame frame(14 + random() % 120);
            for (std::uint8_t& byte : frame) {
                byte = static_cast<std::uint8_t>(random());
            }
            // half of them look as if they were for us
            static const std::uint8_t header[] = {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0, 0x45};
            if (i % 2 == 0) {
                std::copy(std::begin(header), std::end(header), frame.begin());
                frame[13] = i % 4 == 0 ? 0 : 6;
            }
            network_device().arrive(std::move(frame));
            if (i % 16 == 0) {
                osDelay(1);
            }
        }
        echo_server("10.0.0.2", 7);
        echo_client("10.0.0.1", "10.0.0.2", 7, 5000);
    });
    start(100000);
    EXPECT_EQ(told(), "server closed;client closed;");
}

TEST_F(LwipTest, MailboxesAndSemaphoresKeepTheirTimes) {
    thread(osPriorityNormal, [&] {
        sys_sem_t semaphore;
        ASSERT_EQ(sys_sem_new(&semaphore, 0), ERR_OK);
        const u32_t start = sys_now();
        EXPECT_EQ(sys_arch_sem_wait(&semaphore, 20), SYS_ARCH_TIMEOUT);
        EXPECT_EQ(sys_now() - start, 20U);
        sys_sem_signal(&semaphore);
        EXPECT_EQ(sys_arch_sem_wait(&semaphore, 0), 0U);
        sys_sem_free(&semaphore);

        sys_mbox_t mailbox;
        ASSERT_EQ(sys_mbox_new(&mailbox, 1), ERR_OK);
        void* message = this;
        EXPECT_EQ(sys_arch_mbox_fetch(&mailbox, &message, 5), SYS_ARCH_TIMEOUT);
        EXPECT_EQ(sys_arch_mbox_tryfetch(&mailbox, &message), SYS_MBOX_EMPTY);
        EXPECT_EQ(sys_mbox_trypost(&mailbox, this), ERR_OK);
        EXPECT_EQ(sys_mbox_trypost(&mailbox, this), ERR_MEM);
        EXPECT_EQ(sys_arch_mbox_fetch(&mailbox, &message, 0), 0U);
        EXPECT_EQ(message, this);
        sys_mbox_free(&mailbox);
        tell("kept");
    });
    start();
    EXPECT_EQ(told(), "kept");
}

TEST_F(LwipTest, EachThreadHasItsOwnError) {
    thread(osPriorityNormal, [&] {
        sys_arch_set_error(ETIMEDOUT);
        osDelay(2);
        EXPECT_EQ(sys_arch_error(), ETIMEDOUT);
        tell("one;");
    });
    thread(osPriorityNormal, [&] {
        EXPECT_EQ(sys_arch_error(), 0);
        sys_arch_set_error(ECONNREFUSED);
        EXPECT_EQ(sys_arch_error(), ECONNREFUSED);
        tell("two;");
    });
    start();
    EXPECT_EQ(told(), "two;one;");
}

TEST_F(LwipTest, ASeedChangesTheNumbers) {
    const std::uint32_t before = lwip_random();
    lwip_random_seed(12345);
    EXPECT_NE(lwip_random(), before);
    EXPECT_NE(lwip_random(), lwip_random());
}

} // namespace

netif* lwip_test_route(const ip4_addr_t* source) {
    if (source != nullptr && ip4_addr_cmp(source, netif_ip4_addr(&other_interface))) {
        return &other_interface;
    }
    if (source != nullptr && ip4_addr_cmp(source, netif_ip4_addr(&device_interface))) {
        return &device_interface;
    }
    return nullptr;
}
