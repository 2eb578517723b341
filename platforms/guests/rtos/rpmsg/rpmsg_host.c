// SPDX-License-Identifier: BSD-3-Clause
#include "rpmsg_host.h"

#include "probe_point.h"
#include "rpmsg_host_platform.h"
#include "rpmsg_wire.h"
#include "ticks_left.h"
#include "vring_driver.h"

#include <string.h>

enum {
    thread_flag_notified = 1,
    table_poll_ticks = 1, ///< while a remote's table is not there: the boot loader may be at it
    most_waiting_senders = 255,
};

/// The link to a remote.
struct link {
    const struct rpmsg_host_place* place;
    unsigned number;
    struct vring_driver receive;                      ///< the thread's alone
    struct vring_driver transmit;                     ///< this and the next two: with the mutex
    uint16_t free_buffers[vring_driver_most_entries]; ///< of the transmit ring: a stack
    uint16_t free_count;
    bool up;
    volatile uint32_t waiting_senders; ///< written with the mutex, read by the interrupt handler
    osMutexId_t mutex;
    osSemaphoreId_t buffers; ///< a token per waiting sender for each notification
    struct rpmsg_announcement services[rpmsg_host_most_services];
    unsigned service_count;
    struct rpmsg_host_statistics statistics;
};

static struct {
    osThreadId_t thread;
    osMutexId_t services_mutex; ///< services of all links, and the list of endpoints
    osEventFlagsId_t announced; ///< bit n: remote n has announced something
    unsigned count;
    struct link links[rpmsg_host_most_remotes];
    struct rpmsg_host_endpoint* endpoints;
} host;

// --- Notifications

void rpmsg_host_notified(unsigned remote) {
    struct link* link = &host.links[remote];
    ++link->statistics.notifications;
    (void)osThreadFlagsSet(host.thread, thread_flag_notified);
    for (uint32_t i = link->waiting_senders; i > 0; --i) {
        (void)osSemaphoreRelease(link->buffers);
    }
}

/// The kick for a message.
PROBE_POINT void rpmsg_host_notify(unsigned remote, uint32_t queue);
PROBE_POINT void rpmsg_host_notify(unsigned remote, uint32_t queue) {
    rpmsg_host_platform_notify(remote, queue);
}

static void notify_remote(struct link* link, const struct vring_driver* ring, uint32_t queue) {
    if (vring_driver_wants_notification(ring)) {
        ++link->statistics.kicks;
        rpmsg_host_notify(link->number, queue);
    } else {
        ++link->statistics.kicks_withheld;
    }
}

// --- Buffers: first those of the receive ring, then those of the transmit ring

static uint32_t buffer_offset(const struct link* link, const struct vring_driver* ring,
                              uint16_t id) {
    const uint32_t index = ring == &link->receive ? id : (uint32_t)link->receive.entries + id;
    return index * rpmsg_buffer_size;
}

static void* buffer_here(const struct link* link, const struct vring_driver* ring, uint16_t id) {
    return link->place->buffers.base + buffer_offset(link, ring, id);
}

static void offer(struct link* link, struct vring_driver* ring, uint16_t id, uint32_t length) {
    const uint64_t there = (uint64_t)link->place->buffers_at_remote + buffer_offset(link, ring, id);
    vring_driver_offer(ring, id, there, length, ring == &link->receive);
}

// --- The link

static bool power_of_2(uint32_t value) {
    return value != 0 && (value & (value - 1)) == 0;
}

/// The ring as the table describes it; false if the table is not one that we can serve.
static bool make_ring(struct link* link, struct vring_driver* ring, unsigned queue) {
    const volatile struct resource_vring* resource = &link->place->table->vrings[queue];
    const struct rpmsg_host_memory* memory = &link->place->vrings[queue];
    const uint32_t entries = resource->entries;
    const uint32_t alignment = resource->alignment;
    const bool fits = power_of_2(entries) && entries <= vring_driver_most_entries &&
                      power_of_2(alignment) && alignment >= 4 && alignment <= memory->size &&
                      vring_size(entries, alignment) <= memory->size;
    if (fits) {
        vring_driver_make(ring, memory->base, (uint16_t)entries, alignment, rpmsg_buffer_size);
    }
    return fits;
}

static bool table_fits(const volatile struct resource_table* table) {
    return table->version == resource_table_version && table->entries == 1 &&
           table->vdev.type == resource_vdev && table->vdev.id == virtio_id_rpmsg &&
           table->vdev.vring_count == rpmsg_vring_count;
}

