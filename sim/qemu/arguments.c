/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu_api.h"

#include "arguments.h"

/* "A:B:C" into numbers; false when there are fewer or more, or something else. */
static bool numbers(const char* text, uint64_t* values, size_t count) {
    for (size_t i = 0; i < count; ++i) {
        char* end;
        errno = 0;
        values[i] = g_ascii_strtoull(text, &end, 0);
        if (end == text || errno != 0 || *end != (i + 1 < count ? ':' : '\0')) {
            return false;
        }
        text = end + 1;
    }
    return true;
}

static void check_room(const char* text, size_t count, size_t limit) {
    if (count == limit) {
        fatal("argument '%s': there are more than %zu of this kind", text, limit);
    }
}

static bool parse(struct arguments* arguments, const char* text) {
    uint64_t values[4];
    if (g_str_has_prefix(text, "link=")) {
        arguments->link = text + strlen("link=");
        return true;
    }
    if (g_str_has_prefix(text, "io=") && numbers(text + strlen("io="), values, 2)) {
        check_room(text, arguments->io_count, windows_max);
        arguments->io[arguments->io_count++] = (struct io_window){values[0], values[1]};
        return true;
    }
    if (g_str_has_prefix(text, "ram=") && numbers(text + strlen("ram="), values, 4)) {
        check_room(text, arguments->ram_count, windows_max);
        arguments->ram[arguments->ram_count++] =
            (struct ram_window){values[0], values[1], (int)values[2], values[3]};
        return true;
    }
    if (g_str_has_prefix(text, "wire=") && numbers(text + strlen("wire="), values, 1)) {
        check_room(text, arguments->wire_count, wires_max);
        arguments->wires[arguments->wire_count++] = (unsigned)values[0];
        return true;
    }
    if (strcmp(text, "memory=apart") == 0) {
        arguments->memory_apart = true;
        return true;
    }
    return false;
}

struct arguments* arguments_parse(int count, char** texts) {
    struct arguments* arguments = g_new0(struct arguments, 1);
    for (int i = 0; i < count; ++i) {
        if (!parse(arguments, g_strdup(texts[i]))) {
            fatal("argument '%s': expected link=WHERE, io=ADDRESS:SIZE, "
                  "ram=ADDRESS:SIZE:FD:OFFSET, wire=INPUT or memory=apart",
                  texts[i]);
        }
    }
    if (arguments->link == NULL) {
        fatal("the argument link=WHERE is missing");
    }
    return arguments;
}
