// SPDX-License-Identifier: BSD-3-Clause
//
// The host of a platform without Linux: measures how long a message takes to a service of each
// remote and back, and checks every byte of it. All remotes are asked at once, by a thread each.
// Boot arguments: count (100), size (16), warm_up (10).
#include "arguments.h"
#include "message.h"
#include "probe_point.h"
#include "rpmsg_host.h"

#include <stdio.h>
#include <string.h>

enum {
    own_address = 0x400,
    patience_ticks = 2000, ///< for a service, and for an answer
};

struct ping {
    struct rpmsg_host_endpoint endpoint;
    osThreadId_t thread;
    uint8_t message[message_size_limit];
    uint16_t size;
    volatile bool intact; ///< the answer is what was sent
};

struct spread { ///< of round trips, in cycles of the system timer
    uint32_t count, least, most;
    uint64_t sum;
};

static struct ping pings[rpmsg_host_most_remotes];
static osSemaphoreId_t finished;
static volatile uint32_t failures;

// --- What a scenario times: functions of its own for each remote, so that probes tell them apart

#define MARKS(n)                                                                                   \
    PROBE_POINT void rtos_ping_send_##n(uint32_t sequence);                                        \
    PROBE_POINT void rtos_ping_send_##n(uint32_t sequence) {                                       \
        (void)sequence;                                                                            \
    }                                                                                              \
    PROBE_POINT void rtos_ping_received_##n(uint32_t sequence);                                    \
    PROBE_POINT void rtos_ping_received_##n(uint32_t sequence) {                                   \
        (void)sequence;                                                                            \
    }
MARKS(0)
MARKS(1)
MARKS(2)
MARKS(3)

static void (*const mark_send[rpmsg_host_most_remotes])(uint32_t sequence) = {
    rtos_ping_send_0, rtos_ping_send_1, rtos_ping_send_2, rtos_ping_send_3};
/// With the answer that was to come.
static void (*const mark_received[rpmsg_host_most_remotes])(uint32_t sequence) = {
    rtos_ping_received_0, rtos_ping_received_1, rtos_ping_received_2, rtos_ping_received_3};

PROBE_POINT void rtos_ping_done(void);
PROBE_POINT void rtos_ping_done(void) {}

PROBE_POINT void rtos_ping_failed(unsigned remote);
PROBE_POINT void rtos_ping_failed(unsigned remote) {
    (void)remote;
    ++failures;
}

// --- A round trip

static void receive(struct rpmsg_host_endpoint* endpoint, const void* data, uint16_t size,
                    uint32_t source) {
    (void)source;
    struct ping* ping = endpoint->argument;
    ping->intact = size == ping->size && memcmp(data, ping->message, size) == 0;
    (void)osThreadFlagsSet(ping->thread, 1);
}

static const char* round_trip(struct ping* ping, uint32_t service, uint32_t sequence,
                              bool measured) {
    message_fill(ping->message, ping->size, sequence);
    if (measured) {
        mark_send[ping->endpoint.remote](sequence);
    }
    if (rpmsg_host_send(&ping->endpoint, service, ping->message, ping->size, patience_ticks) !=
        osOK) {
        return "cannot be sent";
    }
    if (osThreadFlagsWait(1, osFlagsWaitAny, patience_ticks) & osFlagsError) {
        return "is not answered";
    }
    if (!ping->intact) {
        return "comes back changed";
    }
    if (measured) {
        mark_received[ping->endpoint.remote](sequence);
    }
    return NULL;
}

static void take(struct spread* spread, uint32_t cycles) {
    spread->least = spread->count == 0 || cycles < spread->least ? cycles : spread->least;
    spread->most = cycles > spread->most ? cycles : spread->most;
    spread->sum += cycles;
    ++spread->count;
}

static uint32_t nanoseconds(uint64_t cycles) {
    return (uint32_t)(cycles * 1000000000U / osKernelGetSysTimerFreq());
}

static const char* measure(struct ping* ping, struct spread* spread) {
    const uint32_t count = board_argument_number("count", 100);
    const uint32_t warm_up = board_argument_number("warm_up", 10);
    uint32_t service;
    if (rpmsg_host_find_service(ping->endpoint.remote, "rpmsg-raw", 0, &service, patience_ticks) !=
        osOK) {
        return "is not served";
    }
    const char* problem = NULL;
    for (uint32_t i = 0; i < warm_up + count && problem == NULL; ++i) {
        const uint32_t start = osKernelGetSysTimerCount();
        problem = round_trip(ping, service, i, i >= warm_up);
        if (i >= warm_up && problem == NULL) {
            take(spread, osKernelGetSysTimerCount() - start);
        }
    }
    return problem;
}

// --- Threads

static void run(void* argument) {
    struct ping* ping = argument;
    const unsigned remote = ping->endpoint.remote;
    struct spread spread = {0};
    const char* problem = measure(ping, &spread);
    if (problem != NULL) {
        rtos_ping_failed(remote);
        printf("%s: message %u %s\n", rpmsg_host_remote_name(remote), (unsigned)spread.count,
               problem);
    } else {
        printf("%s: %u round trips of %u bytes, %u to %u ns, %u on average\n",
               rpmsg_host_remote_name(remote), (unsigned)spread.count, (unsigned)ping->size,
               (unsigned)nanoseconds(spread.least), (unsigned)nanoseconds(spread.most),
               spread.count == 0 ? 0U : (unsigned)nanoseconds(spread.sum / spread.count));
    }
    (void)osSemaphoreRelease(finished);
}

static void wait_for_all(void* argument) {
    (void)argument;
    for (unsigned i = 0; i < rpmsg_host_remotes(); ++i) {
        (void)osSemaphoreAcquire(finished, osWaitForever);
    }
    printf("%s\n", failures == 0 ? "all answered" : "FAILED");
    rtos_ping_done();
}

static osStatus_t start_ping(unsigned remote) {
    static const osThreadAttr_t attributes = {.name = "ping", .stack_size = 1536};
    struct ping* ping = &pings[remote];
    const uint32_t size = board_argument_number("size", 16);
    ping->size = (uint16_t)(size < message_size_limit ? size : message_size_limit);
    const osStatus_t status =
        rpmsg_host_endpoint_create(&ping->endpoint, remote, own_address, receive, ping);
    ping->thread = osThreadNew(run, ping, &attributes);
    return ping->thread == NULL ? osErrorNoMemory : status;
}

int main(void) {
    static const osThreadAttr_t last = {
        .name = "last", .stack_size = 1024, .priority = osPriorityBelowNormal};
    osStatus_t status = osKernelInitialize();
    finished = osSemaphoreNew(rpmsg_host_most_remotes, 0, NULL);
    if (status == osOK) {
        status = rpmsg_host_start();
    }
    for (unsigned i = 0; i < rpmsg_host_remotes() && status == osOK; ++i) {
        status = start_ping(i);
    }
    if (status != osOK || finished == NULL || osThreadNew(wait_for_all, NULL, &last) == NULL) {
        printf("rtos_ping: not enough memory for its threads\n");
        return 1;
    }
    printf("rtos_ping: host of %u remotes\n", rpmsg_host_remotes());
    return osKernelStart();
}
