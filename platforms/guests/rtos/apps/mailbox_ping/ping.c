// SPDX-License-Identifier: BSD-3-Clause
//
// Measures how long a word of 32 bits takes through a mailbox and back, without RPMsg or threads in
// between. Boot arguments: remote (the first), count (100), warm_up (10), mode (irq, polled).
#include "arguments.h"
#include "cmsis_os2.h"
#include "message.h"
#include "platform_addresses.h"
#include "probe_point.h"

#include <stdio.h>
#include <string.h>

#define END(...) MAILBOX_END(__VA_ARGS__),
static const struct mailbox_end ends[] = {RPMSG_REMOTE_MAILBOXES(END)};

enum { remotes = sizeof ends / sizeof ends[0] };

// --- What a scenario times

PROBE_POINT void mailbox_ping_send(uint32_t word);
PROBE_POINT void mailbox_ping_send(uint32_t word) {
    (void)word;
}

PROBE_POINT void mailbox_ping_received(uint32_t word);
PROBE_POINT void mailbox_ping_received(uint32_t word) {
    (void)word;
}

PROBE_POINT void mailbox_ping_done(uint32_t answered);
PROBE_POINT void mailbox_ping_done(uint32_t answered) {
    (void)answered;
}

static uint32_t first_measured;

void message_received(uint32_t word) {
    if (word >= first_measured) {
        mailbox_ping_received(word);
    }
}

// --- The experiment

static uint32_t nanoseconds(uint64_t cycles) {
    return (uint32_t)(cycles * 1000000000U / osKernelGetSysTimerFreq());
}

static void measure(const struct mailbox_end* end) {
    const uint32_t count = board_argument_number("count", 100);
    first_measured = board_argument_number("warm_up", 10);
    const uint32_t all = first_measured + count;
    uint32_t answered = 0;
    uint64_t cycles = 0;
    for (uint32_t word = 0; word < all; ++word) {
        const uint32_t start = osKernelGetSysTimerCount();
        if (word >= first_measured) {
            mailbox_ping_send(word);
        }
        message_send(end, word);
        const uint32_t answer = message_wait();
        if (word >= first_measured) {
            cycles += osKernelGetSysTimerCount() - start;
            answered += answer == word ? 1 : 0;
        }
    }
    printf("mailbox_ping: %s answered %u of %u words, %u ns on average\n", end->name,
           (unsigned)answered, (unsigned)count,
           count == 0 ? 0U : (unsigned)nanoseconds(cycles / count));
    mailbox_ping_done(answered);
}

static const struct mailbox_end* chosen(void) {
    for (unsigned i = 0; i < remotes; ++i) {
        if (board_argument_is("remote", ends[i].name)) {
            return &ends[i];
        }
    }
    return &ends[0];
}

static void run(void* argument) {
    (void)argument;
    const struct mailbox_end* end = chosen();
    message_start(end);
    message_listen(end);
    measure(end);
}

int main(void) {
    static const osThreadAttr_t attributes = {.name = "ping", .stack_size = 1536};
    if (osKernelInitialize() != osOK || osThreadNew(run, NULL, &attributes) == NULL) {
        printf("mailbox_ping: not enough memory for its thread\n");
        return 1;
    }
    return osKernelStart();
}
