// SPDX-License-Identifier: BSD-3-Clause
//
// lwIP's interface on the VirtIO network device (virtio_net.h). A frame that came is copied before
// anybody looks at it, because the other side can still change it in the shared memory.
#pragma once

#include "cmsis_os2.h"
#include "lwip/netif.h"

#ifdef __cplusplus
extern "C" {
#endif

struct netif_virtio_statistics {
    uint32_t no_memory; ///< frames that came and found no memory of lwIP, dropped
    uint32_t refused;   ///< frames that came and were of no use to lwIP
    uint32_t unsent;    ///< frames for which the device had no buffer; TCP sends them again
};

/// Starts the device, makes it lwIP's default interface `netif` and sets it up. There is one. In a
/// thread, after tcpip_init() and virtio's start. Waits up to `timeout` ticks for the device.
/// Errors: those of net_start(); osError: lwIP refuses the interface.
osStatus_t netif_virtio_start(struct netif* netif, const ip4_addr_t* address,
                              const ip4_addr_t* netmask, const ip4_addr_t* gateway,
                              uint32_t timeout);

struct netif_virtio_statistics netif_virtio_get_statistics(void);

#ifdef __cplusplus
}
#endif
