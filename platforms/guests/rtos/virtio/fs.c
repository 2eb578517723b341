// SPDX-License-Identifier: BSD-3-Clause
#include "fs.h"

#include "fs_fid.h"

#include <stddef.h>
#include <string.h>

enum { no_fid = -1 }; ///< as 32 bits

// --- Connection

static void forget_files(void) {
    for (int32_t i = 0; i < FS_FILES; ++i) {
        fs.files[i].state =
            fs.files[i].state == fs_in_use || fs.files[i].state == fs_stale ? fs_stale : fs_unused;
    }
}

static int32_t attach(const char* tree) {
    struct p9_request request;
    if (!p9_begin(&request, p9_attach, fs.timeout)) {
        return p9_error_timeout;
    }
    p9_put32(&request, fs_root_fid);
    p9_put32(&request, (uint32_t)no_fid);
    p9_put_string(&request, "root", 4);
    p9_put_string(&request, tree, (uint32_t)strlen(tree));
    p9_put32(&request, 0);
    return fs_send_and_end(&request);
}

osStatus_t fs_start(uint32_t timeout) {
    memset(&fs, 0, sizeof fs);
    return p9_start(timeout);
}

int32_t fs_mount(const char* tree, uint32_t timeout) {
    fs.timeout = timeout;
    fs.mounted = false;
    fs.connection = p9_get_connection();
    int32_t result = p9_connect(timeout);
    if (result == 0) {
        forget_files();
        result = attach(tree);
        fs.mounted = result == 0;
    }
    return result;
}

// --- Files

static struct fs_file* find_file(int32_t file, int32_t* error) {
    const bool exists = file >= 0 && file < FS_FILES && fs.files[file].state != fs_unused &&
                        fs.files[file].state != fs_lost;
    *error = !exists ? p9_error_bad_handle : fs.files[file].state == fs_stale ? p9_error_stale : 0;
    return *error == 0 ? &fs.files[file] : NULL;
}

/// Opens what the fid names, or makes `name` in it; the fid is the file's then.
static int32_t open_fid(int32_t fid, const char* name, uint32_t length, unsigned flags,
                        unsigned permissions) {
    struct p9_request request;
    int32_t result = fs_begin(&request, name == NULL ? p9_lopen : p9_lcreate);
    if (result != 0) {
        return result;
    }
    p9_put32(&request, (uint32_t)fid);
    if (name != NULL) {
        p9_put_string(&request, name, length);
    }
    p9_put32(&request, flags);
    if (name != NULL) {
        p9_put32(&request, permissions);
        p9_put32(&request, 0); // group
    }
    result = p9_send(&request);
    if (result == 0) {
        p9_skip(&request, fs_qid_size);
        const uint32_t unit = p9_get32(&request);
        const uint32_t room = p9_get_message_size() - 24; // in front of data
        fs.files[fid].unit = unit == 0 || unit > room ? room : unit;
        result = p9_end(&request);
    }
    return result;
}

int32_t fs_open_existing(const char* path, unsigned flags) {
    const int32_t fid = fs_walk_all(path);
    if (fid < 0) {
        return fid;
    }
    const int32_t result = open_fid(fid, NULL, 0, flags, 0);
    if (result != 0) {
        (void)fs_clunk(fid);
    }
    return result == 0 ? fid : result;
}

static int32_t create(const char* path, unsigned flags, unsigned permissions) {
    uint32_t length;
    const char* name = fs_last_element(path, &length);
    const int32_t fid = length == 0 ? p9_error_invalid : fs_walk(path, name);
    if (fid < 0) {
        return fid;
    }
    const int32_t result = open_fid(fid, name, length, flags, permissions);
    if (result != 0) {
        (void)fs_clunk(fid);
    }
    return result == 0 ? fid : result;
}

