// SPDX-License-Identifier: BSD-3-Clause
//
// The console service: endpoint 0x402, of the name that makes Linux open a ttyRPMSG for it. A line
// is a command, its answer is text. "help" lists the commands.
#pragma once

#include "rpmsg.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { shell_address = 0x402 };

/// Before osKernelStart(), after rpmsg_start().
osStatus_t shell_start(void);

#ifdef __cplusplus
}
#endif
