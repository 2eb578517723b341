// SPDX-License-Identifier: BSD-3-Clause
//
// Boot arguments: text "name=value name ..." that the boot loader leaves in memory, as a kernel has
// a command line (docs/hvl.md). A platform without the carve-out has none.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Copies the value of `name` ("" for one without "="), shortened to `size` with its 0. False, with
/// "" in `value`, when it is not there.
bool board_argument(const char* name, char* value, size_t size);

/// The value as a number; `otherwise` when it is not there or no number.
uint32_t board_argument_number(const char* name, uint32_t otherwise);

/// Whether the value of `name` is `value`.
bool board_argument_is(const char* name, const char* value);
