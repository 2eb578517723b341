// SPDX-License-Identifier: BSD-3-Clause
#include "fs_fid.h"

#include "virtio_device.h"

#include <stddef.h>
#include <string.h>

enum { most_elements = 16 }; ///< of a walk

struct fs fs;

// --- Fids

static int32_t take_file(void) {
    int32_t result = p9_error_too_many_files;
    const int32_t lock = osKernelLock();
    for (int32_t i = 0; i < FS_FILES && result < 0; ++i) {
        if (fs.files[i].state == fs_unused) {
            fs.files[i] = (struct fs_file){.state = fs_in_use};
            result = i;
        }
    }
    (void)osKernelRestoreLock(lock);
    return result;
}

int32_t fs_begin(struct p9_request* request, enum p9_type type) {
    if (!fs.mounted || fs.connection != p9_get_connection()) {
        return p9_error_not_connected;
    }
    return p9_begin(request, type, fs.timeout) ? 0 : p9_error_timeout;
}

int32_t fs_send_and_end(struct p9_request* request) {
    const int32_t result = p9_send(request);
    return result == 0 ? p9_end(request) : result;
}

int32_t fs_clunk(int32_t fid) {
    struct p9_request request;
    int32_t result = fs_begin(&request, p9_clunk);
    if (result == 0) {
        p9_put32(&request, (uint32_t)fid);
        result = fs_send_and_end(&request);
    }
    const bool unanswered = result == p9_error_timeout || result == p9_error_io;
    fs.files[fid].state = unanswered && fs.files[fid].state != fs_stale ? fs_lost : fs_unused;
    return result;
}

// --- Walks

static const char* skip_slashes(const char* path) {
    while (*path == '/') {
        ++path;
    }
    return path;
}

const char* fs_last_element(const char* path, uint32_t* length) {
    const char* last = path;
    *length = 0;
    for (const char* at = skip_slashes(path); *at != '\0'; at = skip_slashes(at)) {
        last = at;
        *length = (uint32_t)strcspn(at, "/");
        at += *length;
    }
    return last;
}

/// Puts the elements of [path, end) as a walk has them; their number, or an error.
static int32_t put_elements(struct p9_request* request, const char* path, const char* end) {
    uint8_t* count_at = request->at;
    uint16_t count = 0;
    p9_put16(request, 0);
    for (path = skip_slashes(path); path < end && *path != '\0'; path = skip_slashes(path)) {
        const uint32_t length = (uint32_t)strcspn(path, "/");
        if (++count > most_elements) {
            return p9_error_name_too_long;
        }
        p9_put_string(request, path, length);
        path += length;
    }
    memcpy(count_at, &count, sizeof count);
    return count;
}

int32_t fs_walk(const char* path, const char* end) {
    const int32_t fid = take_file();
    if (fid < 0) {
        return fid;
    }
    struct p9_request request;
    int32_t result = fs_begin(&request, p9_walk);
    int32_t elements = 0;
    if (result == 0) {
        p9_put32(&request, fs_root_fid);
        p9_put32(&request, (uint32_t)fid);
        elements = put_elements(&request, path, end);
        request.overrun |= elements < 0;
        result = p9_send(&request);
    }
    if (result == 0) {
        const uint16_t found = p9_get16(&request);
        result = p9_end(&request);
        result = result == 0 && found != elements ? p9_error_no_entry : result;
    }
    if (result != 0) { // there is no such fid, unless the answer is still to come
        const bool unanswered = result == p9_error_timeout || result == p9_error_io;
        fs.files[fid].state = unanswered ? fs_lost : fs_unused;
    }
    return result == 0 ? fid : result;
}

int32_t fs_walk_all(const char* path) {
    return fs_walk(path, path + strlen(path));
}
