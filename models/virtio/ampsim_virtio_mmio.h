/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What ampsim adds to a VirtIO-MMIO device: message-signalled interrupts, one vector per queue, and
 * a doorbell for each queue, after the proposal of 2020 ("virtio-mmio enhancement", never merged).
 * For the model and for the Linux driver, in C.
 *
 * None of it is where a stock driver looks. The proposal's registers (0x0c0 and on) and feature
 * bits (39, 40) have got another meaning in VirtIO 1.2. So these registers are in a block of their
 * own behind the configuration space, no feature bit announces them, and a device has them when its
 * device tree node is compatible with "ampsim,virtio-mmio" and the block starts with the magic
 * value. Until its driver writes AMPSIM_VIRTIO_MSI_ENABLE, the device is one of VirtIO 1.2 with one
 * interrupt.
 *
 * All registers are words of 32 bits, little-endian, offsets from the start of the device's
 * registers. The window is 0x1000 bytes long then, and the doorbells are a second one of 0x1000
 * bytes ("doorbell" in reg-names), which a hypervisor can map into its guest without trapping.
 */
#ifndef AMPSIM_VIRTIO_MMIO_H
#define AMPSIM_VIRTIO_MMIO_H

#define AMPSIM_VIRTIO_BLOCK 0x800U

/* R: 0x69736d61, "amsi" */
#define AMPSIM_VIRTIO_BLOCK_MAGIC (AMPSIM_VIRTIO_BLOCK + 0x00U)
#define AMPSIM_VIRTIO_BLOCK_MAGIC_VALUE 0x69736d61U

/* R: what the device can do */
#define AMPSIM_VIRTIO_CAPABILITIES (AMPSIM_VIRTIO_BLOCK + 0x04U)
#define AMPSIM_VIRTIO_HAS_MSI 0x1U
#define AMPSIM_VIRTIO_HAS_DOORBELL 0x2U

/*
 * R: distance of the queues' doorbells within the second window, in bytes; 0: all queues share the
 * one at its start. Ringing is what writing QueueNotify is, with the same value.
 */
#define AMPSIM_VIRTIO_DOORBELL_STRIDE (AMPSIM_VIRTIO_BLOCK + 0x08U)

/* R: vectors that the device has: number of queues + 1 */
#define AMPSIM_VIRTIO_MSI_VECTORS (AMPSIM_VIRTIO_BLOCK + 0x10U)

/* R */
#define AMPSIM_VIRTIO_MSI_STATE (AMPSIM_VIRTIO_BLOCK + 0x14U)
#define AMPSIM_VIRTIO_MSI_ENABLED 0x80000000U

/*
 * W: a command for the vector that MSI_SELECT names. While message-signalled interrupts are enabled
 * the device sets no bit of InterruptStatus, ignores InterruptACK, and its interrupt line stays
 * low. Reset of the device disables them, and forgets addresses, mappings and masks.
 */
#define AMPSIM_VIRTIO_MSI_COMMAND (AMPSIM_VIRTIO_BLOCK + 0x18U)
#define AMPSIM_VIRTIO_MSI_ENABLE 1U
#define AMPSIM_VIRTIO_MSI_DISABLE 2U
/* takes over MSI_ADDRESS_LOW, _HIGH and MSI_DATA; before that a vector is as if masked */
#define AMPSIM_VIRTIO_MSI_CONFIGURE 3U
#define AMPSIM_VIRTIO_MSI_MASK 4U /* what happens while masked is sent when it is unmasked */
#define AMPSIM_VIRTIO_MSI_UNMASK 5U
#define AMPSIM_VIRTIO_MSI_MAP_CONFIG 6U /* changes of the configuration use this vector */
#define AMPSIM_VIRTIO_MSI_MAP_QUEUE 7U  /* the queue that QueueSel names uses it */

/* RW: the vector; reads back 0xffffffff when there is no such one. After reset vector 0 is that of
 * the configuration, vector 1 + n that of queue n; mapping changes that. */
#define AMPSIM_VIRTIO_MSI_SELECT (AMPSIM_VIRTIO_BLOCK + 0x20U)
#define AMPSIM_VIRTIO_MSI_NO_VECTOR 0xffffffffU

/* W */
#define AMPSIM_VIRTIO_MSI_ADDRESS_LOW (AMPSIM_VIRTIO_BLOCK + 0x24U)
#define AMPSIM_VIRTIO_MSI_ADDRESS_HIGH (AMPSIM_VIRTIO_BLOCK + 0x28U)
#define AMPSIM_VIRTIO_MSI_DATA (AMPSIM_VIRTIO_BLOCK + 0x2cU)

#endif
