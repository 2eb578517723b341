// SPDX-License-Identifier: BSD-3-Clause
#include "rpmsg.h"

#include "probe_point.h"
#include "rpmsg_platform.h"
#include "rpmsg_wire.h"
#include "vring.h"

#include <stdatomic.h>
#include <string.h>

enum {
    thread_flag_notified = 1,
    link_poll_ticks = 100, ///< while the link is down: Linux need not ring when it is ready
    destroy_patience_ticks = 1000,
    most_waiting_senders = 255,
};

static struct {
    osThreadId_t thread;
    osMutexId_t link_mutex;     ///< the link's state, and the vring to Linux
    osMutexId_t endpoint_mutex; ///< the list, and the receivers' calls
    osSemaphoreId_t buffers;    ///< a token per waiting sender for each notification
    struct vring from_linux;    ///< the thread's alone
    struct vring to_linux;
    bool up;
    uint32_t generation; ///< of the link
    volatile uint32_t
        waiting_senders; ///< written under the link_mutex, read by the interrupt handler
    struct rpmsg_endpoint* endpoints;
    struct rpmsg_statistics statistics;
} rpmsg;

// --- Notifications

void rpmsg_notified(void) {
    ++rpmsg.statistics.notifications;
    (void)osThreadFlagsSet(rpmsg.thread, thread_flag_notified);
    for (uint32_t i = rpmsg.waiting_senders; i > 0; --i) {
        (void)osSemaphoreRelease(rpmsg.buffers);
    }
}

/// The kick for a message.
PROBE_POINT void rpmsg_notify(uint32_t queue);
PROBE_POINT void rpmsg_notify(uint32_t queue) {
    rpmsg_platform_notify(queue);
}

/// Kicks Linux by `kick` for what was put back to the vring, unless it asked for none.
static void notify_linux(const struct vring* vring, uint32_t queue, void (*kick)(uint32_t queue)) {
    if (vring_wants_notification(vring)) {
        ++rpmsg.statistics.kicks;
        kick(queue);
    } else {
        ++rpmsg.statistics.kicks_withheld;
    }
}

// --- The link

static bool driver_ready(void) {
    const bool ready = rpmsg_platform_table()->vdev.status & virtio_status_driver_ok;
    atomic_thread_fence(
        memory_order_seq_cst); // the rings are as the driver left them before it said so
    return ready;
}

static bool attach(struct vring* vring, unsigned queue) {
    const volatile struct resource_vring* resource = &rpmsg_platform_table()->vrings[queue];
    const uint32_t entries = resource->entries;
    const uint32_t alignment = resource->alignment;
    if (entries == 0 || entries > INT16_MAX + 1 || (entries & (entries - 1)) != 0 ||
        alignment < 4 || (alignment & (alignment - 1)) != 0) {
        return false;
    }
    void* memory = rpmsg_platform_memory(resource->address, vring_size(entries, alignment));
    if (memory != NULL) {
        vring_attach(vring, memory, (uint16_t)entries, alignment);
    }
    return memory != NULL;
}

/// Can messages be sent? Called with the link_mutex.
static bool link_intact(void) {
    return rpmsg.up && driver_ready() && !vring_renewed(&rpmsg.to_linux);
}

static void forget_announcements(void) {
    (void)osMutexAcquire(rpmsg.endpoint_mutex, osWaitForever);
    for (struct rpmsg_endpoint* endpoint = rpmsg.endpoints; endpoint != NULL;
         endpoint = endpoint->next) {
        endpoint->announced = false;
    }
    (void)osMutexRelease(rpmsg.endpoint_mutex);
}

/// Brings the link up or down as Linux says. Linux may have gone through a whole restart since the
/// last call: then its rings are new.
static void follow_linux(void) {
    (void)osMutexAcquire(rpmsg.link_mutex, osWaitForever);
    const bool stale = !link_intact() || vring_renewed(&rpmsg.from_linux);
    const bool came_up = stale && driver_ready() && attach(&rpmsg.to_linux, rpmsg_vring_to_linux) &&
                         attach(&rpmsg.from_linux, rpmsg_vring_from_linux);
    if (stale) {
        rpmsg.up = came_up;
        ++rpmsg.generation;
    }
    if (came_up) {
        ++rpmsg.statistics.links;
        vring_ask_for_notifications(&rpmsg.to_linux, false); // until a sender waits for a buffer
        vring_ask_for_notifications(&rpmsg.from_linux, true);
    }
    (void)osMutexRelease(rpmsg.link_mutex);
    if (came_up) {
        forget_announcements();
    }
}

