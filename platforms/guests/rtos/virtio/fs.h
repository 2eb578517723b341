// SPDX-License-Identifier: BSD-3-Clause
//
// Files that Linux has, through the 9P device. Paths are relative to what the server exports; "/"
// separates, a leading one means nothing. From any thread; a file, however, is for one at a time.
//
// Results are 0 or more, or a negative error as Linux numbers them (p9_error_..., virtio_9p.h).
#pragma once

#include "virtio_9p.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef FS_FILES
#define FS_FILES 6 ///< open at once; each operation by path needs one meanwhile
#endif

/// Flags of fs_open(): Linux' numbers.
enum {
    fs_read_only = 0,
    fs_write_only = 1,
    fs_read_write = 2,
    fs_create = 0x40,
    fs_exclusive = 0x80,
    fs_truncate = 0x200,
    fs_append = 0x400,
};

enum { fs_name_size = 256 };

struct fs_status {
    uint32_t mode; ///< Linux'
    uint64_t size;
    uint64_t modified; ///< seconds since 1970
    bool is_directory;
};

/// Finds and starts the device. In a thread, after virtio_initialize().
/// Errors: those of virtio_start().
osStatus_t fs_start(uint32_t timeout);
/// Attaches to `tree` of the server ("" is what it exports by itself). Once more after the device
/// was restarted (p9_error_not_connected until then); files that were open are stale then.
/// `timeout` ticks are for each answer, from then on.
int32_t fs_mount(const char* tree, uint32_t timeout);

/// A handle. `permissions` (0644) are those of a file that is made.
int32_t fs_open(const char* path, unsigned flags, unsigned permissions);
int32_t fs_close(int32_t file);
/// From where the last one ended; less than `size` only at the end of the file.
int32_t fs_read(int32_t file, void* data, uint32_t size);
int32_t fs_write(int32_t file, const void* data, uint32_t size);
int32_t fs_seek(int32_t file, uint64_t offset); ///< from the beginning
int32_t fs_flush(int32_t file);                 ///< to stable storage

int32_t fs_get_status(const char* path, struct fs_status* status);
int32_t fs_make_directory(const char* path, unsigned permissions);
int32_t fs_remove(const char* path); ///< a file, or an empty directory
int32_t fs_rename(const char* from, const char* to);

/// Called for each entry of a directory but "." and ".."; false: no more. It may not use files.
typedef bool (*fs_entry_callback)(const char* name, bool is_directory, void* argument);
/// Needs fs_name_size more bytes of stack than the others.
int32_t fs_list(const char* path, fs_entry_callback entry, void* argument);

#ifdef __cplusplus
}
#endif
