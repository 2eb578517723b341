// SPDX-License-Identifier: BSD-3-Clause
//
// rpmsg_remote with one fault each, for the checkers to find: faults that firmware of others had.
// The linker puts these functions in front of the real ones (--wrap).
#include "rpmsg_platform.h"
#include "vring.h"

#ifdef FAULT_LOST_KICK
/// The tenth notification is forgotten, as when a flag is read before the index is published.
void __real_rpmsg_platform_notify(uint32_t queue);
void __wrap_rpmsg_platform_notify(uint32_t queue);
void __wrap_rpmsg_platform_notify(uint32_t queue) {
    enum { forgotten = 10 };
    static unsigned count;
    if (++count != forgotten) {
        __real_rpmsg_platform_notify(queue);
    }
}
#endif

#ifdef FAULT_ALIGNMENT
/// Built with another alignment of vrings than the resource table announces.
void __real_vring_attach(struct vring* vring, void* memory, uint16_t entries, uint32_t alignment);
void __wrap_vring_attach(struct vring* vring, void* memory, uint16_t entries, uint32_t alignment);
void __wrap_vring_attach(struct vring* vring, void* memory, uint16_t entries, uint32_t alignment) {
    (void)alignment;
    __real_vring_attach(vring, memory, entries, 16);
}
#endif

#ifdef FAULT_TABLE_COPY
/// It looks at a copy of the resource table that was linked with it.
static volatile struct resource_table copy = {
    .version = resource_table_version,
    .entries = 1,
    .offset = 20,
    .vdev = {.type = resource_vdev, .id = virtio_id_rpmsg, .vring_count = rpmsg_vring_count},
};
volatile struct resource_table* __wrap_rpmsg_platform_table(void);
volatile struct resource_table* __wrap_rpmsg_platform_table(void) {
    return &copy;
}
#endif

#ifdef FAULT_CRASH
/// Stops with interrupts masked after some messages, as after a fault without a watchdog.
enum vring_result __real_vring_take(struct vring* vring, struct vring_buffer* buffer);
enum vring_result __wrap_vring_take(struct vring* vring, struct vring_buffer* buffer);
enum vring_result __wrap_vring_take(struct vring* vring, struct vring_buffer* buffer) {
    enum { last = 10 };
    static unsigned count;
    const enum vring_result result = __real_vring_take(vring, buffer);
    if (result == vring_taken && ++count == last) {
        __builtin_trap();
    }
    return result;
}
#endif
