// SPDX-License-Identifier: BSD-3-Clause
//
// Bytes that say where they belong, for copies that are to be checked: byte n is the lowest byte of
// n ^ n>>8 ^ n>>16.
#pragma once

#include <stdint.h>

static inline void pattern_fill(uint8_t* data, uint32_t size, uint32_t position) {
    for (uint32_t i = 0; i < size; ++i, ++position) {
        data[i] = (uint8_t)(position ^ position >> 8 ^ position >> 16);
    }
}
