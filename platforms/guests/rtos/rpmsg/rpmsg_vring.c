// SPDX-License-Identifier: BSD-3-Clause
//
// RPMsg over shared memory: two vrings that Linux makes, where the resource table says.
#include "probe_point.h"
#include "rpmsg.h"
#include "rpmsg_platform.h"
#include "rpmsg_transport.h"
#include "rpmsg_wire.h"
#include "ticks_left.h"
#include "vring.h"

#include <string.h>

enum {
    link_poll_ticks = 100, ///< while the link is down: Linux need not ring when it is ready
    most_waiting_senders = 255,
};

static struct {
    osMutexId_t mutex;       ///< the link's state, and the vring to Linux
    osSemaphoreId_t buffers; ///< a token per waiting sender for each notification
    struct vring from_linux; ///< the thread's alone
    struct vring to_linux;
    bool up;
    uint32_t generation;               ///< of the link
    volatile uint32_t waiting_senders; ///< written under the mutex, read by the interrupt handler
} link;

// --- Notifications

void rpmsg_notified(void) {
    ++rpmsg_statistics.notifications;
    rpmsg_wake();
    for (uint32_t i = link.waiting_senders; i > 0; --i) {
        (void)osSemaphoreRelease(link.buffers);
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
        ++rpmsg_statistics.kicks;
        kick(queue);
    } else {
        ++rpmsg_statistics.kicks_withheld;
    }
}

// --- The link

static bool driver_ready(void) {
    const bool ready = rpmsg_platform_table()->vdev.status & virtio_status_driver_ok;
    vring_barrier(); // the rings are as the driver left them before it said so
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

/// Can messages be sent? Called with the mutex.
static bool link_intact(void) {
    return link.up && driver_ready() && !vring_renewed(&link.to_linux);
}

/// Linux may have gone through a whole restart since the last call: then its rings are new.
bool rpmsg_transport_follow(void) {
    (void)osMutexAcquire(link.mutex, osWaitForever);
    const bool stale = !link_intact() || vring_renewed(&link.from_linux);
    const bool came_up = stale && driver_ready() && attach(&link.to_linux, rpmsg_vring_to_linux) &&
                         attach(&link.from_linux, rpmsg_vring_from_linux);
    if (stale) {
        link.up = came_up;
        ++link.generation;
    }
    if (came_up) {
        ++rpmsg_statistics.links;
        vring_ask_for_notifications(&link.to_linux, false); // until a sender waits for a buffer
        vring_ask_for_notifications(&link.from_linux, true);
    }
    (void)osMutexRelease(link.mutex);
    return came_up;
}

bool rpmsg_transport_is_up(void) {
    return link.up;
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
        ++rpmsg_statistics.malformed;
    }
    rpmsg_statistics.malformed += result == vring_bad_index;
    return result == vring_taken;
}

/// A free buffer that can hold `size` bytes; NULL if there is none. Called with the mutex.
static struct rpmsg_header* take_free_buffer(struct vring_buffer* buffer, uint32_t size) {
    while (take_buffer(&link.to_linux, buffer)) {
        struct rpmsg_header* header = rpmsg_platform_memory(buffer->address, size);
        if (header != NULL && buffer->length >= size) {
            return header;
        }
        ++rpmsg_statistics.malformed;
        vring_put(&link.to_linux, buffer->id, 0); // nothing in it
    }
    return NULL;
}

/// Called with the mutex. osErrorResource: no free buffer.
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
    rpmsg_vring_publish(&link.to_linux, buffer.id, length);
    notify_linux(&link.to_linux, rpmsg_vring_to_linux, rpmsg_notify);
    return osOK;
}

/// Waits for a notification, outside of the mutex.
static osStatus_t wait_for_buffers(uint32_t timeout) {
    (void)osMutexRelease(link.mutex);
    const osStatus_t status = osSemaphoreAcquire(link.buffers, timeout);
    (void)osMutexAcquire(link.mutex, osWaitForever);
    return status;
}

/// Called with the mutex, after a first try found no buffer.
static osStatus_t send_when_possible(uint32_t source, uint32_t destination, const void* data,
                                     uint16_t size, uint32_t timeout) {
    const uint32_t start = osKernelGetTickCount();
    const uint32_t generation = link.generation;
    ++rpmsg_statistics.waits;
    ++link.waiting_senders;
    osStatus_t status;
    for (;;) {
        if (generation != link.generation || !link_intact()) {
            status = osErrorResource;
            break;
        }
        vring_ask_for_notifications(&link.to_linux, true);
        status = try_to_send(source, destination, data, size);
        if (status == osOK) {
            break;
        }
        const uint32_t left = ticks_left(start, timeout);
        if (left == 0 || wait_for_buffers(left) != osOK) {
            status = osErrorTimeout;
            break;
        }
    }
    if (--link.waiting_senders == 0 && link_intact()) {
        vring_ask_for_notifications(&link.to_linux, false);
    }
    return status;
}

osStatus_t rpmsg_transport_send(uint32_t source, uint32_t destination, const void* data,
                                uint16_t size, uint32_t timeout) {
    (void)osMutexAcquire(link.mutex, osWaitForever);
    osStatus_t status = osErrorResource;
    if (link_intact()) {
        status = try_to_send(source, destination, data, size);
        const bool may_wait = timeout != 0 && !rpmsg_in_own_thread();
        if (status == osErrorResource && may_wait) {
            status = send_when_possible(source, destination, data, size, timeout);
        }
    }
    (void)osMutexRelease(link.mutex);
    return status;
}

// --- Receiving

static void deliver(const struct vring_buffer* buffer) {
    const struct rpmsg_header* header =
        buffer->length >= rpmsg_header_size && buffer->length <= rpmsg_buffer_size
            ? rpmsg_platform_memory(buffer->address, buffer->length)
            : NULL;
    if (header != NULL && header->length <= buffer->length - rpmsg_header_size) {
        rpmsg_receive(header->destination, header->source, header + 1, header->length);
    } else {
        ++rpmsg_statistics.malformed;
    }
}

void rpmsg_transport_receive(void) {
    struct vring_buffer buffer;
    while (take_buffer(&link.from_linux, &buffer)) {
        deliver(&buffer);
        if (!driver_ready() || vring_renewed(&link.from_linux)) {
            return; // while the receiver waited: the buffer is not ours any more
        }
        vring_put(&link.from_linux, buffer.id, 0);
        notify_linux(&link.from_linux, rpmsg_vring_from_linux, rpmsg_platform_notify);
    }
}

// --- The thread

bool rpmsg_transport_create(void) {
    static const osMutexAttr_t attributes = {.name = "rpmsg link", .attr_bits = osMutexPrioInherit};
    memset(&link, 0, sizeof link);
    link.mutex = osMutexNew(&attributes);
    link.buffers = osSemaphoreNew(most_waiting_senders, 0, NULL);
    return link.mutex != NULL && link.buffers != NULL;
}

void rpmsg_transport_start(void) {
    rpmsg_platform_start();
}

uint32_t rpmsg_transport_patience(void) {
    return link.up ? osWaitForever : link_poll_ticks;
}

uint32_t rpmsg_transport_buffers(void) {
    return rpmsg_platform_table()->vrings[rpmsg_vring_to_linux].entries;
}
