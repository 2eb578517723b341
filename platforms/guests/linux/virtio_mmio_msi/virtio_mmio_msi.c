// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * VirtIO over MMIO, version 2, with what models/virtio/ampsim_virtio_mmio.h adds: an interrupt of
 * its own for each queue, as a message, and doorbells. Without either it is a device of VirtIO 1.2
 * with one interrupt.
 *
 *     virtio@c000000 {
 *         compatible = "ampsim,virtio-mmio", "virtio,mmio";
 *         reg = <0x0c000000 0x1000>, <0x0c001000 0x1000>;
 *         reg-names = "registers", "doorbell";
 *         interrupts = <0 112 4>;       // when messages cannot be had
 *         msi-parent = <&v2m>;          // optional
 *         memory-region = <&window>;    // optional: a shared-dma-pool, for rings
 *     };
 *
 * Sections are those of VirtIO 1.2.
 */
#include "ampsim_virtio_mmio.h"

#include <linux/dma-mapping.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/iopoll.h>
#include <linux/module.h>
#include <linux/msi.h>
#include <linux/of.h>
#include <linux/of_reserved_mem.h>
#include <linux/platform_device.h>
#include <linux/pm.h>
#include <linux/slab.h>
#include <linux/virtio.h>
#include <linux/virtio_config.h>
#include <linux/virtio_ring.h>
#include <uapi/linux/virtio_mmio.h>

#define MAGIC_VALUE 0x74726976 /* "virt" [4.2.2] */
#define RESET_TIMEOUT_US 1000000

/* Which vector belongs to what, as the device has it after reset. */
#define CONFIG_VECTOR 0
#define QUEUE_VECTOR(queue) (1 + (queue))

/* A change shows when a driver binds to the device the next time. */
static bool use_msi = true;
module_param(use_msi, bool, 0644);
MODULE_PARM_DESC(use_msi, "Message-signalled interrupts, where the device has them (default on)");

static bool use_doorbell = true;
module_param(use_doorbell, bool, 0644);
MODULE_PARM_DESC(use_doorbell, "Doorbells, where the device has them (default on)");

struct msi_name {
    char text[48];
};

struct mmio_device {
    struct virtio_device virtio;
    struct platform_device* platform;
    void __iomem* registers;
    void __iomem* doorbells; /* NULL: queues are notified by register */
    resource_size_t doorbells_size;
    u32 doorbell_stride;
    bool has_msi;

    /* From find_vqs() to del_vqs() */
    unsigned int vectors;   /* 0: one interrupt for everything */
    struct msi_name* names; /* of the vectors, as /proc/interrupts shows them */
    bool line_requested;
    int line;

    raw_spinlock_t msi_lock; /* MSI_SELECT and what follows it */
};

static struct mmio_device* to_mmio(struct virtio_device* virtio) {
    return container_of(virtio, struct mmio_device, virtio);
}

static u32 get(const struct mmio_device* device, unsigned int offset) {
    return readl(device->registers + offset);
}

static void put(const struct mmio_device* device, unsigned int offset, u32 value) {
    writel(value, device->registers + offset);
}

static void put_address(const struct mmio_device* device, unsigned int low, u64 address) {
    put(device, low, lower_32_bits(address));
    put(device, low + 4, upper_32_bits(address));
}

static u64 get_long(const struct mmio_device* device, unsigned int low) {
    return get(device, low) | (u64)get(device, low + 4) << 32;
}

/* --- Configuration [4.2.2.2] --- */

static void mmio_get(struct virtio_device* virtio, unsigned int offset, void* buffer,
                     unsigned int length) {
    void __iomem* from = to_mmio(virtio)->registers + VIRTIO_MMIO_CONFIG + offset;
    __le16 half;
    __le32 words[2];
    unsigned int i;

    switch (length) {
    case 2:
        half = cpu_to_le16(readw(from));
        memcpy(buffer, &half, sizeof(half));
        break;
    case 8: /* two accesses; the caller compares generations */
        words[0] = cpu_to_le32(readl(from));
        words[1] = cpu_to_le32(readl(from + 4));
        memcpy(buffer, words, sizeof(words));
        break;
    case 4:
        words[0] = cpu_to_le32(readl(from));
        memcpy(buffer, words, sizeof(words[0]));
        break;
    default: /* bytes */
        for (i = 0; i < length; ++i) {
            ((u8*)buffer)[i] = readb(from + i);
        }
    }
}

