// SPDX-License-Identifier: BSD-3-Clause
//
// Files of Linux, below the directory that its daemon was given. Paths are relative to that.
//
// Each function returns 0, an enum service_status, or a negative osStatus_t of service_call().
// Large reads and writes go in pieces of what a message holds, one after the other.
#pragma once

#include "service.h"

#ifdef __cplusplus
extern "C" {
#endif

struct service_file {
    uint32_t handle;
    uint64_t size; ///< when it was opened
};

struct service_entry {
    uint8_t type;  ///< service_type_...
    char name[64]; ///< shortened, with a 0
};

/// `flags`: service_open_...
int32_t service_file_open(const char* path, uint32_t flags, struct service_file* file);
/// `*done`: bytes read, fewer than `size` only at the end of the file or with an error.
int32_t service_file_read(const struct service_file* file, uint64_t offset, void* data,
                          uint32_t size, uint32_t* done);
int32_t service_file_write(const struct service_file* file, uint64_t offset, const void* data,
                           uint32_t size, uint32_t* done);
int32_t service_file_close(const struct service_file* file);
int32_t service_file_stat(const char* path, uint8_t* type, uint64_t* size);
int32_t service_file_remove(const char* path);

/// Calls `entry` for each entry of a directory, sorted by name.
int32_t service_file_list(const char* path,
                          void (*entry)(const struct service_entry* entry, void* argument),
                          void* argument);

#ifdef __cplusplus
}
#endif
