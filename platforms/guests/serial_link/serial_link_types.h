// SPDX-License-Identifier: BSD-3-Clause
//
// The few types and functions that the serial link needs, in Linux' kernel and elsewhere.
#pragma once

#ifdef __KERNEL__
#include <linux/string.h>
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#endif
