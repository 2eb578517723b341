/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The link to the hub: Remote-Port packets over a stream socket. Packets to the hub are collected
 * until the node waits for an answer, and go out together.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Base header, Remote-Port 4.3. */
enum { link_header_size = 20, link_payload_max = 65536 };
enum link_command {
    link_hello = 1,
    link_read = 3,
    link_write = 4,
    link_interrupt = 5,
};
enum link_flag { link_response = 2, link_posted = 4 };

struct link_packet {
    uint32_t command, length, id, flags, channel;
    const uint8_t* payload; /* `length` bytes, until the next link_receive() */
};

/* Connects and sends our hello; the hub's is awaited by link_greet(). */
void link_open(const char* where);
void link_greet(void);

/* Queues a packet, and returns its payload for the caller to fill. */
uint8_t* link_send(uint32_t command, uint32_t flags, uint32_t id, uint32_t channel, size_t length);

/* Sends what is queued and waits for the hub's next packet. Without a hub there is nothing to
 * simulate: when it has gone, this process ends. */
struct link_packet link_receive(void);

/* Ends QEMU: the hub sent something that does not belong here. */
void link_check(bool as_agreed, const struct link_packet* packet);
