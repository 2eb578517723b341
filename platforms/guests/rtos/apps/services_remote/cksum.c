// SPDX-License-Identifier: BSD-3-Clause
#include "cksum.h"

enum { polynomial = 0x04c11db7 };

static uint32_t add(uint32_t crc, uint8_t byte) {
    static uint32_t table[16]; // of four bits
    if (table[1] == 0) {
        for (uint32_t value = 0; value < 16; ++value) {
            uint32_t rest = value << 28;
            for (unsigned bit = 0; bit < 4; ++bit) {
                rest = rest << 1 ^ ((rest & 0x80000000U) ? polynomial : 0U);
            }
            table[value] = rest;
        }
    }
    crc = crc << 4 ^ table[(crc >> 28) ^ (byte >> 4)];
    return crc << 4 ^ table[(crc >> 28) ^ (byte & 0xfU)];
}

void cksum_add(struct cksum* sum, const uint8_t* data, uint32_t size) {
    for (uint32_t i = 0; i < size; ++i) {
        sum->crc = add(sum->crc, data[i]);
    }
    sum->size += size;
}

uint32_t cksum_value(const struct cksum* sum) {
    uint32_t crc = sum->crc;
    for (uint32_t size = sum->size; size != 0; size >>= 8) {
        crc = add(crc, (uint8_t)size);
    }
    return ~crc;
}
