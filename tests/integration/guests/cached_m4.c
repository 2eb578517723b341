// SPDX-License-Identifier: BSD-3-Clause
//
// Firmware behind a data cache: for each word of the mailbox it reads a number from memory that
// Linux has written, answers with the number plus one, in memory, and with the number itself
// through the mailbox. It invalidates what it reads, and cleans what it wrote; NO_INVALIDATE and
// NO_CLEAN are bugs put in on purpose.
#include "models/cache/ampsim_cache.h"

#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t*)(address))

static const uint32_t mailbox = 0x30ab0000, cache = 0x30d00000;
static const uint32_t number_at = 0xb8000100, answer_at = 0xb8000200;
enum {
    mu_transmit = 0x00,
    mu_receive = 0x10,
    mu_status = 0x20,
    mu_control = 0x24,
    mu_receive_0 = 1 << 27
};

_Noreturn void start(void) {
    REGISTER(mailbox + mu_control) =
        mu_receive_0; // the line rises; this core does not take the interrupt
    for (;;) {
        while ((REGISTER(mailbox + mu_status) & mu_receive_0) == 0) {
        }
        (void)REGISTER(mailbox + mu_receive);
#ifndef NO_INVALIDATE
        REGISTER(cache + AMPSIM_CACHE_INV_LINE_PA) = number_at;
#endif
        const uint32_t number = REGISTER(number_at);
        REGISTER(answer_at) = number + 1;
#ifndef NO_CLEAN
        REGISTER(cache + AMPSIM_CACHE_CLEAN_LINE_PA) = answer_at;
#endif
        REGISTER(mailbox + mu_transmit) = number;
    }
}

extern uint32_t stack_top[];

__attribute__((section(".vectors"), used)) static const struct {
    uint32_t* stack;
    void (*reset)(void);
} vectors = {stack_top, start};
