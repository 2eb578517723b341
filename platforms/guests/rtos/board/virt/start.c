// SPDX-License-Identifier: BSD-3-Clause
//
// From reset to main() on QEMU's machine virt, and faults.
#include "board.h"
#include "gic.h"
#include "memory_map.h"
#include "port.h"
#include "probe_point.h"
#include "scheduler.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

extern uint8_t data_start, data_end, data_image, bss_start, bss_end;
extern const uint32_t vector_table;
int main(void);

__attribute__((noreturn)) static void stop(void) {
    for (;;) {
        __asm volatile("cpsid aif\n\twfi");
    }
}

void board_exit(int status) {
#ifdef BOARD_SEMIHOSTING
    enum { sys_exit_extended = 0x20, application_exit = 0x20026 };
    const uint32_t parameters[] = {application_exit, (uint32_t)status};
    register uint32_t operation __asm("r0") = sys_exit_extended;
    register const uint32_t* block __asm("r1") = parameters;
    __asm volatile("svc 0xab" : "+r"(operation) : "r"(block) : "lr", "memory");
#else
    (void)status;
#endif
    stop();
}

// --- Ends that a program chooses

/// With nothing that could wake it: a processor in WFI wakes for an interrupt that is masked.
PROBE_POINT void board_halt(void) {
    (void)port_critical_enter();
    *(volatile uint32_t*)GIC_PROCESSOR_INTERFACE = 0; // it signals no interrupt any more
    stop();
}

PROBE_POINT void board_reset(void) {
    enum { psci_system_reset = 0x84000009 }; // [Arm DEN 0022, 5.11]
    (void)port_critical_enter();
    register uint32_t function __asm("r0") = psci_system_reset;
    __asm volatile(".arch_extension virt\n\thvc #0" : "+r"(function)::"memory");
    stop();
}

void port_panic(const char* reason, const char* thread) {
    (void)port_critical_enter();
    printf("\nampsim-rtos: PANIC %s (thread %s)\n", reason, thread == NULL ? "-" : thread);
    board_exit(1);
}

/// Called by vectors.S.
__attribute__((noreturn)) void report_fault(unsigned which, uint32_t pc, uint32_t lr);
void report_fault(unsigned which, uint32_t pc, uint32_t lr) {
    static const char* const names[] = {"undefined instruction", "prefetch abort", "data abort",
                                        "fast interrupt"};
    const char* thread = scheduler.running == NULL ? NULL : scheduler.running->object.name;
    uint32_t status, address;
    __asm volatile("mrc p15, 0, %0, c5, c0, 0\n\t" // DFSR
                   "mrc p15, 0, %1, c6, c0, 0"     // DFAR
                   : "=r"(status), "=r"(address));
    printf("\nampsim-rtos: PANIC fault: %s at pc 0x%08lx lr 0x%08lx dfsr 0x%08lx address 0x%08lx "
           "(thread %s)\n",
           names[which], (unsigned long)pc, (unsigned long)lr, (unsigned long)status,
           (unsigned long)address, thread == NULL ? "-" : thread);
    board_exit(1);
}

/// The C library's errno is thread-local storage, the only one there is. Threads have none of their
/// own: they share this.
static uint32_t thread_local_storage;
void _set_tls(void* memory); // picolibc

__attribute__((noreturn)) void board_start(void);
void board_start(void) {
    memory_map_enable();
    memcpy(&data_start, &data_image, (size_t)(&data_end - &data_start));
    memset(&bss_start, 0, (size_t)(&bss_end - &bss_start));
    __asm volatile("mcr p15, 0, %0, c12, c0, 0\n\tisb" ::"r"(&vector_table)); // VBAR
    _set_tls(&thread_local_storage);
    board_init();
    board_exit(main());
}
