// SPDX-License-Identifier: BSD-3-Clause
//
// The thread of VirtIO: woken by a notification, or by itself when it polls, it calls the drivers
// whose queues have used buffers. With one notification for all it has to look at each.
#include "virtio_device.h"
#include "virtio_registers.h"

#include <stddef.h>
#include <string.h>

#ifndef VIRTIO_THREAD_STACK
#define VIRTIO_THREAD_STACK 1536 ///< bytes; receivers of frames run on it
#endif

enum {
    flag_notified = 1,
    microseconds_per_second = 1000000,
    configuration_poll_ticks = 100, ///< polling: registers in hardware are far away
};

static struct {
    osThreadId_t thread;
    osMutexId_t callbacks;
    int32_t poll_period;
    uint32_t configuration_looked_at; ///< tick
    atomic_uint bits;                 ///< of the doorbell, not seen by the thread yet
    unsigned count;
    struct virtio_device devices[VIRTIO_MAX_DEVICES];
} virtio;

static uint64_t thread_stack[VIRTIO_THREAD_STACK / sizeof(uint64_t)];

bool virtio_thread_polls(void) {
    return virtio.poll_period != virtio_not_polled;
}

void virtio_lock_callbacks(void) {
    (void)osMutexAcquire(virtio.callbacks, osWaitForever);
}

void virtio_unlock_callbacks(void) {
    (void)osMutexRelease(virtio.callbacks);
}

// --- Devices

static struct virtio_device* device_at(const struct virtio_place* place) {
    for (unsigned i = 0; i < virtio.count; ++i) {
        if (virtio.devices[i].place == place && virtio.devices[i].driver != NULL) {
            return &virtio.devices[i];
        }
    }
    return NULL;
}

static const struct virtio_place* find_place(uint32_t device_id) {
    unsigned count;
    const struct virtio_place* places = virtio_platform_places(&count);
    for (unsigned i = 0; i < count; ++i) {
        if (places[i].device_id == device_id && device_at(&places[i]) == NULL) {
            return &places[i];
        }
    }
    return NULL;
}

/// One that nobody has, made of it that of the place.
static struct virtio_device* find_device(void) {
    for (unsigned i = 0; i < virtio.count; ++i) {
        if (virtio.devices[i].driver == NULL) {
            return &virtio.devices[i];
        }
    }
    return virtio.count < VIRTIO_MAX_DEVICES ? &virtio.devices[virtio.count++] : NULL;
}

osStatus_t virtio_claim(struct virtio_driver* driver, struct virtio_device** device) {
    osStatus_t status = osErrorResource;
    const int32_t lock = osKernelLock();
    const struct virtio_place* place = find_place(driver->device_id);
    if (place != NULL) {
        *device = find_device();
        status = *device == NULL ? osErrorNoMemory : osOK;
    }
    if (status == osOK) {
        memset(*device, 0, sizeof **device);
        (*device)->place = place;
        (*device)->transport = place->in_ram ? &virtio_ram_transport : &virtio_mmio_transport;
        vring_barrier(); // an interrupt handler looks at those with a driver
        (*device)->driver = driver;
    }
    (void)osKernelRestoreLock(lock);
    return status;
}

void virtio_unclaim(struct virtio_device* device) {
    device->driver = NULL;
}

// --- Notifications

static void wake(void) {
    (void)osThreadFlagsSet(virtio.thread, flag_notified);
}

void virtio_notified(uint32_t bits) {
    atomic_fetch_or(&virtio.bits, bits);
    wake();
}

/// Of all places, so that the line gets low whatever is there.
void virtio_interrupted(void) {
    unsigned count;
    const struct virtio_place* places = virtio_platform_places(&count);
    for (unsigned i = 0; i < count; ++i) {
        const uint32_t interrupts =
            places[i].in_ram ? 0 : virtio_mmio_transport.interrupts(&places[i]);
        struct virtio_device* device = interrupts == 0 ? NULL : device_at(&places[i]);
        if (device != NULL) {
            atomic_fetch_or(&device->interrupts, interrupts);
        }
    }
    wake();
}

/// Bits of the device's queues, and behind them that of its configuration.
static uint32_t all_of(const struct virtio_device* device) {
    return (2U << device->driver->queues) - 1;
}

/// Which of them the doorbell's bits and the device's registers mean.
static uint32_t meant(const struct virtio_device* device, uint32_t bits, uint32_t interrupts) {
    const struct virtio_place* place = device->place;
    const uint32_t configuration = 1U << device->driver->queues;
    uint32_t result = interrupts & virtio_interrupt_used ? configuration - 1 : 0;
    result |= interrupts & virtio_interrupt_configuration ? configuration : 0;
    if (place->per_queue) {
        result |= bits >> place->first_bit & all_of(device);
    } else if (place->in_ram && (bits >> place->first_bit & 1)) {
        result |= all_of(device);
    }
    return result;
}

