/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whenever a virtual timer is due, QEMU wakes its main loop, for timers of AioContexts, of which
 * there are none. That is a change of threads and back, at each stop. The timers of devices are in
 * the main loop's own list, and not concerned.
 */
#pragma once

/* When the machine is complete. */
void main_loop_let_sleep(void);
