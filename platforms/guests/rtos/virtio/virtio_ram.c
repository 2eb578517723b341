// SPDX-License-Identifier: BSD-3-Clause
//
// Registers in shared memory (ampsim_virtio_ram.h): what is written there takes effect when the
// monitor, after the doorbell rang, compares the image with its own. Where the driver has to know
// that it did, it waits for an acknowledgement.
#include "ampsim_virtio_ram.h"
#include "virtio_device.h"
#include "virtio_registers.h"

static bool is_there(const struct virtio_place* place) {
    const bool complete = virtio_read(place, AMPSIM_RAM_MAGIC) == virtio_magic_value;
    vring_barrier(); // it is written last
    return complete && virtio_read(place, AMPSIM_RAM_VERSION) == 1 &&
           virtio_read(place, AMPSIM_RAM_DEVICE_ID) == place->device_id;
}

static void ring(const struct virtio_device* device, unsigned bit_of_device) {
    const struct virtio_place* place = device->place;
    vring_barrier(); // what was written is there before the monitor is told
    virtio_platform_ring(1U << (place->first_bit + (place->per_queue ? bit_of_device : 0)));
}

static void ring_for_configuration(const struct virtio_device* device) {
    ring(device, device->driver->queues);
}

static uint32_t status(const struct virtio_device* device) {
    return virtio_read(device->place, AMPSIM_RAM_STATUS);
}

static void set_status(struct virtio_device* device, uint32_t bits) {
    vring_barrier(); // rings and buffers are as they should be before the device may look at them
    virtio_write(device->place, AMPSIM_RAM_STATUS, bits);
    ring_for_configuration(device);
}

static osStatus_t reset(struct virtio_device* device, const struct virtio_deadline* deadline) {
    const struct virtio_place* place = device->place;
    const uint32_t wanted = virtio_read(place, AMPSIM_RAM_RESETS) + 1;
    virtio_write(place, AMPSIM_RAM_RESETS_WANTED, wanted);
    set_status(device, 0);
    while (virtio_read(place, AMPSIM_RAM_RESETS) != wanted) {
        if (virtio_time_left(deadline) == 0) {
            return osErrorTimeout;
        }
        (void)osDelay(1);
    }
    vring_barrier();
    virtio_write(place, AMPSIM_RAM_GUEST_PAGE_SIZE, virtio_page_size);
    return osOK;
}

static uint64_t features(struct virtio_device* device) {
    return virtio_read(device->place, AMPSIM_RAM_DEVICE_FEATURES);
}

static void set_features(struct virtio_device* device, uint64_t accepted) {
    virtio_write(device->place, AMPSIM_RAM_DRIVER_FEATURES, (uint32_t)accepted);
    ring_for_configuration(device);
}

static uint32_t queue_size_max(struct virtio_device* device, unsigned queue) {
    (void)queue; // one size for all
    return virtio_read(device->place, AMPSIM_RAM_QUEUE_NUM_MAX);
}

static osStatus_t start_queue(const struct virtio_queue* queue,
                              const struct virtio_deadline* deadline) {
    const struct virtio_place* place = queue->device->place;
    const uint64_t address = place->pool_address + (uint64_t)(queue->memory - place->pool);
    virtio_write(place, AMPSIM_RAM_QUEUE_SEL, queue->number);
    virtio_write(place, AMPSIM_RAM_QUEUE_NUM, queue->entries);
    virtio_write(place, AMPSIM_RAM_QUEUE_ALIGN, virtio_page_size);
    vring_barrier(); // the PFN says that the others are complete
    virtio_write(place, AMPSIM_RAM_QUEUE_PFN, (uint32_t)(address / virtio_page_size));
    ring_for_configuration(queue->device);
    while (virtio_read(place, AMPSIM_RAM_QUEUE_PFN) != AMPSIM_RAM_CONFIG_ACKNOWLEDGED) {
        if (virtio_time_left(deadline) == 0) {
            return osErrorTimeout;
        }
        (void)osDelay(1);
    }
    return osOK;
}

static void notify(const struct virtio_queue* queue) {
    ring(queue->device, queue->number);
}

/// What the monitor has not taken out yet is no news a second time.
static uint32_t interrupts(const struct virtio_place* place) {
    const uint32_t bits = virtio_read(place, AMPSIM_RAM_INTERRUPT_STATUS);
    const uint32_t acknowledged = virtio_read(place, AMPSIM_RAM_INTERRUPT_ACK);
    if (bits & ~acknowledged) {
        virtio_write(place, AMPSIM_RAM_INTERRUPT_ACK, bits | acknowledged);
    }
    return bits & ~acknowledged;
}

static uint32_t generation(const struct virtio_device* device) {
    return virtio_read(device->place, AMPSIM_RAM_CONFIG_GENERATION);
}

const struct virtio_transport virtio_ram_transport = {
    .is_there = is_there,
    .reset = reset,
    .status = status,
    .set_status = set_status,
    .features = features,
    .set_features = set_features,
    .queue_size_max = queue_size_max,
    .start_queue = start_queue,
    .notify = notify,
    .interrupts = interrupts,
    .generation = generation,
};
