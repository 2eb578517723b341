// SPDX-License-Identifier: BSD-3-Clause
//
// The VirtIO devices that the application uses, and a thread that looks after them: it starts each
// when its monitor is there, however late that is, and again after it died or asked for a reset.
#pragma once

#include "virtio.h"

#ifdef __cplusplus
extern "C" {
#endif

struct device {
    const char* name;
    /// Errors: those of virtio_start().
    osStatus_t (*start)(uint32_t timeout);
    struct virtio_device* (*get)(void); ///< NULL until it was started
    /// What has to follow each start; called again until it is true. May be NULL.
    bool (*started)(void);
};

extern const struct device devices[];
extern const unsigned device_count;

/// Starts the thread. After virtio_initialize(). osErrorNoMemory: the kernel has none.
osStatus_t devices_start(void);

#ifdef __cplusplus
}
#endif
