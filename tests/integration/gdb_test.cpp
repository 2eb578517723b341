// SPDX-License-Identifier: BSD-3-Clause
//
// A debugger at each node, all held before their first instruction (docs/tutorials/bring-up.md):
// one attaches to both in either order, and the run ends as if nobody had been there.
#include "tests/integration/run_ampsim.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <numeric>
#include <stdexcept>
#include <thread>

namespace ampsim::integration {
namespace {

using namespace std::chrono_literals;
using testing::StartsWith;

class Socket {
public:
    Socket() : descriptor_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
    Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    Socket& operator=(Socket&&) = delete;
    ~Socket() { close(descriptor_); }
    int get() const { return descriptor_; }

private:
    int descriptor_;
};

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/// One that nobody listens on now.
std::uint16_t free_port() {
    const Socket socket;
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    if (bind(socket.get(), any, size) != 0 || getsockname(socket.get(), any, &size) != 0) {
        throw std::runtime_error("no free port");
    }
    return ntohs(address.sin_port);
}

/// What gdb does first: a packet is `$TEXT#SUM`, each side acknowledges with '+'.
class Debugger {
public:
    /// Waits until a gdb server listens there.
    explicit Debugger(std::uint16_t port) : socket_(connected(port)) {}

    void say(const std::string& text) const {
        const unsigned sum = std::accumulate(text.begin(), text.end(), 0U);
        const std::string packet = fmt::format("${}#{:02x}", text, sum % 256);
        if (write(socket_.get(), packet.data(), packet.size()) !=
            static_cast<ssize_t>(packet.size())) {
            throw std::runtime_error("the gdb server went away");
        }
    }
    /// The text of the next packet.
    std::string hear() {
        std::size_t end = 0;
        while ((end = heard_.find('#')) == std::string::npos || heard_.size() < end + 3) {
            pollfd waited{socket_.get(), POLLIN, 0};
            char bytes[512];
            const ssize_t got =
                poll(&waited, 1, 20'000) == 1 ? read(socket_.get(), bytes, sizeof bytes) : 0;
            if (got <= 0) {
                throw std::runtime_error("the gdb server does not answer");
            }
            heard_.append(bytes, static_cast<std::size_t>(got));
        }
        const std::size_t begin = heard_.find('$') + 1;
        std::string text = heard_.substr(begin, end - begin);
        heard_.erase(0, end + 3);
        if (write(socket_.get(), "+", 1) != 1) {
            throw std::runtime_error("the gdb server went away");
        }
        return text;
    }

private:
    static Socket connected(std::uint16_t port) {
        const sockaddr_in address = loopback(port);
        const auto limit = std::chrono::steady_clock::now() + 30s;
        for (;;) {
            Socket socket;
            if (connect(socket.get(), reinterpret_cast<const sockaddr*>(&address),
                        sizeof address) == 0) {
                return socket;
            }
            if (std::chrono::steady_clock::now() > limit) {
                throw std::runtime_error(fmt::format("nobody listens on port {}", port));
            }
            std::this_thread::sleep_for(20ms);
        }
    }

    Socket socket_;
    std::string heard_;
};

class Gdb : public testing::TestWithParam<std::pair<std::string, std::string>> {};

TEST_P(Gdb, AllNodesCanBeHeldAndAttachedToInAnyOrder) {
    const std::map<std::string, std::uint16_t> ports{{"host", free_port()}, {"ti", free_port()}};
    std::vector<std::string> sets{"variant=omap-irq", "count=5"};
    for (const auto& [node, port] : ports) {
        sets.push_back(fmt::format("nodes.{}.gdb=tcp:127.0.0.1:{}", node, port));
        sets.push_back(fmt::format("nodes.{}.qemu_arguments=[\"-S\"]", node));
    }
    const Directory directory;
    Process run(ampsim_run(source_file("scenarios/mailboxes.toml"), sets, directory), directory);
    Debugger first(ports.at(GetParam().first));
    Debugger second(ports.at(GetParam().second)); // while the first one is held
    for (Debugger* debugger : {&first, &second}) {
        debugger->say("?");
        EXPECT_THAT(debugger->hear(), StartsWith("T05")); // stopped
    }
    first.say("c");
    second.say("c");
    const Finished finished = run.wait();
    EXPECT_EQ(finished.exit_status, 0) << finished.out << finished.err;
}

INSTANTIATE_TEST_SUITE_P(Orders, Gdb,
                         testing::Values(std::pair("host", "ti"), std::pair("ti", "host")),
                         [](const auto& order) { return order.param.first + "First"; });

} // namespace
} // namespace ampsim::integration
