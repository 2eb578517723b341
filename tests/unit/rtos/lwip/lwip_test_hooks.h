/* SPDX-License-Identifier: BSD-3-Clause */
/* Two hosts in one lwIP: what is sent from an interface's address leaves through it. */
#ifndef AMPSIM_LWIP_TEST_HOOKS_H
#define AMPSIM_LWIP_TEST_HOOKS_H

#include "lwip/ip4_addr.h"
#include "lwip/netif.h"

#ifdef __cplusplus
extern "C" {
#endif
struct netif* lwip_test_route(const ip4_addr_t* source);
#ifdef __cplusplus
}
#endif

#endif
