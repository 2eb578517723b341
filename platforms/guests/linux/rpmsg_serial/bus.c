// SPDX-License-Identifier: GPL-2.0-or-later
//
// Channels and endpoints [Linux Documentation/staging/rpmsg.rst]. A message finds its endpoint by
// the destination address. The other side announces its services to address 53, where Linux'
// rpmsg_ns listens and has channels made here; drivers bind to these by their names.
#include <linux/rpmsg/ns.h>
#include <linux/slab.h>

#include "../drivers/rpmsg/rpmsg_internal.h"
#include "rpmsg_serial.h"

/* Below are addresses of services, which are not given out. */
enum { first_dynamic_address = 1024 };

static struct rpmsg_serial* serial_of(const struct rpmsg_device* device) {
    return dev_get_drvdata(device->dev.parent);
}

/* Endpoints */

static void free_endpoint(struct kref* kref) {
    kfree(container_of(kref, struct rpmsg_endpoint, refcount));
}

static void destroy_endpoint(struct rpmsg_endpoint* endpoint) {
    struct rpmsg_serial* serial = serial_of(endpoint->rpdev);

    mutex_lock(&serial->endpoints_lock);
    idr_remove(&serial->endpoints, endpoint->addr);
    mutex_unlock(&serial->endpoints_lock);
    mutex_lock(&endpoint->cb_lock); /* a message may be on its way to it */
    endpoint->cb = NULL;
    mutex_unlock(&endpoint->cb_lock);
    kref_put(&endpoint->refcount, free_endpoint);
}

static int send(struct rpmsg_endpoint* endpoint, void* data, int size) {
    return rpmsg_serial_send(serial_of(endpoint->rpdev), endpoint->addr, endpoint->rpdev->dst, data,
                             size, true);
}

static int sendto(struct rpmsg_endpoint* endpoint, void* data, int size, u32 destination) {
    return rpmsg_serial_send(serial_of(endpoint->rpdev), endpoint->addr, destination, data, size,
                             true);
}

static int send_offchannel(struct rpmsg_endpoint* endpoint, u32 source, u32 destination, void* data,
                           int size) {
    return rpmsg_serial_send(serial_of(endpoint->rpdev), source, destination, data, size, true);
}

static int trysend(struct rpmsg_endpoint* endpoint, void* data, int size) {
    return rpmsg_serial_send(serial_of(endpoint->rpdev), endpoint->addr, endpoint->rpdev->dst, data,
                             size, false);
}

static int trysendto(struct rpmsg_endpoint* endpoint, void* data, int size, u32 destination) {
    return rpmsg_serial_send(serial_of(endpoint->rpdev), endpoint->addr, destination, data, size,
                             false);
}

static int trysend_offchannel(struct rpmsg_endpoint* endpoint, u32 source, u32 destination,
                              void* data, int size) {
    return rpmsg_serial_send(serial_of(endpoint->rpdev), source, destination, data, size, false);
}

static ssize_t get_mtu(struct rpmsg_endpoint* endpoint) {
    return serial_link_payload_limit;
}

static const struct rpmsg_endpoint_ops endpoint_operations = {
    .destroy_ept = destroy_endpoint,
    .send = send,
    .sendto = sendto,
    .send_offchannel = send_offchannel,
    .trysend = trysend,
    .trysendto = trysendto,
    .trysend_offchannel = trysend_offchannel,
    .get_mtu = get_mtu,
};

static struct rpmsg_endpoint* create_endpoint(struct rpmsg_device* device, rpmsg_rx_cb_t callback,
                                              void* private, struct rpmsg_channel_info info) {
    struct rpmsg_serial* serial = serial_of(device);
    const int first = info.src == RPMSG_ADDR_ANY ? first_dynamic_address : info.src;
    const int behind = info.src == RPMSG_ADDR_ANY ? 0 : info.src + 1;
    struct rpmsg_endpoint* endpoint = kzalloc(sizeof(*endpoint), GFP_KERNEL);
    int address;

    if (!endpoint)
        return NULL;
    kref_init(&endpoint->refcount);
    mutex_init(&endpoint->cb_lock);
    endpoint->rpdev = device;
    endpoint->cb = callback;
    endpoint->priv = private;
    endpoint->ops = &endpoint_operations;
    mutex_lock(&serial->endpoints_lock);
    address = idr_alloc(&serial->endpoints, endpoint, first, behind, GFP_KERNEL);
    endpoint->addr = address;
    mutex_unlock(&serial->endpoints_lock);
    if (address < 0) {
        dev_err(&device->dev, "no endpoint with address %#x: %d\n", info.src, address);
        kref_put(&endpoint->refcount, free_endpoint);
        return NULL;
    }
    return endpoint;
}