static bool make_rings(struct link* link) {
    const bool made = make_ring(link, &link->receive, rpmsg_vring_to_linux) &&
                      make_ring(link, &link->transmit, rpmsg_vring_from_linux);
    const uint32_t buffers = (uint32_t)link->receive.entries + link->transmit.entries;
    return made && buffers * rpmsg_buffer_size <= link->place->buffers.size;
}

static void fill_rings(struct link* link) {
    for (uint16_t id = 0; id < link->receive.entries; ++id) {
        offer(link, &link->receive, id, rpmsg_buffer_size);
    }
    for (uint16_t id = link->transmit.entries; id > 0; --id) {
        link->free_buffers[link->free_count++] = (uint16_t)(id - 1); // 0 comes first
    }
    vring_driver_ask_for_notifications(&link->transmit, false); // until a sender waits for a buffer
}

/// In the order that a driver goes through [VirtIO 1.2, 3.1].
static void bring_up(struct link* link) {
    volatile struct resource_table* table = link->place->table;
    if (!table_fits(table)) {
        return;
    }
    (void)osMutexAcquire(link->mutex, osWaitForever);
    table->vdev.status = 0;
    table->vdev.status = virtio_status_acknowledge | virtio_status_driver;
    table->vdev.driver_features = table->vdev.device_features & virtio_rpmsg_feature_name_service;
    if (make_rings(link)) {
        fill_rings(link);
        rpmsg_host_platform_start(link->number);
        vring_barrier(); // the rings are complete before we say so
        table->vdev.status =
            virtio_status_acknowledge | virtio_status_driver | virtio_status_driver_ok;
        link->up = true;
        notify_remote(link, &link->receive, rpmsg_vring_to_linux);
    }
    (void)osMutexRelease(link->mutex);
}

// --- Services

static void learn_service(struct link* link, const struct rpmsg_announcement* announcement) {
    struct rpmsg_announcement said = *announcement;
    said.name[rpmsg_name_size - 1] = '\0';
    (void)osMutexAcquire(host.services_mutex, osWaitForever);
    unsigned known = 0;
    while (known < link->service_count && link->services[known].address != said.address) {
        ++known;
    }
    if (said.flags == rpmsg_announcement_destroy && known < link->service_count) {
        memmove(&link->services[known], &link->services[known + 1],
                (link->service_count - known - 1) * sizeof said);
        --link->service_count;
    } else if (said.flags == rpmsg_announcement_create && known < rpmsg_host_most_services) {
        link->services[known] = said;
        link->service_count += known == link->service_count;
    } else {
        ++link->statistics.malformed;
    }
    ++link->statistics.announcements;
    (void)osMutexRelease(host.services_mutex);
    (void)osEventFlagsSet(host.announced, 1U << link->number);
}

static bool look_up(struct link* link, const char* name, unsigned n, uint32_t* address) {
    (void)osMutexAcquire(host.services_mutex, osWaitForever);
    bool found = false;
    for (unsigned i = 0; i < link->service_count && !found; ++i) {
        if (strcmp(link->services[i].name, name) == 0 && n-- == 0) {
            *address = link->services[i].address;
            found = true;
        }
    }
    (void)osMutexRelease(host.services_mutex);
    return found;
}

osStatus_t rpmsg_host_find_service(unsigned remote, const char* name, unsigned n, uint32_t* address,
                                   uint32_t timeout) {
    if (remote >= host.count) {
        return osErrorParameter;
    }
    const uint32_t start = osKernelGetTickCount();
    for (;;) {
        (void)osEventFlagsClear(host.announced, 1U << remote);
        if (look_up(&host.links[remote], name, n, address)) {
            return osOK;
        }
        const uint32_t left = ticks_left(start, timeout);
        if (left == 0) {
            return osErrorTimeout;
        }
        (void)osEventFlagsWait(host.announced, 1U << remote, osFlagsWaitAny, left);
    }
}

// --- Receiving

static struct rpmsg_host_endpoint* find_endpoint(unsigned remote, uint32_t address) {
    (void)osMutexAcquire(host.services_mutex, osWaitForever);
    struct rpmsg_host_endpoint* endpoint = host.endpoints;
    while (endpoint != NULL && (endpoint->remote != remote || endpoint->address != address)) {
        endpoint = endpoint->next;
    }
    (void)osMutexRelease(host.services_mutex);
    return endpoint;
}

