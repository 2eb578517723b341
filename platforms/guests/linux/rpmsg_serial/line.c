// SPDX-License-Identifier: GPL-2.0-or-later
//
// Between the UART and the link. Characters come in a work queue of the tty layer; what is to be
// sent goes to the UART's driver at once, as far as it takes it, and the rest when it asks for
// more.
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/slab.h>

#include "rpmsg_serial.h"

enum {
    default_bit_rate = 115200,
    bits_per_character = 10,
    /* The UART's driver has no more than this and a frame: what is said of our buffers is fresh
       then. */
    most_waiting = 64,
    patience_ms = 15000, /* of a sender, as in virtio_rpmsg_bus */
};

static u64 now(void) {
    return ktime_get_ns();
}

/* With the lock. */
static void transmit(struct rpmsg_serial* serial) {
    struct serdev_device* serdev = serial->serdev;
    size_t size;

    for (;;) {
        WRITE_ONCE(serial->starved, true); /* before the look: the UART may ask in between */
        smp_mb();
        if (serial->whole_room - serdev_device_write_room(serdev) > most_waiting)
            return;
        size = serial_link_transmit(&serial->link, serial->line_bytes, sizeof(serial->line_bytes),
                                    now());
        if (size == 0)
            break;
        if (serdev_device_write_buf(serdev, serial->line_bytes, size) != size)
            dev_warn_ratelimited(&serdev->dev, "the UART did not take %zu characters\n", size);
    }
    WRITE_ONCE(serial->starved, false);
}

static void set_timer(struct rpmsg_serial* serial) {
    const u64 deadline = serial_link_deadline(&serial->link);
    const u64 start = now();

    mod_delayed_work(system_wq, &serial->tick,
                     deadline > start ? nsecs_to_jiffies(deadline - start) + 1 : 1);
}

/* After anything came or is due: says what is to be said. With the lock. */
static void go_on(struct rpmsg_serial* serial) {
    if (serial_link_deadline(&serial->link) <= now())
        serial_link_tick(&serial->link, now());
    transmit(serial);
    set_timer(serial);
    wake_up_interruptible(&serial->room);
}

/* Channels live as long as the other side does. */
static void follow(struct rpmsg_serial* serial) {
    mutex_lock(&serial->life_lock);
    if (serial->known_life != READ_ONCE(serial->link.life)) {
        serial->known_life = serial->link.life;
        if (serial->known_up)
            dev_info(&serial->serdev->dev, "the remote is gone\n");
        serial->known_up = false;
        rpmsg_serial_forget_channels(serial);
    }
    if (READ_ONCE(serial->link.up) && !serial->known_up) {
        serial->known_up = true;
        dev_info(&serial->serdev->dev, "the remote is there\n");
    }
    mutex_unlock(&serial->life_lock);
}

static void deliver_all(struct rpmsg_serial* serial) {
    for (;;) {
        const struct serial_link_message* message;
        u32 life;

        mutex_lock(&serial->lock);
        message = serial_link_peek(&serial->link);
        life = serial->link.life;
        mutex_unlock(&serial->lock);
        if (!message)
            break;
        /* It stays: only serial_receive(), which calls us, makes room for others. */
        rpmsg_serial_deliver(serial, (struct serial_link_message*)message);
        mutex_lock(&serial->lock);
        serial_link_drop(&serial->link, life);
        transmit(serial);
        mutex_unlock(&serial->lock);
    }
}

static int serial_receive(struct serdev_device* serdev, const unsigned char* bytes, size_t size) {
    struct rpmsg_serial* serial = serdev_device_get_drvdata(serdev);

    mutex_lock(&serial->lock);
    serial_link_receive(&serial->link, bytes, size, now());
    go_on(serial);
    mutex_unlock(&serial->lock);
    follow(serial);
    deliver_all(serial);
    return size;
}

/* The UART has room. In its interrupt handler. */
static void serial_write_wakeup(struct serdev_device* serdev) {
    struct rpmsg_serial* serial = serdev_device_get_drvdata(serdev);

    if (READ_ONCE(serial->starved))
        schedule_work(&serial->refill);
}

static void do_refill(struct work_struct* work) {
    struct rpmsg_serial* serial = container_of(work, struct rpmsg_serial, refill);

    mutex_lock(&serial->lock);
    transmit(serial);
    mutex_unlock(&serial->lock);
}

static void do_tick(struct work_struct* work) {
    struct rpmsg_serial* serial = container_of(to_delayed_work(work), struct rpmsg_serial, tick);

    mutex_lock(&serial->lock);
    go_on(serial);
    mutex_unlock(&serial->lock);
    follow(serial);
}

static int error_of(enum serial_link_result result) {
    switch (result) {
    case serial_link_ok:
        return 0;
    case serial_link_full:
        return -ENOMEM; /* as virtio_rpmsg_bus says it */
    case serial_link_too_large:
        return -EMSGSIZE;
    case serial_link_down:
        break;
    }
    return -ENOTCONN;
}

