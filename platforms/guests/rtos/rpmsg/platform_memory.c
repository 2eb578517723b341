// SPDX-License-Identifier: BSD-3-Clause
//
// RPMsg as the remote of a platform's relation: its carve-outs.
#include "life.h"
#include "platform_addresses.h"
#include "rpmsg.h"
#include "rpmsg_platform.h"

#include <stddef.h>

extern struct resource_table resource_table; // placed by remote.ld

volatile struct resource_table* rpmsg_platform_table(void) {
    return &resource_table;
}

volatile struct remote_status* life_status(void) {
    return (volatile struct remote_status*)(RPMSG_TABLE_BASE + remote_status_offset);
}

void* rpmsg_platform_memory(uint64_t address, uint32_t size) {
    static const struct {
        uint32_t base, size;
    } shared[] = {
        {RPMSG_BUFFER_BASE, RPMSG_BUFFER_SIZE},
        {RPMSG_VRING0_BASE, RPMSG_VRING0_SIZE},
        {RPMSG_VRING1_BASE, RPMSG_VRING1_SIZE},
    };
    for (size_t i = 0; i < sizeof shared / sizeof shared[0]; ++i) {
        if (address >= shared[i].base && size <= shared[i].size &&
            address - shared[i].base <= shared[i].size - size) {
            return (void*)(uintptr_t)address;
        }
    }
    return NULL;
}
