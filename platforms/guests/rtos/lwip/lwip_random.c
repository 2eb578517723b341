// SPDX-License-Identifier: BSD-3-Clause
#include "lwip_random.h"

#include "lwip/sys.h"

static uint32_t state = 0x9E3779B9U;

void lwip_random_seed(uint32_t seed) {
    const sys_prot_t key = sys_arch_protect();
    state = (state ^ seed) != 0 ? state ^ seed : state;
    sys_arch_unprotect(key);
}

uint32_t lwip_random(void) {
    const sys_prot_t key = sys_arch_protect();
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    const uint32_t number = state;
    sys_arch_unprotect(key);
    return number;
}
