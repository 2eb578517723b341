// SPDX-License-Identifier: BSD-3-Clause
//
// The resource table: what the firmware tells Linux' remoteproc about itself, here one VirtIO
// device of type RPMsg with two vrings. It lies in shared memory, and both sides use that one
// instance: Linux writes the device's status into it [Linux Documentation/staging/remoteproc.rst;
// include/linux/remoteproc.h].
#pragma once

#include "virtio_status.h"

#include <stdint.h>

enum {
    resource_table_version = 1,
    resource_vdev = 3, ///< type of an entry
    virtio_id_rpmsg = 7,
    virtio_rpmsg_feature_name_service = 1 << 0,
    rpmsg_vring_to_linux = 0,   ///< Linux' receive queue
    rpmsg_vring_from_linux = 1, ///< Linux' transmit queue
    rpmsg_vring_count = 2,
};

struct resource_vring {
    uint32_t address; ///< as the remote sees it
    uint32_t alignment;
    uint32_t entries; ///< a power of 2
    uint32_t notify_id;
    uint32_t reserved;
};

struct resource_table {
    uint32_t version;
    uint32_t entries;
    uint32_t reserved[2];
    uint32_t offset; ///< of the one entry
    struct {
        uint32_t type;
        uint32_t id;
        uint32_t notify_id;
        uint32_t device_features;
        uint32_t driver_features; ///< Linux writes what it took
        uint32_t config_length;
        uint8_t status; ///< Linux writes; virtio_status_driver_ok: the vrings may be used
        uint8_t vring_count;
        uint8_t reserved[2];
    } vdev;
    struct resource_vring vrings[rpmsg_vring_count];
};
