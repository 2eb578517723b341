// SPDX-License-Identifier: BSD-3-Clause
#include "vsock_echo.h"

#include "objects.h"
#include "probe_point.h"
#include "virtio_vsock.h"

enum { stack_size = 1280, buffer_size = 1024, send_timeout = 10000 };

static struct {
    uint32_t port;
    struct vsock* listener;
    struct vsock_echo_statistics statistics;
    struct os_thread thread_block;
    uint64_t stack[stack_size / sizeof(uint64_t)];
    uint8_t buffer[buffer_size];
} echo;

PROBE_POINT void vsock_echo_received(struct vsock* connection, int32_t size);
PROBE_POINT void vsock_echo_received(struct vsock* connection, int32_t size) {
    (void)connection;
    ++echo.statistics.messages;
    echo.statistics.bytes += (uint32_t)size;
}

static void serve(struct vsock* connection) {
    ++echo.statistics.connections;
    int32_t size;
    while ((size = vsock_receive(connection, echo.buffer, sizeof echo.buffer, osWaitForever)) > 0) {
        vsock_echo_received(connection, size);
        if (vsock_send(connection, echo.buffer, (uint32_t)size, send_timeout) != size) {
            break;
        }
    }
    echo.statistics.failed += size != 0;
    vsock_close(connection);
}

/// The listener outlives restarts of the device.
static void run(void* argument) {
    (void)argument;
    for (;;) {
        serve(vsock_accept(echo.listener, osWaitForever));
    }
}

osStatus_t vsock_echo_start(uint32_t port) {
    if (port == 0) { // which stands for not started
        return osErrorParameter;
    }
    if (echo.port != 0) {
        return osErrorResource;
    }
    const osThreadAttr_t thread = {.name = "vsock-echo",
                                   .cb_mem = &echo.thread_block,
                                   .cb_size = sizeof echo.thread_block,
                                   .stack_mem = echo.stack,
                                   .stack_size = sizeof echo.stack,
                                   .priority = osPriorityNormal};
    echo.listener = vsock_listen(port);
    if (echo.listener == NULL) {
        return osErrorNoMemory;
    }
    if (osThreadNew(run, NULL, &thread) == NULL) {
        vsock_close(echo.listener);
        return osErrorNoMemory;
    }
    echo.port = port;
    return osOK;
}

uint32_t vsock_echo_port(void) {
    return echo.port;
}

struct vsock_echo_statistics vsock_echo_get_statistics(void) {
    return echo.statistics;
}
