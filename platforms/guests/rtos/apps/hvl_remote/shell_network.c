// SPDX-License-Identifier: BSD-3-Clause
//
// IP: what the interface is and did, ping, an echo server, a fetch over HTTP.
#include "http.h"
#include "netif_virtio.h"
#include "network.h"
#include "ping.h"
#include "shell.h"
#include "tcp_echo.h"
#include "virtio_net.h"

#include "lwip/ip4_addr.h"
#include "lwip/netif.h"
#include "lwip/stats.h"
#include "lwip/tcpip.h"

#include <stdlib.h>
#include <string.h>

enum {
    most_pings = 1000,
    ping_timeout = 1000, ///< ms
    http_port = 80,
    highest_port = 65535,
};

static bool parse_address(const char* text, ip4_addr_t* address) {
    return ip4addr_aton(text, address) != 0 ||
           shell_fail("expected an address such as 192.168.8.1, got '%s'", text);
}

static bool interface_is_there(void) {
    return network_interface() != NULL || shell_fail("there is no network device");
}

// --- The interface

static bool set_addresses(char** words, unsigned count) {
    ip4_addr_t address;
    ip4_addr_t netmask;
    ip4_addr_t gateway;
    ip4_addr_set_zero(&gateway);
    IP4_ADDR(&netmask, 255, 255, 255, 0);
    if (!parse_address(words[0], &address) || (count > 1 && !parse_address(words[1], &netmask)) ||
        (count > 2 && !parse_address(words[2], &gateway))) {
        return false;
    }
    LOCK_TCPIP_CORE();
    netif_set_addr(network_interface(), &address, &netmask, &gateway);
    UNLOCK_TCPIP_CORE();
    return true;
}

static bool ifconfig(unsigned count, char** words) {
    struct netif* interface = network_interface();
    if (!interface_is_there() || (count > 1 && !set_addresses(words + 1, count - 1))) {
        return false;
    }
    char address[IP4ADDR_STRLEN_MAX];
    char netmask[IP4ADDR_STRLEN_MAX];
    char gateway[IP4ADDR_STRLEN_MAX];
    ip4addr_ntoa_r(netif_ip4_addr(interface), address, sizeof address);
    ip4addr_ntoa_r(netif_ip4_netmask(interface), netmask, sizeof netmask);
    ip4addr_ntoa_r(netif_ip4_gw(interface), gateway, sizeof gateway);
    const uint8_t* mac = interface->hwaddr;
    shell_print("%c%c%u: %02x:%02x:%02x:%02x:%02x:%02x mtu %u %s\n", interface->name[0],
                interface->name[1], interface->num, mac[0], mac[1], mac[2], mac[3], mac[4], mac[5],
                interface->mtu, netif_is_link_up(interface) ? "link up" : "link down");
    shell_print("  address %s netmask %s gateway %s\n", address, netmask, gateway);
    const struct net_statistics device = net_get_statistics();
    const struct netif_virtio_statistics driver = netif_virtio_get_statistics();
    shell_print("  received %u frames, %u bytes; malformed %u, no memory %u, refused %u\n",
                (unsigned)device.received, (unsigned)device.received_bytes,
                (unsigned)device.malformed, (unsigned)driver.no_memory, (unsigned)driver.refused);
    shell_print("  sent %u frames, %u bytes; unsent %u\n", (unsigned)device.sent,
                (unsigned)device.sent_bytes, (unsigned)driver.unsent);
    shell_print("  TCP: received %u, sent %u, dropped %u, bad checksum %u, no memory %u\n",
                (unsigned)lwip_stats.tcp.recv, (unsigned)lwip_stats.tcp.xmit,
                (unsigned)lwip_stats.tcp.drop, (unsigned)lwip_stats.tcp.chkerr,
                (unsigned)lwip_stats.tcp.memerr);
    return true;
}

// --- Ping

static bool ping(unsigned count, char** words) {
    ip4_addr_t address;
    uint32_t pings = 1;
    if (!parse_address(words[1], &address) ||
        (count > 2 && !shell_number(words[2], most_pings, &pings))) {
        return false;
    }
    uint32_t answers = 0;
    for (uint32_t i = 0; i < pings; ++i) {
        uint32_t took;
        const enum ping_result result = ping_once(&address, (uint16_t)i, ping_timeout, &took);
        if (result == ping_answered) {
            ++answers;
            shell_print("%s answers %u: %u us\n", words[1], (unsigned)i, (unsigned)took);
        } else if (result == ping_unreachable) {
            return shell_fail("no way to %s", words[1]);
        } else {
            shell_print("%s: no answer within %u ms\n", words[1], (unsigned)ping_timeout);
        }
    }
    return answers == pings || shell_fail("%u of %u answered", (unsigned)answers, (unsigned)pings);
}

// --- TCP

static bool tcp_echo(unsigned count, char** words) {
    uint32_t port;
    if (count > 1) {
        if (!shell_number(words[1], highest_port, &port)) {
            return false;
        }
        const osStatus_t status = tcp_echo_start((uint16_t)port);
        if (status == osErrorParameter) {
            return shell_fail("expected a port, got '%s'", words[1]);
        }
        if (status != osOK) {
            return shell_fail(status == osErrorResource ? "it listens on port %u already"
                                                        : "no memory to listen on port %u",
                              (unsigned)(status == osErrorResource ? tcp_echo_port() : port));
        }
    }
    const struct tcp_echo_statistics s = tcp_echo_get_statistics();
    shell_print("port %u: connections %u, messages %u, bytes %u, failed %u\n", tcp_echo_port(),
                (unsigned)s.connections, (unsigned)s.messages, (unsigned)s.bytes,
                (unsigned)s.failed);
    return true;
}

/// ADDRESS or ADDRESS:PORT, which is cut.
static bool parse_server(char* text, ip4_addr_t* address, uint32_t* port) {
    char* colon = strchr(text, ':');
    *port = http_port;
    if (colon != NULL) {
        *colon = '\0';
        if (!shell_number(colon + 1, highest_port, port)) {
            return false;
        }
    }
    return parse_address(text, address);
}

static bool http(unsigned count, char** words) {
    ip4_addr_t address;
    uint32_t port;
    if (!parse_server(words[1], &address, &port)) {
        return false;
    }
    struct http_answer answer;
    const bool quiet = count > 3 && strcmp(words[3], "quiet") == 0;
    if (!http_get(&address, (uint16_t)port, words[2], quiet ? NULL : shell_show, &answer)) {
        return shell_fail("%s", answer.problem);
    }
    shell_print("%s%u %u bytes, crc32 %08x\n", answer.ends_line || quiet ? "" : "\n", answer.status,
                (unsigned)answer.size, (unsigned)answer.checksum);
    return answer.status / 100 == 2 || shell_fail("the server says %u", answer.status);
}

static const struct shell_command commands[] = {
    {"ifconfig", "[ADDRESS [MASK [GW]]]", "shows the interface, or sets its address", 0, 3,
     ifconfig},
    {"ping", "ADDRESS [N]", "N echo requests", 1, 2, ping},
    {"tcp-echo", "[PORT]", "starts an echo server in the background, or shows it", 0, 1, tcp_echo},
    {"http", "ADDRESS[:PORT] PATH [quiet]", "fetches; quiet shows the sum only", 2, 3, http},
};
const struct shell_group shell_network = SHELL_GROUP("network", commands);
