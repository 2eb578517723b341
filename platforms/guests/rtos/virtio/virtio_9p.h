// SPDX-License-Identifier: BSD-3-Clause
//
// The 9P device (VirtIO device 9) and requests of 9P2000.L on it [diod, protocol.md]: a request is
// begun, filled, sent and its answer taken apart, each by one thread. fs.h makes files of it.
#pragma once

#include "virtio.h"
#include "virtio_calls.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef VIRTIO_9P_MESSAGE_SIZE
#define VIRTIO_9P_MESSAGE_SIZE 8192 ///< bytes of a message, both ways; the server may want less
#endif
#ifndef VIRTIO_9P_REQUESTS
#define VIRTIO_9P_REQUESTS 2 ///< at once
#endif

/// Linux' numbers, negative: what the server answers, and what can go wrong before.
enum {
    p9_error_no_entry = -2,
    p9_error_io = -5, ///< the answer makes no sense, or the device is broken
    p9_error_bad_handle = -9,
    p9_error_exists = -17,
    p9_error_not_a_directory = -20,
    p9_error_invalid = -22,
    p9_error_too_many_files = -24,
    p9_error_name_too_long = -36,
    p9_error_not_connected = -107,
    p9_error_timeout = -110,
    p9_error_stale = -116, ///< the connection is another one now
};

enum p9_type {
    p9_lerror = 6,
    p9_lopen = 12,
    p9_lcreate = 14,
    p9_getattr = 24,
    p9_readdir = 40,
    p9_fsync = 50,
    p9_mkdir = 72,
    p9_renameat = 74,
    p9_unlinkat = 76,
    p9_version = 100,
    p9_attach = 104,
    p9_walk = 110,
    p9_read = 116,
    p9_write = 118,
    p9_clunk = 120,
};

struct p9_request {
    struct virtio_call* call;
    uint8_t type;
    uint16_t tag;
    uint8_t* at; ///< the next byte of the question, or of the answer
    uint8_t* end;
    bool overrun; ///< something did not fit, or was not there
    uint32_t timeout;
};

/// Finds and starts the device. In a thread, after virtio_initialize().
/// Errors: those of virtio_start().
osStatus_t p9_start(uint32_t timeout);
struct virtio_device* p9_get_device(void); ///< NULL before p9_start()
/// Bytes of a message that both sides agreed on (at most VIRTIO_9P_MESSAGE_SIZE).
uint32_t p9_get_message_size(void);

/// Goes on with each restart of the device: fids of the connection before are gone.
uint32_t p9_get_connection(void);

/// Agrees on version and size of messages: the connection begins anew, all fids are gone.
int32_t p9_connect(uint32_t timeout);

/// Begins a question. False: no slot was free in time, or there is no device.
bool p9_begin(struct p9_request* request, enum p9_type type, uint32_t timeout);
void p9_put(struct p9_request* request, const void* data, uint32_t size);
void p9_put16(struct p9_request* request, uint16_t value);
void p9_put32(struct p9_request* request, uint32_t value);
void p9_put64(struct p9_request* request, uint64_t value);
void p9_put_string(struct p9_request* request, const char* text, uint32_t length);

/// Sends it and waits for the answer. 0: the answer is there, p9_end() has to follow; otherwise an
/// error, and the request is over.
int32_t p9_send(struct p9_request* request);
/// The next bytes of the answer; NULL if it has not so many.
const uint8_t* p9_get(struct p9_request* request, uint32_t size);
uint16_t p9_get16(struct p9_request* request);
uint32_t p9_get32(struct p9_request* request);
uint64_t p9_get64(struct p9_request* request);
void p9_skip(struct p9_request* request, uint32_t size);
/// p9_error_io if the answer had less than was asked of it, else 0.
int32_t p9_end(struct p9_request* request);

#ifdef __cplusplus
}
#endif