static void mmio_set(struct virtio_device* virtio, unsigned int offset, const void* buffer,
                     unsigned int length) {
    void __iomem* to = to_mmio(virtio)->registers + VIRTIO_MMIO_CONFIG + offset;
    __le16 half;
    __le32 words[2];
    unsigned int i;

    switch (length) {
    case 2:
        memcpy(&half, buffer, sizeof(half));
        writew(le16_to_cpu(half), to);
        break;
    case 8:
        memcpy(words, buffer, sizeof(words));
        writel(le32_to_cpu(words[0]), to);
        writel(le32_to_cpu(words[1]), to + 4);
        break;
    case 4:
        memcpy(words, buffer, sizeof(words[0]));
        writel(le32_to_cpu(words[0]), to);
        break;
    default:
        for (i = 0; i < length; ++i) {
            writeb(((const u8*)buffer)[i], to + i);
        }
    }
}

static u32 mmio_generation(struct virtio_device* virtio) {
    return get(to_mmio(virtio), VIRTIO_MMIO_CONFIG_GENERATION);
}

/* --- Status and features [2.1, 2.2] --- */

static u8 mmio_get_status(struct virtio_device* virtio) {
    return get(to_mmio(virtio), VIRTIO_MMIO_STATUS) & 0xff;
}

static void mmio_set_status(struct virtio_device* virtio, u8 status) {
    WARN_ON(status == 0); /* that is what reset() is for */
    put(to_mmio(virtio), VIRTIO_MMIO_STATUS, status);
}

static void mmio_reset(struct virtio_device* virtio) {
    struct mmio_device* device = to_mmio(virtio);
    u32 status;

    put(device, VIRTIO_MMIO_STATUS, 0);
    /* It is complete when the status reads as 0 [2.4.2]. */
    if (read_poll_timeout(get, status, status == 0, 100, RESET_TIMEOUT_US, false, device,
                          VIRTIO_MMIO_STATUS)) {
        dev_err(&virtio->dev, "reset does not end: status 0x%x\n", status);
    }
}

static u64 mmio_get_features(struct virtio_device* virtio) {
    struct mmio_device* device = to_mmio(virtio);
    u64 features;

    put(device, VIRTIO_MMIO_DEVICE_FEATURES_SEL, 1);
    features = (u64)get(device, VIRTIO_MMIO_DEVICE_FEATURES) << 32;
    put(device, VIRTIO_MMIO_DEVICE_FEATURES_SEL, 0);
    return features | get(device, VIRTIO_MMIO_DEVICE_FEATURES);
}

static int mmio_finalize_features(struct virtio_device* virtio) {
    struct mmio_device* device = to_mmio(virtio);

    vring_transport_features(virtio);
    if (!__virtio_test_bit(virtio, VIRTIO_F_VERSION_1)) {
        dev_err(&virtio->dev, "version 2 without VIRTIO_F_VERSION_1\n"); /* [4.2.3.1.1] */
        return -EINVAL;
    }
    put(device, VIRTIO_MMIO_DRIVER_FEATURES_SEL, 1);
    put(device, VIRTIO_MMIO_DRIVER_FEATURES, upper_32_bits(virtio->features));
    put(device, VIRTIO_MMIO_DRIVER_FEATURES_SEL, 0);
    put(device, VIRTIO_MMIO_DRIVER_FEATURES, lower_32_bits(virtio->features));
    return 0;
}

/* --- Queues [4.2.3.2] --- */

/* vq->priv is where: QueueNotify, or the queue's doorbell. */
static bool mmio_notify(struct virtqueue* vq) {
    writel(vq->index, (void __iomem*)vq->priv);
    return true;
}

static void __iomem* notification_address(const struct mmio_device* device, unsigned int queue) {
    const u64 offset = (u64)queue * device->doorbell_stride;

    if (device->doorbells && offset + sizeof(u32) <= device->doorbells_size) {
        return device->doorbells + offset;
    }
    return device->registers + VIRTIO_MMIO_QUEUE_NOTIFY;
}

