/* SPDX-License-Identifier: BSD-3-Clause */
/* As in firmware; and two hosts are in one lwIP, each at its interface. */
#ifndef AMPSIM_LWIP_TEST_OPTIONS_H
#define AMPSIM_LWIP_TEST_OPTIONS_H

#define MEM_SIZE (256 * 1024) /* of two hosts, and what is on the wire between them */
#include "platforms/guests/rtos/lwip/lwipopts.h"

#define LWIP_HOOK_FILENAME "lwip_test_hooks.h"
#define LWIP_HOOK_IP4_ROUTE_SRC(source, destination) lwip_test_route(source)

#endif
