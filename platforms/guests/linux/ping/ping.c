// SPDX-License-Identifier: BSD-3-Clause
//
// ampsim-ping: sends messages to an echo service, on RPMsg or a stream, checks every byte of the
// replies, and says how long they took. A round is a burst of messages to each endpoint, and then
// the replies to all of them.
#include "endpoint.h"
#include "markers.h"
#include "message.h"
#include "stream.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { endpoint_limit = 16, burst_limit = 4096 };
enum { status_ok = 0, status_failed = 1, status_usage = 2 };

static const int64_t second_ns = 1000000000;

static const char usage[] =
    "usage: ampsim-ping [options]\n"
    "Which endpoints:\n"
    "  -n SERVICE   those of a service that the remote announces (rpmsg-raw)\n"
    "  -e COUNT     that many of them at once (1)\n"
    "  -d DEVICE    this device instead, for instance /dev/rpmsg0; may be repeated. Or a stream:\n"
    "               tcp:ADDRESS:PORT, unix:PATH, unix:PATH:PORT (asks for PORT with CONNECT)\n"
    "  -a ADDRESS   a new endpoint toward this address of the remote instead; may be repeated\n"
    "  -w SECONDS   how long to wait for them to appear (10)\n"
    "What is sent:\n"
    "  -c COUNT     messages in all, dealt out to the endpoints in turn (1000)\n"
    "  -s SIZE      bytes of a message, 1 to 496; FIRST-LAST goes round all sizes of a range (16)\n"
    "  -b COUNT     messages to each endpoint before replies are read (1)\n"
    "  -N           never block in write(2): read replies while no buffer is free\n"
    "  -i MICROSECONDS  pause between rounds (0)\n"
    "  -W COUNT     warm-up messages, not measured (0)\n"
    "  -t SECONDS   how long to wait for a reply (5)\n"
    "Exit status: 0 all came back unchanged, 1 not all, 2 bad usage or no such endpoint.\n";

typedef struct {
    const char* service;
    const char* devices[endpoint_limit];
    uint32_t addresses[endpoint_limit];
    unsigned device_count;
    unsigned address_count;
    unsigned endpoints;
    unsigned count;
    unsigned warm_up;
    unsigned first_size;
    unsigned last_size;
    unsigned burst;
    unsigned interval_us;
    unsigned device_timeout_s;
    unsigned reply_timeout_s;
    bool blocking;
} Options;

typedef struct {
    unsigned sequence;
    unsigned size;
    int64_t sent_ns;
} Message;

/// An open endpoint and the messages that it has not answered yet, oldest first.
typedef struct {
    int descriptor;
    bool stream; ///< a reply may come in pieces
    Message outstanding[burst_limit];
    unsigned oldest;
    unsigned end;
} Connection;

typedef struct {
    unsigned replies;
    unsigned lost;
    unsigned corrupted;
    unsigned waits_for_buffer; ///< with -N
    int64_t min_ns;
    int64_t max_ns;
    int64_t sum_ns;
} Statistics;

static Connection connections[endpoint_limit];

static int64_t now_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * second_ns + time.tv_nsec;
}

static _Noreturn void fail(int status, const char* what) {
    fprintf(stderr, "ampsim-ping: %s\n", what);
    exit(status);
}

// --- Options
// ----------------------------------------------------------------------------------------------------

static unsigned number(const char* text, unsigned min, unsigned max, char option) {
    char* end;
    errno = 0;
    const unsigned long value = strtoul(text, &end, 0);
    if (errno || end == text || *end || value < min || value > max) {
        fprintf(stderr, "ampsim-ping: -%c %s: expected a number from %u to %u\n", option, text, min,
                max);
        exit(status_usage);
    }
    return (unsigned)value;
}

static void parse_sizes(char* text, Options* options) {
    char* last = strchr(text, '-');
    if (last) {
        *last++ = '\0';
    }
    options->first_size = number(text, 1, message_size_limit, 's');
    options->last_size =
        last ? number(last, options->first_size, message_size_limit, 's') : options->first_size;
}

