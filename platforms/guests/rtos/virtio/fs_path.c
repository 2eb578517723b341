// SPDX-License-Identifier: BSD-3-Clause
//
// What is done to files by their paths, and directories.
#include "fs_fid.h"

#include <stddef.h>
#include <string.h>

enum {
    remove_directory = 0x200,
    list_limit = 65536, ///< entries: a server could go on for ever
    mode_type = 0170000,
    mode_directory = 0040000,
    type_directory = 4, ///< of a directory's entry
};

#define GETATTR_BASIC 0x7ffULL

// --- By path

int32_t fs_get_status(const char* path, struct fs_status* status) {
    struct p9_request request;
    const int32_t fid = fs_walk_all(path);
    if (fid < 0) {
        return fid;
    }
    int32_t result = fs_begin(&request, p9_getattr);
    if (result == 0) {
        p9_put32(&request, (uint32_t)fid);
        p9_put64(&request, GETATTR_BASIC);
        result = p9_send(&request);
    }
    if (result == 0) {
        p9_skip(&request, 8 + fs_qid_size); // which are valid
        status->mode = p9_get32(&request);
        p9_skip(&request, 4 + 4 + 8 + 8); // user, group, links, device
        status->size = p9_get64(&request);
        p9_skip(&request, 8 + 8 + 16); // block size, blocks, access time
        status->modified = p9_get64(&request);
        status->is_directory = (status->mode & mode_type) == mode_directory;
        result = p9_end(&request);
    }
    (void)fs_clunk(fid);
    return result;
}

int32_t fs_make_directory(const char* path, unsigned permissions) {
    struct p9_request request;
    uint32_t length;
    const char* name = fs_last_element(path, &length);
    const int32_t fid = length == 0 ? p9_error_invalid : fs_walk(path, name);
    if (fid < 0) {
        return fid;
    }
    int32_t result = fs_begin(&request, p9_mkdir);
    if (result == 0) {
        p9_put32(&request, (uint32_t)fid);
        p9_put_string(&request, name, length);
        p9_put32(&request, permissions);
        p9_put32(&request, 0); // group
        result = fs_send_and_end(&request);
    }
    (void)fs_clunk(fid);
    return result;
}

int32_t fs_remove(const char* path) {
    struct fs_status status;
    struct p9_request request;
    uint32_t length;
    const char* name = fs_last_element(path, &length);
    int32_t result = length == 0 ? p9_error_invalid : fs_get_status(path, &status);
    const int32_t fid = result == 0 ? fs_walk(path, name) : result;
    if (fid < 0) {
        return fid;
    }
    result = fs_begin(&request, p9_unlinkat);
    if (result == 0) {
        p9_put32(&request, (uint32_t)fid);
        p9_put_string(&request, name, length);
        p9_put32(&request, status.is_directory ? remove_directory : 0);
        result = fs_send_and_end(&request);
    }
    (void)fs_clunk(fid);
    return result;
}

static int32_t rename_in(int32_t from_fid, const char* from, uint32_t from_length, int32_t to_fid,
                         const char* to, uint32_t to_length) {
    struct p9_request request;
    const int32_t result = fs_begin(&request, p9_renameat);
    if (result != 0) {
        return result;
    }
    p9_put32(&request, (uint32_t)from_fid);
    p9_put_string(&request, from, from_length);
    p9_put32(&request, (uint32_t)to_fid);
    p9_put_string(&request, to, to_length);
    return fs_send_and_end(&request);
}

int32_t fs_rename(const char* from, const char* to) {
    uint32_t from_length;
    uint32_t to_length;
    const char* from_name = fs_last_element(from, &from_length);
    const char* to_name = fs_last_element(to, &to_length);
    if (from_length == 0 || to_length == 0) {
        return p9_error_invalid;
    }
    const int32_t from_fid = fs_walk(from, from_name);
    if (from_fid < 0) {
        return from_fid;
    }
    int32_t result = fs_walk(to, to_name);
    if (result >= 0) {
        const int32_t to_fid = result;
        result = rename_in(from_fid, from_name, from_length, to_fid, to_name, to_length);
        (void)fs_clunk(to_fid);
    }
    (void)fs_clunk(from_fid);
    return result;
}

// --- Directories

/// One entry of an answer. False: there is none, or the caller wants no more.
static bool show_entry(struct p9_request* request, uint64_t* offset, fs_entry_callback entry,
                       void* argument) {
    char name[fs_name_size];
    p9_skip(request, fs_qid_size);
    *offset = p9_get64(request);
    const uint8_t* type = p9_get(request, 1);
    const bool is_directory = type != NULL && *type == type_directory;
    const uint16_t length = p9_get16(request);
    const uint8_t* text = p9_get(request, length);
    if (text == NULL) {
        return false;
    }
    const uint32_t shortened = length < sizeof name ? length : sizeof name - 1;
    memcpy(name, text, shortened);
    name[shortened] = '\0';
    const bool is_dots = strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
    return is_dots || entry(name, is_directory, argument);
}

/// The entries of one answer: their number, or an error. `more`: the caller wants more.
static int32_t list_some(int32_t fid, uint64_t* offset, fs_entry_callback entry, void* argument,
                         bool* more) {
    struct p9_request request;
    int32_t result = fs_begin(&request, p9_readdir);
    if (result != 0) {
        return result;
    }
    p9_put32(&request, (uint32_t)fid);
    p9_put64(&request, *offset);
    p9_put32(&request, fs.files[fid].unit);
    result = p9_send(&request);
    if (result != 0) {
        return result;
    }
    const uint32_t size = p9_get32(&request);
    request.overrun |= size > (uint32_t)(request.end - request.at);
    int32_t count = 0;
    while (!request.overrun && *more && request.at < request.end) {
        *more = show_entry(&request, offset, entry, argument);
        ++count;
    }
    result = p9_end(&request);
    return result == 0 ? count : result;
}

int32_t fs_list(const char* path, fs_entry_callback entry, void* argument) {
    const int32_t fid = fs_open_existing(path, fs_read_only);
    if (fid < 0) {
        return fid;
    }
    uint64_t offset = 0;
    int32_t total = 0;
    bool more = true;
    int32_t count = 0;
    do {
        count = list_some(fid, &offset, entry, argument, &more);
        total += count > 0 ? count : 0;
    } while (count > 0 && more && total < list_limit);
    (void)fs_clunk(fid);
    return count < 0 ? count : 0;
}
