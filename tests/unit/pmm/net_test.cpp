// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/net.h"

#include "tests/unit/pmm/files.h"

#include <gmock/gmock.h>
#include <sys/socket.h>

namespace ampsim::pmm::test {
namespace {

using testing::Contains;
using testing::Pair;

struct NetTest : testing::TestWithParam<Way> {
    NetTest() {
        bench.add("net", [this](EventLoop& loop) {
            int pair[2];
            EXPECT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, pair), 0);
            cable = HostFile{pair[0]};
            return std::make_unique<Net>(loop, HostFile{pair[1]}, MacAddress{2, 0, 0, 0, 0, 7});
        });
        bench.start();
        driver = std::make_unique<Driver>(bench.driver(0));
        driver->start();
        header = GetParam().shim ? 12 : 10; // [VirtIO 1.2, 5.1.6.1]
    }
    std::string received_by_host() const {
        std::array<char, 2000> frame{};
        const ssize_t size = ::recv(cable.descriptor(), frame.data(), frame.size(), 0);
        return {frame.data(), std::size_t(std::max<ssize_t>(size, 0))};
    }
    void send_from_host(const std::string& frame) {
        ASSERT_EQ(::send(cable.descriptor(), frame.data(), frame.size(), 0), ssize_t(frame.size()));
        bench.run();
    }

    Bench bench{GetParam()};
    HostFile cable;
    std::unique_ptr<Driver> driver;
    std::size_t header = 0;
};

TEST_P(NetTest, FramesOfTheDriverGoOut) {
    const std::string frame = "an Ethernet frame, or what looks like it";
    Bytes sent(header);
    sent.insert(sent.end(), frame.begin(), frame.end());
    driver->add(Net::transmit, sent);
    driver->kick(Net::transmit);
    EXPECT_EQ(received_by_host(), frame);
    EXPECT_TRUE(driver->has_used(Net::transmit));
}

TEST_P(NetTest, FramesOfTheHostComeIn) {
    driver->add(Net::receive, {}, 1600);
    driver->kick(Net::receive);
    send_from_host("from the host");
    Bytes expected(header);
    if (GetParam().shim)
        expected[10] = 1; // buffers
    const std::string frame = "from the host";
    expected.insert(expected.end(), frame.begin(), frame.end());
    EXPECT_EQ(driver->take(Net::receive), expected);
}

TEST_P(NetTest, FramesWaitForBuffersInTheirOrder) {
    send_from_host("one");
    send_from_host("two");
    for (const char* frame : {"one", "two"}) {
        driver->add(Net::receive, {}, 100);
        driver->kick(Net::receive);
        EXPECT_EQ(text(driver->take(Net::receive)).substr(header), frame);
    }
}

TEST_P(NetTest, WhatDoesNotFitIsDropped) {
    driver->add(Net::receive, {}, 20);
    driver->kick(Net::receive);
    send_from_host(std::string(100, 'x'));
    EXPECT_TRUE(driver->take(Net::receive).empty());
    EXPECT_THAT(bench.server(0).device().counters(), Contains(Pair("dropped_too_long", 1)));
}

TEST_P(NetTest, WhatIsNoFrameIsDropped) {
    driver->add(Net::transmit, Bytes(header + 13));
    driver->kick(Net::transmit);
    EXPECT_EQ(received_by_host(), "");
    EXPECT_THAT(bench.server(0).device().counters(), Contains(Pair("malformed_frames", 1)));
    EXPECT_FALSE(bench.server(0).is_broken());
}

TEST_P(NetTest, SaysItsAddressAndThatTheLinkIsUp) {
    EXPECT_EQ(driver->configuration(8), (Bytes{2, 0, 0, 0, 0, 7, 1, 0}));
}

INSTANTIATE_TEST_SUITE_P(, NetTest, testing::ValuesIn(two_ways), name_of);

} // namespace
} // namespace ampsim::pmm::test
