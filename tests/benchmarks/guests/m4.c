// SPDX-License-Identifier: BSD-3-Clause
//
// Answers each word of the mailbox from its interrupt handler and sleeps in between; with BUSY it
// counts in shared memory and looks at nothing.
#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t*)(address))

enum { mailbox = 0x30ab0000, transmit = 0x00, receive = 0x10, control = 0x24 };
enum { receive_0_interrupt = 1 << 27 };
enum { interrupt_31 = 31, shared_memory = 0xb8000000 };

static void on_word(void) {
    REGISTER(mailbox + transmit) = REGISTER(mailbox + receive) + 1;
}

_Noreturn void start(void) {
#ifdef BUSY
    for (;;) {
        ++REGISTER(shared_memory);
    }
#else
    REGISTER(0xe000e100) = 1U << interrupt_31;
    REGISTER(mailbox + control) = receive_0_interrupt;
    for (;;) {
        __asm__ volatile("wfi");
    }
#endif
}

extern uint32_t stack_top[];

__attribute__((section(".vectors"), used)) static const struct {
    uint32_t* stack;
    void (*reset)(void);
    void (*exceptions[14])(void);
    void (*interrupts[interrupt_31 + 1])(void);
} vectors = {stack_top, start, {0}, {[interrupt_31] = on_word}};
