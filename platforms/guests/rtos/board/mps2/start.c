// SPDX-License-Identifier: BSD-3-Clause
//
// From reset to main(): vector table, memory, faults.
#include "board.h"
#include "cortex_m.h"
#include "platform_addresses.h"
#include "port.h"
#include "probe_point.h"
#include "scheduler.h"
#include "vectors.h"

#include <stdio.h>
#include <string.h>

const uint32_t board_clock_hz = 25000000;        // SYSCLK of the MPS2 FPGA images [Arm DAI 0386]
const uint32_t board_systick_restart_cycles = 6; // at 4 ns an instruction (-icount shift=2)

extern uint32_t main_stack_top;
extern uint8_t data_start, data_end, data_image, bss_start, bss_end;
int main(void);

// --- Faults

__attribute__((noreturn)) static void stop(void) {
    for (;;) {
        __asm volatile("cpsid i\n\twfi");
    }
}

void port_panic(const char* reason, const char* thread) {
    (void)port_critical_enter();
    printf("\nampsim-rtos: PANIC %s (thread %s)\n", reason, thread == NULL ? "-" : thread);
    board_exit(1);
}

/// What the hardware stacks on an exception.
struct exception_frame {
    uint32_t r0, r1, r2, r3, r12, lr, pc, xpsr;
};

__attribute__((used)) static void report_fault(const struct exception_frame* frame,
                                               uint32_t exception) {
    const char* thread = scheduler.running == NULL ? "-" : scheduler.running->object.name;
    printf("\nampsim-rtos: PANIC fault: exception %lu at pc 0x%08lx lr 0x%08lx cfsr 0x%08lx hfsr "
           "0x%08lx "
           "address 0x%08lx (thread %s)\n",
           (unsigned long)exception, (unsigned long)frame->pc, (unsigned long)frame->lr,
           (unsigned long)SYSTEM_CONTROL->cfsr, (unsigned long)SYSTEM_CONTROL->hfsr,
           (unsigned long)SYSTEM_CONTROL->bfar, thread == NULL ? "-" : thread);
    board_exit(1);
}

/// Also for an interrupt that nothing handles.
__attribute__((naked)) static void fault_handler(void) {
    __asm volatile("cpsid  i\n\t"
                   "tst    lr, #4\n\t" // which stack was in use
                   "ite    eq\n\t"
                   "mrseq  r0, msp\n\t"
                   "mrsne  r0, psp\n\t"
                   "mrs    r1, ipsr\n\t"
                   "b      report_fault\n\t");
}

void board_exit(int status) {
#ifdef BOARD_SEMIHOSTING
    enum { sys_exit_extended = 0x20, application_exit = 0x20026 };
    const uint32_t parameters[] = {application_exit, (uint32_t)status};
    register uint32_t operation __asm("r0") = sys_exit_extended;
    register const uint32_t* block __asm("r1") = parameters;
    __asm volatile("bkpt 0xab" : "+r"(operation) : "r"(block) : "memory");
#else
    (void)status;
#endif
    stop();
}

// --- Ends that a program chooses

/// With nothing that could wake it: a processor in WFI wakes for an interrupt that is masked.
PROBE_POINT void board_halt(void) {
    enum { systick_control = 0xE000E010, nvic_disable = 0xE000E180 }; // [ARMv7-M, B3.3, B3.4]
    (void)port_critical_enter();
    *(volatile uint32_t*)systick_control = 0;
    *(volatile uint32_t*)nvic_disable = UINT32_MAX; // 32 interrupts are all there are
    stop();
}

PROBE_POINT void board_reset(void) {
    (void)port_critical_enter();
#ifdef SRC_BASE
    enum { m4rcr = 0x0c, sw_m4c_rst = 1 << 1 }; // [i.MX 8M Mini Reference Manual, chapter SRC]
    *(volatile uint32_t*)(SRC_BASE + m4rcr) |= sw_m4c_rst;
#else
    enum { key_and_system_reset_request = 0x05FA0004 }; // [ARMv7-M, B3.2.6]
    SYSTEM_CONTROL->aircr = key_and_system_reset_request;
#endif
    stop();
}

// --- Start

__attribute__((naked, noreturn)) void reset_handler(void);

/// What the processor starts with.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init" // a default, and what differs
__attribute__((
    section(".vectors"),
    used)) static const vector first_vectors[exception_external + external_interrupts] = {
    [2 ... exception_external + external_interrupts - 1] = fault_handler,
    [0] = (vector)&main_stack_top,
    [1] = reset_handler,
    [exception_sv_call] = sv_call_handler,
    [exception_pend_sv] = pend_sv_handler,
    [exception_systick] = systick_handler,
};
#pragma GCC diagnostic pop

enum { table_alignment = 256 }; // its size, rounded up to a power of 2
_Static_assert(sizeof first_vectors <= table_alignment, "VTOR needs more alignment");
vector vectors[exception_external + external_interrupts] __attribute__((aligned(table_alignment)));

/// The C library's errno is thread-local storage, the only one there is. Threads have none of their
/// own: they share this.
static uint32_t thread_local_storage;
void _set_tls(void* memory); // picolibc

__attribute__((noreturn, used)) static void start(void) {
    memcpy(&data_start, &data_image, (size_t)(&data_end - &data_start));
    memset(&bss_start, 0, (size_t)(&bss_end - &bss_start));
    memcpy(vectors, first_vectors, sizeof vectors);
    SYSTEM_CONTROL->vtor = (uint32_t)vectors;
    _set_tls(&thread_local_storage);
    board_init();
    board_exit(main());
}

void reset_handler(void) {
    __asm volatile("ldr sp, =main_stack_top\n\t" // whoever started us need not have
                   "b   start\n\t");
}
