// SPDX-License-Identifier: BSD-3-Clause
//
// The plain mps2-an386 machine without a platform around it: for tests under QEMU alone.
#pragma once

#define MU_B_IRQ 31 ///< no mailbox there: tests make the line pending by software
