// SPDX-License-Identifier: BSD-3-Clause
//
// Messages: an echo that either side may ask the other for, and texts or bytes that are published
// under a topic.
#pragma once

#include "service.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Something was published by Linux. In the services' thread.
typedef void (*service_subscriber)(const char* topic, uint32_t topic_size, const uint8_t* data,
                                   uint32_t size);

/// Before service_start(). `subscriber` may be NULL.
void service_messages_start(service_subscriber subscriber);

/// `topic`: up to 255 bytes.
osStatus_t service_publish(const char* topic, const void* data, uint32_t size, uint32_t timeout);

/// Sends `size` bytes and waits until they are back in `data`; `*returned` of them. As
/// service_call().
int32_t service_echo(void* data, uint32_t size, uint32_t* returned, uint32_t timeout);

#ifdef __cplusplus
}
#endif
