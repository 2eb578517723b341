// SPDX-License-Identifier: BSD-3-Clause
//
// The other side's packets, and what they do to sockets. Nothing here waits.
#include "virtio_device.h"
#include "vsock_socket.h"

#include <stddef.h>
#include <string.h>

enum {
    linger_ticks = 2000, ///< a peer that does not confirm a close in this time has lost its chance
    shutdown_both = vsock_shutdown_receive | vsock_shutdown_send,
};

struct vsock vsock_sockets[VSOCK_SOCKETS];
struct vsock_statistics vsock_counters;
_Static_assert(VSOCK_SOCKETS <= 12, "two event flags for each socket");
_Static_assert((VSOCK_RECEIVE_SIZE & (VSOCK_RECEIVE_SIZE - 1)) == 0, "VSOCK_RECEIVE_SIZE");

static osEventFlagsId_t events;
static bool watching; ///< for buffers, because something is owed

void vsock_protocol_reset(osEventFlagsId_t flags) {
    memset(vsock_sockets, 0, sizeof vsock_sockets);
    memset(&vsock_counters, 0, sizeof vsock_counters);
    events = flags;
    watching = false;
}

uint32_t vsock_event_bits(const struct vsock* socket, uint32_t which) {
    return which << 2 * (socket - vsock_sockets);
}

void vsock_wake(struct vsock* socket) {
    (void)osEventFlagsSet(events, vsock_event_bits(socket, vsock_readable | vsock_writable));
}

// --- Sending

struct vsock_header vsock_make_header(struct vsock* socket, enum vsock_operation operation,
                                      uint32_t length, uint32_t flags) {
    socket->told = socket->consumed;
    return (struct vsock_header){
        .destination_cid = socket->peer_cid,
        .source_port = socket->local_port,
        .destination_port = socket->peer_port,
        .length = length,
        .operation = (uint16_t)operation,
        .flags = flags,
        .buffer_size = VSOCK_RECEIVE_SIZE,
        .bytes_consumed = socket->told,
    };
}

static bool send_now(struct vsock* socket, enum vsock_operation operation) {
    const uint32_t flags = operation != vsock_op_shutdown   ? 0
                           : socket->state == vsock_closing ? shutdown_both
                                                            : vsock_shutdown_send;
    struct vsock_header header = vsock_make_header(socket, operation, 0, flags);
    return vsock_packet_send(&header, NULL, 0) != osErrorTimeout;
}

void vsock_send_soon(struct vsock* socket, enum vsock_operation operation) {
    if (!send_now(socket, operation)) {
        socket->owed |= 1U << operation;
        if (!watching) {
            watching = true;
            vsock_packets_watch(true);
        }
    }
}

/// What could not be sent before; in the order of a connection's life.
static void pay_debts(void) {
    bool debts = false;
    for (struct vsock* socket = vsock_sockets; socket < vsock_sockets + VSOCK_SOCKETS; ++socket) {
        for (unsigned operation = 0; socket->owed >> operation != 0; ++operation) {
            if ((socket->owed >> operation & 1) &&
                send_now(socket, (enum vsock_operation)operation)) {
                socket->owed &= ~(1U << operation);
            }
        }
        debts |= socket->owed != 0;
    }
    if (watching && !debts) {
        watching = false;
        vsock_packets_watch(false);
    }
}

/// For packets that no socket is for. If there is no buffer, the peer finds out by itself.
static void refuse(const struct vsock_header* to) {
    struct vsock_header header = {.destination_cid = to->source_cid,
                                  .source_port = to->destination_port,
                                  .destination_port = to->source_port,
                                  .operation = vsock_op_reset};
    ++vsock_counters.refused;
    if (to->operation != vsock_op_reset) { // or two could go on for ever
        (void)vsock_packet_send(&header, NULL, 0);
    }
}

// --- Sockets

static bool may_be_taken(const struct vsock* socket, bool by_force) {
    const bool waited_enough = socket->state == vsock_closing &&
                               osKernelGetTickCount() - socket->closed_at >= linger_ticks;
    return socket->state == vsock_unused || (by_force && waited_enough);
}

struct vsock* vsock_take_socket(void) {
    for (int by_force = 0; by_force < 2; ++by_force) {
        for (struct vsock* socket = vsock_sockets; socket < vsock_sockets + VSOCK_SOCKETS;
             ++socket) {
            if (may_be_taken(socket, by_force)) {
                memset(socket, 0, offsetof(struct vsock, buffer));
                return socket;
            }
        }
    }
    return NULL;
}

struct vsock* vsock_find_listener(uint32_t port) {
    for (struct vsock* socket = vsock_sockets; socket < vsock_sockets + VSOCK_SOCKETS; ++socket) {
        if (socket->state == vsock_listening && socket->local_port == port) {
            return socket;
        }
    }
    return NULL;
}

