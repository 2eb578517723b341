// SPDX-License-Identifier: BSD-3-Clause
//
// CRC-32 as in Ethernet and zlib [IEEE 802.3, 3.2.9]: what `crc32 FILE` prints on Linux.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct checksum {
    uint32_t state;
    uint64_t size; ///< bytes added so far
};

struct checksum checksum_begin(void);
void checksum_add(struct checksum* sum, const void* data, size_t size);
uint32_t checksum_end(struct checksum sum);

#ifdef __cplusplus
}
#endif
