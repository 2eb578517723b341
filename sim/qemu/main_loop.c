/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu_api.h"

#include "main_loop.h"

/* Private to QEMU's util/qemu-timer.c; the build-id says that this is the QEMU in which they look
 * so. */
struct clock_of_lists {
    struct QEMUTimerList* first;
};
struct QEMUTimerList {
    struct clock_of_lists* clock;
    QemuMutex active_timers_lock;
    QEMUTimer* active_timers;
    struct QEMUTimerList* next;
    struct QEMUTimerList** previous;
    QEMUTimerListNotifyCB* notify;
};

static void nobody_waits(void* opaque, QEMUClockType type) {}

void main_loop_let_sleep(void) {
    struct QEMUTimerList* of_devices = main_loop_tlg.tl[QEMU_CLOCK_VIRTUAL];
    for (struct QEMUTimerList* list = of_devices->clock->first; list != NULL; list = list->next) {
        if (list != of_devices && list->active_timers == NULL) {
            list->notify = nobody_waits;
        }
    }
}
