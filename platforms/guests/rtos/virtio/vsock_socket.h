// SPDX-License-Identifier: BSD-3-Clause
//
// Inside the sockets: what virtio_vsock.c, for the program, and vsock_protocol.c, in the thread of
// VirtIO, know of one. State is changed with callbacks locked; of the counters each has one writer.
#pragma once

#include "virtio_vsock.h"

enum vsock_state {
    vsock_unused,
    vsock_listening,
    vsock_connecting,
    vsock_connected,
    vsock_gone,    ///< the connection is, the program still has the socket
    vsock_closing, ///< the program has closed it, the peer has yet to confirm
};

struct vsock {
    volatile enum vsock_state state;
    struct vsock* waits_for; ///< the listener that has yet to accept it, or NULL
    uint64_t peer_cid;
    uint32_t local_port, peer_port;
    volatile uint32_t peer_size, peer_consumed; ///< credit: what the peer says
    volatile uint32_t sent;                     ///< bytes, modulo 2^32, as the next three
    volatile uint32_t received;
    volatile uint32_t consumed;
    volatile uint32_t told; ///< what the peer has heard of `consumed`
    volatile bool peer_sends_no_more, peer_receives_no_more;
    bool sends_no_more;
    uint32_t owed;      ///< bit n: operation n could not be sent yet
    uint32_t closed_at; ///< tick
    uint8_t buffer[VSOCK_RECEIVE_SIZE];
};

extern struct vsock vsock_sockets[VSOCK_SOCKETS];
extern struct vsock_statistics vsock_counters;

/// Forgets all; `events` is told with vsock_wake().
void vsock_protocol_reset(osEventFlagsId_t events);
extern const struct vsock_packet_handler vsock_protocol;

enum vsock_event { vsock_readable = 1, vsock_writable = 2 };
uint32_t vsock_event_bits(const struct vsock* socket, uint32_t events);
void vsock_wake(struct vsock* socket);

/// With callbacks locked: one that is not in use, with all of it 0; NULL: there is none.
struct vsock* vsock_take_socket(void);
struct vsock* vsock_find_listener(uint32_t port);

/// The header of a packet of the connection, with the credit that the peer has.
struct vsock_header vsock_make_header(struct vsock* socket, enum vsock_operation operation,
                                      uint32_t length, uint32_t flags);
/// A packet without data: now, or as soon as there is a buffer.
void vsock_send_soon(struct vsock* socket, enum vsock_operation operation);
