/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu_api.h"

#include "bus.h"
#include "clock.h"
#include "covers.h"
#include "sim/remote_port/ampsim_extension.h"

struct change {
    int64_t time;
    uint64_t address, size;
    bool covered;
};

enum { covers_max = 256, changes_max = 1024 };

static struct cover {
    struct io_window window;
    MemoryRegion region;
    bool in_use;
} covers[covers_max];

/* By time; those of one instant in the order in which they came. Not saved with the machine: the
 * hub tells a machine that is restored again. */
static struct change pending[changes_max];
static size_t pending_count;
static QEMUTimer* timer;

static struct cover* find(uint64_t address, uint64_t size) {
    for (size_t i = 0; i < covers_max; ++i) {
        if (covers[i].in_use && covers[i].window.address == address &&
            covers[i].window.size == size) {
            return &covers[i];
        }
    }
    return NULL;
}

static struct cover* unused(void) {
    for (size_t i = 0; i < covers_max; ++i) {
        if (!covers[i].in_use) {
            return &covers[i];
        }
    }
    fatal("the hub has covered %d ranges of memory", covers_max);
}

static void carry_out(const struct change* change) {
    if (change->covered) {
        struct cover* cover = unused();
        cover->in_use = true;
        cover->window = (struct io_window){change->address, change->size};
        memory_region_transaction_begin();
        memory_region_set_size(&cover->region, change->size);
        memory_region_set_address(&cover->region, change->address);
        memory_region_set_enabled(&cover->region, true);
        memory_region_transaction_commit();
        return;
    }
    struct cover* cover = find(change->address, change->size);
    if (cover == NULL) {
        fatal("the hub uncovers 0x%" PRIx64 " bytes at 0x%" PRIx64 ", which are not covered",
              change->size, change->address);
    }
    cover->in_use = false;
    memory_region_set_enabled(&cover->region, false);
    bus_forget_code_at(change->address, change->size);
}

void covers_apply(int64_t now) {
    while (pending_count > 0 && pending[0].time <= now) {
        const struct change due = pending[0];
        --pending_count;
        memmove(pending, pending + 1, pending_count * sizeof due);
        carry_out(&due);
    }
}

void covers_change(const struct link_packet* packet) {
    link_check(packet->length == AMPSIM_COVER_SIZE, packet);
    if (pending_count == changes_max) {
        fatal("the hub has announced %d covers that are still to come", changes_max);
    }
    pending[pending_count++] =
        (struct change){(int64_t)ldq_be_p(packet->payload), ldq_be_p(packet->payload + 8),
                        ldq_be_p(packet->payload + 16), ldl_be_p(packet->payload + 24) != 0};
    covers_apply(clock_now());
}

void covers_arm(void) {
    if (pending_count == 0) {
        timer_del(timer);
    } else {
        timer_mod(timer, pending[0].time);
    }
}

static void on_change_due(void* opaque) {
    covers_apply(clock_now());
    covers_arm();
}

void covers_init(void) {
    timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, on_change_due, NULL);
    for (size_t i = 0; i < covers_max; ++i) {
        bus_init_window(&covers[i].region, &covers[i].window, "ampsim.cover");
        memory_region_set_enabled(&covers[i].region, false);
        bus_map_cover(&covers[i].region);
    }
}