int32_t fs_open(const char* path, unsigned flags, unsigned permissions) {
    int32_t file = p9_error_no_entry;
    if (!(flags & fs_create) || !(flags & fs_exclusive)) {
        file = fs_open_existing(path, flags & ~(unsigned)fs_create);
    }
    if (file == p9_error_no_entry && (flags & fs_create)) {
        file = create(path, flags, permissions);
    }
    struct fs_status status;
    if (file >= 0 && (flags & fs_append) && fs_get_status(path, &status) == 0) {
        fs.files[file].offset = status.size;
    }
    return file;
}

int32_t fs_close(int32_t file) {
    int32_t error;
    if (find_file(file, &error) == NULL) {
        if (error == p9_error_stale) {
            fs.files[file].state = fs_unused; // the server has forgotten it
            return 0;
        }
        return error;
    }
    return fs_clunk(file);
}

/// What the server does at once.
static int32_t read_some(int32_t fid, struct fs_file* file, uint8_t* data, uint32_t size) {
    struct p9_request request;
    int32_t result = fs_begin(&request, p9_read);
    if (result != 0) {
        return result;
    }
    const uint32_t wanted = size < file->unit ? size : file->unit;
    p9_put32(&request, (uint32_t)fid);
    p9_put64(&request, file->offset);
    p9_put32(&request, wanted);
    result = p9_send(&request);
    if (result != 0) {
        return result;
    }
    const uint32_t count = p9_get32(&request);
    const uint8_t* bytes = count > wanted ? NULL : p9_get(&request, count);
    if (bytes != NULL) {
        memcpy(data, bytes, count);
    }
    result = p9_end(&request);
    return bytes == NULL || result != 0 ? p9_error_io : (int32_t)count;
}

static int32_t write_some(int32_t fid, struct fs_file* file, const uint8_t* data, uint32_t size) {
    struct p9_request request;
    int32_t result = fs_begin(&request, p9_write);
    if (result != 0) {
        return result;
    }
    const uint32_t offered = size < file->unit ? size : file->unit;
    p9_put32(&request, (uint32_t)fid);
    p9_put64(&request, file->offset);
    p9_put32(&request, offered);
    p9_put(&request, data, offered);
    result = p9_send(&request);
    if (result != 0) {
        return result;
    }
    const uint32_t count = p9_get32(&request);
    result = p9_end(&request);
    return count > offered || result != 0 ? p9_error_io : (int32_t)count;
}

/// Until all is done, or nothing more is; with an error only if nothing was.
static int32_t transfer(int32_t file, uint8_t* in, const uint8_t* out, uint32_t size) {
    int32_t error;
    struct fs_file* entry = find_file(file, &error);
    if (entry == NULL || size > INT32_MAX) {
        return entry == NULL ? error : p9_error_invalid;
    }
    uint32_t done = 0;
    while (done < size) {
        const int32_t count = in != NULL ? read_some(file, entry, in + done, size - done)
                                         : write_some(file, entry, out + done, size - done);
        if (count <= 0) {
            return done > 0 ? (int32_t)done : count;
        }
        done += (uint32_t)count;
        entry->offset += (uint32_t)count;
    }
    return (int32_t)done;
}

int32_t fs_read(int32_t file, void* data, uint32_t size) {
    return transfer(file, data, NULL, size);
}

int32_t fs_write(int32_t file, const void* data, uint32_t size) {
    return transfer(file, NULL, data, size);
}

int32_t fs_seek(int32_t file, uint64_t offset) {
    int32_t error;
    struct fs_file* entry = find_file(file, &error);
    if (entry != NULL) {
        entry->offset = offset;
    }
    return error;
}

int32_t fs_flush(int32_t file) {
    int32_t error;
    struct p9_request request;
    if (find_file(file, &error) == NULL || (error = fs_begin(&request, p9_fsync)) != 0) {
        return error;
    }
    p9_put32(&request, (uint32_t)file);
    p9_put32(&request, 0);
    return fs_send_and_end(&request);
}
