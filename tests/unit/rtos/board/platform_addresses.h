// SPDX-License-Identifier: BSD-3-Clause
//
// A board whose boot arguments are a test's.
#pragma once

enum { boot_arguments_size = 64 };
extern char boot_arguments[boot_arguments_size];

#define BOOT_ARGUMENTS_BASE boot_arguments
#define BOOT_ARGUMENTS_SIZE boot_arguments_size
