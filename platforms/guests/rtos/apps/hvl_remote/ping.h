// SPDX-License-Identifier: BSD-3-Clause
//
// One ICMP echo request, and the time until its answer.
#pragma once

#include "lwip/ip4_addr.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum ping_result { ping_answered, ping_no_answer, ping_unreachable };

/// Waits up to `timeout` ms. `took`: µs. ping_unreachable: there is no route, or no memory.
enum ping_result ping_once(const ip4_addr_t* address, uint16_t sequence, uint32_t timeout,
                           uint32_t* took);

#ifdef __cplusplus
}
#endif
