// SPDX-License-Identifier: BSD-3-Clause
//
// QEMU's plain machine virt without a platform around it, with its smallest memory: for tests under
// QEMU alone.
#pragma once

#define MEMORIES(X) X(0x40000000, 0x08000000)
