// SPDX-License-Identifier: BSD-3-Clause
//
// Registers in hardware: VirtIO-MMIO, version 1 or 2. With a bit of the doorbell for each queue,
// notifications go there, and the registers carry the rest.
#include "virtio_device.h"
#include "virtio_registers.h"

static bool is_there(const struct virtio_place* place) {
    const uint32_t version = virtio_read(place, virtio_version);
    return virtio_read(place, virtio_magic) == virtio_magic_value &&
           (version == 1 || version == 2) &&
           virtio_read(place, virtio_device_id) == place->device_id;
}

static uint32_t status(const struct virtio_device* device) {
    return virtio_read(device->place, virtio_status);
}

static void set_status(struct virtio_device* device, uint32_t bits) {
    vring_barrier(); // rings and buffers are as they should be before the device may look at them
    virtio_write(device->place, virtio_status, bits);
}

static osStatus_t reset(struct virtio_device* device, const struct virtio_deadline* deadline) {
    set_status(device, 0);
    while (status(device) != 0) {
        if (virtio_time_left(deadline) == 0) {
            return osErrorTimeout;
        }
        (void)osDelay(1);
    }
    if (device->version == 1) {
        virtio_write(device->place, virtio_guest_page_size, virtio_page_size);
    }
    return osOK;
}

static uint64_t features(struct virtio_device* device) {
    const struct virtio_place* place = device->place;
    virtio_write(place, virtio_device_features_selector, 1);
    const uint64_t high = virtio_read(place, virtio_device_features);
    virtio_write(place, virtio_device_features_selector, 0);
    return high << 32 | virtio_read(place, virtio_device_features);
}

static void set_features(struct virtio_device* device, uint64_t accepted) {
    const struct virtio_place* place = device->place;
    virtio_write(place, virtio_driver_features_selector, 1);
    virtio_write(place, virtio_driver_features, (uint32_t)(accepted >> 32));
    virtio_write(place, virtio_driver_features_selector, 0);
    virtio_write(place, virtio_driver_features, (uint32_t)accepted);
}

static uint32_t queue_size_max(struct virtio_device* device, unsigned queue) {
    virtio_write(device->place, virtio_queue_selector, queue);
    return virtio_read(device->place, virtio_queue_size_max);
}

static void write_address(const struct virtio_queue* queue, uint32_t low_register,
                          const volatile void* part) {
    const struct virtio_place* place = queue->device->place;
    const uint64_t address =
        place->pool_address + (uint64_t)((const volatile uint8_t*)part - place->pool);
    virtio_write(place, low_register, (uint32_t)address);
    virtio_write(place, low_register + 4, (uint32_t)(address >> 32));
}

static osStatus_t start_queue(const struct virtio_queue* queue,
                              const struct virtio_deadline* deadline) {
    (void)deadline;
    const struct virtio_place* place = queue->device->place;
    const bool first_version = queue->device->version == 1;
    virtio_write(place, virtio_queue_selector, queue->number);
    if (virtio_read(place, first_version ? virtio_queue_pfn : virtio_queue_ready) != 0) {
        return osErrorResource; // in use, right after a reset
    }
    virtio_write(place, virtio_queue_size, queue->entries);
    vring_barrier();
    if (first_version) {
        const uint64_t address = place->pool_address + (uint64_t)(queue->memory - place->pool);
        virtio_write(place, virtio_queue_align, virtio_page_size);
        virtio_write(place, virtio_queue_pfn, (uint32_t)(address / virtio_page_size));
    } else {
        write_address(queue, virtio_queue_descriptors_low, queue->descriptors);
        write_address(queue, virtio_queue_available_low, queue->available);
        write_address(queue, virtio_queue_used_low, queue->used);
        virtio_write(place, virtio_queue_ready, 1);
    }
    return osOK;
}

static void notify(const struct virtio_queue* queue) {
    const struct virtio_place* place = queue->device->place;
    vring_barrier();
    if (place->per_queue) {
        virtio_platform_ring(1U << (place->first_bit + queue->number));
    } else {
        virtio_write(place, virtio_queue_notify, queue->number);
    }
}

static uint32_t interrupts(const struct virtio_place* place) {
    const uint32_t bits = virtio_read(place, virtio_interrupt_status);
    if (bits != 0) {
        virtio_write(place, virtio_interrupt_acknowledge, bits);
    }
    return bits;
}

static uint32_t generation(const struct virtio_device* device) {
    return device->version == 1 ? 0 : virtio_read(device->place, virtio_configuration_generation);
}

const struct virtio_transport virtio_mmio_transport = {
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
