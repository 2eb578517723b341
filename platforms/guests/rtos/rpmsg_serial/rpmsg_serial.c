// SPDX-License-Identifier: BSD-3-Clause
//
// RPMsg over a serial line: the link of ../../serial_link, a UART, and a thread that serves both.
// That thread never waits for a receiver, so that the other side hears from us whatever our
// services do.
#include "rpmsg_transport.h"
#include "serial_link.h"
#include "ticks_left.h"
#include "uart.h"

enum {
    thread_flag_work = 1,
    most_waiting_senders = 255,
    chunk = 64, ///< bytes between the UART's buffers and the link at once
};

static struct {
    osThreadId_t thread;
    osMutexId_t mutex;    ///< all that follows
    osSemaphoreId_t room; ///< a token per waiting sender when messages have been acknowledged
    struct serial_link link;
    uint32_t waiting_senders;
    bool retry;                         ///< RPMsg's own thread found no buffer
    uint32_t known_life;                ///< of which RPMsg's thread knows that it is up
    struct serial_link_message message; ///< the thread's: a copy, which a restart leaves alone
} serial;

static const uint64_t tick_ns = 1000000;

static uint64_t now(void) {
    return (osKernelGetTickCount() + UINT64_C(1)) * tick_ns;
}

static void wake_thread(void) {
    ++rpmsg_statistics.notifications;
    (void)osThreadFlagsSet(serial.thread, thread_flag_work);
}

static void lock(void) {
    (void)osMutexAcquire(serial.mutex, osWaitForever);
}

static void unlock(void) {
    (void)osMutexRelease(serial.mutex);
}

/// What the link has to say, to the UART. With the mutex.
static void transmit(void) {
    uint8_t bytes[chunk];
    size_t room;
    while ((room = uart_room()) != 0) {
        const size_t size = serial_link_transmit(&serial.link, bytes,
                                                 room < sizeof bytes ? room : sizeof bytes, now());
        if (size == 0) {
            break;
        }
        uart_write(bytes, size);
    }
}

static void receive(void) {
    uint8_t bytes[chunk];
    size_t size;
    while ((size = uart_read(bytes, sizeof bytes)) != 0) {
        serial_link_receive(&serial.link, bytes, size, now());
    }
}

/// Called with the mutex, whenever buffers may have become free, or will not any more.
static void wake_senders(void) {
    for (uint32_t i = serial.waiting_senders; i > 0; --i) {
        (void)osSemaphoreRelease(serial.room);
    }
    if (serial.retry) {
        serial.retry = false;
        rpmsg_wake();
    }
}

/// Does all that is to be done by now. Returns ticks until there is more.
static uint32_t work(void) {
    struct serial_link* link = &serial.link;
    lock();
    const uint32_t life = link->life;
    const bool was_up = link->up;
    const uint8_t acknowledged = link->acknowledged;
    receive();
    if (serial_link_deadline(link) <= now()) {
        serial_link_tick(link, now());
    }
    transmit();
    if (link->life != life || link->acknowledged != acknowledged) {
        wake_senders();
    }
    if (link->life != life || link->up != was_up || serial_link_peek(link) != NULL) {
        rpmsg_wake();
    }
    const uint64_t deadline = serial_link_deadline(link);
    unlock();
    const uint64_t start = now();
    return deadline <= start ? 1 : (uint32_t)((deadline - start + tick_ns - 1) / tick_ns);
}

static void run(void* argument) {
    (void)argument;
    lock();
    serial_link_start(&serial.link, 0, now());
    unlock();
    uart_start(wake_thread);
    for (;;) {
        (void)osThreadFlagsWait(thread_flag_work, osFlagsWaitAny, work());
    }
}

// --- For RPMsg

bool rpmsg_transport_create(void) {
    static const osThreadAttr_t thread = {
        .name = "serial", .stack_size = 1024, .priority = osPriorityHigh};
    static const osMutexAttr_t mutex = {.name = "serial", .attr_bits = osMutexPrioInherit};
    memset(&serial, 0, sizeof serial);
    serial.mutex = osMutexNew(&mutex);
    serial.room = osSemaphoreNew(most_waiting_senders, 0, NULL);
    serial.thread = osThreadNew(run, NULL, &thread);
    return serial.mutex != NULL && serial.room != NULL && serial.thread != NULL;
}

void rpmsg_transport_start(void) {}

bool rpmsg_transport_follow(void) {
    lock();
    const bool came_up = serial.link.up && serial.known_life != serial.link.life;
    if (came_up) {
        serial.known_life = serial.link.life;
        ++rpmsg_statistics.links;
    }
    unlock();
    return came_up;
}

bool rpmsg_transport_is_up(void) {
    return serial.link.up && serial.known_life == serial.link.life;
}

/// Copies the oldest message; false if there is none.
static bool peek(uint32_t* life) {
    lock();
    const struct serial_link_message* message = serial_link_peek(&serial.link);
    if (message != NULL) {
        *life = serial.link.life;
        serial.message.source = message->source;
        serial.message.destination = message->destination;
        serial.message.size = message->size;
        memcpy(serial.message.data, message->data, message->size);
    }
    unlock();
    return message != NULL;
}

void rpmsg_transport_receive(void) {
    uint32_t life;
    while (peek(&life)) {
        const struct serial_link_message* message = &serial.message;
        rpmsg_receive(message->destination, message->source, message->data, message->size);
        lock();
        serial_link_drop(&serial.link, life);
        transmit();
        unlock();
    }
}

uint32_t rpmsg_transport_patience(void) {
    return osWaitForever;
}

uint32_t rpmsg_transport_buffers(void) {
    return serial_link_buffers;
}

/// Waits for an acknowledgement, outside of the mutex.
static osStatus_t wait_for_room(uint32_t timeout) {
    ++serial.waiting_senders;
    unlock();
    const osStatus_t status = osSemaphoreAcquire(serial.room, timeout);
    lock();
    --serial.waiting_senders;
    return status;
}

osStatus_t rpmsg_transport_send(uint32_t source, uint32_t destination, const void* data,
                                uint16_t size, uint32_t timeout) {
    const uint32_t start = osKernelGetTickCount();
    const bool own_thread = rpmsg_in_own_thread();
    lock();
    const uint32_t life = serial.link.life;
    osStatus_t status = osErrorResource;
    while (life == serial.link.life) {
        const enum serial_link_result result =
            serial_link_send(&serial.link, source, destination, data, size);
        if (result == serial_link_ok) {
            status = osOK;
        }
        if (result != serial_link_full || timeout == 0 || own_thread) {
            serial.retry |= result == serial_link_full && own_thread;
            break;
        }
        ++rpmsg_statistics.waits;
        const uint32_t left = ticks_left(start, timeout);
        if (left == 0 || wait_for_room(left) != osOK) {
            status = osErrorTimeout;
            break;
        }
    }
    transmit();
    unlock();
    return status;
}
