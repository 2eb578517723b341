// SPDX-License-Identifier: BSD-3-Clause
//
// rpmsg_remote with a bad habit: it notifies Linux again and again before there is anything to
// notify of, from its start until the link is up. Linux finds a stale word in the mailbox when its
// driver starts, and is notified of rings that it has not made yet. The linker puts this in front
// of life_begin() (--wrap).
#include "cmsis_os2.h"
#include "life.h"
#include "rpmsg.h"
#include "rpmsg_platform.h"

#include <stddef.h>

static osTimerId_t timer;

static void kick(void* argument) {
    (void)argument;
    if (rpmsg_link_is_up()) {
        (void)osTimerStop(timer);
        return;
    }
    rpmsg_platform_notify(rpmsg_vring_to_linux);
    rpmsg_platform_notify(rpmsg_vring_from_linux);
}

void __real_life_begin(void);
void __wrap_life_begin(void);
void __wrap_life_begin(void) {
    __real_life_begin();
    timer = osTimerNew(kick, osTimerPeriodic, NULL, NULL);
    (void)osTimerStart(timer, 1);
}
