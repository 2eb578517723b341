// SPDX-License-Identifier: BSD-3-Clause
#include "virtio_9p.h"

#include "virtio_device.h"

#include <stddef.h>
#include <string.h>

enum {
    header_size = 7, ///< size, type, tag
    no_tag = 0xffff, ///< of a version request
    smallest_message = 512,
    descriptors_of_request = 2,
    entries = 16,
};
_Static_assert(VIRTIO_9P_REQUESTS <= virtio_most_calls &&
                   VIRTIO_9P_REQUESTS * descriptors_of_request <= entries,
               "VIRTIO_9P_REQUESTS: the ring is too small");

static const char version[] = "9P2000.L";
enum { version_length = sizeof version - 1 };

static struct {
    struct virtio_calls calls; ///< a slot: question, answer
    struct virtio_descriptor_state states[entries];
    uint32_t message_size;
    volatile uint32_t connection;
} p9;

static void connection_lost(void) {
    ++p9.connection;
}

osStatus_t p9_start(uint32_t timeout) {
    const struct virtio_calls_setup setup = {
        .device_id = virtio_id_9p,
        .states = p9.states,
        .entries = entries,
        .count = VIRTIO_9P_REQUESTS,
        .size = 2 * VIRTIO_9P_MESSAGE_SIZE,
        .lost = connection_lost,
    };
    p9.message_size = VIRTIO_9P_MESSAGE_SIZE;
    p9.connection = 0;
    return virtio_calls_open(&p9.calls, &setup, timeout);
}

struct virtio_device* p9_get_device(void) {
    return p9.calls.device;
}

uint32_t p9_get_connection(void) {
    return p9.connection;
}

uint32_t p9_get_message_size(void) {
    return p9.message_size;
}

// --- Questions

bool p9_begin(struct p9_request* request, enum p9_type type, uint32_t timeout) {
    const struct virtio_deadline deadline = virtio_deadline_in(timeout);
    struct virtio_call* call =
        p9.calls.device == NULL ? NULL : virtio_calls_take(&p9.calls, timeout);
    if (call == NULL) {
        return false;
    }
    *request = (struct p9_request){
        .call = call,
        .type = (uint8_t)type,
        .tag = type == p9_version ? no_tag : (uint16_t)(call - p9.calls.call),
        .at = call->memory + header_size,
        .end = call->memory + p9.message_size,
        .timeout = virtio_time_left(&deadline),
    };
    return true;
}

void p9_put(struct p9_request* request, const void* data, uint32_t size) {
    if (size > (uint32_t)(request->end - request->at)) {
        request->overrun = true;
        return;
    }
    memcpy(request->at, data, size);
    request->at += size;
}

void p9_put16(struct p9_request* request, uint16_t value) {
    p9_put(request, &value, sizeof value); // all of it is little-endian, as the processor
}

void p9_put32(struct p9_request* request, uint32_t value) {
    p9_put(request, &value, sizeof value);
}

void p9_put64(struct p9_request* request, uint64_t value) {
    p9_put(request, &value, sizeof value);
}

void p9_put_string(struct p9_request* request, const char* text, uint32_t length) {
    if (length > UINT16_MAX) {
        request->overrun = true;
        return;
    }
    p9_put16(request, (uint16_t)length);
    p9_put(request, text, length);
}

// --- Answers

const uint8_t* p9_get(struct p9_request* request, uint32_t size) {
    if (size > (uint32_t)(request->end - request->at)) {
        request->overrun = true;
        request->at = request->end;
        return NULL;
    }
    const uint8_t* data = request->at;
    request->at += size;
    return data;
}

static uint64_t get_number(struct p9_request* request, uint32_t size) {
    uint64_t value = 0;
    const uint8_t* data = p9_get(request, size);
    if (data != NULL) {
        memcpy(&value, data, size);
    }
    return value;
}

uint16_t p9_get16(struct p9_request* request) {
    return (uint16_t)get_number(request, sizeof(uint16_t));
}

uint32_t p9_get32(struct p9_request* request) {
    return (uint32_t)get_number(request, sizeof(uint32_t));
}

uint64_t p9_get64(struct p9_request* request) {
    return get_number(request, sizeof(uint64_t));
}

void p9_skip(struct p9_request* request, uint32_t size) {
    (void)p9_get(request, size);
}

int32_t p9_end(struct p9_request* request) {
    virtio_calls_give_back(&p9.calls, request->call);
    return request->overrun ? p9_error_io : 0;
}

// --- Sending

/// What the head of the answer says: 0, or an error.
static int32_t check_answer(struct p9_request* request) {
    const uint32_t size = p9_get32(request);
    const uint8_t* type = p9_get(request, 1);
    const uint16_t tag = p9_get16(request);
    if (request->overrun || size < header_size || size > request->call->written ||
        tag != request->tag) {
        return p9_error_io;
    }
    const uint8_t answer_type = *type; // once: it may change
    request->end = request->at + (size - header_size);
    if (answer_type == p9_lerror + 1) {
        const uint32_t error = p9_get32(request);
        return request->overrun || error == 0 || error > INT16_MAX ? p9_error_io : -(int32_t)error;
    }
    return answer_type == request->type + 1 ? 0 : p9_error_io;
}

/// The question is complete: its head. What is left of the slot is for the answer.
static void finish_question(struct p9_request* request, uint32_t size) {
    uint8_t* head = request->call->memory;
    memcpy(head, &size, sizeof size);
    head[4] = request->type;
    memcpy(head + 5, &request->tag, sizeof request->tag);
}

int32_t p9_send(struct p9_request* request) {
    if (request->overrun) {
        virtio_calls_give_back(&p9.calls, request->call);
        return p9_error_name_too_long;
    }
    uint8_t* question = request->call->memory;
    uint8_t* answer = question + VIRTIO_9P_MESSAGE_SIZE;
    const uint32_t size = (uint32_t)(request->at - question);
    finish_question(request, size);
    const struct virtio_buffer buffers[] = {{question, size, false},
                                            {answer, p9.message_size, true}};
    const osStatus_t status =
        virtio_calls_send(&p9.calls, request->call, buffers, 2, request->timeout);
    if (status != osOK) {
        return status == osErrorTimeout ? p9_error_timeout : p9_error_io;
    }
    request->at = answer;
    request->end = answer + request->call->written;
    const int32_t result = check_answer(request);
    if (result != 0) {
        virtio_calls_give_back(&p9.calls, request->call);
    }
    return result;
}

int32_t p9_connect(uint32_t timeout) {
    struct p9_request request;
    p9.message_size = VIRTIO_9P_MESSAGE_SIZE;
    if (!p9_begin(&request, p9_version, timeout)) {
        return p9.calls.device == NULL ? p9_error_not_connected : p9_error_timeout;
    }
    p9_put32(&request, VIRTIO_9P_MESSAGE_SIZE);
    p9_put_string(&request, version, version_length);
    const int32_t result = p9_send(&request);
    if (result != 0) {
        return result;
    }
    const uint32_t size = p9_get32(&request);
    const uint16_t length = p9_get16(&request);
    const uint8_t* text = p9_get(&request, length);
    const bool same =
        text != NULL && length == version_length && memcmp(text, version, version_length) == 0;
    if (p9_end(&request) != 0 || !same || size < smallest_message ||
        size > VIRTIO_9P_MESSAGE_SIZE) {
        return p9_error_io;
    }
    p9.message_size = size;
    return 0;
}
