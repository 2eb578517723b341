// SPDX-License-Identifier: BSD-3-Clause
#include "commands.h"

#include "crc32.h"
#include "service_console.h"
#include "service_files.h"
#include "service_messages.h"
#include "service_ports.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    piece_size = 464, ///< of a file: with the header it fits into an RPMsg buffer
    patience_ticks = 5000,
    line_size = 128,
    most_words = 3,
};

static uint8_t piece[piece_size]; ///< commands run one at a time

__attribute__((format(printf, 1, 2))) static void say(const char* format, ...) {
    char text[line_size];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    (void)service_console_write(text, (uint32_t)strlen(text), patience_ticks);
}

// --- Files. Each returns as service_files.h does.

static void say_entry(const struct service_entry* entry, void* argument) {
    (void)argument;
    say("%s%s\n", entry->name, entry->type == service_type_directory ? "/" : "");
}

static int32_t list(char** words) {
    return service_file_list(words[1], say_entry, NULL);
}

/// Reads a file to its end, and hands on each piece.
static int32_t read_all(const char* path, void (*take)(const uint8_t*, uint32_t, void*),
                        void* argument) {
    struct service_file file;
    int32_t result = service_file_open(path, service_open_read, &file);
    if (result != service_ok) {
        return result;
    }
    uint64_t offset = 0;
    uint32_t done;
    do {
        result = service_file_read(&file, offset, piece, sizeof piece, &done);
        take(piece, done, argument);
        offset += done;
    } while (result == service_ok && done == sizeof piece);
    const int32_t closed = service_file_close(&file);
    return result == service_ok ? closed : result;
}

static void show(const uint8_t* data, uint32_t size, void* argument) {
    (void)argument;
    (void)service_console_write((const char*)data, size, patience_ticks);
}

static int32_t cat(char** words) {
    return read_all(words[1], show, NULL);
}

struct sum {
    uint32_t crc;
    uint32_t size; ///< bytes
};

static void add_up(const uint8_t* data, uint32_t size, void* argument) {
    struct sum* sum = argument;
    sum->crc = crc32_add(sum->crc, data, size);
    sum->size += size;
}

static void say_sum(const struct sum* sum, const char* name) {
    say("%08lx %lu %s\n", (unsigned long)sum->crc, (unsigned long)sum->size, name);
}

static int32_t sum_up(char** words) {
    struct sum result = {0, 0};
    const int32_t status = read_all(words[1], add_up, &result);
    say_sum(&result, words[1]);
    return status;
}

static int32_t put(char** words) {
    struct service_file file;
    struct sum result = {0, 0};
    const uint32_t size = (uint32_t)strtoul(words[2], NULL, 0);
    int32_t status = service_file_open(
        words[1], service_open_write | service_open_create | service_open_truncate, &file);
    if (status != service_ok) {
        return status;
    }
    uint32_t random = 1;
    while (result.size < size && status == service_ok) {
        const uint32_t left = size - result.size;
        const uint32_t count = left < sizeof piece ? left : (uint32_t)sizeof piece;
        for (uint32_t i = 0; i < count; ++i) {
            random = random * 1664525U + 1013904223U;
            piece[i] = (uint8_t)(random >> 24);
        }
        uint32_t done;
        const uint32_t offset = result.size;
        add_up(piece, count, &result);
        status = service_file_write(&file, offset, piece, count, &done);
    }
    const int32_t closed = service_file_close(&file);
    say_sum(&result, words[1]);
    return status == service_ok ? closed : status;
}

static int32_t stat(char** words) {
    static const char* const types[] = {"other", "file", "directory"};
    uint8_t type;
    uint64_t size;
    const int32_t status = service_file_stat(words[1], &type, &size);
    if (status == service_ok) {
        say("%s %lu\n", types[type > service_type_directory ? 0 : type], (unsigned long)size);
    }
    return status;
}

static int32_t remove_file(char** words) {
    return service_file_remove(words[1]);
}

// --- Ports and messages

static int32_t fetch(char** words) {
    struct service_stream* stream;
    const int32_t status = service_stream_connect(words[1], &stream, patience_ticks);
    if (status != service_ok) {
        return status;
    }
    int32_t result =
        service_stream_write(stream, words[2], (uint32_t)strlen(words[2]), patience_ticks);
    if (result == osOK) {
        result = service_stream_write(stream, "\n", 1, patience_ticks);
    }
    service_stream_finish(stream);
    bool ended = false;
    while (!ended) {
        const uint32_t count =
            service_stream_read(stream, piece, sizeof piece, patience_ticks, &ended);
        if (count == 0) {
            result = ended ? result : osErrorTimeout;
            break;
        }
        show(piece, count, NULL);
    }
    service_stream_close(stream);
    return result;
}