static struct virtqueue* make_queue(struct mmio_device* device, unsigned int index,
                                    vq_callback_t* callback, const char* name, bool context) {
    struct virtqueue* vq;
    unsigned int size;

    put(device, VIRTIO_MMIO_QUEUE_SEL, index);
    if (get(device, VIRTIO_MMIO_QUEUE_READY)) {
        return ERR_PTR(-EBUSY);
    }
    size = get(device, VIRTIO_MMIO_QUEUE_NUM_MAX);
    if (size == 0) {
        return ERR_PTR(-ENOENT);
    }
    vq = vring_create_virtqueue(index, size, PAGE_SIZE, &device->virtio, true, true, context,
                                mmio_notify, callback, name);
    if (!vq) {
        return ERR_PTR(-ENOMEM);
    }
    vq->num_max = size;
    vq->priv = (void __force*)notification_address(device, index);

    put(device, VIRTIO_MMIO_QUEUE_NUM, virtqueue_get_vring_size(vq));
    put_address(device, VIRTIO_MMIO_QUEUE_DESC_LOW, virtqueue_get_desc_addr(vq));
    put_address(device, VIRTIO_MMIO_QUEUE_AVAIL_LOW, virtqueue_get_avail_addr(vq));
    put_address(device, VIRTIO_MMIO_QUEUE_USED_LOW, virtqueue_get_used_addr(vq));
    put(device, VIRTIO_MMIO_QUEUE_READY, 1);
    return vq;
}

static void delete_queues(struct mmio_device* device) {
    struct virtqueue *vq, *next;

    list_for_each_entry_safe(vq, next, &device->virtio.vqs, list) {
        put(device, VIRTIO_MMIO_QUEUE_SEL, vq->index);
        put(device, VIRTIO_MMIO_QUEUE_READY, 0);
        WARN_ON(get(device, VIRTIO_MMIO_QUEUE_READY));
        vring_del_virtqueue(vq);
    }
}

/* A queue without a name is one that the driver does not use, and has no number. */
static int make_queues(struct mmio_device* device, unsigned int count, struct virtqueue* vqs[],
                       vq_callback_t* callbacks[], const char* const names[],
                       const bool* contexts) {
    unsigned int index = 0;
    unsigned int i;

    for (i = 0; i < count; ++i) {
        vqs[i] = NULL;
        if (!names[i]) {
            continue;
        }
        vqs[i] =
            make_queue(device, index++, callbacks[i], names[i], contexts ? contexts[i] : false);
        if (IS_ERR(vqs[i])) {
            const int error = PTR_ERR(vqs[i]);

            delete_queues(device);
            return error;
        }
    }
    return 0;
}

/* --- One interrupt [4.2.3.4] --- */

static irqreturn_t mmio_line_interrupt(int irq, void* data) {
    struct mmio_device* device = data;
    irqreturn_t result = IRQ_NONE;
    struct virtqueue* vq;
    u32 reasons;

    reasons = get(device, VIRTIO_MMIO_INTERRUPT_STATUS);
    put(device, VIRTIO_MMIO_INTERRUPT_ACK, reasons);
    if (reasons & VIRTIO_MMIO_INT_CONFIG) {
        virtio_config_changed(&device->virtio);
        result = IRQ_HANDLED;
    }
    if (reasons & VIRTIO_MMIO_INT_VRING) {
        /* The list changes only while this handler is not requested. */
        list_for_each_entry(vq, &device->virtio.vqs, list) {
            result |= vring_interrupt(irq, vq);
        }
    }
    return result;
}

static int request_line(struct mmio_device* device) {
    int error;

    device->line = platform_get_irq(device->platform, 0);
    if (device->line < 0) {
        return device->line;
    }
    error = request_irq(device->line, mmio_line_interrupt, IRQF_SHARED,
                        dev_name(&device->virtio.dev), device);
    device->line_requested = error == 0;
    return error;
}

/* --- Messages --- */

static unsigned int vector_irq(const struct mmio_device* device, unsigned int vector) {
    return msi_get_virq(&device->platform->dev, vector);
}

static void command(struct mmio_device* device, unsigned int vector, u32 what) {
    unsigned long flags;

    raw_spin_lock_irqsave(&device->msi_lock, flags);
    put(device, AMPSIM_VIRTIO_MSI_SELECT, vector);
    put(device, AMPSIM_VIRTIO_MSI_COMMAND, what);
    raw_spin_unlock_irqrestore(&device->msi_lock, flags);
}