bool rpmsg_link_is_up(void) {
    return rpmsg.up;
}

// --- Sending

/// The message becomes Linux'.
PROBE_POINT void rpmsg_vring_publish(struct vring* vring, uint16_t id, uint32_t length);
PROBE_POINT void rpmsg_vring_publish(struct vring* vring, uint16_t id, uint32_t length) {
    vring_put(vring, id, length);
}

/// Takes the next buffer that the vring really has; counts what is wrong with others.
static bool take_buffer(struct vring* vring, struct vring_buffer* buffer) {
    enum vring_result result;
    while ((result = vring_take(vring, buffer)) == vring_bad_entry) {
        ++rpmsg.statistics.malformed;
    }
    rpmsg.statistics.malformed += result == vring_bad_index;
    return result == vring_taken;
}

/// A free buffer that can hold `size` bytes; NULL if there is none. Called with the link_mutex.
static struct rpmsg_header* take_free_buffer(struct vring_buffer* buffer, uint32_t size) {
    while (take_buffer(&rpmsg.to_linux, buffer)) {
        struct rpmsg_header* header = rpmsg_platform_memory(buffer->address, size);
        if (header != NULL && buffer->length >= size) {
            return header;
        }
        ++rpmsg.statistics.malformed;
        vring_put(&rpmsg.to_linux, buffer->id, 0); // nothing in it
    }
    return NULL;
}

/// Called with the link_mutex. osErrorResource: no free buffer.
static osStatus_t try_to_send(uint32_t source, uint32_t destination, const void* data,
                              uint16_t size) {
    struct vring_buffer buffer;
    const uint32_t length = rpmsg_header_size + size;
    struct rpmsg_header* header = take_free_buffer(&buffer, length);
    if (header == NULL) {
        return osErrorResource;
    }
    *header = (struct rpmsg_header){.source = source, .destination = destination, .length = size};
    memcpy(header + 1, data, size);
    rpmsg_vring_publish(&rpmsg.to_linux, buffer.id, length);
    notify_linux(&rpmsg.to_linux, rpmsg_vring_to_linux, rpmsg_notify);
    return osOK;
}

/// Waits for a notification, outside of the link_mutex.
static osStatus_t wait_for_buffers(uint32_t timeout) {
    (void)osMutexRelease(rpmsg.link_mutex);
    const osStatus_t status = osSemaphoreAcquire(rpmsg.buffers, timeout);
    (void)osMutexAcquire(rpmsg.link_mutex, osWaitForever);
    return status;
}

/// What is left of `timeout` since the tick `start`.
static uint32_t time_left(uint32_t start, uint32_t timeout) {
    if (timeout == osWaitForever) {
        return timeout;
    }
    const uint32_t passed = osKernelGetTickCount() - start;
    return passed < timeout ? timeout - passed : 0;
}

/// Called with the link_mutex, after a first try found no buffer.
static osStatus_t send_when_possible(uint32_t source, uint32_t destination, const void* data,
                                     uint16_t size, uint32_t timeout) {
    const uint32_t start = osKernelGetTickCount();
    const uint32_t generation = rpmsg.generation;
    ++rpmsg.statistics.waits;
    ++rpmsg.waiting_senders;
    osStatus_t status;
    for (;;) {
        if (generation != rpmsg.generation || !link_intact()) {
            status = osErrorResource;
            break;
        }
        vring_ask_for_notifications(&rpmsg.to_linux, true);
        status = try_to_send(source, destination, data, size);
        if (status == osOK) {
            break;
        }
        const uint32_t left = time_left(start, timeout);
        if (left == 0 || wait_for_buffers(left) != osOK) {
            status = osErrorTimeout;
            break;
        }
    }
    if (--rpmsg.waiting_senders == 0 && link_intact()) {
        vring_ask_for_notifications(&rpmsg.to_linux, false);
    }
    return status;
}

static osStatus_t send(uint32_t source, uint32_t destination, const void* data, uint16_t size,
                       uint32_t timeout) {
    (void)osMutexAcquire(rpmsg.link_mutex, osWaitForever);
    osStatus_t status = osErrorResource;
    if (link_intact()) {
        status = try_to_send(source, destination, data, size);
        const bool may_wait = timeout != 0 && osThreadGetId() != rpmsg.thread;
        if (status == osErrorResource && may_wait) {
            status = send_when_possible(source, destination, data, size, timeout);
        }
    }
    (void)osMutexRelease(rpmsg.link_mutex);
    return status;
}