void rpmsg_serial_deliver(struct rpmsg_serial* serial, struct serial_link_message* message) {
    struct rpmsg_endpoint* endpoint;

    mutex_lock(&serial->endpoints_lock);
    endpoint = idr_find(&serial->endpoints, message->destination);
    if (endpoint)
        kref_get(&endpoint->refcount);
    mutex_unlock(&serial->endpoints_lock);
    if (!endpoint) {
        dev_warn_ratelimited(&serial->serdev->dev, "a message for %#x, which nobody has\n",
                             message->destination);
        return;
    }
    mutex_lock(&endpoint->cb_lock);
    if (endpoint->cb)
        endpoint->cb(endpoint->rpdev, message->data, message->size, endpoint->priv,
                     message->source);
    mutex_unlock(&endpoint->cb_lock);
    kref_put(&endpoint->refcount, free_endpoint);
}

/* Channels */

static struct rpmsg_device* create_channel(struct rpmsg_device* device,
                                           struct rpmsg_channel_info* info);

static int release_channel(struct rpmsg_device* device, struct rpmsg_channel_info* info) {
    return rpmsg_unregister_device(device->dev.parent, info);
}

static const struct rpmsg_device_ops device_operations = {
    .create_channel = create_channel,
    .release_channel = release_channel,
    .create_ept = create_endpoint,
};

static void free_device(struct device* dev) {
    struct rpmsg_device* device = to_rpmsg_device(dev);

    kfree(device->driver_override);
    kfree(device);
}

static struct rpmsg_device* new_device(struct device* parent) {
    struct rpmsg_device* device = kzalloc(sizeof(*device), GFP_KERNEL);

    if (device) {
        device->ops = &device_operations;
        device->little_endian = true;
        device->dev.parent = parent;
        device->dev.release = free_device;
    }
    return device;
}

static struct rpmsg_device* create_channel(struct rpmsg_device* device,
                                           struct rpmsg_channel_info* info) {
    struct device* parent = device->dev.parent;
    struct device* same = rpmsg_find_device(parent, info);
    struct rpmsg_device* channel;

    if (same) {
        put_device(same);
        dev_err(parent, "there is a channel %s to %#x already\n", info->name, info->dst);
        return NULL;
    }
    channel = new_device(parent);
    if (!channel)
        return NULL;
    channel->src = info->src;
    channel->dst = info->dst;
    strscpy(channel->id.name, info->name, RPMSG_NAME_SIZE);
    return rpmsg_register_device(channel) == 0 ? channel : NULL; /* it frees it */
}

static int unregister(struct device* dev, void* serial_pointer) {
    const struct rpmsg_serial* serial = serial_pointer;
    const struct rpmsg_device* device = to_rpmsg_device(dev);

    if (device != serial->control && device != serial->names)
        device_unregister(dev);
    return 0;
}

void rpmsg_serial_forget_channels(struct rpmsg_serial* serial) {
    device_for_each_child(&serial->serdev->dev, serial, unregister);
}

/* What there is without any announcement: /dev/rpmsg_ctrlN, and the name service. */

int rpmsg_serial_bus_create(struct rpmsg_serial* serial) {
    struct device* parent = &serial->serdev->dev;
    struct rpmsg_device* control;
    struct rpmsg_device* names;
    int error;

    idr_init(&serial->endpoints);
    mutex_init(&serial->endpoints_lock);
    control = new_device(parent);
    if (!control)
        return -ENOMEM;
    error = rpmsg_ctrldev_register_device(control);
    if (error)
        return error;
    serial->control = control;
    names = new_device(parent);
    error = names ? rpmsg_ns_register_device(names) : -ENOMEM;
    if (error) {
        rpmsg_serial_bus_remove(serial);
        return error;
    }
    serial->names = names;
    return 0;
}

void rpmsg_serial_bus_remove(struct rpmsg_serial* serial) {
    rpmsg_serial_forget_channels(serial);
    if (serial->names)
        device_unregister(&serial->names->dev);
    if (serial->control)
        device_unregister(&serial->control->dev);
    serial->names = serial->control = NULL;
    idr_destroy(&serial->endpoints);
}
