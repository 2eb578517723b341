/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The VirtIO shim: registers of VirtIO-MMIO devices as a small hardware block, with the device
 * itself in software on another processor. A driver sees standard VirtIO-MMIO and needs no change;
 * who implements the device sees the same from behind, and is told of what the driver wrote.
 * Nobody traps, and the shim knows nothing of rings. For the model and the monitor, in C.
 *
 * It has slots, one per device. In the driver's face slot n is at n * 0x200: registers of VirtIO
 * 1.2, 4.2.2 (version 2) or 4.2.4 (version 1), configuration space at 0x100. In the device's face
 * slot n is at n * 0x400, as below: words of 32 bits, little-endian.
 *
 * What the shim decides by itself:
 *   - a slot whose DEVICE_ID is 0 is an empty one for the driver: write it last;
 *   - Status collects bits; FEATURES_OK sticks if the driver's features are a subset of the
 *     device's (version 2), which are fixed from then on;
 *   - the driver's write of 0 to Status is a reset. Queues, driver's features, InterruptStatus,
 *     NOTIFIED and STATUS are cleared at once. Until the device writes RESET_DONE the driver reads
 *     Status 0x40 (DEVICE_NEEDS_RESET), whatever else it writes is ignored, and so is INTERRUPT. A
 *     slot whose Status was 0 has nothing to let go of: such a reset is over at once and no event;
 *   - the driver's write of 0 to QueueReady (version 1: QueuePFN) stops a queue. The device reads
 *     QUEUE_READY 0 at once; the driver reads what it was, and cannot use the queue anew, until the
 *     device writes to QUEUE_READY;
 *   - selectors (QueueSel, ...) are the driver's own and do not appear here.
 * A reset may come with, or before, what is in EVENTS besides: handle RESET first, clear EVENTS
 * before looking at registers, and take those as they are then.
 */
#ifndef AMPSIM_VIRTIO_SHIM_H
#define AMPSIM_VIRTIO_SHIM_H

#define AMPSIM_SHIM_DRIVER_SLOT 0x200U
#define AMPSIM_SHIM_DEVICE_SLOT 0x400U
#define AMPSIM_SHIM_MAX_SLOTS 8U
#define AMPSIM_SHIM_MAX_QUEUES 8U
#define AMPSIM_SHIM_CONFIG_SIZE 0x100U

/* R: 0x6d696873, "shim" */
#define AMPSIM_SHIM_MAGIC 0x000U
#define AMPSIM_SHIM_MAGIC_VALUE 0x6d696873U
/* R: slots of the block */
#define AMPSIM_SHIM_SLOTS 0x004U
/* R: version of VirtIO-MMIO that the driver sees, 1 or 2 */
#define AMPSIM_SHIM_VERSION 0x008U

/* R; writing ones clears: what the driver did */
#define AMPSIM_SHIM_EVENTS 0x00cU
#define AMPSIM_SHIM_EVENT_STATUS 0x1U /* wrote Status, not 0 */
#define AMPSIM_SHIM_EVENT_RESET 0x2U  /* wrote 0 to Status */
#define AMPSIM_SHIM_EVENT_QUEUE 0x4U  /* changed QueueReady (version 1: QueuePFN) of a queue */
#define AMPSIM_SHIM_EVENT_CONFIG 0x8U /* wrote to the configuration space */
/* R; writing ones clears: bit q: wrote q to QueueNotify */
#define AMPSIM_SHIM_NOTIFIED 0x010U
/* RW: what of EVENTS, and of NOTIFIED with bit 31, raises the device's interrupt */
#define AMPSIM_SHIM_ENABLE 0x014U
#define AMPSIM_SHIM_ENABLE_NOTIFIED 0x80000000U

/* R: what the driver wrote; W: sets DEVICE_NEEDS_RESET (0x40), and bit 1 of InterruptStatus if the
 * driver is up (DRIVER_OK); other bits are ignored */
#define AMPSIM_SHIM_STATUS 0x018U
/* R: 1: a reset waits; W: any value: the device has let go of all rings, and the driver reads
 * Status 0 from now on */
#define AMPSIM_SHIM_RESET_DONE 0x01cU

/* RW */
#define AMPSIM_SHIM_DEVICE_ID 0x020U
#define AMPSIM_SHIM_VENDOR_ID 0x024U
#define AMPSIM_SHIM_DEVICE_FEATURES_LOW 0x028U
#define AMPSIM_SHIM_DEVICE_FEATURES_HIGH 0x02cU
/* R */
#define AMPSIM_SHIM_DRIVER_FEATURES_LOW 0x030U
#define AMPSIM_SHIM_DRIVER_FEATURES_HIGH 0x034U
/* R: ConfigGeneration; W: any value: the configuration has changed: generation + 1, and bit 1 of
 * InterruptStatus */
#define AMPSIM_SHIM_CONFIG_GENERATION 0x038U
/* W: sets these bits (0: used buffers, 1: configuration) of InterruptStatus, which is the driver's
 * interrupt; R: InterruptStatus */
#define AMPSIM_SHIM_INTERRUPT 0x03cU
/* R, alike in every slot: bit n: slot n raises the device's interrupt */
#define AMPSIM_SHIM_RAISING 0x040U

/* Queue q */
#define AMPSIM_SHIM_QUEUE(q) (0x100U + (q)*0x40U)
#define AMPSIM_SHIM_QUEUE_SIZE_MAX 0x00U        /* RW; 0: there is no such queue */
#define AMPSIM_SHIM_QUEUE_SIZE 0x04U            /* R; as the driver wrote it: check it */
#define AMPSIM_SHIM_QUEUE_READY 0x08U           /* R; W: any value: has let go of this queue */
#define AMPSIM_SHIM_QUEUE_DESCRIPTORS_LOW 0x10U /* R; version 1: from QueuePFN and QueueAlign */
#define AMPSIM_SHIM_QUEUE_DESCRIPTORS_HIGH 0x14U
#define AMPSIM_SHIM_QUEUE_AVAILABLE_LOW 0x18U
#define AMPSIM_SHIM_QUEUE_AVAILABLE_HIGH 0x1cU
#define AMPSIM_SHIM_QUEUE_USED_LOW 0x20U
#define AMPSIM_SHIM_QUEUE_USED_HIGH 0x24U

/* RW: bytes of the device's configuration space [VirtIO 1.2, 2.5], as the driver sees them; 8, 16
 * and 32 bits */
#define AMPSIM_SHIM_CONFIG 0x300U

#endif
