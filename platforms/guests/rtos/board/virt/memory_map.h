// SPDX-License-Identifier: BSD-3-Clause
//
// Addresses are physical ones; what the MMU is needed for is to tell memory from registers, since
// unaligned and exclusive accesses are for memory only. The platform's memories are normal memory,
// not cached, so that what another processor writes is seen without maintenance; all else is
// device memory. In steps of 1 MiB: memory and registers must not share one.
#pragma once

/// Before anything else, also before .data and .bss.
void memory_map_enable(void);
