// SPDX-License-Identifier: BSD-3-Clause
#include "netif_virtio.h"

#include "lwip/etharp.h"
#include "lwip/snmp.h"
#include "lwip/tcpip.h"
#include "virtio_net.h"

#include <string.h>

static struct netif_virtio_statistics statistics;

/// In the thread of VirtIO.
static void receive(const void* frame, uint32_t size, void* argument) {
    struct netif* netif = argument;
    if (!netif_is_up(netif)) {
        return;
    }
    struct pbuf* copy = pbuf_alloc(PBUF_RAW, (u16_t)size, PBUF_POOL);
    if (copy == NULL) {
        ++statistics.no_memory;
        LINK_STATS_INC(link.memerr);
        return;
    }
    (void)pbuf_take(copy, frame, (u16_t)size);
    LINK_STATS_INC(link.recv);
    if (netif->input(copy, netif) != ERR_OK) {
        ++statistics.refused;
        (void)pbuf_free(copy);
    }
}

static void link_changed(bool up, void* argument) {
    struct netif* netif = argument;
    LOCK_TCPIP_CORE();
    if (up) {
        netif_set_link_up(netif);
    } else {
        netif_set_link_down(netif);
    }
    UNLOCK_TCPIP_CORE();
}

/// With lwIP's lock held, for which the thread that gets buffers back may be waiting: so nothing is
/// waited for.
static err_t send(struct netif* netif, struct pbuf* frame) {
    (void)netif;
    void* buffer = frame->tot_len <= net_frame_limit ? net_take_buffer(0) : NULL;
    if (buffer == NULL) {
        ++statistics.unsent;
        LINK_STATS_INC(link.drop);
        return ERR_BUF;
    }
    (void)pbuf_copy_partial(frame, buffer, frame->tot_len, 0);
    if (net_send_buffer(buffer, frame->tot_len) != osOK) {
        ++statistics.unsent;
        LINK_STATS_INC(link.drop);
        return ERR_IF;
    }
    LINK_STATS_INC(link.xmit);
    return ERR_OK;
}

static err_t set_up(struct netif* netif) {
    netif->name[0] = 'e';
    netif->name[1] = 'n';
    netif->output = etharp_output;
    netif->linkoutput = send;
    netif->mtu = (u16_t)net_get_mtu();
    netif->hwaddr_len = net_address_size;
    net_get_address(netif->hwaddr);
    netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET;
    return ERR_OK;
}

osStatus_t netif_virtio_start(struct netif* netif, const ip4_addr_t* address,
                              const ip4_addr_t* netmask, const ip4_addr_t* gateway,
                              uint32_t timeout) {
    memset(netif, 0, sizeof *netif); // down: frames are dropped
    statistics = (struct netif_virtio_statistics){0};
    const osStatus_t status = net_start(receive, link_changed, netif, timeout);
    if (status != osOK) {
        return status;
    }
    LOCK_TCPIP_CORE();
    const bool added =
        netif_add(netif, address, netmask, gateway, NULL, set_up, tcpip_input) != NULL;
    if (added) {
        netif_set_default(netif);
        if (net_link_is_up()) {
            netif_set_link_up(netif);
        }
        netif_set_up(netif);
    }
    UNLOCK_TCPIP_CORE();
    return added ? osOK : osError;
}

struct netif_virtio_statistics netif_virtio_get_statistics(void) {
    return statistics;
}
