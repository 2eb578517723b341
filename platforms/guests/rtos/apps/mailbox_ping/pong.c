// SPDX-License-Identifier: BSD-3-Clause
//
// Sends each word back that comes through the mailbox: in the interrupt's handler, or where it is
// polled. Boot argument: mode (irq, polled).
#include "arguments.h"
#include "cmsis_os2.h"
#include "message.h"
#include "platform_addresses.h"
#include "probe_point.h"

#include <stdio.h>

static const struct mailbox_end end = RPMSG_MAILBOX(MAILBOX_END);

PROBE_POINT void mailbox_pong_received(uint32_t word);
PROBE_POINT void mailbox_pong_received(uint32_t word) {
    (void)word;
}

void message_received(uint32_t word) {
    mailbox_pong_received(word);
    message_send(&end, word);
}

static void run(void* argument) {
    (void)argument;
    message_start(&end);
    message_listen(&end);
    for (;;) {
        (void)message_wait();
    }
}

int main(void) {
    static const osThreadAttr_t attributes = {.name = "pong", .stack_size = 1024};
    if (osKernelInitialize() != osOK || osThreadNew(run, NULL, &attributes) == NULL) {
        printf("mailbox_pong: not enough memory for its thread\n");
        return 1;
    }
    return osKernelStart();
}
