// SPDX-License-Identifier: BSD-3-Clause
//
// The network device [VirtIO 1.2, 5.1]: Ethernet frames, without offloads. Frames to send are
// written straight into memory that the device sees; frames that came are shown there.
#pragma once

#include "virtio.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef VIRTIO_NET_RECEIVE_BUFFERS
#define VIRTIO_NET_RECEIVE_BUFFERS 16 ///< frames; in the device's pool, as the others
#endif
#ifndef VIRTIO_NET_SEND_BUFFERS
#define VIRTIO_NET_SEND_BUFFERS 16
#endif

enum {
    net_address_size = 6,
    net_mtu_limit = 1500,
    net_frame_limit = 1518, ///< with the Ethernet header and a VLAN tag, without checksum
};

/// A frame came. In the thread of VirtIO: may send, should not wait long. The frame is in memory
/// that the other side can still change: copy it first, then look.
typedef void (*net_receiver)(const void* frame, uint32_t size, void* argument);
/// The link went up or down; may be NULL. In the thread of VirtIO.
typedef void (*net_link_observer)(bool up, void* argument);

struct net_statistics {
    uint32_t received, sent;
    uint32_t received_bytes, sent_bytes;
    uint32_t malformed; ///< shorter than the headers, dropped
    uint32_t no_buffer; ///< frames that were not sent because the device took none in time
};

/// Finds and starts the device. In a thread, after virtio_initialize().
/// Errors: those of virtio_start().
osStatus_t net_start(net_receiver receiver, net_link_observer observer, void* argument,
                     uint32_t timeout);

void net_get_address(uint8_t address[net_address_size]);
uint32_t net_get_mtu(void); ///< what the device says, net_mtu_limit at most
bool net_link_is_up(void);

/// Room for a frame of net_frame_limit bytes; NULL: none was free within `timeout`. From any
/// thread; has to be given to net_send_buffer().
void* net_take_buffer(uint32_t timeout);
/// Sends the first `size` bytes of the buffer; with 0 gives it back unsent.
/// osErrorResource: the device is broken, the frame is dropped. osErrorParameter: too long,
/// dropped.
osStatus_t net_send_buffer(void* buffer, uint32_t size);

/// The three steps in one, for frames that are somewhere else. osErrorTimeout: no buffer was free.
osStatus_t net_send(const void* frame, uint32_t size, uint32_t timeout);

struct net_statistics net_get_statistics(void);
/// For virtio_restart() and counters; NULL before net_start().
struct virtio_device* net_get_device(void);

#ifdef __cplusplus
}
#endif
