// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/vsock.h"

#include "tests/unit/pmm/files.h"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

namespace ampsim::pmm::test {
namespace {

namespace vsock_op = models::virtio::vsock_op;
using models::virtio::connect_unix;
using models::virtio::UnixListener;
using models::virtio::VsockHeader;
using testing::HasSubstr;

constexpr std::uint32_t own_port = 1000;

struct Packet {
    VsockHeader header;
    std::string data;
};

struct VsockTest : testing::TestWithParam<Way> {
    VsockTest() {
        bench.add("vsock", [this](EventLoop& loop) {
            models::virtio::VsockHostParameters parameters;
            parameters.host_path = directory.path("v");
            return std::make_unique<Vsock>(loop, parameters);
        });
        bench.start();
        driver = std::make_unique<Driver>(bench.driver(0));
        driver->start(1);
        for (int n = 0; n < 8; ++n)
            driver->add(Vsock::receive, {}, 300);
        driver->kick(Vsock::receive);
        driver->add(Vsock::event, {}, 4);
        driver->kick(Vsock::event);
    }
    void send(std::uint16_t op, std::uint32_t port, const std::string& data = "",
              std::uint32_t from = own_port) {
        VsockHeader header{};
        header.src_cid = 3;
        header.dst_cid = 2;
        header.src_port = from;
        header.dst_port = port;
        header.len = std::uint32_t(data.size());
        header.type = 1;
        header.op = op;
        header.buf_alloc = 65536;
        header.fwd_cnt = received_bytes;
        Bytes packet = models::virtio::bytes_of(header);
        packet.insert(packet.end(), data.begin(), data.end());
        driver->add(Vsock::transmit, packet);
        driver->kick(Vsock::transmit);
        driver->take(Vsock::transmit);
    }
    Packet receive() {
        for (int tries = 0; tries < 100 && !driver->has_used(Vsock::receive); ++tries)
            bench.run();
        const Bytes bytes = driver->take(Vsock::receive);
        driver->add(Vsock::receive, {}, 300);
        driver->kick(Vsock::receive);
        Packet packet{*models::virtio::parse<VsockHeader>(bytes), ""};
        packet.data = text(bytes).substr(sizeof(VsockHeader));
        if (packet.header.op == vsock_op::rw)
            received_bytes += std::uint32_t(packet.data.size());
        return packet;
    }
    static void write(const HostFile& socket, const std::string& text) {
        ASSERT_EQ(::write(socket.descriptor(), text.data(), text.size()), ssize_t(text.size()));
    }
    static std::string read(const HostFile& socket) {
        std::array<char, 1000> buffer{};
        const ssize_t got = ::recv(socket.descriptor(), buffer.data(), buffer.size(), MSG_DONTWAIT);
        return {buffer.data(), std::size_t(std::max<ssize_t>(got, 0))};
    }

    Directory directory;
    Bench bench{GetParam()};
    std::unique_ptr<Driver> driver;
    std::uint32_t received_bytes = 0;
};

TEST_P(VsockTest, TheRemoteCallsAProgram) {
    UnixListener program(directory.path("v_80"));
    send(vsock_op::request, 80);
    EXPECT_EQ(receive().header.op, vsock_op::response);
    const HostFile socket = program.accept();
    send(vsock_op::rw, 80, "GET /");
    EXPECT_EQ(read(socket), "GET /");
    write(socket, "hello");
    EXPECT_EQ(receive().data, "hello");
}

TEST_P(VsockTest, AProgramCallsTheRemote) {
    const HostFile socket = connect_unix(directory.path("v"));
    write(socket, "CONNECT 5000\n");
    const Packet request = receive();
    EXPECT_EQ(request.header.op, vsock_op::request);
    EXPECT_EQ(request.header.dst_port, 5000);
    send(vsock_op::response, request.header.src_port, "", 5000);
    EXPECT_THAT(read(socket), HasSubstr("OK "));
    write(socket, std::string(600, 'x')); // more than a buffer has room for
    std::string got;
    while (got.size() < 600)
        got += receive().data;
    EXPECT_EQ(got, std::string(600, 'x'));
}

TEST_P(VsockTest, NobodyListens) {
    send(vsock_op::request, 81);
    EXPECT_EQ(receive().header.op, vsock_op::rst);
}

TEST_P(VsockTest, NothingIsDoneWhileNothingHappens) {
    UnixListener program(directory.path("v_80"));
    send(vsock_op::request, 80);
    receive();
    bench.run();
    const auto chains = bench.server(0).counters(Vsock::receive).chains;
    bench.run();
    EXPECT_EQ(bench.server(0).counters(Vsock::receive).chains, chains);
    EXPECT_FALSE(driver->notifications_wanted(Vsock::receive));
}

TEST_P(VsockTest, APacketThatIsNoneIsTheEndUntilAReset) {
    driver->add(Vsock::transmit, bytes("short"));
    driver->kick(Vsock::transmit);
    EXPECT_THAT(bench.said(), HasSubstr("hvl0, vsock: a vsock packet of 5 bytes does not hold"));
    EXPECT_TRUE(bench.server(0).is_broken());
}

TEST_P(VsockTest, AnotherMonitorTellsThatConnectionsAreGone) {
    UnixListener program(directory.path("v_80"));
    send(vsock_op::request, 80);
    receive();
    bench.kill();
    bench.start();
    EXPECT_EQ(driver->take(Vsock::event), (Bytes{0, 0, 0, 0})); // TRANSPORT_RESET
    send(vsock_op::rw, 80, "lost");
    EXPECT_EQ(receive().header.op, vsock_op::rst);
    send(vsock_op::request, 80, "", 1001);
    EXPECT_EQ(receive().header.op, vsock_op::response);
}

INSTANTIATE_TEST_SUITE_P(, VsockTest, testing::ValuesIn(two_ways), name_of);

} // namespace
} // namespace ampsim::pmm::test
