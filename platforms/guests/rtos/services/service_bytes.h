// SPDX-License-Identifier: BSD-3-Clause
//
// Numbers in messages: little-endian, not aligned.
#pragma once

#include <stdint.h>

static inline uint8_t* service_put16(uint8_t* at, uint16_t value) {
    at[0] = (uint8_t)value;
    at[1] = (uint8_t)(value >> 8);
    return at + 2;
}

static inline uint8_t* service_put32(uint8_t* at, uint32_t value) {
    return service_put16(service_put16(at, (uint16_t)value), (uint16_t)(value >> 16));
}

static inline uint8_t* service_put64(uint8_t* at, uint64_t value) {
    return service_put32(service_put32(at, (uint32_t)value), (uint32_t)(value >> 32));
}

static inline uint16_t service_get16(const uint8_t* at) {
    return (uint16_t)(at[0] | at[1] << 8);
}

static inline uint32_t service_get32(const uint8_t* at) {
    return service_get16(at) | (uint32_t)service_get16(at + 2) << 16;
}

static inline uint64_t service_get64(const uint8_t* at) {
    return service_get32(at) | (uint64_t)service_get32(at + 4) << 32;
}
