// SPDX-License-Identifier: BSD-3-Clause
#include "memory_map.h"

#include "platform_addresses.h"

#include <stdint.h>

enum { ///< a section's descriptor [ARMv7-A Architecture Reference Manual, B3.5.1]
    section = 2,
    full_access = 3 << 10,
    execute_never = 1 << 4,
    shareable_device = 1 << 2,
    normal_not_cached = 1 << 12,
    megabyte_shift = 20,
    sections = 1 << (32 - megabyte_shift),
};

/// Not cleared at start: it is in use by then.
static uint32_t table[sections]
    __attribute__((aligned(sizeof(uint32_t) * sections), section(".noinit.translation_table")));

static void map_memory(uint32_t base, uint32_t size) {
    const uint32_t last = (base + (size - 1)) >> megabyte_shift;
    for (uint32_t i = base >> megabyte_shift; i <= last; ++i) {
        table[i] = i << megabyte_shift | section | full_access | normal_not_cached;
    }
}

void memory_map_enable(void) {
    for (uint32_t i = 0; i < sections; ++i) {
        table[i] = i << megabyte_shift | section | full_access | execute_never | shareable_device;
    }
#define MAP(base, size) map_memory(base, size);
    MEMORIES(MAP)
#undef MAP
    const uint32_t all_domains_are_clients = 0x55555555;
    enum { mmu = 1 << 0, instruction_cache = 1 << 12 };
    uint32_t control;
    __asm volatile("dsb\n\t"
                   "mcr p15, 0, %1, c2, c0, 0\n\t" // TTBR0
                   "mcr p15, 0, %2, c2, c0, 2\n\t" // TTBCR: TTBR0 for all addresses
                   "mcr p15, 0, %3, c3, c0, 0\n\t" // DACR
                   "mcr p15, 0, %2, c8, c7, 0\n\t" // TLBIALL
                   "dsb\n\tisb\n\t"
                   "mrc p15, 0, %0, c1, c0, 0" // SCTLR
                   : "=&r"(control)
                   : "r"(table), "r"(0), "r"(all_domains_are_clients)
                   : "memory");
    __asm volatile("mcr p15, 0, %0, c1, c0, 0\n\tisb" ::"r"(control | mmu | instruction_cache)
                   : "memory");
}
