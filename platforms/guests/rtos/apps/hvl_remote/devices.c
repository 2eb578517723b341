// SPDX-License-Identifier: BSD-3-Clause
#include "devices.h"

#include "objects.h"

#include <stdio.h>

enum {
    stack_size = 1536,
    start_timeout = 20, ///< ticks for each device, while it is not there
    restart_timeout = 200,
    look_period = 500, ///< ticks, when all are there
};

static struct {
    struct os_thread thread_block;
    uint64_t stack[stack_size / sizeof(uint64_t)];
} keeper;

/// False: it has to be looked after again, soon.
static bool look_after(const struct device* device) {
    struct virtio_device* virtio = device->get();
    if (virtio == NULL) {
        if (device->start(start_timeout) != osOK) {
            return false;
        }
        printf("hvl_remote: %s\n", device->name);
        if (device->started != NULL) {
            device->started();
        }
    } else if (virtio_is_broken(virtio)) {
        if (virtio_restart(virtio, restart_timeout) != osOK) {
            return false;
        }
        printf("hvl_remote: %s, again\n", device->name);
    }
    return true;
}

static void run(void* argument) {
    (void)argument;
    for (;;) {
        bool all = true;
        for (unsigned i = 0; i < device_count; ++i) {
            all = look_after(&devices[i]) && all;
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
