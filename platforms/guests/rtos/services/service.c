// SPDX-License-Identifier: BSD-3-Clause
#include "service.h"

#include "probe_point.h"
#include "service_bytes.h"

#include <string.h>

enum {
    deferred_messages = 2, ///< that wait for the services' thread; more hold back the carrier
    stack_size = 1024,
    flag_answered = 1 << 20, ///< of the thread that calls
    flag_session = 1 << 0,   ///< of the event flags
    hello_body_size = 14,
    send_patience_ticks = 5000, ///< for answers
};

struct pending_call {
    struct pending_call* next;
    osThreadId_t thread;
    uint16_t id;
    uint8_t service, operation;
    bool answered;
    uint8_t status;
    uint8_t* answer;
    uint32_t capacity, size;
};

struct deferred {
    uint32_t size;
    uint8_t bytes[SERVICE_MESSAGE_SIZE];
} __attribute__((aligned(8))); // as a memory pool wants its blocks

static struct {
    const struct service_channel* channel;
    struct service* offers;
    osMutexId_t send_mutex; ///< the message that is being sent, and ids
    osMutexId_t call_mutex; ///< the list of calls
    osMemoryPoolId_t pool;
    osMessageQueueId_t queue; ///< of struct deferred*
    osEventFlagsId_t events;
    struct pending_call* calls;
    uint16_t last_id;
    uint16_t peer_limit;                        ///< bytes of a message; 0: no session
    uint8_t outgoing[SERVICE_MESSAGE_SIZE + 1]; ///< and service_end
    struct service_statistics statistics;
} services;

static struct service* find(uint8_t number) {
    struct service* service = services.offers;
    while (service != NULL && service->number != number) {
        service = service->next;
    }
    return service;
}

void service_offer(struct service* service) {
    struct service** link = &services.offers;
    while (*link != NULL && (*link)->number != service->number) {
        link = &(*link)->next;
    }
    service->next = *link == NULL ? NULL : (*link)->next; // in place of one that was offered before
    *link = service;
}

// --- Sending

/// Puts a message together and sends it. `limit`: of the message.
static osStatus_t transmit(const struct service_message* message, const struct service_part* parts,
                           unsigned count, uint32_t limit, uint32_t timeout) {
    uint32_t body = 0;
    for (unsigned i = 0; i < count; ++i) {
        body += parts[i].size;
    }
    if (body > limit || service_header_size + body > limit) {
        return limit == 0 ? osErrorResource : osErrorParameter;
    }
    if (osMutexAcquire(services.send_mutex, timeout) != osOK) {
        return osErrorTimeout;
    }
    uint8_t* bytes = services.outgoing;
    bytes[service_at_kind] = message->kind;
    bytes[service_at_service] = message->service;
    bytes[service_at_operation] = message->operation;
    bytes[service_at_status] = message->status;
    (void)service_put16(bytes + service_at_id, message->id);
    (void)service_put16(bytes + service_at_size, (uint16_t)body);
    uint8_t* at = bytes + service_header_size;
    for (unsigned i = 0; i < count; ++i) {
        if (parts[i].size > 0) {
            memcpy(at, parts[i].data, parts[i].size);
        }
        at += parts[i].size;
    }
    *at = service_end;
    const uint16_t size = (uint16_t)(service_header_size + body);
    const osStatus_t status = services.channel->send(bytes, size, timeout);
    if (status == osOK) {
        ++services.statistics.sent;
        services.statistics.sent_bytes += size;
    }
    (void)osMutexRelease(services.send_mutex);
    return status;
}

uint32_t service_body_limit(void) {
    const uint32_t limit = services.peer_limit;
    return limit == 0 ? 0 : limit - service_header_size;
}

osStatus_t service_send(uint8_t number, uint8_t operation, const struct service_part* parts,
                        unsigned count, uint32_t timeout) {
    const struct service_message message = {
        .kind = service_one_way, .service = number, .operation = operation};
    return transmit(&message, parts, count, services.peer_limit, timeout);
}

void service_respond(const struct service_message* request, uint8_t status,
                     const struct service_part* parts, unsigned count) {
    if (request->kind != service_request) {
        return;
    }
    struct service_message response = *request;
    response.kind = service_response;
    response.status = status;
    const uint32_t limit = services.peer_limit == 0 ? service_message_least : services.peer_limit;
    (void)transmit(&response, parts, count, limit, send_patience_ticks);
}

// --- Calls

/// A request goes out.
PROBE_POINT void service_call_begins(uint16_t id);
PROBE_POINT void service_call_begins(uint16_t id) {
    (void)id;
}

/// Its response is back in the thread that called.
PROBE_POINT void service_call_ends(uint16_t id);
PROBE_POINT void service_call_ends(uint16_t id) {
    (void)id;
}

