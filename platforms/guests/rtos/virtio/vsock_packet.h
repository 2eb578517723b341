// SPDX-License-Identifier: BSD-3-Clause
//
// The socket device [VirtIO 1.2, 5.10] as packets: what virtio_vsock.c makes sockets of.
#pragma once

#include "virtio.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef VSOCK_PACKET_SIZE
#define VSOCK_PACKET_SIZE 1024 ///< bytes of data in a packet at most, both ways
#endif
#ifndef VSOCK_PACKETS
#define VSOCK_PACKETS 8 ///< each way, in the device's pool
#endif

enum vsock_operation {
    vsock_op_request = 1,
    vsock_op_response = 2,
    vsock_op_reset = 3,
    vsock_op_shutdown = 4,
    vsock_op_data = 5,
    vsock_op_credit_update = 6,
    vsock_op_credit_request = 7,
};

enum {
    vsock_type_stream = 1,
    vsock_shutdown_receive = 1 << 0, ///< the sender of it will not receive any more
    vsock_shutdown_send = 1 << 1,
};

struct vsock_header {
    uint64_t source_cid, destination_cid;
    uint32_t source_port, destination_port;
    uint32_t length;
    uint16_t type, operation;
    uint32_t flags;
    uint32_t buffer_size;    ///< of the sender, for this connection
    uint32_t bytes_consumed; ///< by the sender of this, of all that came
} __attribute__((packed));

/// In the thread of VirtIO. The header is a copy and says what it can: not more data than came, and
/// addressed to us. The data may still be changed by the other side.
typedef void (*vsock_packet_receiver)(const struct vsock_header* header, const uint8_t* data);

struct vsock_packet_handler {
    vsock_packet_receiver receive;
    void (*buffers_returned)(void); ///< there may be room to send again
    void (*connections_lost)(void); ///< the device was reset, or moved to another host
};

/// Finds and starts the device. Errors: those of virtio_start().
osStatus_t vsock_packets_start(const struct vsock_packet_handler* handler, uint32_t timeout);

/// Sends a packet from this CID. Data is NULL or `header->length` bytes.
/// osErrorTimeout: there was no buffer; osErrorResource: the device is broken.
osStatus_t vsock_packet_send(struct vsock_header* header, const void* data, uint32_t timeout);
/// Asks for buffers_returned, or no more.
void vsock_packets_watch(bool wanted);

uint64_t vsock_packets_get_cid(void);
uint32_t vsock_packets_get_malformed(void);
struct virtio_device* vsock_packets_get_device(void);

#ifdef __cplusplus
}
#endif
