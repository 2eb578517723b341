// SPDX-License-Identifier: BSD-3-Clause
#include "virtio_console.h"

#include "virtio_buffers.h"
#include "virtio_device.h"

#include <stddef.h>
#include <string.h>

enum { queue_receive, queue_transmit, queue_count };

static struct {
    struct virtio_driver driver;
    struct virtio_device* device;
    struct virtio_buffers inbox, outbox;
    struct virtio_descriptor_state receive_states[VIRTIO_CONSOLE_BUFFERS];
    struct virtio_descriptor_state transmit_states[VIRTIO_CONSOLE_BUFFERS];
    osMutexId_t reader;
    uint8_t* current; ///< the buffer that is being read, and what of it
    uint32_t position, filled;
    char line[VIRTIO_CONSOLE_LINE_SIZE];
    uint32_t line_length;
    bool after_return; ///< a \n now belongs to the line before
    osStatus_t memory;
} console;

static void started(struct virtio_device* device, void* argument) {
    (void)argument;
    const osStatus_t receive =
        virtio_inbox_start(&console.inbox, virtio_get_queue(device, queue_receive));
    const osStatus_t transmit =
        virtio_outbox_start(&console.outbox, virtio_get_queue(device, queue_transmit));
    console.memory = receive != osOK ? receive : transmit;
}

static void stopped(void* argument) {
    (void)argument;
    virtio_buffers_stop(&console.inbox);
    virtio_buffers_stop(&console.outbox);
}

static void received(void* argument) {
    (void)argument;
    virtio_buffers_used(&console.inbox);
}

static void transmitted(void* argument) {
    (void)argument;
    virtio_buffers_used(&console.outbox);
}

static osStatus_t prepare(void) {
    const osMutexAttr_t mutex = {.attr_bits = osMutexPrioInherit};
    console.reader = osMutexNew(&mutex);
    const bool complete = console.reader != NULL &&
                          virtio_buffers_prepare(&console.inbox, VIRTIO_CONSOLE_BUFFERS,
                                                 VIRTIO_CONSOLE_BUFFER_SIZE) == osOK &&
                          virtio_buffers_prepare(&console.outbox, VIRTIO_CONSOLE_BUFFERS,
                                                 VIRTIO_CONSOLE_BUFFER_SIZE) == osOK;
    return complete ? osOK : osErrorNoMemory;
}

/// So that it may be tried for ever.
static void release(void) {
    (void)osMutexDelete(console.reader);
    console.reader = NULL;
    virtio_buffers_release(&console.inbox);
    virtio_buffers_release(&console.outbox);
}

osStatus_t console_start(uint32_t timeout) {
    memset(&console, 0, sizeof console);
    console.driver = (struct virtio_driver){
        .device_id = virtio_id_console,
        .queues = queue_count,
        .queue = {[queue_receive] = {console.receive_states, VIRTIO_CONSOLE_BUFFERS, received},
                  [queue_transmit] = {console.transmit_states, VIRTIO_CONSOLE_BUFFERS,
                                      transmitted}},
        .started = started,
        .stopped = stopped,
    };
    osStatus_t status = prepare();
    if (status == osOK) {
        status = virtio_start(&console.driver, timeout, &console.device);
    }
    if (status != osOK) {
        release();
    }
    return status == osOK ? console.memory : status;
}

struct virtio_device* console_get_device(void) {
    return console.device;
}

// --- Writing

osStatus_t console_write(const void* data, uint32_t size, uint32_t timeout) {
    const struct virtio_deadline deadline = virtio_deadline_in(timeout);
    const uint8_t* bytes = data;
    osStatus_t status = console.device == NULL ? osErrorResource : osOK;
    while (size > 0 && status == osOK) {
        uint8_t* buffer = virtio_outbox_take(&console.outbox, virtio_time_left(&deadline));
        if (buffer == NULL) {
            return osErrorTimeout;
        }
        const uint32_t piece =
            size < VIRTIO_CONSOLE_BUFFER_SIZE ? size : VIRTIO_CONSOLE_BUFFER_SIZE;
        memcpy(buffer, bytes, piece);
        status = virtio_outbox_send(&console.outbox, buffer, piece);
        bytes += piece;
        size -= piece;
    }
    return status;
}

osStatus_t console_print(const char* text, uint32_t timeout) {
    return console_write(text, (uint32_t)strlen(text), timeout);
}

// --- Reading; called by the reader alone

/// There is something in the current buffer, after waiting for it.
static bool fill(uint32_t timeout) {
    if (console.current == NULL) {
        console.position = 0;
        console.current = virtio_inbox_wait(&console.inbox, &console.filled, timeout);
    }
    return console.current != NULL;
}

/// Gives an empty one back.
static void consume(uint32_t bytes) {
    console.position += bytes;
    if (console.position >= console.filled) {
        virtio_inbox_give_back(&console.inbox, console.current);
        virtio_queue_kick(console.inbox.queue);
        console.current = NULL;
    }
}

static uint32_t read_some(void* data, uint32_t size, uint32_t timeout) {
    const struct virtio_deadline deadline = virtio_deadline_in(timeout);
    while (fill(virtio_time_left(&deadline))) {
        const uint32_t there = console.filled - console.position;
        const uint32_t piece = there < size ? there : size;
        memcpy(data, console.current + console.position, piece);
        consume(piece);
        if (piece > 0 || size == 0) {
            return piece;
        }
    }
    return 0;
}

uint32_t console_read(void* data, uint32_t size, uint32_t timeout) {
    uint32_t result = 0;
    if (console.device != NULL && osMutexAcquire(console.reader, timeout) == osOK) {
        result = read_some(data, size, timeout);
        (void)osMutexRelease(console.reader);
    }
    return result;
}

/// One more character of the line. True: it is complete.
static bool put_in_line(char character) {
    const bool second_end = console.after_return && character == '\n';
    console.after_return = character == '\r';
    if (character == '\n' || character == '\r') {
        return !second_end;
    }
    if (console.line_length < sizeof console.line) {
        console.line[console.line_length++] = character;
    }
    return false;
}

static osStatus_t read_line(char* line, uint32_t size, uint32_t timeout) {
    const struct virtio_deadline deadline = virtio_deadline_in(timeout);
    char character;
    do {
        if (read_some(&character, 1, virtio_time_left(&deadline)) == 0) {
            return osErrorTimeout;
        }
    } while (!put_in_line(character));
    const uint32_t length = console.line_length < size - 1 ? console.line_length : size - 1;
    memcpy(line, console.line, length);
    line[length] = '\0';
    console.line_length = 0;
    return osOK;
}

osStatus_t console_read_line(char* line, uint32_t size, uint32_t timeout) {
    osStatus_t status = osErrorResource;
    if (size == 0) {
        return osErrorParameter;
    }
    if (console.device != NULL) {
        status = osMutexAcquire(console.reader, timeout);
        if (status == osOK) {
            status = read_line(line, size, timeout);
            (void)osMutexRelease(console.reader);
        }
    }
    return status;
}