static struct vsock* find_connection(const struct vsock_header* header) {
    for (struct vsock* socket = vsock_sockets; socket < vsock_sockets + VSOCK_SOCKETS; ++socket) {
        const bool alive = socket->state == vsock_connecting || socket->state == vsock_connected ||
                           socket->state == vsock_closing;
        if (alive && socket->local_port == header->destination_port &&
            socket->peer_port == header->source_port && socket->peer_cid == header->source_cid) {
            return socket;
        }
    }
    return NULL;
}

/// The connection is over. If nobody has the socket, so is the socket.
static void end(struct vsock* socket) {
    socket->owed = 0;
    socket->state =
        socket->state == vsock_closing || socket->waits_for != NULL ? vsock_unused : vsock_gone;
    vsock_wake(socket);
}

static void connections_lost(void) {
    for (struct vsock* socket = vsock_sockets; socket < vsock_sockets + VSOCK_SOCKETS; ++socket) {
        if (socket->state != vsock_listening && socket->state != vsock_unused) {
            end(socket);
        }
    }
}

// --- Packets

static void take_request(const struct vsock_header* header) {
    struct vsock* listener = vsock_find_listener(header->destination_port);
    struct vsock* socket = listener == NULL ? NULL : vsock_take_socket();
    if (socket == NULL) {
        refuse(header);
        return;
    }
    socket->state = vsock_connected;
    socket->waits_for = listener;
    socket->peer_cid = header->source_cid;
    socket->peer_port = header->source_port;
    socket->local_port = header->destination_port;
    socket->peer_size = header->buffer_size;
    socket->peer_consumed = header->bytes_consumed;
    vsock_send_soon(socket, vsock_op_response);
    vsock_wake(listener);
}

static void reset(struct vsock* socket) {
    (void)send_now(socket, vsock_op_reset);
    end(socket);
}

static void take_data(struct vsock* socket, const struct vsock_header* header,
                      const uint8_t* data) {
    const uint32_t room = VSOCK_RECEIVE_SIZE - (socket->received - socket->consumed);
    if (header->length > room) { // more than it was allowed
        ++vsock_counters.malformed;
        reset(socket);
        return;
    }
    for (uint32_t done = 0; done < header->length;) {
        const uint32_t start = (socket->received + done) % VSOCK_RECEIVE_SIZE;
        const uint32_t to_end = VSOCK_RECEIVE_SIZE - start;
        const uint32_t rest = header->length - done;
        const uint32_t piece = rest < to_end ? rest : to_end;
        memcpy(socket->buffer + start, data + done, piece);
        done += piece;
    }
    vring_barrier(); // data before the counter that covers it
    socket->received += header->length;
    vsock_counters.received += header->length;
}

static void take_shutdown(struct vsock* socket, uint32_t flags) {
    socket->peer_receives_no_more |= (flags & vsock_shutdown_receive) != 0;
    socket->peer_sends_no_more |= (flags & vsock_shutdown_send) != 0;
    if (socket->peer_receives_no_more && socket->peer_sends_no_more) {
        reset(socket); // confirms it
    }
}

static void take_for_connection(struct vsock* socket, const struct vsock_header* header,
                                const uint8_t* data) {
    socket->peer_size = header->buffer_size;
    socket->peer_consumed = header->bytes_consumed;
    const bool connected = socket->state == vsock_connected;
    switch (header->operation) {
    case vsock_op_response:
        if (socket->state == vsock_connecting) {
            socket->state = vsock_connected;
        } else if (connected) {
            reset(socket);
        }
        break;
    case vsock_op_reset:
        end(socket);
        break;
    case vsock_op_shutdown:
        take_shutdown(socket, header->flags);
        break;
    case vsock_op_data:
        if (connected) {
            take_data(socket, header, data);
        }
        break;
    case vsock_op_credit_update:
        break;
    case vsock_op_credit_request:
        vsock_send_soon(socket, vsock_op_credit_update);
        break;
    default: // a second request, or none that we know
        ++vsock_counters.malformed;
        reset(socket);
    }
}

static void receive(const struct vsock_header* header, const uint8_t* data) {
    struct vsock* socket = header->type == vsock_type_stream ? find_connection(header) : NULL;
    if (socket != NULL) {
        take_for_connection(socket, header, data);
        vsock_wake(socket);
    } else if (header->type == vsock_type_stream && header->operation == vsock_op_request) {
        take_request(header);
    } else {
        refuse(header);
    }
}

const struct vsock_packet_handler vsock_protocol = {
    .receive = receive,
    .buffers_returned = pay_debts,
    .connections_lost = connections_lost,
};
