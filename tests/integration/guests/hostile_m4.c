// SPDX-License-Identifier: BSD-3-Clause
//
// Firmware that reaches beyond what is granted to it. It takes one word after the other through the
// mailbox: an address, whose lowest bit says whether it writes there. It answers with what it read,
// or with 0xfa17 and the fault status when the access was an error on the bus at that address.
#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t*)(address))

static const uint32_t mailbox = 0x30ab0000;
enum { mu_transmit = 0x00, mu_receive = 0x10, mu_status = 0x20, mu_receive_0 = 1 << 27 };
static const uint32_t handler_control = 0xe000ed24, fault_status = 0xe000ed28,
                      fault_address = 0xe000ed38;
enum { bus_fault_enabled = 1 << 17, bus_faults = 0xff00 };
enum { written = 0x5a5a0000, faulted = 0xfa170000 };

static volatile uint32_t fault, at; /* of the last access */

/* Goes on behind the load or store. */
__attribute__((used)) static void on_fault(uint32_t* frame) {
    fault = REGISTER(fault_status) & bus_faults;
    at = REGISTER(fault_address);
    REGISTER(fault_status) = bus_faults;
    const uint16_t instruction = *(volatile uint16_t*)frame[6];
    frame[6] += instruction >> 11 >= 0x1d ? 4 : 2;
}

__attribute__((naked)) static void bus_fault(void) {
    __asm__ volatile("mov r0, sp\n b on_fault");
}

static uint32_t access(uint32_t address, uint32_t write) {
    uint32_t value = 0;
    fault = 0;
    if (write) {
        REGISTER(address) = written | (address >> 12 & 0xff);
    } else {
        value = REGISTER(address);
    }
    __asm__ volatile("dsb" ::: "memory");
    if (fault != 0) {
        return at == address ? faulted | fault : 0xbad;
    }
    return write ? 0 : value;
}

_Noreturn void start(void) {
    REGISTER(handler_control) = bus_fault_enabled;
    for (;;) {
        if (REGISTER(mailbox + mu_status) & mu_receive_0) {
            const uint32_t word = REGISTER(mailbox + mu_receive);
            REGISTER(mailbox + mu_transmit) = access(word & ~3U, word & 1U);
        }
    }
}

extern uint32_t stack_top[];

__attribute__((section(".vectors"), used)) static const struct {
    uint32_t* stack;
    void (*reset)(void);
    void (*others[4])(void); /* NMI, hard fault, memory management, bus fault */
} vectors = {stack_top, start, {0, 0, 0, bus_fault}};
