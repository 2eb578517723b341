// SPDX-License-Identifier: BSD-3-Clause
//
// Inside fs.h: fids, which the server knows files by, and walks that make one of a path.
#pragma once

#include "fs.h"

enum {
    fs_root_fid = FS_FILES,
    fs_qid_size = 13,
};

/// Its index is its fid.
struct fs_file {
    /// lost: the server has not said that it let go of the fid
    enum { fs_unused, fs_in_use, fs_stale, fs_lost } state;
    uint64_t offset;
    uint32_t unit; ///< bytes of a read or write at most
};

struct fs {
    struct fs_file files[FS_FILES];
    uint32_t timeout;
    uint32_t connection; ///< that was attached to the tree
    bool mounted;
};
extern struct fs fs;

/// Begins a question: 0, or an error.
int32_t fs_begin(struct p9_request* request, enum p9_type type);
/// For questions whose answer says nothing but that it was done.
int32_t fs_send_and_end(struct p9_request* request);

/// A fid for the path up to `end`, or an error; it has to be clunked.
int32_t fs_walk(const char* path, const char* end);
/// For the whole path.
int32_t fs_walk_all(const char* path);
/// Where the last element of a path begins; what is before it is its directory. Length 0: it has
/// none.
const char* fs_last_element(const char* path, uint32_t* length);
/// The server lets go of the fid; it is free again as soon as it said so.
int32_t fs_clunk(int32_t fid);

/// Opens a file that exists: its fid, or an error.
int32_t fs_open_existing(const char* path, unsigned flags);
