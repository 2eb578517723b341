// SPDX-License-Identifier: BSD-3-Clause
//
// Linux' files. Where a file is expected, "ram:SIZE" is a pattern to copy from, and "ram:" takes a
// copy, which is summed and forgotten.
#include "checksum.h"
#include "clock.h"
#include "fs.h"
#include "pattern.h"
#include "shell.h"

#include <stdlib.h>
#include <string.h>

enum { buffer_size = 4096, new_file = 0644 };

static uint8_t buffer[buffer_size];

static const char* error_text(int32_t error) {
    switch (error) {
    case p9_error_no_entry:
        return "no such file or directory";
    case p9_error_io:
        return "input/output error";
    case -13: // EACCES
    case -1:  // EPERM
        return "not permitted";
    case p9_error_exists:
        return "it is there already";
    case p9_error_not_a_directory:
        return "not a directory";
    case -21: // EISDIR
        return "it is a directory";
    case -28: // ENOSPC
        return "no space left";
    case -30: // EROFS
        return "the file system is read-only";
    case p9_error_name_too_long:
        return "the name is too long";
    case p9_error_not_connected:
        return "there is no file server";
    case p9_error_stale:
        return "the file server is another one now";
    case p9_error_timeout:
        return "no answer in time";
    default:
        return NULL;
    }
}

static bool failed(const char* path, int32_t error) {
    const char* text = error_text(error);
    return text != NULL ? shell_fail("%s: %s", path, text)
                        : shell_fail("%s: error %d", path, (int)-error);
}

// --- Directories

static bool show_entry(const char* name, bool is_directory, void* argument) {
    (void)argument;
    shell_print("%s%s\n", name, is_directory ? "/" : "");
    return true;
}

static bool list(unsigned count, char** words) {
    const char* path = count > 1 ? words[1] : "/";
    struct fs_status status;
    int32_t error = fs_get_status(path, &status);
    if (error == 0 && !status.is_directory) {
        shell_print("%s, %llu bytes\n", path, (unsigned long long)status.size);
        return true;
    }
    error = error == 0 ? fs_list(path, show_entry, NULL) : error;
    return error >= 0 || failed(path, error);
}

static bool make_directory(unsigned count, char** words) {
    (void)count;
    const int32_t error = fs_make_directory(words[1], 0755);
    return error == 0 || failed(words[1], error);
}

static bool remove_file(unsigned count, char** words) {
    (void)count;
    const int32_t error = fs_remove(words[1]);
    return error == 0 || failed(words[1], error);
}

static bool rename_file(unsigned count, char** words) {
    (void)count;
    const int32_t error = fs_rename(words[1], words[2]);
    return error == 0 || failed(words[1], error);
}

// --- Where bytes come from, and where they go

struct end {
    const char* name;
    bool in_ram;
    uint32_t size; ///< of a pattern to read
    uint32_t position;
    int32_t file;
};

static bool open_end(struct end* end, const char* name, bool to_write) {
    static const char ram[] = "ram:";
    *end = (struct end){.name = name, .in_ram = strncmp(name, ram, sizeof ram - 1) == 0};
    if (end->in_ram) {
        const char* size = name + sizeof ram - 1;
        return to_write ? *size == '\0' || shell_fail("%s: a copy is as long as it is", name)
                        : shell_number(size, UINT32_MAX, &end->size);
    }
    end->file =
        fs_open(name, to_write ? fs_write_only | fs_create | fs_truncate : fs_read_only, new_file);
    return end->file >= 0 || failed(name, end->file);
}

static int32_t read_end(struct end* end) {
    if (!end->in_ram) {
        return fs_read(end->file, buffer, sizeof buffer);
    }
    const uint32_t left = end->size - end->position;
    const uint32_t part = left < sizeof buffer ? left : sizeof buffer;
    pattern_fill(buffer, part, end->position);
    end->position += part;
    return (int32_t)part;
}

static int32_t write_end(struct end* end, uint32_t size) {
    return end->in_ram ? (int32_t)size : fs_write(end->file, buffer, size);
}

