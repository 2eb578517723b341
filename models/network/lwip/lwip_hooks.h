/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef AMPSIM_LWIP_HOOKS_H
#define AMPSIM_LWIP_HOOKS_H

#include "lwip/ip4_addr.h"
#include "lwip/netif.h"

#ifdef __cplusplus
extern "C" {
#endif
/* The interface through which a packet from `source` (may be NULL) leaves; NULL: lwIP decides. */
struct netif* ampsim_lwip_route(const ip4_addr_t* source, const ip4_addr_t* destination);
#ifdef __cplusplus
}
#endif

#endif