static void begin_call(struct pending_call* call) {
    (void)osMutexAcquire(services.call_mutex, osWaitForever);
    call->id = ++services.last_id;
    call->next = services.calls;
    services.calls = call;
    (void)osMutexRelease(services.call_mutex);
    (void)osThreadFlagsClear(flag_answered);
}

static void end_call(const struct pending_call* call) {
    (void)osMutexAcquire(services.call_mutex, osWaitForever);
    struct pending_call** link = &services.calls;
    while (*link != NULL && *link != call) {
        link = &(*link)->next;
    }
    if (*link != NULL) {
        *link = call->next;
    }
    (void)osMutexRelease(services.call_mutex);
}

int32_t service_call(uint8_t number, uint8_t operation, const struct service_part* parts,
                     unsigned count, void* answer, uint32_t* answer_size, uint32_t timeout) {
    struct pending_call call = {.thread = osThreadGetId(),
                                .service = number,
                                .operation = operation,
                                .answer = answer,
                                .capacity = answer_size == NULL ? 0 : *answer_size};
    begin_call(&call);
    service_call_begins(call.id);
    const struct service_message request = {
        .kind = service_request, .service = number, .operation = operation, .id = call.id};
    int32_t result = transmit(&request, parts, count, services.peer_limit, timeout);
    bool in_time = true;
    if (result == osOK) {
        in_time = !(osThreadFlagsWait(flag_answered, osFlagsWaitAny, timeout) & osFlagsError);
    }
    end_call(&call); // from here on nobody writes to the answer
    if (call.answered) {
        service_call_ends(call.id);
        result = call.status;
    } else if (result == osOK) {
        services.statistics.timeouts += !in_time;
        result = in_time ? osErrorResource : osErrorTimeout; // woken by a session's end, or not
    }
    if (answer_size != NULL) {
        *answer_size = call.answered ? call.size : 0;
    }
    return result;
}

static void complete_call(const struct service_message* response) {
    (void)osMutexAcquire(services.call_mutex, osWaitForever);
    struct pending_call* call = services.calls;
    while (call != NULL && (call->id != response->id || call->service != response->service ||
                            call->operation != response->operation || call->answered)) {
        call = call->next;
    }
    if (call == NULL) {
        ++services.statistics.dropped;
    } else {
        call->size = response->size < call->capacity ? response->size : call->capacity;
        if (call->size > 0) {
            memcpy(call->answer, response->body, call->size);
        }
        call->status = response->status;
        call->answered = true;
        (void)osThreadFlagsSet(call->thread, flag_answered);
    }
    (void)osMutexRelease(services.call_mutex);
}

/// A session ends: nobody will answer. Their threads see that it was no answer.
static void abandon_calls(void) {
    (void)osMutexAcquire(services.call_mutex, osWaitForever);
    for (struct pending_call* call = services.calls; call != NULL; call = call->next) {
        (void)osThreadFlagsSet(call->thread, flag_answered);
    }
    (void)osMutexRelease(services.call_mutex);
}

// --- Sessions

static void put_hello(uint8_t* body) {
    uint32_t offered = 1U << service_session;
    for (const struct service* service = services.offers; service != NULL;
         service = service->next) {
        offered |= 1U << service->number;
    }
    uint8_t* at = service_put32(body, service_magic);
    at = service_put16(service_put16(at, service_version_major), service_version_minor);
    at = service_put16(at, services.channel->message_size);
    (void)service_put32(at, offered);
}

/// Takes what the other side says about itself. False: it is none of ours.
static bool accept(const struct service_message* hello) {
    if (hello->size < hello_body_size || service_get32(hello->body) != service_magic ||
        service_get16(hello->body + 4) != service_version_major) {
        return false;
    }
    const uint16_t limit = service_get16(hello->body + 8);
    if (limit < service_message_least) {
        return false;
    }
    services.peer_limit =
        limit < services.channel->message_size ? limit : services.channel->message_size;
    return true;
}

static void begin_session(const struct service_message* hello) {
    services.peer_limit = 0;
    abandon_calls();
    for (struct service* service = services.offers; service != NULL; service = service->next) {
        if (service->begin != NULL) {
            service->begin();
        }
    }
    uint8_t body[hello_body_size];
    put_hello(body);
    const struct service_part part = {body, sizeof body};
    if (accept(hello)) {
        ++services.statistics.sessions;
        service_respond(hello, service_ok, &part, 1);
        (void)osEventFlagsSet(services.events, flag_session);
    } else {
        service_respond(hello, service_wrong_version, &part, 1);
    }
}

