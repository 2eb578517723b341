// SPDX-License-Identifier: BSD-3-Clause
#include "echo.h"

#include "objects.h"
#include "probe_point.h"

#include <string.h>

#ifndef ECHO_QUEUE_LENGTH
#define ECHO_QUEUE_LENGTH 8 ///< messages of a service that are taken before the vring fills
#endif

enum {
    queue_length = ECHO_QUEUE_LENGTH,
    stack_size = 768,
    checked_header_size = 4,
    smallest_checked_size = 8,
};

struct echo_message {
    uint32_t source;
    uint16_t size;
    uint8_t data[rpmsg_payload_limit];
};

static struct echo_service {
    struct rpmsg_endpoint endpoint;
    osMemoryPoolId_t messages;
    osMessageQueueId_t queue; ///< of struct echo_message*
    volatile uint32_t hold;   ///< ticks to wait before the next message is taken
    struct echo_statistics statistics;
    struct os_thread thread_block;
    struct echo_message message_memory[queue_length];
} services[echo_service_count];
static uint64_t stacks[echo_service_count][stack_size / sizeof(uint64_t)];

/// In the thread of RPMsg. Waits while all of the service's messages are in use: so Linux is held
/// back.
static void receive(struct rpmsg_endpoint* endpoint, const void* data, uint16_t size,
                    uint32_t source) {
    struct echo_service* service = endpoint->argument;
    struct echo_message* message = osMemoryPoolAlloc(service->messages, osWaitForever);
    message->source = source;
    message->size = size;
    memcpy(message->data, data, size);
    (void)osMessageQueuePut(service->queue, &message, 0, osWaitForever);
}

static bool intact(const struct echo_message* message) {
    if (message->size < smallest_checked_size) {
        return true;
    }
    const unsigned expected = message->data[2] | (unsigned)message->data[3] << 8;
    unsigned sum = 0;
    for (unsigned i = checked_header_size; i < message->size; ++i) {
        sum += message->data[i];
    }
    return (sum & 0xFFFF) == expected;
}

/// The service has the message.
PROBE_POINT void echo_service_message(struct echo_service* service, struct echo_message* message);
PROBE_POINT void echo_service_message(struct echo_service* service, struct echo_message* message) {
    ++service->statistics.messages;
    service->statistics.bytes += message->size;
    if (!intact(message)) {
        ++service->statistics.bad;
        memcpy(message->data, "BAD", 3);
    }
    if (rpmsg_send(&service->endpoint, message->source, message->data, message->size,
                   osWaitForever) != osOK) {
        ++service->statistics.unsent;
    }
}

static void run(void* argument) {
    struct echo_service* service = argument;
    for (;;) {
        struct echo_message* message;
        if (osMessageQueueGet(service->queue, &message, NULL, osWaitForever) == osOK) {
            if (service->hold > 0) {
                (void)osDelay(service->hold);
                service->hold = 0;
            }
            echo_service_message(service, message);
            (void)osMemoryPoolFree(service->messages, message);
        }
    }
}

static osStatus_t start_service(unsigned index, const char* name) {
    struct echo_service* service = &services[index];
    const osMemoryPoolAttr_t pool = {
        .name = name, .mp_mem = service->message_memory, .mp_size = sizeof service->message_memory};
    const osMessageQueueAttr_t queue = {.name = name};
    const osThreadAttr_t thread = {.name = name,
                                   .cb_mem = &service->thread_block,
                                   .cb_size = sizeof service->thread_block,
                                   .stack_mem = stacks[index],
                                   .stack_size = sizeof stacks[index],
                                   .priority = osPriorityNormal};
    service->statistics = (struct echo_statistics){0};
    service->messages = osMemoryPoolNew(queue_length, sizeof(struct echo_message), &pool);
    service->queue = osMessageQueueNew(queue_length, sizeof(struct echo_message*), &queue);
    if (service->messages == NULL || service->queue == NULL ||
        osThreadNew(run, service, &thread) == NULL) {
        return osErrorNoMemory;
    }
    return rpmsg_endpoint_create(&service->endpoint, "rpmsg-raw", echo_first_address + index,
                                 receive, service);
}

osStatus_t echo_start(void) {
    static const char* const names[echo_service_count] = {"echo 0x400", "echo 0x401"};
    osStatus_t status = osOK;
    for (unsigned i = 0; i < echo_service_count && status == osOK; ++i) {
        status = start_service(i, names[i]);
    }
    return status;
}

struct echo_statistics echo_get_statistics(unsigned service) {
    return services[service].statistics;
}

void echo_hold(uint32_t milliseconds) {
    for (unsigned i = 0; i < echo_service_count; ++i) {
        services[i].hold = (uint32_t)((uint64_t)milliseconds * osKernelGetTickFreq() / 1000);
    }
}
