// SPDX-License-Identifier: BSD-3-Clause
//
// Sockets as the program sees them: every wait is here.
#include "virtio_vsock.h"

#include "virtio_device.h"
#include "vsock_socket.h"

#include <stddef.h>
#include <string.h>

enum { first_ephemeral_port = 0xc000, last_ephemeral_port = 0xffff };

static osEventFlagsId_t events;
static uint32_t next_port;

osStatus_t vsock_start(uint32_t timeout) {
    events = osEventFlagsNew(NULL);
    if (events == NULL) {
        return osErrorNoMemory;
    }
    vsock_protocol_reset(events);
    next_port = first_ephemeral_port;
    const osStatus_t status = vsock_packets_start(&vsock_protocol, timeout);
    if (vsock_packets_get_device() == NULL) { // so that it may be tried for ever
        (void)osEventFlagsDelete(events);
        events = NULL;
        vsock_protocol_reset(NULL);
    }
    return status;
}

uint64_t vsock_get_cid(void) {
    return vsock_packets_get_cid();
}

struct virtio_device* vsock_get_device(void) {
    return vsock_packets_get_device();
}

uint32_t vsock_get_peer_port(const struct vsock* socket) {
    return socket->peer_port;
}

struct vsock_statistics vsock_get_statistics(void) {
    struct vsock_statistics result = vsock_counters;
    result.malformed += vsock_packets_get_malformed();
    return result;
}

/// Waits for something to happen to the socket. False: the time is over.
static bool wait(const struct vsock* socket, enum vsock_event event,
                 const struct virtio_deadline* deadline) {
    const uint32_t left = virtio_time_left(deadline);
    if (left > 0) {
        (void)osEventFlagsWait(events, vsock_event_bits(socket, event), osFlagsWaitAny, left);
    }
    return left > 0;
}

// --- Connections

static uint32_t choose_port(void) {
    const uint32_t port = next_port;
    next_port = port == last_ephemeral_port ? first_ephemeral_port : port + 1;
    return port;
}

static struct vsock* start_connecting(uint32_t cid, uint32_t port) {
    virtio_lock_callbacks();
    struct vsock* socket = vsock_take_socket();
    if (socket != NULL) {
        socket->peer_cid = cid;
        socket->peer_port = port;
        socket->local_port = choose_port();
        socket->state = vsock_connecting;
    }
    virtio_unlock_callbacks();
    return socket;
}

osStatus_t vsock_connect(uint32_t cid, uint32_t port, uint32_t timeout, struct vsock** socket) {
    const struct virtio_deadline deadline = virtio_deadline_in(timeout);
    *socket = NULL;
    if (vsock_packets_get_device() == NULL) {
        return osErrorResource;
    }
    struct vsock* connection = start_connecting(cid, port);
    if (connection == NULL) {
        return osErrorNoMemory;
    }
    struct vsock_header header = vsock_make_header(connection, vsock_op_request, 0, 0);
    osStatus_t status = vsock_packet_send(&header, NULL, timeout);
    while (status == osOK && connection->state == vsock_connecting) {
        status = wait(connection, vsock_writable, &deadline) ? osOK : osErrorTimeout;
    }
    if (status == osOK && connection->state == vsock_connected) {
        *socket = connection;
        return osOK;
    }
    vsock_close(connection);
    return status == osOK ? osErrorResource : status;
}

struct vsock* vsock_listen(uint32_t port) {
    virtio_lock_callbacks();
    struct vsock* socket = vsock_find_listener(port) != NULL ? NULL : vsock_take_socket();
    if (socket != NULL) {
        socket->local_port = port;
        socket->state = vsock_listening;
    }
    virtio_unlock_callbacks();
    return socket;
}

/// One that has come to the listener, which is the caller's then.
static struct vsock* find_arrival(const struct vsock* listener) {
    struct vsock* arrival = NULL;
    virtio_lock_callbacks();
    for (unsigned i = 0; i < VSOCK_SOCKETS && arrival == NULL; ++i) {
        const bool waits =
            vsock_sockets[i].state == vsock_connected && vsock_sockets[i].waits_for == listener;
        arrival = waits ? &vsock_sockets[i] : NULL;
    }
    if (arrival != NULL) {
        arrival->waits_for = NULL;
    }
    virtio_unlock_callbacks();
    return arrival;
}

struct vsock* vsock_accept(struct vsock* listener, uint32_t timeout) {
    const struct virtio_deadline deadline = virtio_deadline_in(timeout);
    struct vsock* arrival;
    while ((arrival = find_arrival(listener)) == NULL &&
           wait(listener, vsock_readable, &deadline)) {
    }
    return arrival;
}

/// With callbacks locked.
static void close_connection(struct vsock* socket) {
    const bool alive = socket->state == vsock_connected || socket->state == vsock_connecting;
    if (!alive) {
        socket->state = vsock_unused;
        return;
    }
    socket->state = vsock_closing;
    socket->waits_for = NULL;
    socket->closed_at = osKernelGetTickCount();
    vsock_send_soon(socket, vsock_op_shutdown);
}