/// The same without being told. Registers in hardware are far away: not each time.
static uint32_t meant_by_time(const struct virtio_device* device, bool configuration) {
    return configuration || device->place->in_ram ? all_of(device) : all_of(device) >> 1;
}

// --- Callbacks

static void follow_configuration(struct virtio_device* device, uint32_t interrupts) {
    const struct virtio_driver* driver = device->driver;
    const uint32_t generation = device->transport->generation(device);
    interrupts |= device->transport->interrupts(device->place);
    const bool changed =
        (interrupts & virtio_interrupt_configuration) || generation != device->generation;
    device->generation = generation;
    if (!virtio_is_broken(device) && changed && driver->configuration_changed != NULL) {
        driver->configuration_changed(driver->argument);
    }
}

static void serve(struct virtio_device* device, uint32_t what, uint32_t interrupts) {
    const struct virtio_driver* driver = device->driver;
    if (what >> driver->queues) {
        follow_configuration(device, interrupts);
    }
    for (unsigned i = 0; i < driver->queues && !device->broken; ++i) {
        if ((what >> i & 1) && driver->queue[i].used != NULL &&
            virtio_ring_has_used(&device->queues[i])) {
            driver->queue[i].used(driver->argument);
        }
    }
}

static void look_around(uint32_t bits) {
    bool configuration = false;
    if (virtio_thread_polls()) {
        const uint32_t now = osKernelGetTickCount();
        configuration = now - virtio.configuration_looked_at >= configuration_poll_ticks;
        virtio.configuration_looked_at = configuration ? now : virtio.configuration_looked_at;
    }
    virtio_lock_callbacks();
    for (unsigned i = 0; i < virtio.count; ++i) {
        struct virtio_device* device = &virtio.devices[i];
        if (device->driver == NULL || !device->running) {
            continue;
        }
        const uint32_t interrupts = atomic_exchange(&device->interrupts, 0);
        const uint32_t what = virtio_thread_polls() ? meant_by_time(device, configuration)
                                                    : meant(device, bits, interrupts);
        if (what != 0 && !device->broken) {
            device->statistics.interrupts += !virtio_thread_polls();
            serve(device, what, interrupts);
        }
    }
    virtio_unlock_callbacks();
}

// --- The thread

static bool shorter_than_a_tick(int32_t microseconds) {
    return (uint64_t)microseconds * osKernelGetTickFreq() < microseconds_per_second;
}

/// Until the next look. What is shorter than a tick is waited for by giving way to others.
static void pass_time(void) {
    const uint32_t period = (uint32_t)virtio.poll_period;
    if (!shorter_than_a_tick(virtio.poll_period)) {
        (void)osDelay(
            (uint32_t)((uint64_t)period * osKernelGetTickFreq() / microseconds_per_second));
        return;
    }
    const uint32_t start = osKernelGetSysTimerCount();
    const uint32_t counts =
        (uint32_t)((uint64_t)period * osKernelGetSysTimerFreq() / microseconds_per_second);
    do {
        (void)osThreadYield();
    } while (osKernelGetSysTimerCount() - start < counts);
}

static void run(void* argument) {
    (void)argument;
    if (virtio_thread_polls()) {
        for (;;) {
            look_around(0);
            pass_time();
        }
    }
    virtio_platform_start();
    for (;;) {
        (void)osThreadFlagsWait(flag_notified, osFlagsWaitAny, osWaitForever);
        look_around(atomic_exchange(&virtio.bits, 0));
    }
}

osStatus_t virtio_initialize(void) {
    memset(&virtio, 0, sizeof virtio);
    virtio.poll_period = virtio_platform_poll_period();
    const bool spins = virtio_thread_polls() && shorter_than_a_tick(virtio.poll_period);
    const osMutexAttr_t mutex = {.name = "VirtIO",
                                 .attr_bits = osMutexRecursive | osMutexPrioInherit};
    const osThreadAttr_t thread = {
        .name = "VirtIO",
        .stack_mem = thread_stack,
        .stack_size = sizeof thread_stack,
        .priority = spins ? osPriorityLow : osPriorityAboveNormal, // what always runs lets others
    };
    virtio.callbacks = osMutexNew(&mutex);
    virtio.thread = virtio.callbacks == NULL ? NULL : osThreadNew(run, NULL, &thread);
    return virtio.thread == NULL ? osErrorNoMemory : osOK;
}