static Options parse(int count, char** arguments) {
    Options options = {.service = "rpmsg-raw",
                       .endpoints = 1,
                       .count = 1000,
                       .first_size = 16,
                       .last_size = 16,
                       .burst = 1,
                       .device_timeout_s = 10,
                       .reply_timeout_s = 5,
                       .blocking = true};
    for (int option; (option = getopt(count, arguments, "n:e:d:a:w:c:s:b:Ni:W:t:h")) != -1;) {
        const char name = (char)option;
        switch (option) {
        case 'n':
            options.service = optarg;
            break;
        case 'e':
            options.endpoints = number(optarg, 1, endpoint_limit, name);
            break;
        case 'd':
            if (options.device_count == endpoint_limit)
                fail(status_usage, "too many devices");
            options.devices[options.device_count++] = optarg;
            break;
        case 'a':
            if (options.address_count == endpoint_limit)
                fail(status_usage, "too many addresses");
            options.addresses[options.address_count++] = number(optarg, 0, UINT32_MAX - 1, name);
            break;
        case 'w':
            options.device_timeout_s = number(optarg, 0, 86400, name);
            break;
        case 'c':
            options.count = number(optarg, 1, UINT32_MAX / 2, name);
            break;
        case 's':
            parse_sizes(optarg, &options);
            break;
        case 'b':
            options.burst = number(optarg, 1, burst_limit, name);
            break;
        case 'N':
            options.blocking = false;
            break;
        case 'i':
            options.interval_us = number(optarg, 0, UINT32_MAX, name);
            break;
        case 'W':
            options.warm_up = number(optarg, 0, UINT32_MAX / 2, name);
            break;
        case 't':
            options.reply_timeout_s = number(optarg, 1, 86400, name);
            break;
        case 'h':
            fputs(usage, stdout);
            exit(status_ok);
        default:
            fputs(usage, stderr);
            exit(status_usage);
        }
    }
    if (optind != count) {
        fputs(usage, stderr);
        exit(status_usage);
    }
    if (options.device_count + options.address_count > 0) {
        options.endpoints = options.device_count + options.address_count;
        if (options.endpoints > endpoint_limit)
            fail(status_usage, "too many endpoints");
    }
    return options;
}

// --- Endpoints
// --------------------------------------------------------------------------------------------------

/// Tries to find all endpoints; false when one is not there yet.
static bool find_endpoints(const Options* options, char (*devices)[PATH_MAX]) {
    if (options->device_count + options->address_count == 0) {
        return endpoint_find(options->service, devices, options->endpoints) == options->endpoints;
    }
    unsigned found = 0;
    for (; found < options->device_count; ++found) {
        snprintf(devices[found], PATH_MAX, "%s", options->devices[found]);
        if (!stream_is_named(devices[found]) && access(devices[found], F_OK) != 0)
            return false;
    }
    for (unsigned i = 0; i < options->address_count; ++i, ++found) {
        if (!endpoint_create(options->addresses[i], devices[found]))
            return false;
    }
    return true;
}

/// Nobody may listen yet at the other end of a stream: it is tried until the deadline.
static int open_endpoint(const char* device, int64_t deadline, const Options* options) {
    if (!stream_is_named(device)) {
        return endpoint_open(device, options->blocking);
    }
    int descriptor;
    while ((descriptor = stream_open(device)) < 0 && errno != EINVAL && now_ns() < deadline) {
        usleep(10000);
    }
    return descriptor;
}

static void connect_endpoints(const Options* options) {
    static char devices[endpoint_limit][PATH_MAX];
    const int64_t deadline = now_ns() + options->device_timeout_s * second_ns;
    while (!find_endpoints(options, devices)) {
        if (now_ns() >= deadline)
            fail(status_usage, "the endpoints did not appear: is the remote attached?");
        usleep(10000);
    }
    for (unsigned i = 0; i < options->endpoints; ++i) {
        connections[i].descriptor = open_endpoint(devices[i], deadline, options);
        connections[i].stream = stream_is_named(devices[i]);
        if (connections[i].descriptor < 0) {
            fprintf(stderr, "ampsim-ping: cannot open %s: %s\n", devices[i], strerror(errno));
            exit(status_usage);
        }
    }
}

