// SPDX-License-Identifier: BSD-3-Clause
#include "service_ports.h"

#include "service_bytes.h"

#include <stdlib.h>
#include <string.h>

enum {
    most_listeners = 2,
    flag_data = 1 << 0,   ///< something came, or the end
    flag_credit = 1 << 1, ///< something may be sent, or never again
    flag_accept = 1 << 0, ///< of the port's flags
    number_size = 4,
    patience_ticks = 5000,
};

enum stream_state {
    stream_free = 0,
    stream_opening, ///< we asked
    stream_waiting, ///< Linux asked; nobody has accepted it yet
    stream_open,
};

struct service_stream {
    enum stream_state state;
    uint32_t number;
    uint16_t port;
    osEventFlagsId_t flags;
    uint32_t credit;     ///< bytes that we may send
    uint32_t read_at;    ///< free-running: of the buffer
    uint32_t filled_at;  ///< free-running
    uint32_t unreported; ///< bytes read for which we gave no credit yet
    bool other_ended;
    bool we_ended;
    bool gone; ///< reset, by either side
    uint8_t buffer[SERVICE_STREAM_BUFFER];
};

static struct {
    struct service service;
    osMutexId_t mutex;
    osEventFlagsId_t accept;
    uint32_t last_number;
    uint16_t listening[most_listeners]; ///< 0: none
    struct service_stream streams[SERVICE_STREAMS];
} ports;

static void lock(void) {
    (void)osMutexAcquire(ports.mutex, osWaitForever);
}

static void unlock(void) {
    (void)osMutexRelease(ports.mutex);
}

/// Not one that is gone: in a new session its number may be another stream's.
static struct service_stream* find(uint32_t number) {
    for (unsigned i = 0; i < SERVICE_STREAMS; ++i) {
        struct service_stream* stream = &ports.streams[i];
        if (stream->state != stream_free && !stream->gone && stream->number == number) {
            return stream;
        }
    }
    return NULL;
}

/// Called with the lock.
static struct service_stream* take_free(enum stream_state state, uint32_t number, uint32_t credit) {
    for (unsigned i = 0; i < SERVICE_STREAMS; ++i) {
        struct service_stream* stream = &ports.streams[i];
        if (stream->state == stream_free) {
            stream->state = state;
            stream->number = number;
            stream->port = 0;
            stream->credit = credit;
            stream->read_at = stream->filled_at = stream->unreported = 0;
            stream->other_ended = stream->we_ended = stream->gone = false;
            (void)osEventFlagsClear(stream->flags, flag_data | flag_credit);
            return stream;
        }
    }
    return NULL;
}

/// Does the other side know that it is over, or was that in an earlier session?
static bool ended(const struct service_stream* stream) {
    return stream->we_ended && stream->other_ended;
}

static void wake(struct service_stream* stream) {
    (void)osEventFlagsSet(stream->flags, flag_data | flag_credit);
}

static void send_number(uint8_t operation, uint32_t number, uint32_t value, uint32_t value_size) {
    uint8_t body[number_size + 4];
    (void)service_put32(service_put32(body, number), value);
    const struct service_part part = {body, number_size + value_size};
    (void)service_send(service_ports, operation, &part, 1, patience_ticks);
}

static void send_close(uint32_t number, uint8_t how) {
    send_number(service_ports_close, number, how, 1);
}

// --- What comes

/// Called with the lock. False: more than there is room for.
static bool store(struct service_stream* stream, const uint8_t* data, uint32_t size) {
    if (size > SERVICE_STREAM_BUFFER - (stream->filled_at - stream->read_at)) {
        return false;
    }
    for (uint32_t i = 0; i < size; ++i) {
        stream->buffer[(stream->filled_at + i) % SERVICE_STREAM_BUFFER] = data[i];
    }
    stream->filled_at += size;
    return true;
}

/// Called with the lock.
static void take_for(struct service_stream* stream, const struct service_message* message) {
    const uint8_t* rest = message->body + number_size;
    const uint32_t size = message->size - number_size;
    switch (message->operation) {
    case service_ports_data:
        if (stream->other_ended || !store(stream, rest, size)) {
            stream->gone = true; // the reader or writer tells the other side
        }
        break;
    case service_ports_credit:
        if (size >= 4) {
            const uint32_t more = service_get32(rest);
            stream->credit =
                more > UINT32_MAX - stream->credit ? UINT32_MAX : stream->credit + more;
        }
        break;
    default: // close
        stream->other_ended = true;
        stream->gone = stream->gone || size < 1 || rest[0] != service_close_end;
    }
    wake(stream);
}

