// SPDX-License-Identifier: BSD-3-Clause
#include "service_files.h"

#include "service_bytes.h"

#include <string.h>

enum {
    patience_ticks = 5000,  ///< for each answer
    list_answer_size = 264, ///< on the stack of the caller; any entry fits
    handle_size = 4,
};

static int32_t call(uint8_t operation, const struct service_part* parts, unsigned count,
                    void* answer, uint32_t* size) {
    return service_call(service_files, operation, parts, count, answer, size, patience_ticks);
}

/// An answer that is too short is none.
static int32_t checked(int32_t result, uint32_t size, uint32_t least) {
    return result == service_ok && size < least ? service_malformed : result;
}

int32_t service_file_open(const char* path, uint32_t flags, struct service_file* file) {
    uint8_t head[4];
    uint8_t answer[12];
    uint32_t size = sizeof answer;
    (void)service_put32(head, flags);
    const struct service_part parts[] = {{head, sizeof head}, {path, (uint32_t)strlen(path)}};
    const int32_t result =
        checked(call(service_files_open, parts, 2, answer, &size), size, sizeof answer);
    if (result == service_ok) {
        file->handle = service_get32(answer);
        file->size = service_get64(answer + 4);
    }
    return result;
}

int32_t service_file_read(const struct service_file* file, uint64_t offset, void* data,
                          uint32_t size, uint32_t* done) {
    uint8_t head[16];
    const struct service_part part = {head, sizeof head};
    *done = 0;
    while (*done < size) {
        const uint32_t limit = service_body_limit();
        const uint32_t left = size - *done;
        uint32_t piece = left < limit ? left : limit;
        const uint32_t asked = piece;
        uint8_t* at = service_put32(head, file->handle);
        (void)service_put32(service_put64(at, offset + *done), asked);
        const int32_t result = call(service_files_read, &part, 1, (uint8_t*)data + *done, &piece);
        if (result != service_ok) {
            return result;
        }
        *done += piece;
        if (piece < asked) {
            break; // the end
        }
    }
    return service_ok;
}

int32_t service_file_write(const struct service_file* file, uint64_t offset, const void* data,
                           uint32_t size, uint32_t* done) {
    uint8_t head[12];
    uint8_t answer[4];
    *done = 0;
    while (*done < size) {
        const uint32_t limit = service_body_limit();
        const uint32_t room = limit > sizeof head ? limit - (uint32_t)sizeof head : 0;
        const uint32_t left = size - *done;
        (void)service_put64(service_put32(head, file->handle), offset + *done);
        const struct service_part parts[] = {
            {head, sizeof head}, {(const uint8_t*)data + *done, left < room ? left : room}};
        uint32_t answer_size = sizeof answer;
        int32_t result = checked(call(service_files_write, parts, 2, answer, &answer_size),
                                 answer_size, sizeof answer);
        if (result != service_ok) {
            return result;
        }
        const uint32_t written = service_get32(answer);
        if (written == 0 || written > parts[1].size) {
            return service_failed;
        }
        *done += written;
    }
    return service_ok;
}

int32_t service_file_close(const struct service_file* file) {
    uint8_t head[handle_size];
    (void)service_put32(head, file->handle);
    const struct service_part part = {head, sizeof head};
    return call(service_files_close, &part, 1, NULL, NULL);
}

int32_t service_file_stat(const char* path, uint8_t* type, uint64_t* size) {
    uint8_t answer[9];
    uint32_t answer_size = sizeof answer;
    const struct service_part part = {path, (uint32_t)strlen(path)};
    const int32_t result = checked(call(service_files_stat, &part, 1, answer, &answer_size),
                                   answer_size, sizeof answer);
    if (result == service_ok) {
        *type = answer[0];
        *size = service_get64(answer + 1);
    }
    return result;
}

int32_t service_file_remove(const char* path) {
    const struct service_part part = {path, (uint32_t)strlen(path)};
    return call(service_files_remove, &part, 1, NULL, NULL);
}

// --- Directories

/// Hands over the entries of one answer; returns how many there were.
static uint32_t hand_over(const uint8_t* at, const uint8_t* end,
                          void (*entry)(const struct service_entry* entry, void* argument),
                          void* argument) {
    uint32_t count = 0;
    while (end - at >= 2 && end - at - 2 >= at[1]) {
        struct service_entry found = {.type = at[0]};
        const uint32_t length = at[1] < sizeof found.name ? at[1] : sizeof found.name - 1;
        memcpy(found.name, at + 2, length);
        found.name[length] = '\0';
        entry(&found, argument);
        at += 2 + at[1];
        ++count;
    }
    return count;
}

int32_t service_file_list(const char* path,
                          void (*entry)(const struct service_entry* entry, void* argument),
                          void* argument) {
    uint32_t next = 0;
    do {
        uint8_t head[4];
        uint8_t answer[list_answer_size];
        uint32_t size = sizeof answer;
        (void)service_put32(head, next);
        const struct service_part parts[] = {{head, sizeof head}, {path, (uint32_t)strlen(path)}};
        const int32_t result = checked(call(service_files_list, parts, 2, answer, &size), size, 4);
        if (result != service_ok) {
            return result;
        }
        const uint32_t count = hand_over(answer + 4, answer + size, entry, argument);
        const uint32_t told = service_get32(answer);
        const bool cut = size == sizeof answer; // there may have been more in it
        // What we have not seen is asked for again. No progress: the other side is odd.
        const uint32_t reached = next + count;
        if ((told != 0 && told < reached) || (count == 0 && (told != 0 || cut))) {
            return service_malformed;
        }
        next = told == 0 && !cut ? 0 : reached;
    } while (next != 0);
    return service_ok;
}
