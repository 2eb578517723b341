// SPDX-License-Identifier: BSD-3-Clause
//
// What hvl_remote does with the network, over lwIP's loopback: fetch, echo server, ping.
#include "http.h"
#include "kernel_fixture.h"
#include "lwip_test_hooks.h"
#include "ping.h"
#include "tcp_echo.h"

#include "lwip/sockets.h"
#include "lwip/tcpip.h"

#include <optional>

namespace {

ip4_addr_t loopback() {
    return {PP_HTONL(INADDR_LOOPBACK)};
}

sockaddr_in loopback_port(u16_t port) {
    sockaddr_in result{};
    result.sin_len = sizeof result;
    result.sin_family = AF_INET;
    result.sin_port = lwip_htons(port);
    result.sin_addr.s_addr = loopback().addr;
    return result;
}

const sockaddr* generic(const sockaddr_in& address) {
    return reinterpret_cast<const sockaddr*>(&address);
}

std::string body;
void record_body(const void* data, uint32_t size) {
    body.append(static_cast<const char*>(data), size);
}

class NetworkProgramsTest : public KernelTest {
protected:
    NetworkProgramsTest() {
        tcpip_init(nullptr, nullptr);
        body.clear();
    }

    /// Answers one request with these pieces, each sent when the one before is read, and closes.
    void serve(const std::vector<std::string>& pieces, bool close = true) {
        const int listening = lwip_socket(AF_INET, SOCK_STREAM, 0);
        const sockaddr_in name = loopback_port(80);
        ASSERT_EQ(lwip_bind(listening, generic(name), sizeof name), 0);
        ASSERT_EQ(lwip_listen(listening, 1), 0);
        thread(osPriorityNormal, [=] {
            const int connection = lwip_accept(listening, nullptr, nullptr);
            char request[256] = {};
            lwip_recv(connection, request, sizeof request - 1, 0);
            request_ = request;
            for (const std::string& piece : pieces) {
                lwip_send(connection, piece.data(), piece.size(), 0);
                osDelay(2);
            }
            if (close) {
                lwip_close(connection);
            }
        });
    }

    /// Gets "/file" in a thread; nothing: it never came back.
    std::optional<http_answer> get(const std::vector<std::string>& pieces, bool close = true,
                                   const std::string& path = "/file") {
        std::optional<http_answer> result;
        thread(osPriorityNormal, [&] {
            serve(pieces, close);
            const ip4_addr_t server = loopback();
            http_answer answer{};
            const bool done = http_get(&server, 80, path.c_str(), record_body, &answer);
            EXPECT_EQ(done, answer.problem == nullptr);
            result = answer;
        });
        start(60000);
        return result;
    }

    std::string request_;
};

TEST_F(NetworkProgramsTest, HttpFetchesABody) {
    const auto answer = get({"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nhello\n"});
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->problem, nullptr);
    EXPECT_EQ(answer->status, 200U);
    EXPECT_EQ(answer->size, 6U);
    EXPECT_EQ(answer->checksum, 0x363a3020U);
    EXPECT_EQ(body, "hello\n");
    EXPECT_EQ(request_, "GET /file HTTP/1.0\r\n\r\n");
}

TEST_F(NetworkProgramsTest, HttpTakesAnAnswerInAnyPieces) {
    const auto answer = get({"HT", "TP/1.0 200 OK\r", "\n\r", "\nhel", "lo\n"});
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->problem, nullptr);
    EXPECT_EQ(answer->checksum, 0x363a3020U);
}

TEST_F(NetworkProgramsTest, HttpTellsWhatTheServerSays) {
    const auto answer = get({"HTTP/1.1 404 Not Found\r\n\r\n"});
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 404U);
    EXPECT_EQ(answer->size, 0U);
    EXPECT_TRUE(answer->ends_line);
}

TEST_F(NetworkProgramsTest, HttpRefusesWhatIsNotHttp) {
    const auto answer = get({"SSH-2.0-x\r\n\r\n"});
    ASSERT_TRUE(answer);
    EXPECT_STREQ(answer->problem, "the answer is not HTTP");
}

