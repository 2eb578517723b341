// SPDX-License-Identifier: BSD-3-Clause
//
// RPMsg as the host of one or several remotes, what Linux' virtio_rpmsg_bus is otherwise: it makes
// the rings that the remote's resource table describes, provides the buffers, and learns from the
// remote's name service which services there are.
//
// One thread serves all remotes and calls the endpoints' receivers, which must not wait. What a
// remote writes is not trusted: a bad length, address or index is counted and dropped.
//
// Written to CMSIS-RTOS v2 and to rpmsg_host_platform.h alone.
#pragma once

#include "rpmsg.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    rpmsg_host_most_services = 8, ///< of a remote
    rpmsg_host_most_remotes = 4,
};

struct rpmsg_host_endpoint;

/// A message came; `data` is in shared memory, and the remote's again after the return.
typedef void (*rpmsg_host_receiver)(struct rpmsg_host_endpoint* endpoint, const void* data,
                                    uint16_t size, uint32_t source);

struct rpmsg_host_endpoint {
    unsigned remote;
    uint32_t address;
    rpmsg_host_receiver receive;
    void* argument; ///< the receiver's
    struct rpmsg_host_endpoint* next;
};

struct rpmsg_host_statistics { ///< of a remote
    uint32_t received;         ///< messages that an endpoint got
    uint32_t sent;
    uint32_t announcements; ///< of services that came or went
    uint32_t no_recipient;  ///< for an address without an endpoint, dropped
    uint32_t malformed;     ///< lengths, buffers or services that cannot be, dropped
    uint32_t notifications; ///< that came
    uint32_t kicks;         ///< to the remote
    uint32_t kicks_withheld;
    uint32_t waits; ///< of senders for a free buffer
};

/// Starts the thread, which brings up the link to each remote as soon as its table is there. After
/// osKernelInitialize(), once.
osStatus_t rpmsg_host_start(void);

unsigned rpmsg_host_remotes(void);
const char* rpmsg_host_remote_name(unsigned remote); ///< in the platform

/// Waits up to `timeout` ticks until the remote has announced the nth service of this name.
/// osErrorTimeout.
osStatus_t rpmsg_host_find_service(unsigned remote, const char* name, unsigned n, uint32_t* address,
                                   uint32_t timeout);

/// `endpoint` must live for ever. osErrorParameter; osErrorResource: address in use.
osStatus_t rpmsg_host_endpoint_create(struct rpmsg_host_endpoint* endpoint, unsigned remote,
                                      uint32_t address, rpmsg_host_receiver receive,
                                      void* argument);

/// Sends from an endpoint to an address on its remote, waiting up to `timeout` ticks for a free
/// buffer; not in a receiver. osErrorParameter: more than rpmsg_payload_limit bytes;
/// osErrorResource: no link; osErrorTimeout.
osStatus_t rpmsg_host_send(struct rpmsg_host_endpoint* endpoint, uint32_t destination,
                           const void* data, uint16_t size, uint32_t timeout);

struct rpmsg_host_statistics rpmsg_host_get_statistics(unsigned remote);

/// For the platform: the remote notified us. May be called in an interrupt handler.
void rpmsg_host_notified(unsigned remote);

#ifdef __cplusplus
}
#endif