static bool take(const struct service_message* message) {
    if (message->kind != service_one_way || message->size < number_size ||
        message->operation < service_ports_data || message->operation > service_ports_close) {
        return false;
    }
    lock();
    struct service_stream* stream = find(service_get32(message->body));
    if (stream != NULL) {
        take_for(stream, message);
    }
    unlock();
    return true; // for a stream that is gone: dropped
}

/// The port that the text says, if we listen there; else 0.
static uint16_t listening_port(const uint8_t* text, uint32_t size) {
    char copy[8];
    if (size == 0 || size >= sizeof copy) {
        return 0;
    }
    memcpy(copy, text, size);
    copy[size] = '\0';
    char* end;
    const unsigned long port = strtoul(copy, &end, 10);
    for (unsigned i = 0; i < most_listeners && *end == '\0' && port != 0; ++i) {
        if (ports.listening[i] == port) {
            return ports.listening[i];
        }
    }
    return 0;
}

static uint8_t open_for_linux(const struct service_message* message) {
    if (message->size < 2 * number_size) {
        return service_malformed;
    }
    const uint32_t number = service_get32(message->body);
    const uint16_t port =
        listening_port(message->body + 2 * number_size, message->size - 2 * number_size);
    if ((number & SERVICE_STREAM_OF_LINUX) == 0) {
        return service_malformed;
    }
    if (port == 0) {
        return service_not_found;
    }
    lock();
    struct service_stream* stream =
        find(number) != NULL
            ? NULL
            : take_free(stream_waiting, number, service_get32(message->body + number_size));
    if (stream != NULL) {
        stream->port = port;
    }
    unlock();
    return stream == NULL ? service_no_resources : service_ok;
}

static void answer(const struct service_message* message) {
    if (message->operation != service_ports_open) {
        service_respond(message, service_unknown, NULL, 0);
        return;
    }
    uint8_t credit[4];
    (void)service_put32(credit, SERVICE_STREAM_BUFFER);
    const struct service_part part = {credit, sizeof credit};
    const uint8_t status = open_for_linux(message);
    service_respond(message, status, &part, status == service_ok ? 1 : 0);
    if (status == service_ok) {
        (void)osEventFlagsSet(ports.accept, flag_accept);
    }
}

static void begin(void) {
    lock();
    for (unsigned i = 0; i < SERVICE_STREAMS; ++i) {
        struct service_stream* stream = &ports.streams[i];
        stream->gone = true; // its user closes it, which the new session need not hear of
        stream->we_ended = stream->other_ended = true;
        if (stream->state == stream_waiting) {
            stream->state = stream_free;
        }
        wake(stream);
    }
    unlock();
}

osStatus_t service_ports_start(void) {
    static const osMutexAttr_t mutex = {.name = "streams", .attr_bits = osMutexPrioInherit};
    ports.service =
        (struct service){.number = service_ports, .take = take, .answer = answer, .begin = begin};
    ports.mutex = osMutexNew(&mutex);
    ports.accept = osEventFlagsNew(NULL);
    bool complete = ports.mutex != NULL && ports.accept != NULL;
    memset(ports.listening, 0, sizeof ports.listening);
    for (unsigned i = 0; i < SERVICE_STREAMS; ++i) {
        ports.streams[i].state = stream_free;
        ports.streams[i].flags = osEventFlagsNew(NULL);
        complete = complete && ports.streams[i].flags != NULL;
    }
    service_offer(&ports.service);
    return complete ? osOK : osErrorNoMemory;
}

// --- For programs

void service_stream_listen(uint16_t port) {
    lock();
    for (unsigned i = 0; i < most_listeners; ++i) {
        if (ports.listening[i] == 0 || ports.listening[i] == port) {
            ports.listening[i] = port;
            break;
        }
    }
    unlock();
}

static struct service_stream* take_waiting(uint16_t port) {
    struct service_stream* found = NULL;
    lock();
    for (unsigned i = 0; i < SERVICE_STREAMS && found == NULL; ++i) {
        if (ports.streams[i].state == stream_waiting && ports.streams[i].port == port) {
            found = &ports.streams[i];
            found->state = stream_open;
        }
    }
    unlock();
    return found;
}

struct service_stream* service_stream_accept(uint16_t port, uint32_t timeout) {
    struct service_stream* stream = take_waiting(port);
    while (stream == NULL) {
        const uint32_t flags = osEventFlagsWait(ports.accept, flag_accept, osFlagsWaitAny, timeout);
        stream = take_waiting(port);
        if ((flags & osFlagsError) != 0) {
            break;
        }
    }
    return stream;
}