static void disconnect_endpoints(void) {
    for (unsigned i = 0; i < endpoint_limit && connections[i].descriptor > 0; ++i) {
        endpoint_destroy(connections[i].descriptor);
    }
}

// --- Time-out of a blocking read
// ---------------------------------------------------------------------------------- A periodic
// signal that interrupts read(2): unlike poll(2) before each read, it adds nothing to what is
// measured.

static void on_alarm(int signal) {
    (void)signal;
}

static void start_alarm(unsigned period_s) {
    const struct sigaction action = {.sa_handler = on_alarm}; // without SA_RESTART
    sigaction(SIGALRM, &action, NULL);
    const struct itimerval timer = {{period_s, 0}, {period_s, 0}};
    setitimer(ITIMER_REAL, &timer, NULL);
}

/// A write that waits for a buffer must not see a signal: Linux 6.1's virtio_rpmsg_bus would spin
/// until one is free.
static void hold_alarm(bool hold) {
    sigset_t alarm;
    sigemptyset(&alarm);
    sigaddset(&alarm, SIGALRM);
    sigprocmask(hold ? SIG_BLOCK : SIG_UNBLOCK, &alarm, NULL);
}

// --- Messages
// -----------------------------------------------------------------------------------------------------

/// Reads one reply; returns its size. Returns -1 when none came in time.
static ssize_t read_reply(Connection* connection, uint8_t* reply, unsigned size,
                          const Options* options) {
    const Message* message = &connection->outstanding[connection->oldest];
    ssize_t done = 0;
    for (;;) {
        const unsigned wanted = connection->stream ? message->size : size;
        const ssize_t count = read(connection->descriptor, reply + done, wanted - (unsigned)done);
        if (count == 0 && connection->stream) {
            fprintf(stderr, "ampsim-ping: the other side closed the connection\n");
            return -1;
        }
        if (count >= 0) {
            done += count;
            if (!connection->stream || done == (ssize_t)wanted) {
                return done;
            }
            continue;
        }
        if (errno == EAGAIN) {
            struct pollfd readable = {.fd = connection->descriptor, .events = POLLIN};
            poll(&readable, 1, (int)options->reply_timeout_s * 1000);
        } else if (errno != EINTR) {
            fprintf(stderr, "ampsim-ping: reading failed: %s\n", strerror(errno));
            return -1;
        }
        if (now_ns() - message->sent_ns >= options->reply_timeout_s * second_ns) {
            fprintf(stderr, "ampsim-ping: no reply to message %u within %u s\n", message->sequence,
                    options->reply_timeout_s);
            return -1;
        }
    }
}

/// Which outstanding message a reply belongs to: by its sequence number if it has a known one, else
/// the oldest.
static unsigned find_message(const Connection* connection, const uint8_t* reply, ssize_t size) {
    if (size >= message_size_with_header) {
        for (unsigned i = connection->oldest; i < connection->end; ++i) {
            if ((connection->outstanding[i].sequence & 0xffff) == message_sequence(reply)) {
                return i;
            }
        }
    }
    return connection->oldest;
}

static void check(const Message* message, const uint8_t* reply, ssize_t size,
                  Statistics* statistics) {
    uint8_t expected[message_size_limit];
    message_fill(expected, message->size, message->sequence);
    if (size != (ssize_t)message->size || memcmp(reply, expected, message->size) != 0) {
        if (statistics->corrupted++ == 0) {
            fprintf(stderr,
                    "ampsim-ping: message %u of %u bytes came back as %zd bytes that differ\n",
                    message->sequence, message->size, size);
        }
    }
}

/// Receives and checks one reply. Returns false when none came in time.
static bool receive(Connection* connection, bool measured, const Options* options,
                    Statistics* statistics) {
    uint8_t reply[message_size_limit];
    const ssize_t size = read_reply(connection, reply, sizeof reply, options);
    if (size < 0) {
        return false;
    }
    const unsigned index = find_message(connection, reply, size);
    const Message message = connection->outstanding[index];
    if (measured) {
        ampsim_ping_received(message.sequence);
    }
    const int64_t duration_ns = now_ns() - message.sent_ns;
    connection->oldest = index + 1;
    check(&message, reply, size, statistics);
    if (statistics->replies++ == 0 || duration_ns < statistics->min_ns) {
        statistics->min_ns = duration_ns;
    }
    if (duration_ns > statistics->max_ns) {
        statistics->max_ns = duration_ns;
    }
    statistics->sum_ns += duration_ns;
    return true;
}

