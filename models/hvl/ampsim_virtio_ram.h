/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Registers of a VirtIO device in plain shared memory, for hypervisor-less VirtIO with nothing but
 * a doorbell: the layout of OpenAMP's physical machine monitor (kvmtool, --no-dtb), so that its
 * front-end would understand. For the monitor and for firmware, in C.
 *
 * Device n has an image of 0x200 bytes at n * 0x200 of the window: registers of a VirtIO-MMIO
 * device of version 1 [VirtIO 1.2, 4.2.4] at their standard offsets, little-endian, configuration
 * space at 0x100. Nothing happens when the driver writes one; it rings, the monitor then compares
 * the image with a copy of its own:
 *
 *   driver                                       monitor
 *   writes Status or DriverFeatures, rings       takes over what differs
 *   writes QueueSel, QueueNum, QueueAlign,
 *     QueuePFN, rings, and waits until           takes over the queue, writes CONFIG_ACKNOWLEDGED
 *     QueuePFN reads CONFIG_ACKNOWLEDGED           into QueuePFN, rings
 *   writes 0 to Status, RESETS + 1 to            lets go of all rings, restores the image, writes
 *     RESETS_WANTED, rings, and waits until        RESETS_WANTED into RESETS, rings
 *     RESETS reads the same
 *   makes buffers available, rings               serves every queue of every device that it may
 *   takes used buffers                             InterruptStatus |= 1, rings
 *   writes what it has seen of InterruptStatus   at its next look takes it out of InterruptStatus,
 *     into InterruptACK                            writes 0 into InterruptACK
 *   reads the configuration, once more if        makes CONFIG_GENERATION odd, changes the
 *     CONFIG_GENERATION was odd or has changed     configuration, makes it even,
 *                                                  InterruptStatus |= 2, rings
 *
 * Status may have been 0 already when a driver asks for a reset: RESETS_WANTED says that it does.
 * For drivers that know nothing of it, a Status that has changed to 0 is a reset too, and RESETS is
 * incremented. What the driver did wrong sets DEVICE_NEEDS_RESET (0x40) in Status. Bits 0 and 1 of
 * InterruptStatus mean what they do in hardware: used buffers, configuration.
 *
 * A monitor that is started anew finds a driver at work: QUEUE_TAKEN has the queues, their rings
 * have the indices.
 *
 * Device features and QueueNumMax are those of the device whatever the selectors say: features
 * above bit 31 do not exist, all queues are of one size.
 */
#ifndef AMPSIM_VIRTIO_RAM_H
#define AMPSIM_VIRTIO_RAM_H

#define AMPSIM_RAM_SLOT 0x200U

#define AMPSIM_RAM_MAGIC 0x000U   /* 0x74726976, "virt": written last, the image is complete */
#define AMPSIM_RAM_VERSION 0x004U /* 1 */
#define AMPSIM_RAM_DEVICE_ID 0x008U
#define AMPSIM_RAM_VENDOR_ID 0x00cU
#define AMPSIM_RAM_DEVICE_FEATURES 0x010U
#define AMPSIM_RAM_DEVICE_FEATURES_SEL 0x014U
#define AMPSIM_RAM_DRIVER_FEATURES 0x020U
#define AMPSIM_RAM_DRIVER_FEATURES_SEL 0x024U
#define AMPSIM_RAM_GUEST_PAGE_SIZE 0x028U
#define AMPSIM_RAM_QUEUE_SEL 0x030U
#define AMPSIM_RAM_QUEUE_NUM_MAX 0x034U
#define AMPSIM_RAM_QUEUE_NUM 0x038U
#define AMPSIM_RAM_QUEUE_ALIGN 0x03cU
#define AMPSIM_RAM_QUEUE_PFN 0x040U
#define AMPSIM_RAM_QUEUE_NOTIFY 0x050U
#define AMPSIM_RAM_INTERRUPT_STATUS 0x060U
#define AMPSIM_RAM_INTERRUPT_ACK 0x064U
#define AMPSIM_RAM_STATUS 0x070U
/* the device's pool for rings and buffers: as the driver sees it */
#define AMPSIM_RAM_SHM_SEL 0x0acU
#define AMPSIM_RAM_SHM_LENGTH_LOW 0x0b0U
#define AMPSIM_RAM_SHM_LENGTH_HIGH 0x0b4U
#define AMPSIM_RAM_SHM_BASE_LOW 0x0b8U
#define AMPSIM_RAM_SHM_BASE_HIGH 0x0bcU
/* ampsim's own: resets that the monitor has carried out, and that the driver wants */
#define AMPSIM_RAM_RESETS 0x0c8U
#define AMPSIM_RAM_RESETS_WANTED 0x0ccU
/* ampsim's own, written by the monitor: queue q (0 to 3) as it has taken it over. Its QueuePFN, 0:
 * not taken; and QueueNum, with the binary logarithm of QueueAlign from bit 16 on */
#define AMPSIM_RAM_QUEUE_TAKEN_PFN(q) (0x0d0U + (q)*8U)
#define AMPSIM_RAM_QUEUE_TAKEN_SIZE(q) (0x0d4U + (q)*8U)
/* ampsim's own in an image of version 1: changes of the configuration; odd while one goes on */
#define AMPSIM_RAM_CONFIG_GENERATION 0x0fcU
#define AMPSIM_RAM_CONFIG 0x100U

/* QueueSel, QueueNum and QueuePFN of an image that no driver has written to */
#define AMPSIM_RAM_UNTOUCHED 0xff00ff00U
#define AMPSIM_RAM_CONFIG_ACKNOWLEDGED 0xaabbaabbU
#define AMPSIM_RAM_VENDOR 0x4d564b4cU /* "LKVM" */

#endif