/// To whoever is there already; there may be nobody yet.
static void say_hello(void) {
    uint8_t body[hello_body_size];
    put_hello(body);
    const struct service_part part = {body, sizeof body};
    const struct service_message hello = {
        .kind = service_request, .service = service_session, .operation = service_session_hello};
    (void)transmit(&hello, &part, 1, service_message_least, 0);
}

bool service_wait_for_session(uint32_t timeout) {
    const uint32_t flags =
        osEventFlagsWait(services.events, flag_session, osFlagsWaitAny | osFlagsNoClear, timeout);
    return (flags & osFlagsError) == 0;
}

// --- Receiving

static bool parse(const uint8_t* bytes, uint32_t size, struct service_message* message) {
    if (size < service_header_size) {
        return false;
    }
    *message = (struct service_message){.kind = bytes[service_at_kind],
                                        .service = bytes[service_at_service],
                                        .operation = bytes[service_at_operation],
                                        .status = bytes[service_at_status],
                                        .id = service_get16(bytes + service_at_id),
                                        .size = service_get16(bytes + service_at_size),
                                        .body = bytes + service_header_size};
    return message->size == size - service_header_size && message->kind >= service_request &&
           message->kind <= service_one_way;
}

static bool is_hello(const struct service_message* message) {
    return message->service == service_session && message->operation == service_session_hello;
}

static void take_response(const struct service_message* message) {
    if (!is_hello(message)) {
        complete_call(message);
    } else if (services.peer_limit == 0 && message->status == service_ok && accept(message)) {
        ++services.statistics.sessions;
        (void)osEventFlagsSet(services.events, flag_session);
    }
}

/// For the services' thread. Waits for room.
static void defer(const uint8_t* bytes, uint32_t size) {
    struct deferred* deferred = osMemoryPoolAlloc(services.pool, osWaitForever);
    deferred->size = size;
    memcpy(deferred->bytes, bytes, size);
    (void)osMessageQueuePut(services.queue, &deferred, 0, osWaitForever);
}

void service_received(const uint8_t* bytes, uint32_t size) {
    struct service_message message;
    if (size > SERVICE_MESSAGE_SIZE || !parse(bytes, size, &message)) {
        ++services.statistics.malformed;
        return;
    }
    ++services.statistics.received;
    services.statistics.received_bytes += size;
    const struct service* service = find(message.service);
    if (message.kind == service_response) {
        take_response(&message);
    } else if (service == NULL || service->take == NULL || services.peer_limit == 0 ||
               !service->take(&message)) {
        defer(bytes, size);
    }
}

static void answer(const struct service_message* message) {
    const struct service* service = find(message->service);
    if (is_hello(message) && message->kind == service_request) {
        begin_session(message);
    } else if (service != NULL && service->answer != NULL && services.peer_limit != 0) {
        service->answer(message);
    } else if (message->kind == service_request) {
        ++services.statistics.refused;
        service_respond(message, service_unknown, NULL, 0);
    } else {
        ++services.statistics.dropped;
    }
}

static void run(void* argument) {
    (void)argument;
    for (;;) {
        struct deferred* deferred;
        struct service_message message;
        if (osMessageQueueGet(services.queue, &deferred, NULL, osWaitForever) == osOK) {
            if (parse(deferred->bytes, deferred->size, &message)) {
                answer(&message);
            }
            (void)osMemoryPoolFree(services.pool, deferred);
        }
    }
}

osStatus_t service_start(const struct service_channel* channel, uint32_t timeout) {
    static struct deferred memory[deferred_messages];
    static const osMemoryPoolAttr_t pool = {
        .name = "services", .mp_mem = memory, .mp_size = sizeof memory};
    static const osMutexAttr_t mutex = {.name = "services", .attr_bits = osMutexPrioInherit};
    static const osThreadAttr_t thread = {
        .name = "services", .stack_size = stack_size, .priority = osPriorityNormal};
    services.channel = channel;
    services.calls = NULL;
    services.peer_limit = 0;
    services.statistics = (struct service_statistics){0};
    services.send_mutex = osMutexNew(&mutex);
    services.call_mutex = osMutexNew(&mutex);
    services.pool = osMemoryPoolNew(deferred_messages, sizeof(struct deferred), &pool);
    services.queue = osMessageQueueNew(deferred_messages, sizeof(struct deferred*), NULL);
    services.events = osEventFlagsNew(NULL);
    if (services.send_mutex == NULL || services.call_mutex == NULL || services.pool == NULL ||
        services.queue == NULL || services.events == NULL ||
        osThreadNew(run, NULL, &thread) == NULL) {
        return osErrorNoMemory;
    }
    const osStatus_t status = channel->start(timeout);
    if (status == osOK) {
        say_hello();
    }
    return status;
}

struct service_statistics service_get_statistics(void) {
    return services.statistics;
}