/// Makes room for a transmit buffer, with -N: takes a reply of any endpoint, or waits a little if
/// none is due.
static bool wait_for_buffer(bool measured, const Options* options, Statistics* statistics) {
    ++statistics->waits_for_buffer;
    for (unsigned i = 0; i < options->endpoints; ++i) {
        if (connections[i].oldest < connections[i].end) {
            return receive(&connections[i], measured, options, statistics);
        }
    }
    usleep(10);
    return true;
}

/// Sends one message. Returns false when it cannot be sent.
static bool send_message(Connection* connection, unsigned sequence, bool measured,
                         const Options* options, Statistics* statistics) {
    uint8_t bytes[message_size_limit];
    const unsigned size =
        options->first_size + sequence % (options->last_size - options->first_size + 1);
    message_fill(bytes, size, sequence);
    const Message message = {.sequence = sequence, .size = size, .sent_ns = now_ns()};
    if (measured) {
        ampsim_ping_send(sequence);
    }
    while (write(connection->descriptor, bytes, size) < 0) {
        if (errno != EAGAIN) {
            // 512 is the kernel's own ERESTARTSYS, which virtio_rpmsg_bus lets out.
            fprintf(stderr, "ampsim-ping: sending message %u failed: %s\n", sequence,
                    errno == 512 ? "no transmit buffer became free" : strerror(errno));
            return false;
        }
        if (!wait_for_buffer(measured, options, statistics)) {
            return false;
        }
    }
    connection->outstanding[connection->end++] = message;
    return true;
}

/// Sends `count` messages, numbered from 0, and receives the replies, round by round. What cannot
/// be sent or is not answered counts as lost, and ends it.
static Statistics ping(unsigned count, bool measured, const Options* options) {
    Statistics statistics = {0};
    const unsigned round = options->burst * options->endpoints;
    const bool write_may_wait = options->blocking && round > 1;
    bool alive = true;
    for (unsigned sent = 0; sent < count && alive;) {
        for (unsigned i = 0; i < options->endpoints; ++i) {
            connections[i].oldest = connections[i].end = 0;
        }
        const unsigned end = count - sent < round ? count : sent + round;
        if (write_may_wait)
            hold_alarm(true);
        for (; sent < end && alive; ++sent) {
            alive = send_message(&connections[sent % options->endpoints], sent, measured, options,
                                 &statistics);
        }
        if (write_may_wait)
            hold_alarm(false);
        for (unsigned i = 0; i < options->endpoints && alive; ++i) {
            while (connections[i].oldest < connections[i].end && alive) {
                alive = receive(&connections[i], measured, options, &statistics);
            }
        }
        if (options->interval_us)
            usleep(options->interval_us);
    }
    statistics.lost = count - statistics.replies;
    return statistics;
}

static void print_time(const char* before, int64_t ns) {
    printf("%s%" PRId64 ".%03" PRId64, before, ns / 1000, ns % 1000);
}

int main(int count, char** arguments) {
    const Options options = parse(count, arguments);
    atexit(disconnect_endpoints);
    connect_endpoints(&options);
    start_alarm(options.reply_timeout_s);
    const Statistics warm_up = ping(options.warm_up, false, &options);
    if (warm_up.lost + warm_up.corrupted > 0) {
        fail(status_failed, "lost or corrupted messages while warming up");
    }
    const Statistics statistics = ping(options.count, true, &options);
    printf("%u messages, %u lost, %u corrupted", options.count, statistics.lost,
           statistics.corrupted);
    if (statistics.replies > 0) {
        print_time(", round trip min/avg/max = ", statistics.min_ns);
        print_time("/", statistics.sum_ns / statistics.replies);
        print_time("/", statistics.max_ns);
        printf(" us");
    }
    if (!options.blocking) {
        printf(", waited %u times for a buffer", statistics.waits_for_buffer);
    }
    printf("\n");
    return statistics.lost + statistics.corrupted > 0 ? status_failed : status_ok;
}
