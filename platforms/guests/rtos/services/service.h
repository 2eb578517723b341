// SPDX-License-Identifier: BSD-3-Clause
//
// The remote's end of the services between a remote and Linux (ampsim_services.h,
// docs/services.md): calls to Linux, answers to its requests, over a carrier that is chosen at
// start.
//
// The carrier's thread takes what can be taken without an answer: responses, data, credit. All
// else is left to a thread of the services, which answers. Whatever comes, no access leaves a
// message and nothing waits for ever. Written to CMSIS-RTOS v2 alone.
#pragma once

#include "ampsim_services.h"
#include "service_channel.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct service_message {
    uint8_t kind;
    uint8_t service;
    uint8_t operation;
    uint8_t status;
    uint16_t id;
    uint16_t size; ///< bytes of the body
    const uint8_t* body;
};

/// A piece of a body: bodies are put together where they are sent.
struct service_part {
    const void* data;
    uint32_t size;
};

/// A service that this side offers; what is not offered is not linked.
struct service {
    uint8_t number;
    /// In the carrier's thread: takes the message, and may not send. False: it is for answer().
    bool (*take)(const struct service_message* message);
    /// In the services' thread; NULL: there is nothing that one could ask.
    void (*answer)(const struct service_message* message);
    /// A session begins: what was before is gone. NULL: nothing to forget.
    void (*begin)(void);
    struct service* next;
};

struct service_statistics {
    uint32_t sent, received; ///< messages
    uint32_t sent_bytes, received_bytes;
    uint32_t sessions;
    uint32_t malformed; ///< messages that are none: dropped
    uint32_t refused;   ///< requests that nobody here knows
    uint32_t dropped;   ///< one-way messages and responses that nobody here waits for
    uint32_t timeouts;  ///< calls that were not answered in time
};

/// Before service_start().
void service_offer(struct service* service);

/// Starts the carrier and the services' thread. In a thread; waits up to `timeout` ticks for the
/// carrier.
osStatus_t service_start(const struct service_channel* channel, uint32_t timeout);

/// Waits for a session: until Linux' daemon has said hello.
bool service_wait_for_session(uint32_t timeout);

/// Bytes of a body that the other side takes; 0 without a session.
uint32_t service_body_limit(void);

/// Sends a request and waits for its response. Returns its status (enum service_status), or a
/// negative osStatus_t: osErrorResource without a session, osErrorParameter when the body is too
/// large, osErrorTimeout. What is in `answer` then: `*answer_size` bytes, never more than it was.
int32_t service_call(uint8_t number, uint8_t operation, const struct service_part* parts,
                     unsigned count, void* answer, uint32_t* answer_size, uint32_t timeout);

osStatus_t service_send(uint8_t number, uint8_t operation, const struct service_part* parts,
                        unsigned count, uint32_t timeout);

/// In answer(): nothing happens if the message is no request.
void service_respond(const struct service_message* request, uint8_t status,
                     const struct service_part* parts, unsigned count);

struct service_statistics service_get_statistics(void);

#ifdef __cplusplus
}
#endif
