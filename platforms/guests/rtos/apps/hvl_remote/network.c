// SPDX-License-Identifier: BSD-3-Clause
#include "network.h"

#include "arguments.h"
#include "lwip_random.h"
#include "netif_virtio.h"
#include "virtio_rng.h"

#include "lwip/ip4_addr.h"
#include "lwip/tcpip.h"

#include <stdio.h>

enum { seed_timeout = 100 };

static struct netif interface;
static struct { ip4_addr_t address, netmask, gateway; } own;
static bool stack_started;
static bool there;

static ip4_addr_t address_of(const char* argument, const char* otherwise) {
    char text[IP4ADDR_STRLEN_MAX];
    ip4_addr_t address;
    if (!board_argument(argument, text, sizeof text)) {
        (void)ip4addr_aton(otherwise, &address);
    } else if (ip4addr_aton(text, &address) == 0) {
        printf("hvl_remote: boot argument %s: expected an address, got '%s'; it is %s\n", argument,
               text, otherwise);
        (void)ip4addr_aton(otherwise, &address);
    }
    return address;
}

osStatus_t network_start(uint32_t timeout) {
    if (!stack_started) { // once, however often the device is tried
        own.address = address_of("ip", "192.168.8.2");
        own.netmask = address_of("netmask", "255.255.255.0");
        own.gateway = address_of("gateway", "192.168.8.1");
        tcpip_init(NULL, NULL);
        stack_started = true;
    }
    const osStatus_t status =
        netif_virtio_start(&interface, &own.address, &own.netmask, &own.gateway, timeout);
    uint32_t seed;
    if (status == osOK) {
        if (rng_get_device() != NULL && rng_read(&seed, sizeof seed, seed_timeout) == osOK) {
            lwip_random_seed(seed);
        }
        there = true;
    }
    return status;
}

struct netif* network_interface(void) {
    return there ? &interface : NULL;
}
