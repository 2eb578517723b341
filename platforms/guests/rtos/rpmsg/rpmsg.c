// SPDX-License-Identifier: BSD-3-Clause
#include "rpmsg.h"

#include "probe_point.h"
#include "rpmsg_transport.h"
#include "rpmsg_wire.h"

#include <string.h>

enum {
    thread_flag_wake = 1,
    destroy_patience_ticks = 1000,
};

static struct {
    osThreadId_t thread;
    osMutexId_t endpoint_mutex; ///< the list, and the receivers' calls
    struct rpmsg_endpoint* endpoints;
} rpmsg;

struct rpmsg_statistics rpmsg_statistics;

void rpmsg_wake(void) {
    (void)osThreadFlagsSet(rpmsg.thread, thread_flag_wake);
}

bool rpmsg_in_own_thread(void) {
    return osThreadGetId() == rpmsg.thread;
}

bool rpmsg_link_is_up(void) {
    return rpmsg_transport_is_up();
}

uint32_t rpmsg_buffers(void) {
    return rpmsg_transport_buffers();
}

// --- Messages

osStatus_t rpmsg_send(struct rpmsg_endpoint* endpoint, uint32_t destination, const void* data,
                      uint16_t size, uint32_t timeout) {
    if (size > rpmsg_payload_limit) {
        return osErrorParameter;
    }
    const osStatus_t status =
        rpmsg_transport_send(endpoint->address, destination, data, size, timeout);
    rpmsg_statistics.sent += status == osOK;
    return status;
}

static struct rpmsg_endpoint* find_endpoint(uint32_t address) {
    struct rpmsg_endpoint* endpoint = rpmsg.endpoints;
    while (endpoint != NULL && endpoint->address != address) {
        endpoint = endpoint->next;
    }
    return endpoint;
}

PROBE_POINT void rpmsg_receive(uint32_t destination, uint32_t source, const void* data,
                               uint16_t size) {
    (void)osMutexAcquire(rpmsg.endpoint_mutex, osWaitForever);
    struct rpmsg_endpoint* endpoint = find_endpoint(destination);
    if (endpoint != NULL) {
        ++rpmsg_statistics.received;
        endpoint->receive(endpoint, data, size, source);
    } else if (destination == rpmsg_name_service_address) {
        ++rpmsg_statistics.name_service;
    } else {
        ++rpmsg_statistics.no_recipient;
    }
    (void)osMutexRelease(rpmsg.endpoint_mutex);
}

// --- Endpoints

static osStatus_t tell_name_service(const struct rpmsg_endpoint* endpoint, uint32_t flags,
                                    uint32_t timeout) {
    struct rpmsg_announcement message = {.address = endpoint->address, .flags = flags};
    memcpy(message.name, endpoint->name, strlen(endpoint->name));
    const osStatus_t status = rpmsg_transport_send(endpoint->address, rpmsg_name_service_address,
                                                   &message, (uint16_t)sizeof message, timeout);
    rpmsg_statistics.announcements += status == osOK;
    return status;
}

static void forget_announcements(void) {
    (void)osMutexAcquire(rpmsg.endpoint_mutex, osWaitForever);
    for (struct rpmsg_endpoint* endpoint = rpmsg.endpoints; endpoint != NULL;
         endpoint = endpoint->next) {
        endpoint->announced = false;
    }
    (void)osMutexRelease(rpmsg.endpoint_mutex);
}

static void announce_endpoints(void) {
    (void)osMutexAcquire(rpmsg.endpoint_mutex, osWaitForever);
    for (struct rpmsg_endpoint* endpoint = rpmsg.endpoints; endpoint != NULL;
         endpoint = endpoint->next) {
        if (!endpoint->announced) {
            endpoint->announced = tell_name_service(endpoint, rpmsg_announcement_create, 0) == osOK;
        }
    }
    (void)osMutexRelease(rpmsg.endpoint_mutex);
}

osStatus_t rpmsg_endpoint_create(struct rpmsg_endpoint* endpoint, const char* name,
                                 uint32_t address, rpmsg_receiver receive, void* argument) {
    if (receive == NULL || strlen(name) >= rpmsg_name_size ||
        address == rpmsg_name_service_address) {
        return osErrorParameter;
    }
    const bool started = osKernelGetState() != osKernelReady;
    if (started) {
        (void)osMutexAcquire(rpmsg.endpoint_mutex, osWaitForever);
    }
    osStatus_t status = osErrorResource;
    if (find_endpoint(address) == NULL) {
        struct rpmsg_endpoint** end = &rpmsg.endpoints;
        while (*end != NULL) {
            end = &(*end)->next;
        }
        *endpoint = (struct rpmsg_endpoint){
            .name = name, .address = address, .receive = receive, .argument = argument};
        *end = endpoint; // announced in the order of creation
        status = osOK;
    }
    if (started) {
        (void)osMutexRelease(rpmsg.endpoint_mutex);
        rpmsg_wake(); // it announces
    }
    return status;
}

osStatus_t rpmsg_endpoint_destroy(struct rpmsg_endpoint* endpoint) {
    (void)osMutexAcquire(rpmsg.endpoint_mutex, osWaitForever);
    osStatus_t status = osErrorParameter;
    for (struct rpmsg_endpoint** link = &rpmsg.endpoints; *link != NULL; link = &(*link)->next) {
        if (*link == endpoint) {
            *link = endpoint->next;
            status = osOK;
            break;
        }
    }
    (void)osMutexRelease(rpmsg.endpoint_mutex);
    if (status == osOK && endpoint->announced) {
        (void)tell_name_service(endpoint, rpmsg_announcement_destroy, destroy_patience_ticks);
    }
    return status;
}

struct rpmsg_statistics rpmsg_get_statistics(void) {
    return rpmsg_statistics;
}

// --- The thread

static void run(void* argument) {
    (void)argument;
    rpmsg_transport_start();
    for (;;) {
        if (rpmsg_transport_follow()) {
            forget_announcements();
        }
        if (rpmsg_transport_is_up()) {
            announce_endpoints();
            rpmsg_transport_receive();
        }
        (void)osThreadFlagsWait(thread_flag_wake, osFlagsWaitAny, rpmsg_transport_patience());
    }
}

osStatus_t rpmsg_start(void) {
    static const osThreadAttr_t thread_attributes = {
        .name = "rpmsg", .stack_size = 1024, .priority = osPriorityAboveNormal};
    static const osMutexAttr_t endpoint_attributes = {
        .name = "rpmsg endpoints", .attr_bits = osMutexPrioInherit | osMutexRecursive};
    memset(&rpmsg, 0, sizeof rpmsg);
    memset(&rpmsg_statistics, 0, sizeof rpmsg_statistics);
    const bool transport = rpmsg_transport_create();
    rpmsg.endpoint_mutex = osMutexNew(&endpoint_attributes);
    rpmsg.thread = osThreadNew(run, NULL, &thread_attributes);
    const bool complete = transport && rpmsg.endpoint_mutex != NULL && rpmsg.thread != NULL;
    return complete ? osOK : osErrorNoMemory;
}