void vsock_close(struct vsock* socket) {
    virtio_lock_callbacks();
    for (unsigned i = 0; i < VSOCK_SOCKETS; ++i) {
        if (vsock_sockets[i].waits_for == socket && vsock_sockets[i].state == vsock_connected) {
            close_connection(&vsock_sockets[i]);
        }
    }
    close_connection(socket);
    virtio_unlock_callbacks();
}

// --- Data

/// Bytes that the peer has room for.
static uint32_t credit(const struct vsock* socket) {
    const uint32_t on_their_way = socket->sent - socket->peer_consumed;
    const uint32_t size = socket->peer_size;
    return on_their_way < size ? size - on_their_way : 0;
}

static bool may_send(const struct vsock* socket) {
    return socket->state == vsock_connected && !socket->sends_no_more &&
           !socket->peer_receives_no_more;
}

/// Waits until the peer has room, which it is asked for.
static osStatus_t wait_for_credit(struct vsock* socket, const struct virtio_deadline* deadline) {
    if (credit(socket) > 0) {
        return osOK;
    }
    ++vsock_counters.credit_waits;
    struct vsock_header header = vsock_make_header(socket, vsock_op_credit_request, 0, 0);
    osStatus_t status = vsock_packet_send(&header, NULL, virtio_time_left(deadline));
    while (status == osOK && credit(socket) == 0) {
        if (!may_send(socket)) {
            return osErrorResource;
        }
        status = wait(socket, vsock_writable, deadline) ? osOK : osErrorTimeout;
    }
    return status;
}

static uint32_t smallest(uint32_t a, uint32_t b, uint32_t c) {
    const uint32_t smaller = a < b ? a : b;
    return smaller < c ? smaller : c;
}

int32_t vsock_send(struct vsock* socket, const void* data, uint32_t size, uint32_t timeout) {
    const struct virtio_deadline deadline = virtio_deadline_in(timeout);
    const uint8_t* bytes = data;
    uint32_t done = 0;
    osStatus_t status = size > INT32_MAX ? osErrorParameter : osOK;
    while (done < size && status == osOK) {
        status = may_send(socket) ? wait_for_credit(socket, &deadline) : osErrorResource;
        if (status == osOK) {
            const uint32_t piece = smallest(size - done, credit(socket), VSOCK_PACKET_SIZE);
            struct vsock_header header = vsock_make_header(socket, vsock_op_data, piece, 0);
            status = vsock_packet_send(&header, bytes + done, virtio_time_left(&deadline));
            socket->sent += status == osOK ? piece : 0;
            done += status == osOK ? piece : 0;
        }
    }
    vsock_counters.sent += done;
    return done > 0 || size == 0 ? (int32_t)done : (int32_t)status;
}

/// Copies out what is there; the peer hears of it when half of the room is new.
static uint32_t take_received(struct vsock* socket, uint8_t* data, uint32_t size) {
    uint32_t done = 0;
    vring_barrier(); // the counter was read before the data it covers
    while (done < size) {
        const uint32_t start = socket->consumed % VSOCK_RECEIVE_SIZE;
        const uint32_t there = socket->received - socket->consumed;
        const uint32_t piece = smallest(size - done, there, VSOCK_RECEIVE_SIZE - start);
        if (piece == 0) {
            break;
        }
        memcpy(data + done, socket->buffer + start, piece);
        vring_barrier();
        socket->consumed += piece;
        done += piece;
    }
    return done;
}

static void tell_credit(struct vsock* socket) {
    if (socket->consumed - socket->told >= VSOCK_RECEIVE_SIZE / 2) {
        virtio_lock_callbacks();
        if (socket->state == vsock_connected) {
            vsock_send_soon(socket, vsock_op_credit_update);
        }
        virtio_unlock_callbacks();
    }
}

int32_t vsock_receive(struct vsock* socket, void* data, uint32_t size, uint32_t timeout) {
    const struct virtio_deadline deadline = virtio_deadline_in(timeout);
    for (;;) {
        const bool gone = socket->state != vsock_connected; // before what came is looked at
        const bool ended = socket->peer_sends_no_more;
        vring_barrier();
        const uint32_t done = take_received(socket, data, size);
        if (done > 0 || size == 0) {
            tell_credit(socket);
            return (int32_t)done;
        }
        if (ended || gone) {
            return ended ? 0 : (int32_t)osErrorResource;
        }
        if (!wait(socket, vsock_readable, &deadline)) {
            return osErrorTimeout;
        }
    }
}

osStatus_t vsock_shutdown(struct vsock* socket, uint32_t timeout) {
    if (!may_send(socket)) {
        return osErrorResource;
    }
    socket->sends_no_more = true;
    struct vsock_header header =
        vsock_make_header(socket, vsock_op_shutdown, 0, vsock_shutdown_send);
    return vsock_packet_send(&header, NULL, timeout);
}
