// SPDX-License-Identifier: BSD-3-Clause
#include "virtio_net.h"

#include "virtio_buffers.h"
#include "virtio_device.h"
#include "virtio_registers.h"

#include <stddef.h>
#include <string.h>

#define VIRTIO_NET_F_MTU (1ULL << 3)
#define VIRTIO_NET_F_MAC (1ULL << 5)
#define VIRTIO_NET_F_STATUS (1ULL << 16)

enum { queue_receive, queue_transmit, queue_count };

enum {
    configuration_address = 0,
    configuration_status = 6,
    configuration_mtu = 10,
    status_link_up = 1 << 0,
    ethernet_header = 14,
};

/// In front of each frame [VirtIO 1.2, 5.1.6]: zeros, as there are no offloads.
enum { header_size = 12, header_size_version_1 = 10 };

static struct {
    struct virtio_driver driver;
    struct virtio_device* device;
    struct virtio_buffers inbox, outbox;
    struct virtio_descriptor_state receive_states[VIRTIO_NET_RECEIVE_BUFFERS];
    struct virtio_descriptor_state transmit_states[VIRTIO_NET_SEND_BUFFERS];
    net_receiver receiver;
    net_link_observer observer;
    void* argument;
    uint32_t header;
    uint8_t address[net_address_size];
    uint16_t mtu;
    volatile bool link_up;
    osStatus_t memory;
    struct net_statistics statistics;
} net;

// --- Configuration

static bool has(struct virtio_device* device, uint64_t feature) {
    return virtio_features(device) & feature;
}

static bool read_link(struct virtio_device* device) {
    uint16_t status;
    const bool tells = has(device, VIRTIO_NET_F_STATUS) &&
                       virtio_read_configuration(device, configuration_status, &status, 2);
    return !tells || (status & status_link_up);
}

static void read_configuration(struct virtio_device* device) {
    static const uint8_t own_address[net_address_size] = {0x02, 'a', 'm', 'p', 0, 1};
    uint16_t mtu = 0;
    memcpy(net.address, own_address, sizeof net.address);
    if (has(device, VIRTIO_NET_F_MAC)) {
        (void)virtio_read_configuration(device, configuration_address, net.address,
                                        sizeof net.address);
    }
    if (has(device, VIRTIO_NET_F_MTU)) {
        (void)virtio_read_configuration(device, configuration_mtu, &mtu, sizeof mtu);
    }
    net.mtu = mtu == 0 || mtu > net_mtu_limit ? net_mtu_limit : mtu;
}

static void follow_link(struct virtio_device* device) {
    const bool up = read_link(device);
    const bool changed = up != net.link_up;
    net.link_up = up;
    if (changed && net.observer != NULL) {
        net.observer(up, net.argument);
    }
}

static void configuration_changed(void* argument) {
    (void)argument;
    follow_link(net.device);
}

// --- The device's life

static void started(struct virtio_device* device, void* argument) {
    (void)argument;
    net.device = device;
    net.header = has(device, VIRTIO_F_VERSION_1) ? header_size : header_size_version_1;
    read_configuration(device);
    const osStatus_t receive =
        virtio_inbox_start(&net.inbox, virtio_get_queue(device, queue_receive));
    const osStatus_t transmit =
        virtio_outbox_start(&net.outbox, virtio_get_queue(device, queue_transmit));
    net.memory = receive != osOK ? receive : transmit;
    follow_link(device);
}

static void stopped(void* argument) {
    (void)argument;
    virtio_buffers_stop(&net.inbox);
    virtio_buffers_stop(&net.outbox);
    net.link_up = false;
    if (net.observer != NULL) {
        net.observer(false, net.argument);
    }
}

static void received(void* argument) {
    (void)argument;
    uint8_t* buffer;
    uint32_t written;
    while ((buffer = virtio_inbox_take(&net.inbox, &written)) != NULL) {
        if (written >= net.header + ethernet_header) {
            ++net.statistics.received;
            net.statistics.received_bytes += written - net.header;
            net.receiver(buffer + net.header, written - net.header, net.argument);
        } else {
            ++net.statistics.malformed;
        }
        virtio_inbox_give_back(&net.inbox, buffer);
    }
    virtio_queue_kick(net.inbox.queue);
}

static void transmitted(void* argument) {
    (void)argument;
    virtio_buffers_used(&net.outbox);
}

static osStatus_t prepare(void) {
    const uint32_t size = header_size + net_frame_limit;
    const bool complete =
        virtio_buffers_prepare(&net.inbox, VIRTIO_NET_RECEIVE_BUFFERS, size) == osOK &&
        virtio_buffers_prepare(&net.outbox, VIRTIO_NET_SEND_BUFFERS, size) == osOK;
    return complete ? osOK : osErrorNoMemory;
}

/// So that it may be tried for ever.
static void release(void) {
    virtio_buffers_release(&net.inbox);
    virtio_buffers_release(&net.outbox);
}

osStatus_t net_start(net_receiver receiver, net_link_observer observer, void* argument,
                     uint32_t timeout) {
    memset(&net, 0, sizeof net);
    net.receiver = receiver;
    net.observer = observer;
    net.argument = argument;
    net.driver = (struct virtio_driver){
        .device_id = virtio_id_net,
        .features = VIRTIO_NET_F_MTU | VIRTIO_NET_F_MAC | VIRTIO_NET_F_STATUS,
        .queues = queue_count,
        .queue = {[queue_receive] = {net.receive_states, VIRTIO_NET_RECEIVE_BUFFERS, received},
                  [queue_transmit] = {net.transmit_states, VIRTIO_NET_SEND_BUFFERS, transmitted}},
        .started = started,
        .stopped = stopped,
        .configuration_changed = configuration_changed,
    };
    struct virtio_device* device;
    osStatus_t status = prepare();
    if (status == osOK) {
        status = virtio_start(&net.driver, timeout, &device);
    }
    if (status != osOK) {
        release();
    }
    return status == osOK ? net.memory : status;
}

// --- Sending

void* net_take_buffer(uint32_t timeout) {
    uint8_t* buffer = virtio_outbox_take(&net.outbox, timeout);
    net.statistics.no_buffer += buffer == NULL;
    return buffer == NULL ? NULL : buffer + net.header;
}

osStatus_t net_send_buffer(void* buffer, uint32_t size) {
    uint8_t* start = (uint8_t*)buffer - net.header;
    if (size == 0 || size > net_frame_limit) {
        (void)virtio_outbox_send(&net.outbox, start, 0);
        return size == 0 ? osOK : osErrorParameter;
    }
    memset(start, 0, net.header);
    const osStatus_t status = virtio_outbox_send(&net.outbox, start, net.header + size);
    net.statistics.sent += status == osOK;
    net.statistics.sent_bytes += status == osOK ? size : 0;
    return status;
}

osStatus_t net_send(const void* frame, uint32_t size, uint32_t timeout) {
    if (size > net_frame_limit) {
        return osErrorParameter;
    }
    void* buffer = net_take_buffer(timeout);
    if (buffer == NULL) {
        return osErrorTimeout;
    }
    memcpy(buffer, frame, size);
    return net_send_buffer(buffer, size);
}

// --- What it is

void net_get_address(uint8_t address[net_address_size]) {
    memcpy(address, net.address, sizeof net.address);
}

uint32_t net_get_mtu(void) {
    return net.mtu;
}

bool net_link_is_up(void) {
    return net.link_up;
}

struct net_statistics net_get_statistics(void) {
    return net.statistics;
}

struct virtio_device* net_get_device(void) {
    return net.device;
}
