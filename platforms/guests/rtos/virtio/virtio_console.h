// SPDX-License-Identifier: BSD-3-Clause
//
// The console device, one port [VirtIO 1.2, 5.3]: bytes both ways.
#pragma once

#include "virtio.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef VIRTIO_CONSOLE_BUFFERS
#define VIRTIO_CONSOLE_BUFFERS 4 ///< each way, in the device's pool
#endif
#ifndef VIRTIO_CONSOLE_BUFFER_SIZE
#define VIRTIO_CONSOLE_BUFFER_SIZE 256
#endif
#ifndef VIRTIO_CONSOLE_LINE_SIZE
#define VIRTIO_CONSOLE_LINE_SIZE 128 ///< longest line, without its end
#endif

/// Finds and starts the device. In a thread, after virtio_initialize().
/// Errors: those of virtio_start().
osStatus_t console_start(uint32_t timeout);

/// Writes all bytes; waits while the device takes none. From any thread; pieces of up to
/// VIRTIO_CONSOLE_BUFFER_SIZE stay in one piece.
/// osErrorTimeout: the rest was not taken; osErrorResource: the device is broken.
osStatus_t console_write(const void* data, uint32_t size, uint32_t timeout);
/// A string.
osStatus_t console_print(const char* text, uint32_t timeout);

/// What came, `size` bytes at most; waits until something did. 0: nothing came within `timeout`.
uint32_t console_read(void* data, uint32_t size, uint32_t timeout);
/// A line without its end (\n, \r or both), ended by a 0; what is behind `size`, or behind
/// VIRTIO_CONSOLE_LINE_SIZE, is dropped.
/// osErrorTimeout: no whole line yet, what came of it is kept for the next call.
osStatus_t console_read_line(char* line, uint32_t size, uint32_t timeout);

struct virtio_device* console_get_device(void); ///< NULL before console_start()

#ifdef __cplusplus
}
#endif
