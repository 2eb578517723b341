// SPDX-License-Identifier: BSD-3-Clause
#include "tcp_echo.h"

#include "objects.h"
#include "probe_point.h"

#include "lwip/sockets.h"

enum { stack_size = 2048, buffer_size = 1460, backlog = 2 };

static struct {
    uint16_t port;
    int listening;
    struct tcp_echo_statistics statistics;
    struct os_thread thread_block;
    uint64_t stack[stack_size / sizeof(uint64_t)];
    uint8_t buffer[buffer_size];
} echo;

PROBE_POINT void tcp_echo_received(int connection, ssize_t size);
PROBE_POINT void tcp_echo_received(int connection, ssize_t size) {
    (void)connection;
    ++echo.statistics.messages;
    echo.statistics.bytes += (uint32_t)size;
}

static void serve(int connection) {
    const int at_once = 1;
    (void)lwip_setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
    ++echo.statistics.connections;
    ssize_t size;
    while ((size = lwip_recv(connection, echo.buffer, sizeof echo.buffer, 0)) > 0) {
        tcp_echo_received(connection, size);
        if (lwip_send(connection, echo.buffer, (size_t)size, 0) != size) {
            break;
        }
    }
    echo.statistics.failed += size != 0;
    (void)lwip_close(connection);
}

static void run(void* argument) {
    (void)argument;
    for (;;) {
        const int connection = lwip_accept(echo.listening, NULL, NULL);
        if (connection >= 0) {
            serve(connection);
        } else {
            (void)osDelay(100); // no memory for one, now
        }
    }
}

osStatus_t tcp_echo_start(uint16_t port) {
    if (port == 0) { // which stands for not started
        return osErrorParameter;
    }
    if (echo.port != 0) {
        return osErrorResource;
    }
    const struct sockaddr_in name = {
        .sin_len = sizeof name, .sin_family = AF_INET, .sin_port = lwip_htons(port)};
    const osThreadAttr_t thread = {.name = "tcp-echo",
                                   .cb_mem = &echo.thread_block,
                                   .cb_size = sizeof echo.thread_block,
                                   .stack_mem = echo.stack,
                                   .stack_size = sizeof echo.stack,
                                   .priority = osPriorityNormal};
    echo.listening = lwip_socket(AF_INET, SOCK_STREAM, 0);
    if (echo.listening < 0 ||
        lwip_bind(echo.listening, (const struct sockaddr*)&name, sizeof name) != 0 ||
        lwip_listen(echo.listening, backlog) != 0 || osThreadNew(run, NULL, &thread) == NULL) {
        (void)lwip_close(echo.listening);
        return osErrorNoMemory;
    }
    echo.port = port;
    return osOK;
}

uint16_t tcp_echo_port(void) {
    return echo.port;
}

struct tcp_echo_statistics tcp_echo_get_statistics(void) {
    return echo.statistics;
}
