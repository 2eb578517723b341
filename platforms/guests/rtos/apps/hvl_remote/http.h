// SPDX-License-Identifier: BSD-3-Clause
//
// GET over HTTP/1.0 [RFC 1945]: one request, one answer, of any size.
#pragma once

#include "lwip/ip4_addr.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct http_answer {
    unsigned status;     ///< 200 is "OK"
    uint32_t size;       ///< of the body
    uint32_t checksum;   ///< of the body, as crc32 computes it
    bool ends_line;      ///< the body's last byte is a newline, or there is none
    const char* problem; ///< what went wrong, of a result that is false
};

/// A part of the body. May be NULL: nobody wants to see it.
typedef void (*http_body)(const void* data, uint32_t size);

/// False: no answer, or none that is HTTP.
bool http_get(const ip4_addr_t* address, uint16_t port, const char* path, http_body body,
              struct http_answer* answer);

#ifdef __cplusplus
}
#endif
