// SPDX-License-Identifier: BSD-3-Clause
//
// What is on the line: frames, each a header, a body and a CRC-32, in consistent-overhead byte
// stuffing (COBS [Cheshire, Baker, "Consistent Overhead Byte Stuffing", IEEE/ACM ToN 7(2), 1999]),
// ended by a 0. COBS leaves no 0 in a frame, so a receiver that lost its place finds it again at
// the next 0.
//
//     0  version << 4 | kind
//     1  sequence of this frame, of data; otherwise of the next data frame
//     2  acknowledge: the sequence that is expected next; all before have come
//     3  credit: so many frames from `acknowledge` on find a buffer
//     4  body: of data   source, destination (u32 each), payload
//              of hello  buffers (u8), 0 (u8), largest payload (u16), ns per character (u32)
//        CRC-32 of all before (IEEE 802.3: reflected, from and with all ones)
//
// Numbers are little-endian. This file and docs/rpmsg-serial.md are the contract between both
// sides.
#pragma once

#include "serial_link_types.h"

enum serial_link_kind {
    serial_link_hello = 0,   ///< "I know nothing of before": the sender has started anew
    serial_link_welcome = 1, ///< the answer to it: messages may come
    serial_link_data = 2,    ///< a message
    serial_link_status =
        3, ///< acknowledge and credit alone; also sent so that the line is not silent
    serial_link_resend = 4, ///< the same, and: what came last was damaged, go back to `acknowledge`
};

enum {
    serial_link_version = 1,
    serial_link_header_size = 4,
    serial_link_address_size = 8, ///< of a message: source and destination
    serial_link_hello_size = 8,   ///< body of hello and welcome
    serial_link_crc_size = 4,
    serial_link_payload_limit = 496,
    serial_link_frame_limit = serial_link_header_size + serial_link_address_size +
                              serial_link_payload_limit + serial_link_crc_size,
    /// On the line: a byte more for every 254, and a 0 at both ends.
    serial_link_encoded_limit = serial_link_frame_limit + serial_link_frame_limit / 254 + 1 + 2,
};

uint32_t serial_link_crc32(const uint8_t* bytes, size_t size);

/// A frame with its CRC to what goes on the line, with the 0 at its end. Returns its size, at most
/// serial_link_encoded_limit - 1.
size_t serial_link_encode(const uint8_t* frame, size_t size, uint8_t* encoded);

/// Takes the line's bytes and finds frames in them.
struct serial_link_decoder {
    uint8_t frame[serial_link_frame_limit];
    uint16_t size;
    uint8_t code;  ///< that started this run of bytes; 0 at the start of a frame
    uint8_t left;  ///< bytes of the run to come
    bool too_long; ///< the rest is skipped
};

enum serial_link_decoded {
    serial_link_more,   ///< the frame goes on
    serial_link_frame,  ///< `frame` has one, `size` bytes, whose CRC is right; it is without it
    serial_link_damage, ///< what ended here was no frame
};

enum serial_link_decoded serial_link_decode(struct serial_link_decoder* decoder, uint8_t byte);

static inline uint32_t serial_link_get32(const uint8_t* at) {
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static inline void serial_link_put32(uint8_t* at, uint32_t value) {
    at[0] = (uint8_t)value;
    at[1] = (uint8_t)(value >> 8);
    at[2] = (uint8_t)(value >> 16);
    at[3] = (uint8_t)(value >> 24);
}
