// SPDX-License-Identifier: BSD-3-Clause
#include "fs.h"

#include "virtio_device.h"

#include <stddef.h>
#include <string.h>

enum {
    root_fid = FS_FILES,
    no_fid = -1,        ///< as 32 bits
    most_elements = 16, ///< of a walk
    qid_size = 13,
    remove_directory = 0x200,
    list_limit = 65536, ///< entries: a server could go on for ever
    mode_type = 0170000,
    mode_directory = 0040000,
    type_directory = 4, ///< of a directory's entry
};

#define GETATTR_BASIC 0x7ffULL

/// Its index is its fid.
struct file {
    enum { unused, in_use, stale, lost } state; ///< lost: the server has not said that it let go
    uint64_t offset;
    uint32_t unit; ///< bytes of a read or write at most
};

static struct {
    struct file files[FS_FILES];
    uint32_t timeout;
    bool mounted;
} fs;

// --- Fids

static int32_t take_file(void) {
    int32_t result = p9_error_too_many_files;
    const int32_t lock = osKernelLock();
    for (int32_t i = 0; i < FS_FILES && result < 0; ++i) {
        if (fs.files[i].state == unused) {
            fs.files[i] = (struct file){.state = in_use};
            result = i;
        }
    }
    (void)osKernelRestoreLock(lock);
    return result;
}

static struct file* find_file(int32_t file, int32_t* error) {
    const bool exists = file >= 0 && file < FS_FILES && fs.files[file].state != unused &&
                        fs.files[file].state != lost;
    *error = !exists ? p9_error_bad_handle : fs.files[file].state == stale ? p9_error_stale : 0;
    return *error == 0 ? &fs.files[file] : NULL;
}

static int32_t begin(struct p9_request* request, enum p9_type type) {
    if (!fs.mounted) {
        return p9_error_not_connected;
    }
    return p9_begin(request, type, fs.timeout) ? 0 : p9_error_timeout;
}

/// The answer says nothing but that it was done.
static int32_t send_and_end(struct p9_request* request) {
    const int32_t result = p9_send(request);
    return result == 0 ? p9_end(request) : result;
}

/// The server lets go of the fid; it is free again as soon as it said so.
static int32_t clunk(int32_t fid) {
    struct p9_request request;
    int32_t result = begin(&request, p9_clunk);
    if (result == 0) {
        p9_put32(&request, (uint32_t)fid);
        result = send_and_end(&request);
    }
    const bool unanswered = result == p9_error_timeout || result == p9_error_io;
    fs.files[fid].state = unanswered && fs.files[fid].state != stale ? lost : unused;
    return result;
}

// --- Walks

static const char* skip_slashes(const char* path) {
    while (*path == '/') {
        ++path;
    }
    return path;
}

/// Where the last element of a path begins; what is before it is its directory.
static const char* last_element(const char* path, uint32_t* length) {
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

/// A fid for the path up to `end`; it has to be clunked.
static int32_t walk(const char* path, const char* end) {
    const int32_t fid = take_file();
    if (fid < 0) {
        return fid;
    }
    struct p9_request request;
    int32_t result = begin(&request, p9_walk);
    int32_t elements = 0;
    if (result == 0) {
        p9_put32(&request, root_fid);
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
        fs.files[fid].state = unanswered ? lost : unused;
    }
    return result == 0 ? fid : result;
}

static int32_t walk_all(const char* path) {
    return walk(path, path + strlen(path));
}

// --- Connection

static void forget_files(void) {
    for (int32_t i = 0; i < FS_FILES; ++i) {
        fs.files[i].state =
            fs.files[i].state == in_use || fs.files[i].state == stale ? stale : unused;
    }
}

static int32_t attach(const char* tree) {
    struct p9_request request;
    if (!p9_begin(&request, p9_attach, fs.timeout)) {
        return p9_error_timeout;
    }
    p9_put32(&request, root_fid);
    p9_put32(&request, (uint32_t)no_fid);
    p9_put_string(&request, "root", 4);
    p9_put_string(&request, tree, (uint32_t)strlen(tree));
    p9_put32(&request, 0);
    return send_and_end(&request);
}

osStatus_t fs_start(uint32_t timeout) {
    memset(&fs, 0, sizeof fs);
    return p9_start(timeout);
}

int32_t fs_mount(const char* tree, uint32_t timeout) {
    fs.timeout = timeout;
    fs.mounted = false;
    int32_t result = p9_connect(timeout);
    if (result == 0) {
        forget_files();
        result = attach(tree);
        fs.mounted = result == 0;
    }
    return result;
}

// --- Files

/// Opens what the fid names, or makes `name` in it; the fid is the file's then.
static int32_t open_fid(int32_t fid, const char* name, uint32_t length, unsigned flags,
                        unsigned permissions) {
    struct p9_request request;
    int32_t result = begin(&request, name == NULL ? p9_lopen : p9_lcreate);
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
        p9_skip(&request, qid_size);
        const uint32_t unit = p9_get32(&request);
        const uint32_t room = p9_get_message_size() - 24; // in front of data
        fs.files[fid].unit = unit == 0 || unit > room ? room : unit;
        result = p9_end(&request);
    }
    return result;
}

/// Opens a file that exists.
static int32_t open_existing(const char* path, unsigned flags) {
    const int32_t fid = walk_all(path);
    if (fid < 0) {
        return fid;
    }
    const int32_t result = open_fid(fid, NULL, 0, flags, 0);
    if (result != 0) {
        (void)clunk(fid);
    }
    return result == 0 ? fid : result;
}

