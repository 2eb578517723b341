// SPDX-License-Identifier: BSD-3-Clause
//
// Uses the shared memory as software does: bytes, halves, words that lie across a boundary, and
// exclusive accesses. Then tells through the mailbox how it went: `good`, or which step failed.
#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t*)(address))

enum { memory = 0xb8000100, mailbox = 0x30ab0000, mu_transmit = 0x00 };
enum { good = 0x600d, increments = 100 };

static uint32_t load_exclusive(volatile uint32_t* at) {
    uint32_t value;
    __asm__ volatile("ldrex %0, [%1]" : "=r"(value) : "r"(at) : "memory");
    return value;
}

/* 0 when it has been stored. */
static uint32_t store_exclusive(volatile uint32_t* at, uint32_t value) {
    uint32_t refused;
    __asm__ volatile("strex %0, %2, [%1]" : "=&r"(refused) : "r"(at), "r"(value) : "memory");
    return refused;
}

static uint32_t check(void) {
    volatile uint8_t* const bytes = (volatile uint8_t*)memory;
    for (uint32_t i = 0; i < 16; ++i) {
        bytes[i] = (uint8_t)(0x10 + i);
    }
    for (uint32_t i = 0; i < 12; ++i) { // at each alignment
        const uint32_t expected = 0x13121110 + i * 0x01010101;
        if (*(volatile uint32_t*)(bytes + i) != expected) {
            return 0x100 + i;
        }
        if (*(volatile uint16_t*)(bytes + i) != (uint16_t)expected) {
            return 0x200 + i;
        }
    }
    *(volatile uint32_t*)(bytes + 3) = 0xa1b2c3d4;
    if (bytes[2] != 0x12 || bytes[3] != 0xd4 || bytes[6] != 0xa1 || bytes[7] != 0x17) {
        return 0x300;
    }
    volatile uint32_t* const counter = (volatile uint32_t*)(memory + 0x20);
    *counter = 0;
    for (uint32_t i = 0; i < increments; ++i) {
        if (store_exclusive(counter, load_exclusive(counter) + 1) != 0) {
            return 0x400 + i;
        }
    }
    if (*counter != increments) {
        return 0x500;
    }
    __asm__ volatile("clrex");
    if (store_exclusive(counter, 0) != 1 || *counter != increments) { // without its load
        return 0x600;
    }
    return good;
}

_Noreturn void start(void) {
    REGISTER(mailbox + mu_transmit) = check();
    for (;;) {
        __asm__ volatile("wfi");
    }
}

extern uint32_t stack_top[];

__attribute__((section(".vectors"), used)) static const struct {
    uint32_t* stack;
    void (*reset)(void);
} vectors = {stack_top, start};
