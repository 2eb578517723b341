// SPDX-License-Identifier: BSD-3-Clause
#include "serial_link_frame.h"

uint32_t serial_link_crc32(const uint8_t* bytes, size_t size) {
    static const uint32_t of_nibble[16] = {0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac,
                                           0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
                                           0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
                                           0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};
    uint32_t crc = 0xffffffff;
    for (size_t i = 0; i < size; ++i) {
        crc = of_nibble[(crc ^ bytes[i]) & 15] ^ crc >> 4;
        crc = of_nibble[(crc ^ (uint32_t)(bytes[i] >> 4)) & 15] ^ crc >> 4;
    }
    return ~crc;
}

size_t serial_link_encode(const uint8_t* frame, size_t size, uint8_t* encoded) {
    size_t code_at = 0;
    size_t end = 1;
    uint8_t code = 1;
    for (size_t i = 0; i < size; ++i) {
        if (frame[i] != 0) {
            encoded[end++] = frame[i];
            ++code;
        }
        // 0xff says that no 0 follows its 254 bytes.
        if (frame[i] == 0 || (code == 0xff && i + 1 < size)) {
            encoded[code_at] = code;
            code_at = end++;
            code = 1;
        }
    }
    encoded[code_at] = code;
    encoded[end++] = 0;
    return end;
}

static void append(struct serial_link_decoder* decoder, uint8_t byte) {
    if (decoder->size < sizeof decoder->frame) {
        decoder->frame[decoder->size++] = byte;
    } else {
        decoder->too_long = true;
    }
}

static enum serial_link_decoded end_of_frame(struct serial_link_decoder* decoder) {
    const bool empty = decoder->code == 0;
    const bool whole = decoder->left == 0 && !decoder->too_long &&
                       decoder->size >= serial_link_header_size + serial_link_crc_size;
    const size_t size = whole ? decoder->size - serial_link_crc_size : 0;
    decoder->code = 0;
    decoder->left = 0;
    decoder->too_long = false;
    decoder->size = (uint16_t)size;
    if (empty) {
        return serial_link_more;
    }
    return whole && serial_link_crc32(decoder->frame, size) ==
                        serial_link_get32(decoder->frame + size)
               ? serial_link_frame
               : serial_link_damage;
}

enum serial_link_decoded serial_link_decode(struct serial_link_decoder* decoder, uint8_t byte) {
    if (byte == 0) {
        return end_of_frame(decoder);
    }
    if (decoder->code == 0) {
        decoder->size = 0;
        decoder->code = byte;
        decoder->left = byte - 1;
    } else if (decoder->left == 0) {
        if (decoder->code != 0xff) {
            append(decoder, 0);
        }
        decoder->code = byte;
        decoder->left = byte - 1;
    } else {
        append(decoder, byte);
        --decoder->left;
    }
    return serial_link_more;
}
