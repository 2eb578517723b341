// SPDX-License-Identifier: BSD-3-Clause
//
// A firmware for the M4 that has nothing of ampsim in it, as a user brings one: vectors at 0, data
// where the MPS2's own memory map has it. It says hello on the machine's own serial port, and
// answers each word that comes through the mailbox with the word plus one. With POLL it looks for
// words all the time, else it sleeps until the mailbox raises its interrupt.
#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t*)(address))

static const uint32_t uart = 0x40004000; // of the MPS2, a CMSDK UART
static const uint32_t mailbox = 0x30ab0000;
enum { uart_data = 0x0, uart_state = 0x4, uart_control = 0x8, uart_baud_divisor = 0x10 };
enum { uart_full = 1, uart_transmits = 1 };
static const uint32_t interrupt_enable = 0xe000e100;
static const uint32_t interrupt_clear = 0xe000e280;
static const uint32_t mailbox_interrupt = 1U << 31;
enum { mu_transmit = 0x00, mu_receive = 0x10, mu_status = 0x20, mu_control = 0x24 };
enum { mu_receive_0 = 1 << 27 }; // is full; its interrupt

static volatile uint32_t answers; // in the data memory

static void print(const char* text) {
    for (; *text; ++text) {
        while (REGISTER(uart + uart_state) & uart_full) {
        }
        REGISTER(uart + uart_data) = (uint32_t)*text;
    }
}

_Noreturn void start(void) {
    REGISTER(uart + uart_baud_divisor) = 16;
    REGISTER(uart + uart_control) = uart_transmits;
    __asm__ volatile("cpsid i"); // a masked interrupt ends the sleep, and is not taken
    REGISTER(interrupt_enable) = mailbox_interrupt;
    REGISTER(mailbox + mu_control) = mu_receive_0;
    print("bare M4: hello\n");
    for (;;) {
        if (REGISTER(mailbox + mu_status) & mu_receive_0) {
            REGISTER(mailbox + mu_transmit) = REGISTER(mailbox + mu_receive) + 1;
            print(++answers == 1 ? "bare M4: first word answered\n" : "bare M4: and another\n");
            REGISTER(interrupt_clear) = mailbox_interrupt;
        }
#ifndef POLL
        __asm__ volatile("wfi");
#endif
    }
}

extern uint32_t stack_top[];

__attribute__((section(".vectors"), used)) static const struct {
    uint32_t* stack;
    void (*reset)(void);
} vectors = {stack_top, start};
