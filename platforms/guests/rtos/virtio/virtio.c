// SPDX-License-Identifier: BSD-3-Clause
//
// A device's life: found, reset, features, queues, DRIVER_OK [VirtIO 1.2, 3.1]; and its
// configuration space.
#include "virtio.h"

#include "ticks_left.h"
#include "virtio_device.h"
#include "virtio_registers.h"

#include <stddef.h>
#include <string.h>

enum {
    appear_poll_ticks = 10, ///< while the other side boots
    configuration_tries = 50,
    packed_alignment = 16, ///< of rings with registers of version 2
};

// In hardware with an order and addresses of its own: barriers are real ones, addresses the bus'.
#define VIRTIO_F_ACCESS_PLATFORM (1ULL << 33)
#define VIRTIO_F_ORDER_PLATFORM (1ULL << 36)
static const uint64_t transport_features =
    VIRTIO_F_VERSION_1 | VIRTIO_F_ACCESS_PLATFORM | VIRTIO_F_ORDER_PLATFORM;

struct virtio_deadline virtio_deadline_in(uint32_t ticks) {
    return (struct virtio_deadline){osKernelGetTickCount(), ticks};
}

uint32_t virtio_time_left(const struct virtio_deadline* deadline) {
    return ticks_left(deadline->start, deadline->timeout);
}

// --- Memory

/// `size` bytes of the pool from a multiple of `alignment` on; NULL when it is used up.
static void* take_aligned(struct virtio_device* device, uint32_t size, uint32_t alignment) {
    const uint32_t offset = (device->pool_used + alignment - 1) & ~(alignment - 1);
    if (offset > device->place->pool_size || size > device->place->pool_size - offset) {
        return NULL;
    }
    device->pool_used = offset + size;
    return device->place->pool + offset;
}

void* virtio_pool_take(struct virtio_device* device, uint32_t size) {
    return take_aligned(device, size, sizeof(uint64_t));
}

// --- Bringing it up

static osStatus_t agree_on_features(struct virtio_device* device) {
    const struct virtio_transport* transport = device->transport;
    const uint64_t wanted = device->driver->features | transport_features;
    device->features = transport->features(device) & wanted;
    if (device->version == 1) {
        device->features &= UINT32_MAX;
        transport->set_features(device, device->features);
        return osOK;
    }
    if (!(device->features & VIRTIO_F_VERSION_1)) {
        return osErrorResource;
    }
    const uint32_t status =
        virtio_status_acknowledge | virtio_status_driver | virtio_status_features_ok;
    transport->set_features(device, device->features);
    transport->set_status(device, status);
    return transport->status(device) & virtio_status_features_ok ? osOK : osErrorResource;
}

static uint16_t smallest(uint16_t a, uint16_t b, uint32_t c) {
    const uint16_t smaller = a < b ? a : b;
    return smaller < c ? smaller : (uint16_t)c;
}

/// The ring's size and place; they stay for ever, so that a restart needs no more memory.
static osStatus_t lay_out(struct virtio_queue* queue, const struct virtio_queue_setup* setup,
                          uint32_t size_max, uint32_t alignment) {
    struct virtio_device* device = queue->device;
    if (queue->memory != NULL) {
        return queue->entries <= size_max ? osOK : osErrorResource;
    }
    const uint16_t entries = smallest(setup->entries, device->place->queue_size, size_max);
    if (entries == 0 || (entries & (entries - 1)) != 0) {
        return osErrorResource;
    }
    queue->entries = entries;
    queue->memory = take_aligned(device, vring_size(entries, alignment), alignment);
    return queue->memory == NULL ? osErrorNoMemory : osOK;
}

static osStatus_t start_queues(struct virtio_device* device,
                               const struct virtio_deadline* deadline) {
    const uint32_t alignment = device->version == 1 ? virtio_page_size : packed_alignment;
    osStatus_t status = osOK;
    for (unsigned i = 0; i < device->driver->queues && status == osOK; ++i) {
        struct virtio_queue* queue = &device->queues[i];
        const struct virtio_queue_setup* setup = &device->driver->queue[i];
        queue->device = device;
        queue->number = i;
        const uint32_t size_max = device->transport->queue_size_max(device, i);
        status = lay_out(queue, setup, size_max, alignment);
        if (status == osOK) {
            virtio_ring_reset(queue, setup->states, alignment);
            status = device->transport->start_queue(queue, deadline);
        }
    }
    return status;
}

