// SPDX-License-Identifier: BSD-3-Clause
//
// A console of this remote that Linux shows as a terminal.
#pragma once

#include "service.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef SERVICE_CONSOLE_INPUT
#define SERVICE_CONSOLE_INPUT 128 ///< bytes that wait to be read; more are dropped
#endif

/// Before service_start().
osStatus_t service_console_start(void);

/// Writes text in pieces of what a message holds.
osStatus_t service_console_write(const char* text, uint32_t size, uint32_t timeout);

/// A line without its end, ended by a 0, shortened to `size`. One reader at a time.
/// osErrorTimeout: none came; what came of it is kept.
osStatus_t service_console_read_line(char* line, uint32_t size, uint32_t timeout);

#ifdef __cplusplus
}
#endif
