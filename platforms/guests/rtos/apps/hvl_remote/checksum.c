// SPDX-License-Identifier: BSD-3-Clause
#include "checksum.h"

#include <stdbool.h>

enum { polynomial = 0x04C11DB7, table_size = 256 };

static uint32_t table[table_size];

static void fill_table(void) {
    for (uint32_t byte = 1; byte < table_size; ++byte) {
        uint32_t value = byte << 24;
        for (unsigned bit = 0; bit < 8; ++bit) {
            value = value << 1 ^ (value >> 31 != 0 ? polynomial : 0);
        }
        table[byte] = value;
    }
}

static uint32_t step(uint32_t state, uint8_t byte) {
    return state << 8 ^ table[state >> 24 ^ byte];
}

struct checksum checksum_begin(void) {
    if (table[1] == 0) {
        fill_table();
    }
    return (struct checksum){0};
}

void checksum_add(struct checksum* sum, const void* data, size_t size) {
    const uint8_t* bytes = data;
    uint32_t state = sum->state;
    for (size_t i = 0; i < size; ++i) {
        state = step(state, bytes[i]);
    }
    sum->state = state;
    sum->size += size;
}

/// The size goes in too, lowest byte first, without leading zeros.
uint32_t checksum_end(struct checksum sum) {
    for (uint64_t size = sum.size; size != 0; size >>= 8) {
        sum.state = step(sum.state, (uint8_t)size);
    }
    return ~sum.state;
}
