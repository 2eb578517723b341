// SPDX-License-Identifier: BSD-3-Clause
//
// Accesses to memory that another processor uses at the same time. It may be mapped as device
// memory (UIO, and /dev/mem outside of Linux' RAM), where an access that is not aligned is a fault:
// every access here is aligned to its width, whatever the address, and none is split or merged.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ampsim::pmm {

/// Everything before it is visible to everybody before everything after it, in both directions. The
/// other processor is not one that Linux knows: it may be outside of the domain in which ordinary
/// barriers hold.
inline void full_barrier() {
#if defined(__aarch64__)
    asm volatile("dmb sy" ::: "memory");
#else
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
#endif
}

/// Numbers of 2, 4 or 8 bytes at an address that is a multiple of that are read at once.
void copy_from_shared(void* to, const volatile void* from, std::size_t size);
void copy_to_shared(volatile void* to, const void* from, std::size_t size);

} // namespace ampsim::pmm
