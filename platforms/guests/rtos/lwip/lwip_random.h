// SPDX-License-Identifier: BSD-3-Clause
//
// lwIP's random numbers: first sequence numbers and ports of TCP. A generator (xorshift32,
// Marsaglia 2003) that the application seeds, best from a random device. Without a seed every start
// has the same ports, and a peer that still knows the connections of the last one refuses new ones.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Mixes the seed into the state.
void lwip_random_seed(uint32_t seed);

#ifdef __cplusplus
}
#endif
