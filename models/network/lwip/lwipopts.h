/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lwIP in the hub: IPv4, TCP and UDP through its raw API, one thread, on virtual time. Nothing of
 * the host's time or randomness reaches it. What a guest notices is in docs/models/network.md.
 */
#ifndef AMPSIM_LWIPOPTS_H
#define AMPSIM_LWIPOPTS_H

/* --- One thread; its timers are run by lwip_stack.cpp, and only while there is use for them --- */
#define NO_SYS 1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_TIMERS 0
#define LWIP_NETCONN 0
#define LWIP_SOCKET 0

/* --- Memory: the host's; what a guest can make it take is bounded by windows and queues --- */
#define MEM_LIBC_MALLOC 1
#define MEMP_MEM_MALLOC 1
#define MEM_ALIGNMENT 8
#define LWIP_STATS 0

/* --- IPv4 --- */
#define LWIP_IPV6 0
#define LWIP_DHCP 0
#define LWIP_DNS 0
#define LWIP_RAW 0
#define LWIP_IGMP 0
#define LWIP_ICMP 1
#define ARP_TABLE_SIZE 64
#define ARP_QUEUEING 1
#define IP_FRAG 1
#define IP_REASSEMBLY 1
#define IP_REASS_MAX_PBUFS 256 /* fragments that wait: five datagrams of 64 KiB */
/* An interface is a host of its own: what is sent from its address leaves through it. */
#define LWIP_HOOK_FILENAME "lwip_hooks.h"
#define LWIP_HOOK_IP4_ROUTE_SRC(source, destination) ampsim_lwip_route(source, destination)
#define SO_REUSE 1 /* hosts on separate networks may have the same address */

/* --- TCP --- */
#define TCP_MSS 1460
#define LWIP_WND_SCALE 1
#define TCP_RCV_SCALE 3
#define TCP_WND (256 * 1024)
#define TCP_SND_BUF (256 * 1024)
#define TCP_SND_QUEUELEN (4 * TCP_SND_BUF / TCP_MSS)
#define MEMP_NUM_TCP_SEG TCP_SND_QUEUELEN
#define TCP_SNDLOWAT (32 * 1024) /* of no effect here; the default would not fit */
#define LWIP_TCP_SACK_OUT 1
#define TCP_LISTEN_BACKLOG 1
#define TCP_MSL 1000 /* ms; a frame never lives longer in the hub. TIME_WAIT is twice that. */

#endif