static osStatus_t wait_until_there(struct virtio_device* device,
                                   const struct virtio_deadline* deadline) {
    while (!device->transport->is_there(device->place)) {
        const uint32_t left = virtio_time_left(deadline);
        if (left == 0) {
            return osErrorTimeout;
        }
        (void)osDelay(left < appear_poll_ticks ? left : appear_poll_ticks);
    }
    const uint32_t version = virtio_read(device->place, virtio_version);
    if (device->version != 0 && device->version != version) {
        return osErrorResource; // it is another device now
    }
    device->version = version;
    return osOK;
}

static osStatus_t set_up(struct virtio_device* device, const struct virtio_deadline* deadline) {
    osStatus_t status = device->transport->reset(device, deadline);
    if (status != osOK) {
        return status;
    }
    ++device->statistics.resets;
    device->transport->set_status(device, virtio_status_acknowledge | virtio_status_driver);
    status = agree_on_features(device);
    if (status == osOK) {
        device->generation = device->transport->generation(device);
        status = start_queues(device, deadline);
    }
    if (status != osOK) {
        device->transport->set_status(device, virtio_status_failed);
    }
    return status;
}

static osStatus_t bring_up(struct virtio_device* device, uint32_t timeout) {
    const struct virtio_deadline deadline = virtio_deadline_in(timeout);
    osStatus_t status = wait_until_there(device, &deadline);
    if (status == osOK) {
        status = set_up(device, &deadline);
    }
    if (status == osOK) {
        virtio_lock_callbacks();
        device->broken = false;
        device->running = true;
        device->transport->set_status(
            device, virtio_status_acknowledge | virtio_status_driver | virtio_status_driver_ok |
                        (device->version == 1 ? 0 : virtio_status_features_ok));
        device->driver->started(device, device->driver->argument);
        virtio_unlock_callbacks();
    }
    return status;
}

osStatus_t virtio_start(struct virtio_driver* driver, uint32_t timeout,
                        struct virtio_device** device) {
    struct virtio_device* claimed;
    osStatus_t status = virtio_claim(driver, &claimed);
    if (status == osOK) {
        status = bring_up(claimed, timeout);
        if (status == osOK) {
            *device = claimed;
        } else {
            virtio_unclaim(claimed);
        }
    }
    return status;
}

osStatus_t virtio_restart(struct virtio_device* device, uint32_t timeout) {
    virtio_lock_callbacks(); // none of the device's callbacks runs, and none will
    const bool was_running = device->running;
    device->running = false;
    device->broken = true;
    if (was_running) {
        device->driver->stopped(device->driver->argument);
    }
    virtio_unlock_callbacks();
    return bring_up(device, timeout);
}

// --- What it is

bool virtio_is_broken(struct virtio_device* device) {
    const uint32_t status = device->transport->status(device);
    if (!(status & virtio_status_driver_ok) || (status & virtio_status_needs_reset)) {
        device->broken = true;
    }
    return device->broken;
}

uint64_t virtio_features(const struct virtio_device* device) {
    return device->features;
}

const struct virtio_place* virtio_get_place(const struct virtio_device* device) {
    return device->place;
}

struct virtio_statistics virtio_get_statistics(const struct virtio_device* device) {
    return device->statistics;
}

struct virtio_queue* virtio_get_queue(struct virtio_device* device, unsigned queue) {
    return &device->queues[queue];
}

// --- Configuration

/// Fields by their width: a driver may not read them in pieces [VirtIO 1.2, 4.2.2.2].
static void read_field(const struct virtio_place* place, uint32_t offset, uint8_t* data,
                       uint32_t size) {
    const bool number = size == 2 || size == 4 || size == 8;
    const unsigned width = !number || offset % size != 0 ? 1 : size < 4 ? 2 : 4;
    for (uint32_t done = 0; done < size; done += width) {
        const uint32_t value =
            virtio_read_bytes(place, virtio_configuration + offset + done, width);
        memcpy(data + done, &value, width); // both are little-endian
    }
}

bool virtio_read_configuration(struct virtio_device* device, uint32_t offset, void* data,
                               uint32_t size) {
    const struct virtio_place* place = device->place;
    if (offset > virtio_configuration_size || size > virtio_configuration_size - offset) {
        return false;
    }
    for (int tries = 0; tries < configuration_tries; ++tries) {
        const uint32_t generation = device->transport->generation(device);
        const bool stable = !place->in_ram || generation % 2 == 0;
        if (stable) {
            vring_barrier();
            read_field(place, offset, data, size);
            vring_barrier();
            if (device->transport->generation(device) == generation) {
                return true;
            }
        } else {
            (void)osDelay(1);
        }
    }
    memset(data, 0, size);
    return false;
}