/// A message that was taken from the vring, on its way to its endpoint.
PROBE_POINT void rpmsg_host_receive(struct link* link, const struct rpmsg_header* header,
                                    uint16_t size);
PROBE_POINT void rpmsg_host_receive(struct link* link, const struct rpmsg_header* header,
                                    uint16_t size) {
    const uint32_t destination = header->destination;
    struct rpmsg_host_endpoint* endpoint = find_endpoint(link->number, destination);
    if (endpoint != NULL) {
        ++link->statistics.received;
        endpoint->receive(endpoint, header + 1, size, header->source);
    } else if (destination == rpmsg_name_service_address &&
               size == sizeof(struct rpmsg_announcement)) {
        learn_service(link, (const void*)(header + 1));
    } else {
        ++link->statistics.no_recipient;
    }
}

static void deliver(struct link* link, uint16_t id, uint32_t length) {
    const struct rpmsg_header* header = buffer_here(link, &link->receive, id);
    const uint16_t size = length >= rpmsg_header_size ? header->length : 0; // read once
    if (length >= rpmsg_header_size && size <= length - rpmsg_header_size) {
        rpmsg_host_receive(link, header, size);
    } else {
        ++link->statistics.malformed;
    }
}

static void receive_all(struct link* link) {
    enum vring_result result;
    uint16_t id;
    uint32_t length;
    unsigned returned = 0;
    while ((result = vring_driver_take(&link->receive, &id, &length)) != vring_empty) {
        if (result == vring_bad_index) {
            ++link->statistics.malformed;
            break; // nothing can be taken any more
        }
        if (result == vring_bad_entry) {
            ++link->statistics.malformed;
            continue;
        }
        deliver(link, id, length);
        offer(link, &link->receive, id, rpmsg_buffer_size);
        ++returned;
    }
    if (returned > 0) {
        notify_remote(link, &link->receive, rpmsg_vring_to_linux);
    }
}

// --- Sending

/// Called with the link's mutex.
static void reclaim(struct link* link) {
    enum vring_result result;
    uint16_t id;
    uint32_t length;
    while ((result = vring_driver_take(&link->transmit, &id, &length)) != vring_empty) {
        if (result == vring_taken) {
            link->free_buffers[link->free_count++] = id;
        } else {
            ++link->statistics.malformed;
            if (result == vring_bad_index) {
                return;
            }
        }
    }
}

/// The message becomes the remote's.
PROBE_POINT void rpmsg_host_publish(struct link* link, uint16_t id, uint32_t length);
PROBE_POINT void rpmsg_host_publish(struct link* link, uint16_t id, uint32_t length) {
    offer(link, &link->transmit, id, length);
}

/// Called with the link's mutex. osErrorResource: no free buffer.
static osStatus_t try_to_send(struct link* link, uint32_t source, uint32_t destination,
                              const void* data, uint16_t size) {
    if (link->free_count == 0) {
        reclaim(link);
    }
    if (link->free_count == 0) {
        return osErrorResource;
    }
    const uint16_t id = link->free_buffers[--link->free_count];
    struct rpmsg_header* header = buffer_here(link, &link->transmit, id);
    *header = (struct rpmsg_header){.source = source, .destination = destination, .length = size};
    memcpy(header + 1, data, size);
    rpmsg_host_publish(link, id, rpmsg_header_size + size);
    notify_remote(link, &link->transmit, rpmsg_vring_from_linux);
    return osOK;
}

/// Called with the link's mutex, and gives it up while it waits.
static osStatus_t wait_for_buffers(struct link* link, uint32_t timeout) {
    (void)osMutexRelease(link->mutex);
    const osStatus_t status = osSemaphoreAcquire(link->buffers, timeout);
    (void)osMutexAcquire(link->mutex, osWaitForever);
    return status;
}

/// Called with the link's mutex, after a first try found no buffer.
static osStatus_t send_when_possible(struct link* link, uint32_t source, uint32_t destination,
                                     const void* data, uint16_t size, uint32_t timeout) {
    const uint32_t start = osKernelGetTickCount();
    ++link->statistics.waits;
    ++link->waiting_senders;
    osStatus_t status;
    for (;;) {
        vring_driver_ask_for_notifications(&link->transmit, true);
        status = try_to_send(link, source, destination, data, size);
        if (status == osOK) {
            break;
        }
        const uint32_t left = ticks_left(start, timeout);
        if (left == 0 || wait_for_buffers(link, left) != osOK) {
            status = osErrorTimeout;
            break;
        }
    }
    if (--link->waiting_senders == 0) {
        vring_driver_ask_for_notifications(&link->transmit, false);
    }
    return status;
}

