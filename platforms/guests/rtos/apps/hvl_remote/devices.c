// SPDX-License-Identifier: BSD-3-Clause
#include "devices.h"

#include "objects.h"

#include <stdio.h>

enum {
    stack_size = 1536,
    most_devices = 8,
    start_timeout = 20, ///< ticks for each device, while it is not there
    restart_timeout = 200,
    look_period = 500, ///< ticks, when all are there
};

static struct {
    bool served[most_devices]; ///< what follows the start is done
    struct os_thread thread_block;
    uint64_t stack[stack_size / sizeof(uint64_t)];
} keeper;

/// False: it is not there.
static bool start_if_needed(const struct device* device, bool* served) {
    struct virtio_device* virtio = device->get();
    if (virtio != NULL && !virtio_is_broken(virtio)) {
        return true;
    }
    *served = false;
    const osStatus_t status =
        virtio == NULL ? device->start(start_timeout) : virtio_restart(virtio, restart_timeout);
    if (status == osOK) {
        printf("hvl_remote: %s%s\n", device->name, virtio == NULL ? "" : ", again");
    }
    return status == osOK;
}

/// False: it has to be looked after again, soon.
static bool look_after(const struct device* device, bool* served) {
    if (!start_if_needed(device, served)) {
        return false;
    }
    if (!*served) {
        *served = device->started == NULL || device->started();
    }
    return *served;
}

static void run(void* argument) {
    (void)argument;
    for (;;) {
        bool all = true;
        for (unsigned i = 0; i < device_count && i < most_devices; ++i) {
            all = look_after(&devices[i], &keeper.served[i]) && all;
        }
        (void)osDelay(all ? look_period : start_timeout);
    }
}

osStatus_t devices_start(void) {
    const osThreadAttr_t thread = {.name = "devices",
                                   .cb_mem = &keeper.thread_block,
                                   .cb_size = sizeof keeper.thread_block,
                                   .stack_mem = keeper.stack,
                                   .stack_size = sizeof keeper.stack,
                                   .priority = osPriorityNormal};
    return osThreadNew(run, NULL, &thread) != NULL ? osOK : osErrorNoMemory;
}