static int32_t create(const char* path, unsigned flags, unsigned permissions) {
    uint32_t length;
    const char* name = last_element(path, &length);
    const int32_t fid = length == 0 ? p9_error_invalid : walk(path, name);
    if (fid < 0) {
        return fid;
    }
    const int32_t result = open_fid(fid, name, length, flags, permissions);
    if (result != 0) {
        (void)clunk(fid);
    }
    return result == 0 ? fid : result;
}

int32_t fs_open(const char* path, unsigned flags, unsigned permissions) {
    int32_t file = p9_error_no_entry;
    if (!(flags & fs_create) || !(flags & fs_exclusive)) {
        file = open_existing(path, flags & ~(unsigned)fs_create);
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
            fs.files[file].state = unused; // the server has forgotten it
            return 0;
        }
        return error;
    }
    return clunk(file);
}

/// What the server does at once.
static int32_t read_some(int32_t fid, struct file* file, uint8_t* data, uint32_t size) {
    struct p9_request request;
    int32_t result = begin(&request, p9_read);
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

static int32_t write_some(int32_t fid, struct file* file, const uint8_t* data, uint32_t size) {
    struct p9_request request;
    int32_t result = begin(&request, p9_write);
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
    struct file* entry = find_file(file, &error);
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
    struct file* entry = find_file(file, &error);
    if (entry != NULL) {
        entry->offset = offset;
    }
    return error;
}

int32_t fs_flush(int32_t file) {
    int32_t error;
    struct p9_request request;
    if (find_file(file, &error) == NULL || (error = begin(&request, p9_fsync)) != 0) {
        return error;
    }
    p9_put32(&request, (uint32_t)file);
    p9_put32(&request, 0);
    return send_and_end(&request);
}

// --- By path

int32_t fs_get_status(const char* path, struct fs_status* status) {
    struct p9_request request;
    const int32_t fid = walk_all(path);
    if (fid < 0) {
        return fid;
    }
    int32_t result = begin(&request, p9_getattr);
    if (result == 0) {
        p9_put32(&request, (uint32_t)fid);
        p9_put64(&request, GETATTR_BASIC);
        result = p9_send(&request);
    }
    if (result == 0) {
        p9_skip(&request, 8 + qid_size); // which are valid
        status->mode = p9_get32(&request);
        p9_skip(&request, 4 + 4 + 8 + 8); // user, group, links, device
        status->size = p9_get64(&request);
        p9_skip(&request, 8 + 8 + 16); // block size, blocks, access time
        status->modified = p9_get64(&request);
        status->is_directory = (status->mode & mode_type) == mode_directory;
        result = p9_end(&request);
    }
    (void)clunk(fid);
    return result;
}

int32_t fs_make_directory(const char* path, unsigned permissions) {
    struct p9_request request;
    uint32_t length;
    const char* name = last_element(path, &length);
    const int32_t fid = length == 0 ? p9_error_invalid : walk(path, name);
    if (fid < 0) {
        return fid;
    }
    int32_t result = begin(&request, p9_mkdir);
    if (result == 0) {
        p9_put32(&request, (uint32_t)fid);
        p9_put_string(&request, name, length);
        p9_put32(&request, permissions);
        p9_put32(&request, 0); // group
        result = send_and_end(&request);
    }
    (void)clunk(fid);
    return result;
}

int32_t fs_remove(const char* path) {
    struct fs_status status;
    struct p9_request request;
    uint32_t length;
    const char* name = last_element(path, &length);
    int32_t result = length == 0 ? p9_error_invalid : fs_get_status(path, &status);
    const int32_t fid = result == 0 ? walk(path, name) : result;
    if (fid < 0) {
        return fid;
    }
    result = begin(&request, p9_unlinkat);
    if (result == 0) {
        p9_put32(&request, (uint32_t)fid);
        p9_put_string(&request, name, length);
        p9_put32(&request, status.is_directory ? remove_directory : 0);
        result = send_and_end(&request);
    }
    (void)clunk(fid);
    return result;
}

static int32_t rename_in(int32_t from_fid, const char* from, uint32_t from_length, int32_t to_fid,
                         const char* to, uint32_t to_length) {
    struct p9_request request;
    const int32_t result = begin(&request, p9_renameat);
    if (result != 0) {
        return result;
    }
    p9_put32(&request, (uint32_t)from_fid);
    p9_put_string(&request, from, from_length);
    p9_put32(&request, (uint32_t)to_fid);
    p9_put_string(&request, to, to_length);
    return send_and_end(&request);
}

int32_t fs_rename(const char* from, const char* to) {
    uint32_t from_length;
    uint32_t to_length;
    const char* from_name = last_element(from, &from_length);
    const char* to_name = last_element(to, &to_length);
    if (from_length == 0 || to_length == 0) {
        return p9_error_invalid;
    }
    const int32_t from_fid = walk(from, from_name);
    if (from_fid < 0) {
        return from_fid;
    }
    int32_t result = walk(to, to_name);
    if (result >= 0) {
        const int32_t to_fid = result;
        result = rename_in(from_fid, from_name, from_length, to_fid, to_name, to_length);
        (void)clunk(to_fid);
    }
    (void)clunk(from_fid);
    return result;
}

// --- Directories

/// One entry of an answer. False: there is none, or the caller wants no more.
static bool show_entry(struct p9_request* request, uint64_t* offset, fs_entry_callback entry,
                       void* argument) {
    char name[fs_name_size];
    p9_skip(request, qid_size);
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
    int32_t result = begin(&request, p9_readdir);
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
    const int32_t fid = open_existing(path, fs_read_only);
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
    (void)clunk(fid);
    return count < 0 ? count : 0;
}
