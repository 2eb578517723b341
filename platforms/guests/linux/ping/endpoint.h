// SPDX-License-Identifier: BSD-3-Clause
//
// Finding and opening RPMsg endpoints. Linux shows an endpoint as a character device: for each
// "rpmsg-raw" service that the remote announces, and for each that a program asks for at
// /dev/rpmsg_ctrl0.
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

/// Finds up to `limit` devices of a service, in the order of their remote addresses. Returns how
/// many there are. `remote`: only those of the remote processor of this name in Linux' device tree;
/// NULL for all.
unsigned endpoint_find(const char* service, const char* remote, char (*devices)[PATH_MAX],
                       unsigned limit);

/// Makes an endpoint that talks to an address of the remote, announced or not. Returns false, and
/// errno, on failure; ENOENT when there is no remote yet.
bool endpoint_create(uint32_t address, char device[PATH_MAX]);

/// Opens a device and throws away what it still holds from an earlier user. Returns a descriptor,
/// or -1 and errno.
int endpoint_open(const char* device, bool blocking);

/// Closes an endpoint, and removes it if it is one that endpoint_create() made.
void endpoint_destroy(int descriptor);