static enum serial_link_result try_to_send(struct rpmsg_serial* serial, u32 source, u32 destination,
                                           const void* data, int size) {
    enum serial_link_result result;

    mutex_lock(&serial->lock);
    result = serial_link_send(&serial->link, source, destination, data, size);
    if (result == serial_link_ok) {
        transmit(serial);
        set_timer(serial);
    }
    mutex_unlock(&serial->lock);
    return result;
}

int rpmsg_serial_send(struct rpmsg_serial* serial, u32 source, u32 destination, const void* data,
                      int size, bool wait) {
    DEFINE_WAIT_FUNC(entry, woken_wake_function);
    long left = msecs_to_jiffies(patience_ms);
    enum serial_link_result result;

    add_wait_queue(&serial->room, &entry);
    for (;;) {
        result = try_to_send(serial, source, destination, data, size);
        if (result != serial_link_full || !wait || left == 0 || signal_pending(current))
            break;
        left = wait_woken(&entry, TASK_INTERRUPTIBLE, left);
    }
    remove_wait_queue(&serial->room, &entry);
    if (result == serial_link_full && wait)
        return left == 0 ? -ETIMEDOUT : -ERESTARTSYS;
    return error_of(result);
}

static ssize_t statistics_show(struct device* dev, struct device_attribute* attribute, char* text) {
    struct rpmsg_serial* serial = dev_get_drvdata(dev);
    struct serial_link_statistics counted;
    u32 life;

    mutex_lock(&serial->lock);
    counted = serial->link.statistics;
    life = serial->link.life;
    mutex_unlock(&serial->lock);
    return sysfs_emit(text,
                      "sent %u\nreceived %u\nresent %u\ndamaged %u\nmalformed %u\nduplicates %u\n"
                      "gaps %u\ntime_outs %u\nrestarts %u\nsilences %u\nlives %u\n",
                      counted.sent, counted.received, counted.resent, counted.damaged,
                      counted.malformed, counted.duplicates, counted.gaps, counted.time_outs,
                      counted.restarts, counted.silences, life);
}
static DEVICE_ATTR_RO(statistics);

static struct attribute* serial_attrs[] = {&dev_attr_statistics.attr, NULL};
ATTRIBUTE_GROUPS(serial);

static const struct serdev_device_ops serial_operations = {
    .receive_buf = serial_receive,
    .write_wakeup = serial_write_wakeup,
};

static int open_uart(struct rpmsg_serial* serial, u32 bit_rate) {
    struct serdev_device* serdev = serial->serdev;
    const int error = serdev_device_open(serdev);

    if (error)
        return error;
    if (serdev_device_set_baudrate(serdev, bit_rate) != bit_rate)
        dev_warn(&serdev->dev, "the UART does not do %u bits per second\n", bit_rate);
    serdev_device_set_flow_control(serdev, false);
    serial->whole_room = serdev_device_write_room(serdev);
    return 0;
}

static int serial_probe(struct serdev_device* serdev) {
    struct rpmsg_serial* serial = devm_kzalloc(&serdev->dev, sizeof(*serial), GFP_KERNEL);
    u32 bit_rate = default_bit_rate;
    int error;

    if (!serial)
        return -ENOMEM;
    of_property_read_u32(serdev->dev.of_node, "current-speed", &bit_rate);
    if (bit_rate == 0)
        return -EINVAL;
    serial->serdev = serdev;
    mutex_init(&serial->lock);
    mutex_init(&serial->life_lock);
    init_waitqueue_head(&serial->room);
    INIT_WORK(&serial->refill, do_refill);
    INIT_DELAYED_WORK(&serial->tick, do_tick);
    serial_link_start(&serial->link, bits_per_character * NSEC_PER_SEC / bit_rate, now());
    serial->known_life = serial->link.life;
    serdev_device_set_drvdata(serdev, serial);
    error = rpmsg_serial_bus_create(serial);
    if (error)
        return error;
    serdev_device_set_client_ops(serdev, &serial_operations);
    error = open_uart(serial, bit_rate);
    if (error) {
        rpmsg_serial_bus_remove(serial);
        return error;
    }
    mod_delayed_work(system_wq, &serial->tick, 0); /* says hello */
    dev_info(&serdev->dev, "rpmsg over %u bits per second\n", bit_rate);
    return 0;
}

static void serial_remove(struct serdev_device* serdev) {
    struct rpmsg_serial* serial = serdev_device_get_drvdata(serdev);

    serdev_device_close(serdev); /* nothing comes any more */
    cancel_delayed_work_sync(&serial->tick);
    cancel_work_sync(&serial->refill);
    rpmsg_serial_bus_remove(serial);
}

static const struct of_device_id serial_of_match[] = {{.compatible = "ampsim,rpmsg-serial"}, {}};
MODULE_DEVICE_TABLE(of, serial_of_match);

static struct serdev_device_driver serial_driver = {
    .driver = {.name = "rpmsg_serial",
               .of_match_table = serial_of_match,
               .dev_groups = serial_groups},
    .probe = serial_probe,
    .remove = serial_remove,
};
module_serdev_device_driver(serial_driver);

MODULE_DESCRIPTION("RPMsg over a serial line");
MODULE_LICENSE("GPL");
