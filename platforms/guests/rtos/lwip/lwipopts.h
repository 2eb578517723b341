/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lwIP on the RTOS: IPv4, ICMP, UDP and TCP with sockets, in about 60 KiB of data. A firmware
 * changes a size with -DNAME=VALUE.
 */
#ifndef AMPSIM_RTOS_LWIPOPTS_H
#define AMPSIM_RTOS_LWIPOPTS_H

/* --- The RTOS: lwIP runs in whatever thread calls it, under one mutex; its timers in "tcpip" ---
 */
#define NO_SYS 0
#define SYS_LIGHTWEIGHT_PROT 1
#define LWIP_TCPIP_CORE_LOCKING 1
#define LWIP_TCPIP_CORE_LOCKING_INPUT 1 /* frames are taken by the driver's thread */
#ifndef TCPIP_THREAD_STACKSIZE
#define TCPIP_THREAD_STACKSIZE 2048
#endif
#ifndef TCPIP_THREAD_PRIO
#define TCPIP_THREAD_PRIO 32 /* osPriorityAboveNormal */
#endif
#define TCPIP_MBOX_SIZE 8
#define DEFAULT_TCP_RECVMBOX_SIZE 16
#define DEFAULT_UDP_RECVMBOX_SIZE 8
#define DEFAULT_RAW_RECVMBOX_SIZE 4
#define DEFAULT_ACCEPTMBOX_SIZE 4

/* --- Sockets --- */
#define LWIP_SOCKET 1
#define LWIP_NETCONN 1
#define LWIP_COMPAT_SOCKETS 0 /* lwip_socket(), lwip_connect(), ...: no macros named send */
#define LWIP_POSIX_SOCKETS_IO_NAMES 0
#define LWIP_SO_RCVTIMEO 1
#define LWIP_SO_SNDTIMEO 1
#define LWIP_SO_LINGER 1
#define SO_REUSE 1
#ifndef MEMP_NUM_NETCONN
#define MEMP_NUM_NETCONN 12
#endif
#define MEMP_NUM_TCP_PCB MEMP_NUM_NETCONN
#define MEMP_NUM_TCP_PCB_LISTEN 4
#define MEMP_NUM_UDP_PCB 4
#define MEMP_NUM_RAW_PCB 2
#define MEMP_NUM_NETBUF 16

/* --- Memory --- */
#define MEM_ALIGNMENT 8
#ifndef MEM_SIZE
#define MEM_SIZE (24 * 1024) /* what is to be sent, until it is acknowledged */
#endif
#ifndef PBUF_POOL_SIZE
#define PBUF_POOL_SIZE 64 /* what was received, until it is read: a long frame takes three */
#endif
#define PBUF_POOL_BUFSIZE 512

/* --- IPv4 --- */
#define LWIP_IPV4 1
#define LWIP_IPV6 0
#define LWIP_ICMP 1
#define LWIP_RAW 1 /* for ping */
#ifndef LWIP_DHCP
#define LWIP_DHCP 0
#endif
#define LWIP_DNS 0
#define LWIP_IGMP 0
#define LWIP_HAVE_LOOPIF 1
#define LWIP_NETIF_LOOPBACK 1
#define LWIP_LOOPBACK_MAX_PBUFS 16
#define ARP_TABLE_SIZE 8
#define IP_REASS_MAX_PBUFS 8
#define LWIP_CHKSUM_ALGORITHM 3 /* 32 bits at once */

/* --- TCP --- */
#define TCP_MSS 1460
#ifndef TCP_WND
#define TCP_WND (8 * TCP_MSS)
#endif
#ifndef TCP_SND_BUF
#define TCP_SND_BUF (8 * TCP_MSS)
#endif
#define TCP_SND_QUEUELEN (4 * TCP_SND_BUF / TCP_MSS)
#ifndef MEMP_NUM_TCP_SEG
#define MEMP_NUM_TCP_SEG (2 * TCP_SND_QUEUELEN)
#endif
#define LWIP_TCP_SACK_OUT 0
#define TCP_LISTEN_BACKLOG 1
#define LWIP_TCP_KEEPALIVE 0
#ifndef TCP_MSL
#define TCP_MSL 1000 /* ms; TIME_WAIT is twice that */
#endif

/* --- Counters, for the shell's stats --- */
#define LWIP_STATS 1
#define LWIP_STATS_DISPLAY 0
#define LWIP_STATS_LARGE 1 /* 32 bits */

#endif
