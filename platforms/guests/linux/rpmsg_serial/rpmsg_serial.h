/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RPMsg over a serial line, for Linux: a driver of serdev, the bus of what is soldered to a UART.
 * Its device is a child of the UART's node, compatible "ampsim,rpmsg-serial".
 *
 *     line.c                       the UART: characters between it and the link
 *     bus.c                        RPMsg's channels and endpoints, for rpmsg_char, rpmsg_ctrl,
 * rpmsg_tty, ... serial_link.c, ..._frame.c   the link itself, the same source as on the other side
 */
#ifndef RPMSG_SERIAL_H
#define RPMSG_SERIAL_H

#include <linux/idr.h>
#include <linux/mutex.h>
#include <linux/rpmsg.h>
#include <linux/serdev.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "serial_link.h"

struct rpmsg_serial {
    struct serdev_device* serdev;
    u8 line_bytes[serial_link_encoded_limit]; /* with the lock */
    int whole_room;                           /* of the UART driver's buffer, when it is empty */
    bool starved;                             /* there is more to be sent than the UART took */
    struct work_struct refill;
    struct delayed_work tick;

    struct mutex lock; /* of the link */
    struct serial_link link;
    wait_queue_head_t room; /* for messages of ours */

    struct mutex life_lock; /* channels come and go with the other side's life */
    u32 known_life;
    bool known_up;

    struct idr endpoints; /* by address */
    struct mutex endpoints_lock;
    struct rpmsg_device* control;
    struct rpmsg_device* names;
};

/* line.c. `wait`: for a buffer, if there is none. 0, or a negative error. */
int rpmsg_serial_send(struct rpmsg_serial* serial, u32 source, u32 destination, const void* data,
                      int size, bool wait);

/* bus.c */
int rpmsg_serial_bus_create(struct rpmsg_serial* serial);
void rpmsg_serial_bus_remove(struct rpmsg_serial* serial);
/* All channels that the other side announced. */
void rpmsg_serial_forget_channels(struct rpmsg_serial* serial);
void rpmsg_serial_deliver(struct rpmsg_serial* serial, struct serial_link_message* message);

#endif
