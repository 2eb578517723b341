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
 *   writes 0 to Status, rings, and waits until   lets go of all rings, restores the image,
 *     RESETS has changed                           increments RESETS, rings
 *   makes buffers available, rings               serves every queue of every device that it may
 * mean takes used buffers                           InterruptStatus |= 1, rings
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
/* ampsim's own: resets that the monitor has carried out */
#define AMPSIM_RAM_RESETS 0x0c8U
#define AMPSIM_RAM_CONFIG 0x100U

/* QueueSel, QueueNum and QueuePFN of an image that no driver has written to */
#define AMPSIM_RAM_UNTOUCHED 0xff00ff00U
#define AMPSIM_RAM_CONFIG_ACKNOWLEDGED 0xaabbaabbU
#define AMPSIM_RAM_VENDOR 0x4d564b4cU /* "LKVM" */

#endif
