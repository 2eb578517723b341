// SPDX-License-Identifier: BSD-3-Clause
//
// Services over a vsock stream to Linux: this side connects, and again when the connection ends.
#include "service_channel.h"
#include "service_framing.h"
#include "virtio.h"
#include "virtio_vsock.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#ifndef SERVICE_VSOCK_PORT
#define SERVICE_VSOCK_PORT 4000
#endif

enum { stack_size = 1024, piece_size = 64, again_ticks = 100, connect_ticks = 5000 };

static struct {
    struct service_framing framing;
    osMutexId_t mutex;    ///< the socket, and who uses it
    struct vsock* socket; ///< NULL: nobody is at the other end
} carrier;

static struct vsock* connect(void) {
    struct vsock* socket = NULL;
    while (vsock_connect(vsock_host_cid, SERVICE_VSOCK_PORT, connect_ticks, &socket) != osOK) {
        (void)osDelay(again_ticks);
    }
    return socket;
}

static void use(struct vsock* socket) {
    (void)osMutexAcquire(carrier.mutex, osWaitForever);
    carrier.socket = socket;
    (void)osMutexRelease(carrier.mutex);
}

static void run(void* argument) {
    uint8_t piece[piece_size];
    struct vsock* socket = argument;
    for (;;) {
        const int32_t size = vsock_receive(socket, piece, sizeof piece, osWaitForever);
        if (size > 0) {
            service_framing_received(&carrier.framing, piece, (uint32_t)size, service_received);
            continue;
        }
        use(NULL); // nobody sends there any more
        vsock_close(socket);
        carrier.framing.filled = 0;
        socket = connect();
        use(socket);
    }
}

static osStatus_t start(uint32_t timeout) {
    static const osMutexAttr_t mutex = {.name = "service vsock", .attr_bits = osMutexPrioInherit};
    static const osThreadAttr_t thread = {
        .name = "service vsock", .stack_size = stack_size, .priority = osPriorityAboveNormal};
    memset(&carrier, 0, sizeof carrier);
    carrier.mutex = osMutexNew(&mutex);
    osStatus_t status = carrier.mutex == NULL ? osErrorNoMemory : virtio_initialize();
    if (status == osOK) {
        status = vsock_start(timeout);
    }
    if (status == osOK) {
        use(connect());
        status = osThreadNew(run, carrier.socket, &thread) == NULL ? osErrorNoMemory : osOK;
    }
    return status;
}

static osStatus_t send(const void* message, uint16_t size, uint32_t timeout) {
    osStatus_t status = osErrorResource;
    (void)osMutexAcquire(carrier.mutex, osWaitForever);
    if (carrier.socket != NULL) {
        const int32_t whole = (int32_t)size + 1; // with its end
        const int32_t sent = vsock_send(carrier.socket, message, (uint32_t)whole, timeout);
        status = sent == whole ? osOK : sent < 0 ? (osStatus_t)sent : osErrorTimeout;
        if (sent > 0 && sent != whole) {
            (void)vsock_shutdown(carrier.socket, timeout); // half a message: begin anew
        }
    }
    (void)osMutexRelease(carrier.mutex);
    return status;
}

const struct service_channel service_channel_vsock = {
    .name = "vsock", .message_size = SERVICE_MESSAGE_SIZE, .start = start, .send = send};
