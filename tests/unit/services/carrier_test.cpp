// SPDX-License-Identifier: BSD-3-Clause
//
// Carriers, with a pipe as the character device, and a socket as the stream.
#include "platforms/guests/linux/served/rpmsg_carrier.h"
#include "platforms/guests/linux/served/stream_carrier.h"
#include "tests/unit/services/remote_stub.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

namespace ampsim::served {
namespace {

/// Longer than the kernel keeps.
constexpr std::size_t many = 4000;

class CarrierTest : public testing::Test {
protected:
    Carrier::Receiver receiver() {
        return {[] {},
                [this](const std::uint8_t*, std::size_t size) {
                    ++messages_;
                    EXPECT_EQ(size, 512U);
                },
                [] {},
                [] {
                }};
    }
    /// What there is to read, as the remote gets it.
    static Bytes all_of(const HostFile& file) {
        Bytes all;
        std::array<std::uint8_t, 4096> some{};
        while (const auto count = models::virtio::read_some(file, some.data(), some.size())) {
            if (*count == 0) {
                break;
            }
            all.insert(all.end(), some.begin(), some.begin() + *count);
        }
        return all;
    }

    Folder folder_;
    pmm::EventLoop loop_;
    std::size_t messages_ = 0;
};

class RpmsgCarrierTest : public CarrierTest {
protected:
    RpmsgCarrierTest() {
        folder_.write("class/rpmsg0/name", "rpmsg-raw\n");
        folder_.write("class/rpmsg0/dst", "1027\n");
        EXPECT_EQ(::mkfifo(folder_.path("rpmsg0").c_str(), 0600), 0);
        remote_ = HostFile{::open(folder_.path("rpmsg0").c_str(), O_RDWR | O_NONBLOCK)};
        carrier_.tell(receiver());
        carrier_.work();
    }
    HostFile remote_;
    RpmsgCarrier carrier_{loop_, RpmsgCarrier::usual_address, folder_.path("class"),
                          folder_.path()};
};

TEST_F(RpmsgCarrierTest, KeepsOnlySoMuchForARemoteThatTakesNothing) {
    const Bytes message(512);
    for (std::size_t i = 0; i < many; ++i) {
        carrier_.send(message);
    }
    EXPECT_FALSE(all_of(remote_).empty()) << "what the kernel kept";
    std::size_t kept = 0;
    for (Bytes bytes; carrier_.work(), !(bytes = all_of(remote_)).empty();) {
        kept += bytes.size();
    }
    EXPECT_EQ(kept, RpmsgCarrier::most_kept * message.size());
}

TEST_F(RpmsgCarrierTest, TakesOnlySoManyMessagesAtATime) {
    const Bytes message(512);
    for (std::size_t i = 0; i < 100; ++i) {
        ASSERT_EQ(::write(remote_.descriptor(), message.data(), message.size()), 512);
    }
    loop_.run_once(std::chrono::nanoseconds(0));
    EXPECT_EQ(messages_, 64U);
    loop_.run_once(std::chrono::nanoseconds(0));
    EXPECT_EQ(messages_, 100U);
}

class StreamCarrierTest : public CarrierTest {
protected:
    StreamCarrierTest() {
        std::array<int, 2> ends{};
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()), 0);
        remote_ = HostFile{ends[0]};
        end_ = HostFile{ends[1]};
        carrier_.tell(receiver());
        carrier_.work();
    }
    HostFile remote_, end_;
    StreamCarrier carrier_{loop_, [this] {
                               return std::move(end_);
                           }};
};

TEST_F(StreamCarrierTest, KeepsOnlySoMuchForARemoteThatTakesNothing) {
    const Bytes message(511, 'x');
    for (std::size_t i = 0; i < 2 * many; ++i) {
        carrier_.send(message);
    }
    all_of(remote_); // what the kernel kept
    Bytes kept;
    for (Bytes bytes;
         loop_.run_once(std::chrono::nanoseconds(0)), !(bytes = all_of(remote_)).empty();) {
        kept.insert(kept.end(), bytes.begin(), bytes.end());
    }
    EXPECT_LE(kept.size(), StreamCarrier::most_kept);
    EXPECT_GT(kept.size(), StreamCarrier::most_kept - 1024);
    EXPECT_EQ(kept.back(), service_end) << "whole messages";
}

} // namespace
} // namespace ampsim::served
