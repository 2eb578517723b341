// SPDX-License-Identifier: BSD-3-Clause
//
// The vector table that is in use.
#pragma once

#include "cortex_m.h"

enum { external_interrupts = 32 }; ///< of QEMU's machine

typedef void (*vector)(void);

extern vector vectors[exception_external + external_interrupts];
