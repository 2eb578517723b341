// SPDX-License-Identifier: BSD-3-Clause
//
// Registers of VirtIO-MMIO [VirtIO 1.2, 4.2.2 and, of version 1, 4.2.4], and
// feature bits of transport and rings.
#pragma once

#include "virtio_status.h"

enum {
    virtio_magic = 0x000,
    virtio_magic_value = 0x74726976,
    virtio_version = 0x004,
    virtio_device_id = 0x008,
    virtio_device_features = 0x010,
    virtio_device_features_selector = 0x014,
    virtio_driver_features = 0x020,
    virtio_driver_features_selector = 0x024,
    virtio_guest_page_size = 0x028, ///< version 1
    virtio_queue_selector = 0x030,
    virtio_queue_size_max = 0x034,
    virtio_queue_size = 0x038,
    virtio_queue_align = 0x03c, ///< version 1
    virtio_queue_pfn = 0x040,   ///< version 1
    virtio_queue_ready = 0x044, ///< version 2
    virtio_queue_notify = 0x050,
    virtio_interrupt_status = 0x060,
    virtio_interrupt_acknowledge = 0x064,
    virtio_status = 0x070,
    virtio_queue_descriptors_low = 0x080, ///< version 2, as are the next; the high half is behind
    virtio_queue_available_low = 0x090,
    virtio_queue_used_low = 0x0a0,
    virtio_configuration_generation = 0x0fc,
    virtio_configuration = 0x100,
    virtio_configuration_size = 0x100, ///< of which there is room in a slot
};

enum {
    virtio_interrupt_used = 1 << 0,
    virtio_interrupt_configuration = 1 << 1,
};

#define VIRTIO_F_VERSION_1 (1ULL << 32)

enum { virtio_page_size = 4096 }; ///< of version 1