osStatus_t rpmsg_send(struct rpmsg_endpoint* endpoint, uint32_t destination, const void* data,
                      uint16_t size, uint32_t timeout) {
    if (size > rpmsg_payload_limit) {
        return osErrorParameter;
    }
    const osStatus_t status = send(endpoint->address, destination, data, size, timeout);
    rpmsg.statistics.sent += status == osOK;
    return status;
}

// --- Receiving

static struct rpmsg_endpoint* find_endpoint(uint32_t address) {
    struct rpmsg_endpoint* endpoint = rpmsg.endpoints;
    while (endpoint != NULL && endpoint->address != address) {
        endpoint = endpoint->next;
    }
    return endpoint;
}

/// A message that was taken from the vring, on its way to its endpoint.
PROBE_POINT void rpmsg_receive(uint32_t destination, const struct rpmsg_header* header);
PROBE_POINT void rpmsg_receive(uint32_t destination, const struct rpmsg_header* header) {
    (void)osMutexAcquire(rpmsg.endpoint_mutex, osWaitForever);
    struct rpmsg_endpoint* endpoint = find_endpoint(destination);
    if (endpoint != NULL) {
        ++rpmsg.statistics.received;
        endpoint->receive(endpoint, header + 1, header->length, header->source);
    } else if (destination == rpmsg_name_service_address) {
        ++rpmsg.statistics.name_service;
    } else {
        ++rpmsg.statistics.no_recipient;
    }
    (void)osMutexRelease(rpmsg.endpoint_mutex);
}

static void deliver(const struct vring_buffer* buffer) {
    const struct rpmsg_header* header =
        buffer->length >= rpmsg_header_size && buffer->length <= rpmsg_buffer_size
            ? rpmsg_platform_memory(buffer->address, buffer->length)
            : NULL;
    if (header != NULL && header->length <= buffer->length - rpmsg_header_size) {
        rpmsg_receive(header->destination, header);
    } else {
        ++rpmsg.statistics.malformed;
    }
}

static void receive_all(void) {
    struct vring_buffer buffer;
    while (take_buffer(&rpmsg.from_linux, &buffer)) {
        deliver(&buffer);
        if (!driver_ready() || vring_renewed(&rpmsg.from_linux)) {
            return; // while the receiver waited: the buffer is not ours any more
        }
        vring_put(&rpmsg.from_linux, buffer.id, 0);
        notify_linux(&rpmsg.from_linux, rpmsg_vring_from_linux, rpmsg_platform_notify);
    }
}

// --- Endpoints

static osStatus_t tell_name_service(const struct rpmsg_endpoint* endpoint, uint32_t flags,
                                    uint32_t timeout) {
    struct rpmsg_announcement message = {.address = endpoint->address, .flags = flags};
    memcpy(message.name, endpoint->name, strlen(endpoint->name));
    const osStatus_t status = send(endpoint->address, rpmsg_name_service_address, &message,
                                   (uint16_t)sizeof message, timeout);
    rpmsg.statistics.announcements += status == osOK;
    return status;
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
        (void)osThreadFlagsSet(rpmsg.thread, thread_flag_notified); // it announces
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
    return rpmsg.statistics;
}

// --- The thread

static void run(void* argument) {
    (void)argument;
    rpmsg_platform_start();
    for (;;) {
        follow_linux();
        if (rpmsg.up) {
            announce_endpoints();
            receive_all();
        }
        (void)osThreadFlagsWait(thread_flag_notified, osFlagsWaitAny,
                                rpmsg.up ? osWaitForever : link_poll_ticks);
    }
}

osStatus_t rpmsg_start(void) {
    static const osThreadAttr_t thread_attributes = {
        .name = "rpmsg", .stack_size = 1024, .priority = osPriorityAboveNormal};
    static const osMutexAttr_t link_attributes = {.name = "rpmsg link",
                                                  .attr_bits = osMutexPrioInherit};
    static const osMutexAttr_t endpoint_attributes = {
        .name = "rpmsg endpoints", .attr_bits = osMutexPrioInherit | osMutexRecursive};
    memset(&rpmsg, 0, sizeof rpmsg);
    rpmsg.link_mutex = osMutexNew(&link_attributes);
    rpmsg.endpoint_mutex = osMutexNew(&endpoint_attributes);
    rpmsg.buffers = osSemaphoreNew(most_waiting_senders, 0, NULL);
    rpmsg.thread = osThreadNew(run, NULL, &thread_attributes);
    const bool complete = rpmsg.link_mutex != NULL && rpmsg.endpoint_mutex != NULL &&
                          rpmsg.buffers != NULL && rpmsg.thread != NULL;
    return complete ? osOK : osErrorNoMemory;
}