static int32_t echo(char** words) {
    const uint32_t count = (uint32_t)strtoul(words[1], NULL, 0);
    const uint32_t size = (uint32_t)strtoul(words[2], NULL, 0);
    uint32_t wrong = 0;
    if (size > sizeof piece) {
        return service_malformed;
    }
    for (uint32_t i = 0; i < count; ++i) {
        for (uint32_t at = 0; at < size; ++at) {
            piece[at] = (uint8_t)(i * 31 + at * 7 + 1);
        }
        uint32_t returned;
        const int32_t status = service_echo(piece, size, &returned, patience_ticks);
        if (status != service_ok) {
            return status;
        }
        bool same = returned == size;
        for (uint32_t at = 0; at < returned; ++at) {
            same = same && piece[at] == (uint8_t)(i * 31 + at * 7 + 1);
        }
        wrong += !same;
    }
    say("%lu echoes of %lu bytes, %lu wrong\n", (unsigned long)count, (unsigned long)size,
        (unsigned long)wrong);
    return wrong == 0 ? service_ok : service_failed;
}

static int32_t publish(char** words) {
    return service_publish(words[1], words[2], (uint32_t)strlen(words[2]), patience_ticks);
}

// --- About this remote

static int32_t stats(char** words) {
    (void)words;
    const struct service_statistics is = service_get_statistics();
    say("sent %lu messages %lu bytes received %lu messages %lu bytes\n", (unsigned long)is.sent,
        (unsigned long)is.sent_bytes, (unsigned long)is.received, (unsigned long)is.received_bytes);
    say("sessions %lu malformed %lu refused %lu dropped %lu timeouts %lu\n",
        (unsigned long)is.sessions, (unsigned long)is.malformed, (unsigned long)is.refused,
        (unsigned long)is.dropped, (unsigned long)is.timeouts);
    return service_ok;
}

static int32_t threads(char** words) {
    (void)words;
    osThreadId_t ids[12];
    const uint32_t count = osThreadEnumerate(ids, sizeof ids / sizeof ids[0]);
    for (uint32_t i = 0; i < count; ++i) {
        const char* name = osThreadGetName(ids[i]);
        say("%-16s stack %lu/%lu free\n", name == NULL ? "-" : name,
            (unsigned long)osThreadGetStackSpace(ids[i]),
            (unsigned long)osThreadGetStackSize(ids[i]));
    }
    return service_ok;
}

static int32_t help(char** words);

static const struct command {
    const char* name;
    unsigned words; ///< with its name
    const char* does;
    int32_t (*run)(char** words);
} commands[] = {
    {"help", 1, "lists the commands", help},
    {"ls", 2, "DIRECTORY: entries of a directory of Linux", list},
    {"cat", 2, "FILE: shows it", cat},
    {"sum", 2, "FILE: reads it; its CRC-32 and size", sum_up},
    {"put", 3, "FILE SIZE: writes so many bytes; their CRC-32", put},
    {"stat", 2, "FILE: type and size", stat},
    {"rm", 2, "FILE: removes it", remove_file},
    {"fetch", 3, "ADDRESS TEXT: connects, sends the text, shows what comes", fetch},
    {"echo", 3, "COUNT SIZE: messages to Linux and back", echo},
    {"publish", 3, "TOPIC TEXT", publish},
    {"stats", 1, "counters of the services", stats},
    {"threads", 1, "threads and their stacks", threads},
};
enum { command_count = sizeof commands / sizeof commands[0] };

static int32_t help(char** words) {
    (void)words;
    for (unsigned i = 0; i < command_count; ++i) {
        say("%-8s %s\n", commands[i].name, commands[i].does);
    }
    return service_ok;
}

static void say_result(int32_t result) {
    static const char* const statuses[] = {"",       "unknown",      "malformed", "not found",
                                           "denied", "no resources", "failed",    "wrong version"};
    if (result == service_ok) {
        say("ok\n");
    } else if (result > 0 && result <= service_wrong_version) {
        say("error: %s\n", statuses[result]);
    } else {
        say("error: %ld\n", (long)result);
    }
}

void command_execute(char* line) {
    char* words[most_words + 1] = {0};
    unsigned count = 0;
    for (char* at = line; *at != '\0' && count < most_words;) {
        words[count++] = at;
        at += count == most_words ? strlen(at) : strcspn(at, " "); // the last has the rest
        if (*at != '\0') {
            *at++ = '\0';
            at += strspn(at, " ");
        }
    }
    for (unsigned i = 0; i < command_count && count > 0; ++i) {
        if (strcmp(commands[i].name, words[0]) == 0) {
            say_result(count < commands[i].words ? (int32_t)service_malformed
                                                 : commands[i].run(words));
            return;
        }
    }
    say("error: no such command, try help\n");
}
