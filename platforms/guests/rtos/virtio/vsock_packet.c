// SPDX-License-Identifier: BSD-3-Clause
#include "vsock_packet.h"

#include "virtio_buffers.h"
#include "virtio_device.h"

#include <stddef.h>
#include <string.h>

enum { queue_receive, queue_transmit, queue_events, queue_count };
enum { event_buffers = 2, event_size = 4 };

_Static_assert(sizeof(struct vsock_header) == 44, "header of a packet");

static struct {
    struct virtio_driver driver;
    struct virtio_device* device;
    struct virtio_buffers inbox, outbox, events;
    struct virtio_descriptor_state receive_states[VSOCK_PACKETS];
    struct virtio_descriptor_state transmit_states[VSOCK_PACKETS];
    struct virtio_descriptor_state event_states[event_buffers];
    const struct vsock_packet_handler* handler;
    uint64_t cid;
    uint32_t malformed;
    osStatus_t memory;
} packets;

static void started(struct virtio_device* device, void* argument) {
    (void)argument;
    packets.device = device;
    (void)virtio_read_configuration(device, 0, &packets.cid, sizeof packets.cid);
    const osStatus_t events =
        virtio_inbox_start(&packets.events, virtio_get_queue(device, queue_events));
    const osStatus_t receive =
        virtio_inbox_start(&packets.inbox, virtio_get_queue(device, queue_receive));
    const osStatus_t transmit =
        virtio_outbox_start(&packets.outbox, virtio_get_queue(device, queue_transmit));
    packets.memory = events != osOK ? events : receive != osOK ? receive : transmit;
}

static void stopped(void* argument) {
    (void)argument;
    virtio_buffers_stop(&packets.inbox);
    virtio_buffers_stop(&packets.outbox);
    virtio_buffers_stop(&packets.events);
    packets.handler->connections_lost();
}

static bool is_for_us(const struct vsock_header* header, uint32_t written) {
    return header->destination_cid == packets.cid &&
           header->length <= written - sizeof(struct vsock_header);
}

static void received(void* argument) {
    (void)argument;
    uint8_t* buffer;
    uint32_t written;
    while ((buffer = virtio_inbox_take(&packets.inbox, &written)) != NULL) {
        struct vsock_header header = {0};
        if (written >= sizeof header) {
            memcpy(&header, buffer, sizeof header);
        }
        if (written >= sizeof header && is_for_us(&header, written)) {
            packets.handler->receive(&header, buffer + sizeof header);
        } else {
            ++packets.malformed;
        }
        virtio_inbox_give_back(&packets.inbox, buffer);
    }
    virtio_queue_kick(packets.inbox.queue);
}

static void transmitted(void* argument) {
    (void)argument;
    virtio_buffers_used(&packets.outbox);
    packets.handler->buffers_returned();
}

/// There is one kind of event: the transport was reset.
static void event(void* argument) {
    (void)argument;
    uint8_t* buffer;
    while ((buffer = virtio_inbox_take(&packets.events, NULL)) != NULL) {
        (void)virtio_read_configuration(packets.device, 0, &packets.cid, sizeof packets.cid);
        packets.handler->connections_lost();
        virtio_inbox_give_back(&packets.events, buffer);
    }
    virtio_queue_kick(packets.events.queue);
}

static osStatus_t prepare(void) {
    const uint32_t size = sizeof(struct vsock_header) + VSOCK_PACKET_SIZE;
    const bool complete =
        virtio_buffers_prepare(&packets.inbox, VSOCK_PACKETS, size) == osOK &&
        virtio_buffers_prepare(&packets.outbox, VSOCK_PACKETS, size) == osOK &&
        virtio_buffers_prepare(&packets.events, event_buffers, event_size) == osOK;
    return complete ? osOK : osErrorNoMemory;
}

/// So that it may be tried for ever.
static void release(void) {
    virtio_buffers_release(&packets.inbox);
    virtio_buffers_release(&packets.outbox);
    virtio_buffers_release(&packets.events);
}

osStatus_t vsock_packets_start(const struct vsock_packet_handler* handler, uint32_t timeout) {
    memset(&packets, 0, sizeof packets);
    packets.handler = handler;
    packets.driver = (struct virtio_driver){
        .device_id = virtio_id_vsock,
        .queues = queue_count,
        .queue = {[queue_receive] = {packets.receive_states, VSOCK_PACKETS, received},
                  [queue_transmit] = {packets.transmit_states, VSOCK_PACKETS, transmitted},
                  [queue_events] = {packets.event_states, event_buffers, event}},
        .started = started,
        .stopped = stopped,
    };
    struct virtio_device* device;
    osStatus_t status = prepare();
    if (status == osOK) {
        status = virtio_start(&packets.driver, timeout, &device);
    }
    if (status != osOK) {
        release();
    }
    return status == osOK ? packets.memory : status;
}

osStatus_t vsock_packet_send(struct vsock_header* header, const void* data, uint32_t timeout) {
    uint8_t* buffer = virtio_outbox_take(&packets.outbox, timeout);
    if (buffer == NULL) {
        return osErrorTimeout;
    }
    header->source_cid = packets.cid;
    header->type = vsock_type_stream;
    memcpy(buffer, header, sizeof *header);
    if (data != NULL) {
        memcpy(buffer + sizeof *header, data, header->length);
    }
    return virtio_outbox_send(&packets.outbox, buffer, sizeof *header + header->length);
}

void vsock_packets_watch(bool wanted) {
    virtio_outbox_watch(&packets.outbox, wanted);
}

uint64_t vsock_packets_get_cid(void) {
    return packets.cid;
}

uint32_t vsock_packets_get_malformed(void) {
    return packets.malformed;
}

struct virtio_device* vsock_packets_get_device(void) {
    return packets.device;
}
