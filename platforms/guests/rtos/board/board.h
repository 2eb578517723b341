// SPDX-License-Identifier: BSD-3-Clause
//
// A machine of QEMU as a processor of a platform, mps2-an386 as an M4, virt as an A7: clock,
// console, and how a program ends. Where code, data and shared memory are comes from the platform
// (platform_addresses.h and .ld), nothing of it from here.
#pragma once

#include <stdint.h>

/// Prepares the console; stdout goes there from then on.
void board_init(void);

/// Ends the simulation through semihosting, if it listens; otherwise stops.
__attribute__((noreturn)) void board_exit(int status);