/* The interrupt controller says what a vector has to write, and where. */
static void write_message(struct msi_desc* descriptor, struct msi_msg* message) {
    struct mmio_device* device = dev_get_drvdata(msi_desc_to_dev(descriptor));
    unsigned long flags;

    raw_spin_lock_irqsave(&device->msi_lock, flags);
    put(device, AMPSIM_VIRTIO_MSI_SELECT, descriptor->msi_index);
    put(device, AMPSIM_VIRTIO_MSI_ADDRESS_LOW, message->address_lo);
    put(device, AMPSIM_VIRTIO_MSI_ADDRESS_HIGH, message->address_hi);
    put(device, AMPSIM_VIRTIO_MSI_DATA, message->data);
    put(device, AMPSIM_VIRTIO_MSI_COMMAND, AMPSIM_VIRTIO_MSI_CONFIGURE);
    raw_spin_unlock_irqrestore(&device->msi_lock, flags);
}

static irqreturn_t mmio_config_interrupt(int irq, void* data) {
    struct mmio_device* device = data;

    virtio_config_changed(&device->virtio);
    return IRQ_HANDLED;
}

static bool has_interrupt(const struct virtqueue* vq) {
    return vq->callback != NULL;
}

static void free_queue_vector(struct mmio_device* device, struct virtqueue* vq) {
    const unsigned int irq = vector_irq(device, QUEUE_VECTOR(vq->index));

    if (has_interrupt(vq)) {
        irq_set_affinity_and_hint(irq, NULL);
        free_irq(irq, vq);
    }
}

static void release_vectors(struct mmio_device* device) {
    platform_msi_domain_free_irqs(&device->platform->dev);
    kfree(device->names);
    device->names = NULL;
    device->vectors = 0;
}

static void free_vectors(struct mmio_device* device) {
    struct virtqueue* vq;

    list_for_each_entry(vq, &device->virtio.vqs, list) {
        free_queue_vector(device, vq);
    }
    free_irq(vector_irq(device, CONFIG_VECTOR), device);
    put(device, AMPSIM_VIRTIO_MSI_COMMAND, AMPSIM_VIRTIO_MSI_DISABLE);
    release_vectors(device);
}

static int request_queue_vector(struct mmio_device* device, struct virtqueue* vq) {
    const unsigned int vector = QUEUE_VECTOR(vq->index);
    char* name = device->names[vector].text;

    if (!has_interrupt(vq)) {
        command(device, vector, AMPSIM_VIRTIO_MSI_MASK);
        return 0;
    }
    snprintf(name, sizeof(device->names->text), "%s-%s", dev_name(&device->virtio.dev), vq->name);
    return request_irq(vector_irq(device, vector), vring_interrupt, 0, name, vq);
}

static int request_all_vectors(struct mmio_device* device) {
    char* name = device->names[CONFIG_VECTOR].text;
    struct virtqueue *vq, *requested;
    int error;

    snprintf(name, sizeof(device->names->text), "%s-config", dev_name(&device->virtio.dev));
    error = request_irq(vector_irq(device, CONFIG_VECTOR), mmio_config_interrupt, 0, name, device);
    if (error) {
        return error;
    }
    list_for_each_entry(vq, &device->virtio.vqs, list) {
        error = request_queue_vector(device, vq);
        if (error) {
            goto undo;
        }
    }
    return 0;

undo:
    list_for_each_entry(requested, &device->virtio.vqs, list) {
        if (requested == vq) {
            break;
        }
        free_queue_vector(device, requested);
    }
    free_irq(vector_irq(device, CONFIG_VECTOR), device);
    return error;
}

/* One vector for the configuration, and one for each queue that there is now. */
static int request_vectors(struct mmio_device* device) {
    unsigned int vectors = 1;
    struct virtqueue* vq;
    int error;

    list_for_each_entry(vq, &device->virtio.vqs, list) {
        ++vectors;
    }
    if (vectors > get(device, AMPSIM_VIRTIO_MSI_VECTORS)) {
        return -ENOSPC;
    }
    device->names = kcalloc(vectors, sizeof(*device->names), GFP_KERNEL);
    if (!device->names) {
        return -ENOMEM;
    }
    error = platform_msi_domain_alloc_irqs(&device->platform->dev, vectors, write_message);
    if (error) {
        kfree(device->names);
        device->names = NULL;
        return error;
    }
    device->vectors = vectors;
    error = request_all_vectors(device);
    if (error) {
        release_vectors(device);
        return error;
    }
    put(device, AMPSIM_VIRTIO_MSI_COMMAND, AMPSIM_VIRTIO_MSI_ENABLE);
    return 0;
}

/* --- Both --- */

