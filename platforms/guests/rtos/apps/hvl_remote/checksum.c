// SPDX-License-Identifier: BSD-3-Clause
#include "checksum.h"

enum { table_size = 256 };
static const uint32_t polynomial = 0xEDB88320; // lowest bit first
static uint32_t table[table_size];

static void fill_table(void) {
    for (uint32_t byte = 1; byte < table_size; ++byte) {
        uint32_t value = byte;
        for (unsigned bit = 0; bit < 8; ++bit) {
            value = value >> 1 ^ (value & 1 ? polynomial : 0);
        }
        table[byte] = value;
    }
}

struct checksum checksum_begin(void) {
    if (table[1] == 0) {
        fill_table();
    }
    return (struct checksum){.state = UINT32_MAX};
}

void checksum_add(struct checksum* sum, const void* data, size_t size) {
    const uint8_t* bytes = data;
    uint32_t state = sum->state;
    for (size_t i = 0; i < size; ++i) {
        state = state >> 8 ^ table[(uint8_t)state ^ bytes[i]];
    }
    sum->state = state;
    sum->size += size;
}

uint32_t checksum_end(struct checksum sum) {
    return ~sum.state;
}
