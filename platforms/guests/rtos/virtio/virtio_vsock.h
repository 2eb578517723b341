// SPDX-License-Identifier: BSD-3-Clause
//
// Stream sockets between this processor and the other side (AF_VSOCK of Linux), without an IP
// stack. A socket is one thread's at a time in each direction.
#pragma once

#include "vsock_packet.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef VSOCK_SOCKETS
#define VSOCK_SOCKETS                                                                              \
    4 ///< at most 12: listening, connected, and closed of which the peer has yet to hear
#endif
#ifndef VSOCK_RECEIVE_SIZE
#define VSOCK_RECEIVE_SIZE 2048 ///< bytes that wait to be received, of each socket; a power of 2
#endif

enum { vsock_host_cid = 2 };

struct vsock;

struct vsock_statistics {
    uint32_t sent, received; ///< bytes
    uint32_t malformed;      ///< packets that cannot be
    uint32_t refused;        ///< requests and packets for which there was no socket
    uint32_t credit_waits;   ///< the peer had no room
};

/// Finds and starts the device. In a thread, after virtio_initialize().
/// Errors: those of virtio_start().
osStatus_t vsock_start(uint32_t timeout);
uint64_t vsock_get_cid(void); ///< of this side

/// osErrorTimeout: no answer; osErrorResource: refused, or the device is broken; osErrorNoMemory:
/// all sockets are in use. `socket` is NULL then.
osStatus_t vsock_connect(uint32_t cid, uint32_t port, uint32_t timeout, struct vsock** socket);
/// NULL: all sockets are in use, or the port is.
struct vsock* vsock_listen(uint32_t port);
/// The next connection that came; NULL: none did.
struct vsock* vsock_accept(struct vsock* listener, uint32_t timeout);

/// Bytes that were sent, `size` unless the time was over; or osErrorTimeout: none was;
/// osErrorResource: the connection is gone, or the peer receives no more.
int32_t vsock_send(struct vsock* socket, const void* data, uint32_t size, uint32_t timeout);
/// Bytes that came, as soon as there are some; 0: the peer sends no more; osErrorTimeout: nothing
/// came; osErrorResource: the connection broke.
int32_t vsock_receive(struct vsock* socket, void* data, uint32_t size, uint32_t timeout);
/// The peer is told that nothing more will be sent.
osStatus_t vsock_shutdown(struct vsock* socket, uint32_t timeout);
/// Of any socket; it does not exist afterwards.
void vsock_close(struct vsock* socket);

uint32_t vsock_get_peer_port(const struct vsock* socket);
struct vsock_statistics vsock_get_statistics(void);
struct virtio_device* vsock_get_device(void); ///< NULL before vsock_start()

#ifdef __cplusplus
}
#endif
