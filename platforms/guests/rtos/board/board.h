// SPDX-License-Identifier: BSD-3-Clause
//
// A machine of QEMU as a processor of a platform, mps2-an386 as an M4, virt as an A7: clock,
// console, and how a program ends. Where code, data and shared memory are comes from the platform
// (platform_addresses.h and .ld), nothing of it from here.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Prepares the console; stdout goes there from then on.
void board_init(void);

/// Ends the simulation through semihosting, if it listens; otherwise stops.
__attribute__((noreturn)) void board_exit(int status);

/// Resets the processor, as a watchdog would: by the platform's reset controller if this processor
/// sees one, else by its own request. Memory stays as it is.
__attribute__((noreturn)) void board_reset(void);

/// The processor does nothing any more, as if it had crashed.
__attribute__((noreturn)) void board_halt(void);

#ifdef __cplusplus
}
#endif
