// SPDX-License-Identifier: BSD-3-Clause
//
// The CRC-32 of Ethernet and zlib, so that both sides can say whether a file is the same.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// That of what went before, 0 at first, and `data` behind it.
uint32_t crc32_add(uint32_t crc, const uint8_t* data, uint32_t size);

#ifdef __cplusplus
}
#endif
