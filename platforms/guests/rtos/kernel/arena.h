// SPDX-License-Identifier: BSD-3-Clause
//
// The kernel's memory for objects to which the application gives none: one arena of a fixed size,
// first fit, free neighbours joined. Meant for start-up; O(number of blocks). Interrupts are
// masked.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef KERNEL_ARENA_SIZE
#define KERNEL_ARENA_SIZE 8192 ///< bytes
#endif

void arena_reset(void);
/// 8-byte aligned; NULL if there is no block large enough.
void* arena_allocate(uint32_t size);
void arena_free(void* memory);
uint32_t arena_space(void); ///< bytes that are free, in all blocks together

#ifdef __cplusplus
}
#endif