osStatus_t rpmsg_host_send(struct rpmsg_host_endpoint* endpoint, uint32_t destination,
                           const void* data, uint16_t size, uint32_t timeout) {
    if (size > rpmsg_payload_limit) {
        return osErrorParameter;
    }
    struct link* link = &host.links[endpoint->remote];
    (void)osMutexAcquire(link->mutex, osWaitForever);
    osStatus_t status = osErrorResource;
    if (link->up) {
        status = try_to_send(link, endpoint->address, destination, data, size);
        if (status == osErrorResource && timeout != 0 && osThreadGetId() != host.thread) {
            status = send_when_possible(link, endpoint->address, destination, data, size, timeout);
        }
    }
    link->statistics.sent += status == osOK;
    (void)osMutexRelease(link->mutex);
    return status;
}

// --- Endpoints

osStatus_t rpmsg_host_endpoint_create(struct rpmsg_host_endpoint* endpoint, unsigned remote,
                                      uint32_t address, rpmsg_host_receiver receive,
                                      void* argument) {
    if (receive == NULL || remote >= host.count || address == rpmsg_name_service_address) {
        return osErrorParameter;
    }
    (void)osMutexAcquire(host.services_mutex, osWaitForever);
    const bool is_free = find_endpoint(remote, address) == NULL;
    if (is_free) {
        *endpoint = (struct rpmsg_host_endpoint){.remote = remote,
                                                 .address = address,
                                                 .receive = receive,
                                                 .argument = argument,
                                                 .next = host.endpoints};
        host.endpoints = endpoint;
    }
    (void)osMutexRelease(host.services_mutex);
    return is_free ? osOK : osErrorResource;
}

unsigned rpmsg_host_remotes(void) {
    return host.count;
}

const char* rpmsg_host_remote_name(unsigned remote) {
    return host.links[remote].place->remote;
}

struct rpmsg_host_statistics rpmsg_host_get_statistics(unsigned remote) {
    return host.links[remote].statistics;
}

// --- The thread

static void run(void* argument) {
    (void)argument;
    for (;;) {
        bool all_up = true;
        for (unsigned i = 0; i < host.count; ++i) {
            struct link* link = &host.links[i];
            if (!link->up) {
                bring_up(link);
            }
            if (link->up) {
                receive_all(link);
            }
            all_up &= link->up;
        }
        (void)osThreadFlagsWait(thread_flag_notified, osFlagsWaitAny,
                                all_up ? osWaitForever : table_poll_ticks);
    }
}

static bool prepare(struct link* link, unsigned number, const struct rpmsg_host_place* place) {
    static const osMutexAttr_t attributes = {.name = "rpmsg link", .attr_bits = osMutexPrioInherit};
    link->number = number;
    link->place = place;
    link->mutex = osMutexNew(&attributes);
    link->buffers = osSemaphoreNew(most_waiting_senders, 0, NULL);
    return link->mutex != NULL && link->buffers != NULL;
}

osStatus_t rpmsg_host_start(void) {
    static const osThreadAttr_t thread_attributes = {
        .name = "rpmsg host", .stack_size = 1024, .priority = osPriorityAboveNormal};
    static const osMutexAttr_t attributes = {.name = "rpmsg services",
                                             .attr_bits = osMutexPrioInherit | osMutexRecursive};
    memset(&host, 0, sizeof host);
    const struct rpmsg_host_place* places = rpmsg_host_platform_places(&host.count);
    bool complete = host.count <= rpmsg_host_most_remotes;
    for (unsigned i = 0; i < host.count && complete; ++i) {
        complete = prepare(&host.links[i], i, &places[i]);
    }
    host.services_mutex = osMutexNew(&attributes);
    host.announced = osEventFlagsNew(NULL);
    host.thread = osThreadNew(run, NULL, &thread_attributes);
    complete &= host.services_mutex != NULL && host.announced != NULL && host.thread != NULL;
    return complete ? osOK : osErrorNoMemory;
}
