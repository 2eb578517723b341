// SPDX-License-Identifier: BSD-3-Clause
//
// The interface, with the addresses of the boot arguments:
//
//     ip=192.168.8.2 netmask=255.255.255.0 gateway=192.168.8.1
#pragma once

#include "cmsis_os2.h"
#include "lwip/netif.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Starts lwIP and its interface. Errors: those of netif_virtio_start().
osStatus_t network_start(uint32_t timeout);
struct netif* network_interface(void); ///< NULL before network_start()

#ifdef __cplusplus
}
#endif