int32_t service_stream_connect(const char* address, struct service_stream** result,
                               uint32_t timeout) {
    uint8_t head[2 * number_size];
    uint8_t answered[4];
    uint32_t size = sizeof answered;
    lock();
    ports.last_number = (ports.last_number + 1) & ~SERVICE_STREAM_OF_LINUX;
    const uint32_t number = ports.last_number;
    struct service_stream* stream = take_free(stream_opening, number, 0);
    unlock();
    if (stream == NULL) {
        return service_no_resources;
    }
    (void)service_put32(service_put32(head, number), SERVICE_STREAM_BUFFER);
    const struct service_part parts[] = {{head, sizeof head}, {address, (uint32_t)strlen(address)}};
    int32_t status =
        service_call(service_ports, service_ports_open, parts, 2, answered, &size, timeout);
    if (status == service_ok && size < sizeof answered) {
        status = service_malformed;
    }
    lock();
    if (status == service_ok) {
        stream->credit += service_get32(answered); // some may have come already
        stream->state = stream_open;
        *result = stream;
    } else {
        stream->state = stream_free;
    }
    const bool tell = status < 0 && !ended(stream);
    unlock();
    if (tell) {
        send_close(number, service_close_reset); // it may be open by now
    }
    return status;
}

osStatus_t service_stream_write(struct service_stream* stream, const void* data, uint32_t size,
                                uint32_t timeout) {
    const uint8_t* bytes = data;
    while (size > 0) {
        lock();
        (void)osEventFlagsClear(stream->flags, flag_credit);
        const uint32_t limit = service_body_limit();
        const uint32_t room = limit > number_size ? limit - number_size : 0;
        uint32_t piece = size < room ? size : room;
        piece = piece < stream->credit ? piece : stream->credit;
        stream->credit -= piece;
        const bool gone = stream->gone || stream->we_ended;
        unlock();
        if (gone || room == 0) {
            return osErrorResource;
        }
        if (piece == 0) {
            const uint32_t flags =
                osEventFlagsWait(stream->flags, flag_credit, osFlagsWaitAny, timeout);
            if ((flags & osFlagsError) != 0) {
                return osErrorTimeout;
            }
            continue;
        }
        uint8_t number[number_size];
        (void)service_put32(number, stream->number);
        const struct service_part parts[] = {{number, sizeof number}, {bytes, piece}};
        const osStatus_t status =
            service_send(service_ports, service_ports_data, parts, 2, timeout);
        if (status != osOK) {
            return status;
        }
        bytes += piece;
        size -= piece;
    }
    return osOK;
}

/// What is there already. `*credit`: for how much the other side is to get credit now.
static uint32_t read_buffered(struct service_stream* stream, uint8_t* data, uint32_t size,
                              bool* ended, uint32_t* credit) {
    lock();
    (void)osEventFlagsClear(stream->flags, flag_data);
    const uint32_t there = stream->gone ? 0 : stream->filled_at - stream->read_at;
    const uint32_t piece = size < there ? size : there;
    for (uint32_t i = 0; i < piece; ++i) {
        data[i] = stream->buffer[(stream->read_at + i) % SERVICE_STREAM_BUFFER];
    }
    stream->read_at += piece;
    stream->unreported += piece;
    *credit = 0;
    if (stream->unreported >= SERVICE_STREAM_BUFFER / 2 && !stream->other_ended) {
        *credit = stream->unreported; // half a buffer at a time: few messages
        stream->unreported = 0;
    }
    *ended = piece == 0 && (stream->gone || stream->other_ended);
    unlock();
    return piece;
}

uint32_t service_stream_read(struct service_stream* stream, void* data, uint32_t size,
                             uint32_t timeout, bool* ended) {
    for (;;) {
        uint32_t credit;
        const uint32_t piece = read_buffered(stream, data, size, ended, &credit);
        if (credit > 0) {
            send_number(service_ports_credit, stream->number, credit, 4);
        }
        if (piece > 0 || *ended) {
            return piece;
        }
        const uint32_t flags = osEventFlagsWait(stream->flags, flag_data, osFlagsWaitAny, timeout);
        if ((flags & osFlagsError) != 0) {
            return 0;
        }
    }
}

void service_stream_finish(struct service_stream* stream) {
    lock();
    const bool tell = !stream->we_ended && !stream->gone;
    stream->we_ended = true;
    unlock();
    if (tell) {
        send_close(stream->number, service_close_end);
    }
}

void service_stream_close(struct service_stream* stream) {
    lock();
    const bool tell = !ended(stream);
    const uint32_t number = stream->number;
    stream->state = stream_free;
    unlock();
    if (tell) {
        send_close(number, service_close_reset);
    }
}
