// SPDX-License-Identifier: BSD-3-Clause
//
// Bits of a VirtIO device's status [VirtIO 1.2, 2.1].
#pragma once

enum {
    virtio_status_acknowledge = 1 << 0,
    virtio_status_driver = 1 << 1,
    virtio_status_driver_ok = 1 << 2,
    virtio_status_features_ok = 1 << 3,
    virtio_status_needs_reset = 1 << 6,
    virtio_status_failed = 1 << 7,
};