static void mmio_del_vqs(struct virtio_device* virtio) {
    struct mmio_device* device = to_mmio(virtio);

    if (device->vectors) {
        free_vectors(device);
    } else if (device->line_requested) {
        free_irq(device->line, device);
        device->line_requested = false;
    }
    delete_queues(device);
}

static int mmio_find_vqs(struct virtio_device* virtio, unsigned int count, struct virtqueue* vqs[],
                         vq_callback_t* callbacks[], const char* const names[],
                         const bool* contexts, struct irq_affinity* affinity) {
    struct mmio_device* device = to_mmio(virtio);
    int error;

    error = make_queues(device, count, vqs, callbacks, names, contexts);
    if (error) {
        return error;
    }
    if (use_msi && device->has_msi) {
        error = request_vectors(device);
        if (!error) {
            return 0;
        }
        dev_info(&virtio->dev, "no message-signalled interrupts (error %d): one interrupt\n",
                 error);
    }
    error = request_line(device);
    if (error) {
        delete_queues(device);
    }
    return error;
}

static void mmio_synchronize_cbs(struct virtio_device* virtio) {
    struct mmio_device* device = to_mmio(virtio);
    unsigned int vector;

    for (vector = 0; vector < device->vectors; ++vector) {
        synchronize_irq(vector_irq(device, vector));
    }
    if (device->line_requested) {
        synchronize_irq(device->line);
    }
}

/* With one interrupt for all queues there is nothing that one queue could ask for. */
static int mmio_set_vq_affinity(struct virtqueue* vq, const struct cpumask* mask) {
    struct mmio_device* device = to_mmio(vq->vdev);

    if (!device->vectors || !has_interrupt(vq)) {
        return 0;
    }
    return irq_set_affinity_and_hint(vector_irq(device, QUEUE_VECTOR(vq->index)), mask);
}

static const char* mmio_bus_name(struct virtio_device* virtio) {
    return to_mmio(virtio)->platform->name;
}

/* [4.2.2, SHMSel]: a length of all ones says that there is no such region. */
static bool mmio_get_shm_region(struct virtio_device* virtio, struct virtio_shm_region* region,
                                u8 id) {
    struct mmio_device* device = to_mmio(virtio);

    put(device, VIRTIO_MMIO_SHM_SEL, id);
    region->len = get_long(device, VIRTIO_MMIO_SHM_LEN_LOW);
    if (region->len == ~0ULL) {
        return false;
    }
    region->addr = get_long(device, VIRTIO_MMIO_SHM_BASE_LOW);
    return true;
}

static const struct virtio_config_ops mmio_operations = {
    .get = mmio_get,
    .set = mmio_set,
    .generation = mmio_generation,
    .get_status = mmio_get_status,
    .set_status = mmio_set_status,
    .reset = mmio_reset,
    .find_vqs = mmio_find_vqs,
    .del_vqs = mmio_del_vqs,
    .synchronize_cbs = mmio_synchronize_cbs,
    .get_features = mmio_get_features,
    .finalize_features = mmio_finalize_features,
    .bus_name = mmio_bus_name,
    .set_vq_affinity = mmio_set_vq_affinity,
    .get_shm_region = mmio_get_shm_region,
};

/* --- The device --- */

static void find_doorbells(struct mmio_device* device) {
    struct platform_device* platform = device->platform;
    struct resource* window;
    void __iomem* mapped;

    window = platform_get_resource_byname(platform, IORESOURCE_MEM, "doorbell");
    if (!window) {
        dev_warn(&platform->dev, "doorbells, but no window for them: notifies by register\n");
        return;
    }
    mapped = devm_ioremap_resource(&platform->dev, window);
    if (IS_ERR(mapped)) {
        return; /* it has said why */
    }
    device->doorbells = mapped;
    device->doorbells_size = resource_size(window);
    device->doorbell_stride = get(device, AMPSIM_VIRTIO_DOORBELL_STRIDE);
}

static void find_additions(struct mmio_device* device, resource_size_t size) {
    u32 capabilities;

    if (size < AMPSIM_VIRTIO_MSI_DATA + sizeof(u32) ||
        get(device, AMPSIM_VIRTIO_BLOCK_MAGIC) != AMPSIM_VIRTIO_BLOCK_MAGIC_VALUE) {
        return;
    }
    capabilities = get(device, AMPSIM_VIRTIO_CAPABILITIES);
    device->has_msi = (capabilities & AMPSIM_VIRTIO_HAS_MSI) != 0;
    if (use_doorbell && (capabilities & AMPSIM_VIRTIO_HAS_DOORBELL) != 0) {
        find_doorbells(device);
    }
}

