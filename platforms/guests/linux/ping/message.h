// SPDX-License-Identifier: BSD-3-Clause
//
// What a message to the echo service looks like, so that both sides can check every byte of it.
//
//   byte i is (sequence * 31 + i * 7 + 1) & 0xff, but a message of 8 bytes or more starts with a
//   header: bytes 0-1  sequence number, modulo 65536, little-endian bytes 2-3  sum of all bytes
//   after the header, modulo 65536, little-endian
//
// The remote checks the sum, and returns the message unchanged; "BAD" as its first bytes if the sum
// is wrong.
#pragma once

#include <stdint.h>

enum {
    message_header_size = 4,
    message_size_with_header = 8, ///< smaller messages are all pattern
    message_size_limit = 496,     ///< what fits into a 512-byte RPMsg buffer
};

static inline void message_fill(uint8_t* bytes, unsigned size, unsigned sequence) {
    unsigned sum = 0;
    for (unsigned i = 0; i < size; ++i) {
        bytes[i] = (uint8_t)(sequence * 31 + i * 7 + 1);
        sum += i < message_header_size ? 0 : bytes[i];
    }
    if (size >= message_size_with_header) {
        bytes[0] = (uint8_t)sequence;
        bytes[1] = (uint8_t)(sequence >> 8);
        bytes[2] = (uint8_t)sum;
        bytes[3] = (uint8_t)(sum >> 8);
    }
}

/// Of a message that has a header: sequence number modulo 65536.
static inline unsigned message_sequence(const uint8_t* bytes) {
    return bytes[0] | (unsigned)bytes[1] << 8;
}
