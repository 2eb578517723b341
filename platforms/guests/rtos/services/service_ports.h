// SPDX-License-Identifier: BSD-3-Clause
//
// Streams through Linux: this remote connects to "tcp:HOST:PORT" or "unix:PATH" there, and Linux'
// programs to ports that this remote listens at. Each direction has credit: a side sends what the
// other has room for, so a stream that nobody reads holds back nobody else.
#pragma once

#include "service.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef SERVICE_STREAMS
#define SERVICE_STREAMS 2
#endif
#ifndef SERVICE_STREAM_BUFFER
#define SERVICE_STREAM_BUFFER 1024 ///< bytes received and not read yet, of each stream
#endif

struct service_stream;

/// Before service_start().
osStatus_t service_ports_start(void);

/// 0, an enum service_status, or a negative osStatus_t, as service_call().
int32_t service_stream_connect(const char* address, struct service_stream** stream,
                               uint32_t timeout);

/// Programs may connect to this port from now on.
void service_stream_listen(uint16_t port);
/// The next stream that was opened to the port; NULL: none within `timeout`. One waits at a time.
struct service_stream* service_stream_accept(uint16_t port, uint32_t timeout);

/// osErrorResource: the other side has closed it; osErrorTimeout: no credit.
osStatus_t service_stream_write(struct service_stream* stream, const void* data, uint32_t size,
                                uint32_t timeout);
/// Waits until there is something. 0: the end (`*ended`), or nothing came.
uint32_t service_stream_read(struct service_stream* stream, void* data, uint32_t size,
                             uint32_t timeout, bool* ended);
/// No more will be written; what comes can still be read.
void service_stream_finish(struct service_stream* stream);
/// It is gone, with what was not read.
void service_stream_close(struct service_stream* stream);

#ifdef __cplusplus
}
#endif
