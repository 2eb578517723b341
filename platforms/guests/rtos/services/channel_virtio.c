// SPDX-License-Identifier: BSD-3-Clause
//
// Services over the port of a VirtIO console.
#include "ampsim_services.h"
#include "service_channel.h"
#include "service_framing.h"
#include "ticks_left.h"
#include "virtio.h"
#include "virtio_console.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { stack_size = 1024, piece_size = 64 };

static struct service_framing framing;
static bool cut; ///< the other side may have half a message

static void run(void* argument) {
    (void)argument;
    uint8_t piece[piece_size];
    for (;;) {
        const uint32_t size = console_read(piece, sizeof piece, osWaitForever);
        service_framing_received(&framing, piece, size, service_received);
    }
}

/// Ends what an earlier life of ours, or a message that was cut, left unfinished.
static osStatus_t send_zeros(uint32_t timeout) {
    static const uint8_t zeros[piece_size];
    const uint32_t start = osKernelGetTickCount();
    osStatus_t status = osOK;
    for (unsigned sent = 0; sent < service_message_most && status == osOK; sent += sizeof zeros) {
        status = console_write(zeros, sizeof zeros, ticks_left(start, timeout));
    }
    cut = status != osOK;
    return status;
}

static osStatus_t start(uint32_t timeout) {
    static const osThreadAttr_t thread = {
        .name = "service console", .stack_size = stack_size, .priority = osPriorityAboveNormal};
    memset(&framing, 0, sizeof framing);
    osStatus_t status = virtio_initialize();
    if (status == osOK) {
        status = console_start(timeout);
    }
    if (status == osOK) {
        status = send_zeros(timeout);
    }
    if (status == osOK && osThreadNew(run, NULL, &thread) == NULL) {
        status = osErrorNoMemory;
    }
    return status;
}

static osStatus_t send(const void* message, uint16_t size, uint32_t timeout) {
    const uint32_t start = osKernelGetTickCount();
    osStatus_t status = cut ? send_zeros(timeout) : osOK;
    if (status == osOK) {
        status = console_write(message, size + 1U, ticks_left(start, timeout));
        cut = status != osOK;
    }
    return status;
}

const struct service_channel service_channel_virtio = {
    .name = "virtio", .message_size = SERVICE_MESSAGE_SIZE, .start = start, .send = send};