static void release_memory_region(void* device) {
    of_reserved_mem_device_release(device);
}

/* What is allocated for the device, rings first of all, comes out of its memory region. A
 * restricted-dma-pool has been given to the device by the kernel already. */
static int use_memory_region(struct device* device) {
    struct device_node* region = of_parse_phandle(device->of_node, "memory-region", 0);
    const bool is_pool = region && of_device_is_compatible(region, "shared-dma-pool");
    int error;

    of_node_put(region);
    if (!is_pool) {
        return 0;
    }
    error = of_reserved_mem_device_init(device);
    if (error) {
        return dev_err_probe(device, error, "cannot use its memory-region\n");
    }
    return devm_add_action_or_reset(device, release_memory_region, device);
}

static int identify(struct mmio_device* device) {
    struct device* parent = &device->platform->dev;
    u32 version;

    if (get(device, VIRTIO_MMIO_MAGIC_VALUE) != MAGIC_VALUE) {
        dev_warn(parent, "no VirtIO-MMIO device: magic value 0x%08x\n",
                 get(device, VIRTIO_MMIO_MAGIC_VALUE));
        return -ENODEV;
    }
    version = get(device, VIRTIO_MMIO_VERSION);
    if (version != 2) {
        dev_info(parent, "version %u is left to virtio_mmio\n", version);
        return -ENODEV;
    }
    device->virtio.id.device = get(device, VIRTIO_MMIO_DEVICE_ID);
    device->virtio.id.vendor = get(device, VIRTIO_MMIO_VENDOR_ID);
    return device->virtio.id.device ? 0 : -ENODEV; /* 0: nothing there [4.2.2] */
}

static void release_device(struct device* device) {
    kfree(to_mmio(dev_to_virtio(device)));
}

static int set_up(struct mmio_device* device) {
    struct platform_device* platform = device->platform;
    struct resource* window;
    int error;

    device->registers = devm_platform_get_and_ioremap_resource(platform, 0, &window);
    if (IS_ERR(device->registers)) {
        return PTR_ERR(device->registers);
    }
    error = identify(device);
    if (error) {
        return error;
    }
    find_additions(device, resource_size(window));
    error = dma_set_mask_and_coherent(&platform->dev, DMA_BIT_MASK(64));
    if (error) {
        return dev_err_probe(&platform->dev, error, "no DMA with 64-bit addresses\n");
    }
    return use_memory_region(&platform->dev);
}

static int mmio_probe(struct platform_device* platform) {
    struct mmio_device* device = kzalloc(sizeof(*device), GFP_KERNEL);
    int error;

    if (!device) {
        return -ENOMEM;
    }
    device->platform = platform;
    device->virtio.dev.parent = &platform->dev;
    device->virtio.dev.release = release_device;
    device->virtio.config = &mmio_operations;
    raw_spin_lock_init(&device->msi_lock);
    error = set_up(device);
    if (error) {
        kfree(device);
        return error;
    }
    platform_set_drvdata(platform, device);
    error = register_virtio_device(&device->virtio);
    if (error) {
        put_device(&device->virtio.dev);
    }
    return error;
}

static int mmio_remove(struct platform_device* platform) {
    struct mmio_device* device = platform_get_drvdata(platform);

    unregister_virtio_device(&device->virtio);
    return 0;
}

static int __maybe_unused mmio_freeze(struct device* device) {
    return virtio_device_freeze(&((struct mmio_device*)dev_get_drvdata(device))->virtio);
}

static int __maybe_unused mmio_restore(struct device* device) {
    return virtio_device_restore(&((struct mmio_device*)dev_get_drvdata(device))->virtio);
}

static SIMPLE_DEV_PM_OPS(mmio_power, mmio_freeze, mmio_restore);

static const struct of_device_id mmio_match[] = {{.compatible = "ampsim,virtio-mmio"}, {}};
MODULE_DEVICE_TABLE(of, mmio_match);

static struct platform_driver mmio_driver = {
    .probe = mmio_probe,
    .remove = mmio_remove,
    .driver =
        {
            .name = "virtio-mmio-msi",
            .of_match_table = mmio_match,
            .pm = &mmio_power,
        },
};
module_platform_driver(mmio_driver);

MODULE_DESCRIPTION("VirtIO-MMIO with message-signalled interrupts and doorbells");
MODULE_LICENSE("GPL");
