// SPDX-License-Identifier: BSD-3-Clause
//
// The table as a part of the image: whoever loads the ELF file puts it where remote.ld says. The
// firmware never writes it.
#include "resource_table.h"

#include "platform_addresses.h"

#include <stddef.h>

#ifndef RPMSG_VRING_ENTRIES
#define RPMSG_VRING_ENTRIES 256
#endif

enum { vring_alignment = 0x1000 };

// What Linux takes for a vring: descriptors and the available ring, aligned, then the used ring;
// whole pages.
#define ALIGN_UP(value) (((value) + vring_alignment - 1) / vring_alignment * vring_alignment)
#define VRING_BYTES                                                                                \
    ALIGN_UP(ALIGN_UP(16 * RPMSG_VRING_ENTRIES + 6 + 2 * RPMSG_VRING_ENTRIES) + 6 +                \
             8 * RPMSG_VRING_ENTRIES)

_Static_assert((RPMSG_VRING_ENTRIES & (RPMSG_VRING_ENTRIES - 1)) == 0,
               "RPMSG_VRING_ENTRIES must be a power of 2");
_Static_assert(VRING_BYTES <= RPMSG_VRING0_SIZE, "vring 0 does not fit into its carve-out");
_Static_assert(VRING_BYTES <= RPMSG_VRING1_SIZE, "vring 1 does not fit into its carve-out");
_Static_assert(2 * 512 * RPMSG_VRING_ENTRIES <= RPMSG_BUFFER_SIZE,
               "the buffers of both vrings do not fit into vdev0buffer");

__attribute__((section(".resource_table"), used)) struct resource_table resource_table = {
    .version = resource_table_version,
    .entries = 1,
    .offset = offsetof(struct resource_table, vdev),
    .vdev = {.type = resource_vdev,
             .id = virtio_id_rpmsg,
             .device_features = virtio_rpmsg_feature_name_service,
             .vring_count = rpmsg_vring_count},
    .vrings = {[rpmsg_vring_to_linux] = {.address = RPMSG_VRING0_BASE,
                                         .alignment = vring_alignment,
                                         .entries = RPMSG_VRING_ENTRIES,
                                         .notify_id = rpmsg_vring_to_linux},
               [rpmsg_vring_from_linux] = {.address = RPMSG_VRING1_BASE,
                                           .alignment = vring_alignment,
                                           .entries = RPMSG_VRING_ENTRIES,
                                           .notify_id = rpmsg_vring_from_linux}},
};