static int32_t close_end(struct end* end) {
    return end->in_ram ? 0 : fs_close(end->file);
}

// --- Contents

static bool show_file(unsigned count, char** words) {
    (void)count;
    struct end from;
    if (!open_end(&from, words[1], false)) {
        return false;
    }
    int32_t size;
    uint8_t last = '\n';
    while ((size = read_end(&from)) > 0) {
        shell_show(buffer, (uint32_t)size);
        last = buffer[size - 1];
    }
    (void)close_end(&from);
    if (last != '\n') {
        shell_print("\n");
    }
    return size == 0 || failed(words[1], size);
}

static bool put(unsigned count, char** words) {
    struct end to;
    if (!open_end(&to, words[1], true)) {
        return false;
    }
    int32_t error = 0;
    for (unsigned i = 2; i < count && error >= 0; ++i) { // the words, as echo puts them together
        const uint32_t length = (uint32_t)strlen(words[i]);
        memcpy(buffer, words[i], length);
        buffer[length] = i + 1 < count ? ' ' : '\n';
        error = write_end(&to, length + 1);
    }
    const int32_t closed = close_end(&to);
    error = error < 0 ? error : closed;
    return error >= 0 || failed(words[1], error);
}

/// Copies; 0, or an error and whose it is.
static int32_t copy_bytes(struct end* from, struct end* to, struct checksum* sum,
                          const char** whose) {
    *whose = from->name;
    for (int32_t size; (size = read_end(from)) != 0;) {
        if (size < 0) {
            return size;
        }
        checksum_add(sum, buffer, (size_t)size);
        const int32_t written = to == NULL ? size : write_end(to, (uint32_t)size);
        if (written != size) {
            *whose = to->name;
            return written < 0 ? written : p9_error_io;
        }
    }
    return 0;
}

static bool copy(unsigned count, char** words) {
    (void)count;
    struct end from;
    struct end to;
    if (!open_end(&from, words[1], false)) {
        return false;
    }
    if (!open_end(&to, words[2], true)) {
        (void)close_end(&from);
        return false;
    }
    struct checksum sum = checksum_begin();
    const char* whose;
    const uint64_t start = clock_microseconds();
    int32_t error = copy_bytes(&from, &to, &sum, &whose);
    (void)close_end(&from);
    const int32_t closed = close_end(&to);
    if (error == 0 && closed < 0) {
        whose = to.name;
        error = closed;
    }
    if (error < 0) {
        return failed(whose, error);
    }
    const uint64_t took = clock_microseconds() - start;
    shell_print("%08x %u %s %s, %u KiB/s\n", (unsigned)checksum_end(sum), (unsigned)sum.size,
                words[1], words[2], (unsigned)(took == 0 ? 0 : sum.size * 1000000 / 1024 / took));
    return true;
}

static bool sum_file(unsigned count, char** words) {
    (void)count;
    struct end from;
    if (!open_end(&from, words[1], false)) {
        return false;
    }
    struct checksum sum = checksum_begin();
    const char* whose;
    const int32_t error = copy_bytes(&from, NULL, &sum, &whose);
    (void)close_end(&from);
    if (error < 0) {
        return failed(words[1], error);
    }
    shell_print("%08x %u %s\n", (unsigned)checksum_end(sum), (unsigned)sum.size, words[1]);
    return true;
}

static const struct shell_command commands[] = {
    {"ls", "[PATH]", "what is in a directory", 0, 1, list},
    {"cat", "FILE", "shows a file", 1, 1, show_file},
    {"put", "FILE TEXT", "makes a file of a line of text", 2, shell_most_words, put},
    {"cp", "FROM TO", "copies and sums; ram:SIZE is a pattern, ram: is nowhere", 2, 2, copy},
    {"sum", "FILE", "what crc32 FILE prints", 1, 1, sum_file},
    {"mv", "FROM TO", "renames", 2, 2, rename_file},
    {"rm", "FILE", "removes a file or an empty directory", 1, 1, remove_file},
    {"mkdir", "PATH", "makes a directory", 1, 1, make_directory},
};
const struct shell_group shell_files = SHELL_GROUP("files", commands);