TEST_F(NetworkProgramsTest, HttpRefusesAHeaderWithoutEnd) {
    const auto answer = get({"HTTP/1.0 200 OK\r\n" + std::string(3000, 'x')});
    ASSERT_TRUE(answer);
    EXPECT_STREQ(answer->problem, "the answer's header is too long");
}

TEST_F(NetworkProgramsTest, HttpNoticesAnAnswerThatBreaksOff) {
    const auto answer = get({"HTTP/1.0 200 OK\r\n"});
    ASSERT_TRUE(answer);
    EXPECT_STREQ(answer->problem, "the connection was closed before the answer was complete");
}

TEST_F(NetworkProgramsTest, HttpDoesNotWaitForEver) {
    const auto silent = get({}, false);
    ASSERT_TRUE(silent);
    EXPECT_STREQ(silent->problem, "no answer in time");
}

TEST_F(NetworkProgramsTest, HttpDoesNotWaitForEverForTheRest) {
    const auto answer = get({"HTTP/1.0 200 OK\r\n\r\nhel"}, false);
    ASSERT_TRUE(answer);
    EXPECT_STREQ(answer->problem, "the rest of the answer did not come in time");
}

TEST_F(NetworkProgramsTest, HttpRefusesAPathThatDoesNotFit) {
    const auto answer = get({}, false, "/" + std::string(300, 'x'));
    ASSERT_TRUE(answer);
    EXPECT_STREQ(answer->problem, "the path is too long");
}

TEST_F(NetworkProgramsTest, HttpNeedsSomebodyWhoListens) {
    thread(osPriorityNormal, [&] {
        const ip4_addr_t server = loopback();
        http_answer answer{};
        EXPECT_FALSE(http_get(&server, 81, "/", nullptr, &answer));
        tell(answer.problem);
    });
    start(60000);
    EXPECT_EQ(told(), "nobody there who accepts a connection");
}

TEST_F(NetworkProgramsTest, TheEchoServerEchoesAndCounts) {
    thread(osPriorityNormal, [&] {
        EXPECT_EQ(tcp_echo_start(0), osErrorParameter);
        ASSERT_EQ(tcp_echo_start(7), osOK);
        EXPECT_EQ(tcp_echo_start(8), osErrorResource);
        EXPECT_EQ(tcp_echo_port(), 7);
        for (int connections = 0; connections < 3; ++connections) {
            const int connection = lwip_socket(AF_INET, SOCK_STREAM, 0);
            const sockaddr_in server = loopback_port(7);
            ASSERT_EQ(lwip_connect(connection, generic(server), sizeof server), 0);
            char text[8] = {};
            ASSERT_EQ(lwip_send(connection, "hello", 5, 0), 5);
            ASSERT_EQ(lwip_recv(connection, text, sizeof text, 0), 5);
            tell(text);
            lwip_close(connection);
        }
    });
    start(60000);
    EXPECT_EQ(told(), "hellohellohello");
    EXPECT_EQ(tcp_echo_get_statistics().connections, 3U);
    EXPECT_EQ(tcp_echo_get_statistics().messages, 3U);
    EXPECT_EQ(tcp_echo_get_statistics().bytes, 15U);
    EXPECT_EQ(tcp_echo_get_statistics().failed, 0U);
}

TEST_F(NetworkProgramsTest, PingIsAnsweredOrNot) {
    thread(osPriorityNormal, [&] {
        const ip4_addr_t here = loopback();
        ip4_addr_t nowhere;
        IP4_ADDR(&nowhere, 10, 1, 2, 3);
        uint32_t took = 0;
        EXPECT_EQ(ping_once(&here, 1, 1000, &took), ping_answered);
        EXPECT_EQ(ping_once(&nowhere, 2, 1000, &took), ping_unreachable);
        tell("done");
    });
    start();
    EXPECT_EQ(told(), "done");
}

} // namespace

netif* lwip_test_route(const ip4_addr_t* /*source*/) {
    return nullptr; // as lwIP likes it
}
