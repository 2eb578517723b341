// SPDX-License-Identifier: BSD-3-Clause
//
// The checksum of POSIX' cksum, so that both sides can say whether a file is the same.
#pragma once

#include <stdint.h>

struct cksum {
    uint32_t crc;
    uint32_t size; ///< bytes
};

void cksum_add(struct cksum* sum, const uint8_t* data, uint32_t size);
uint32_t cksum_value(const struct cksum* sum); ///< of what was added so far
