// SPDX-License-Identifier: BSD-3-Clause
#include "shell.h"

#include "clock.h"
#include "probe_point.h"
#include "virtio_console.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char prompt[] = "rtos> ";
enum { write_timeout = 10000 }; ///< ticks; nobody may be reading

static struct {
    const struct shell_group* const* groups;
    unsigned group_count;
    const char* command; ///< that runs, for its messages
    char line[shell_line_size];
    unsigned length;
    bool after_return; ///< a newline that comes now belongs to it
    bool in_escape;    ///< in a sequence of a key that means nothing here
} shell;

// --- Output

static void write(const char* text, uint32_t size) {
    (void)console_write(text, size, write_timeout);
}

/// As a terminal wants it: a new line begins at the left.
static void write_lines(const char* text) {
    char lines[shell_print_size];
    uint32_t size = 0;
    for (; *text != '\0'; ++text) {
        if (size + 2 > sizeof lines) {
            write(lines, size);
            size = 0;
        }
        if (*text == '\n') {
            lines[size++] = '\r';
        }
        lines[size++] = *text;
    }
    write(lines, size);
}

static void print(const char* format, va_list arguments) {
    char text[shell_print_size];
    if (vsnprintf(text, sizeof text, format, arguments) > 0) {
        write_lines(text);
    }
}

void shell_print(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    print(format, arguments);
    va_end(arguments);
}

void shell_show(const void* data, uint32_t size) {
    const char* text = data;
    while (size > 0) {
        const uint32_t part = size < shell_print_size ? size : shell_print_size - 1;
        shell_print("%.*s", (int)part, text);
        text += part;
        size -= part;
    }
}

bool shell_fail(const char* format, ...) {
    shell_print("%s: ", shell.command);
    va_list arguments;
    va_start(arguments, format);
    print(format, arguments);
    va_end(arguments);
    write_lines("\n");
    return false;
}

const char* shell_status_text(osStatus_t status) {
    switch (status) {
    case osOK:
        return "ok";
    case osErrorTimeout:
        return "it does not answer in time";
    case osErrorResource:
        return "there is no such device, or it is broken";
    case osErrorParameter:
        return "that cannot be";
    case osErrorNoMemory:
        return "not enough memory";
    default:
        return "an error";
    }
}

bool shell_number(const char* text, uint32_t most, uint32_t* number) {
    char* end;
    const unsigned long long value = strtoull(text, &end, 0);
    if (end == text || *end != '\0' || *text == '-' || value > most) {
        return shell_fail("expected a number up to %lu, got '%s'", (unsigned long)most, text);
    }
    *number = (uint32_t)value;
    return true;
}

// --- Commands

static bool help(void) {
    for (unsigned i = 0; i < shell.group_count; ++i) {
        const struct shell_group* group = shell.groups[i];
        shell_print("%s\n", group->title);
        for (unsigned c = 0; c < group->count; ++c) {
            const struct shell_command* command = &group->commands[c];
            char call[40];
            (void)snprintf(call, sizeof call, "%s %s", command->name, command->arguments);
            shell_print("  %-28s %s\n", call, command->does);
        }
    }
    return true;
}

static const struct shell_command* find(const char* name) {
    for (unsigned i = 0; i < shell.group_count; ++i) {
        const struct shell_group* group = shell.groups[i];
        for (unsigned c = 0; c < group->count; ++c) {
            if (strcmp(group->commands[c].name, name) == 0) {
                return &group->commands[c];
            }
        }
    }
    return NULL;
}

static bool run(unsigned count, char** words) {
    shell.command = words[0];
    if (strcmp(words[0], "help") == 0) {
        return help();
    }
    const struct shell_command* command = find(words[0]);
    if (command == NULL) {
        return shell_fail("no such command, try help");
    }
    if (count - 1 < command->least || count - 1 > command->most) {
        return shell_fail("expected: %s %s", command->name, command->arguments);
    }
    return command->run(count, words);
}

/// Cuts the line at blanks, but not within quotes. Returns how many words there are.
static unsigned split(char* line, char* words[shell_most_words + 1]) {
    unsigned count = 0;
    for (char* next = line; *next != '\0' && count < shell_most_words;) {
        next += strspn(next, " \t");
        if (*next == '\0') {
            break;
        }
        const bool quoted = *next == '"';
        next += quoted;
        words[count++] = next;
        next += strcspn(next, quoted ? "\"" : " \t");
        if (*next != '\0') {
            *next++ = '\0';
        }
    }
    words[count] = NULL;
    return count;
}

PROBE_POINT void shell_command_begins(void);
PROBE_POINT void shell_command_begins(void) {}

PROBE_POINT void shell_command_ended(void);
PROBE_POINT void shell_command_ended(void) {}

static void execute(char* line) {
    char* words[shell_most_words + 1];
    const unsigned count = split(line, words);
    if (count > 0) {
        const uint64_t start = clock_microseconds();
        shell_command_begins();
        const bool done = run(count, words);
        shell_command_ended();
        const uint32_t took = (uint32_t)(clock_microseconds() - start);
        shell_print("[%s, %u.%03u ms]\n", done ? "ok" : "failed", (unsigned)(took / 1000),
                    (unsigned)(took % 1000));
    }
    write(prompt, sizeof prompt - 1);
}

// --- Lines

static void end_line(void) {
    write_lines("\n");
    shell.line[shell.length] = '\0';
    shell.length = 0;
    execute(shell.line);
}

static void type(char key) {
    enum { backspace = 8, kill_line = 21, escape = 27, delete = 127 };
    const bool second_of_two = shell.after_return && key == '\n';
    shell.after_return = key == '\r';
    if (shell.in_escape) {
        shell.in_escape = key == '[' || (key >= '0' && key <= '9') || key == ';';
    } else if (key == escape) {
        shell.in_escape = true;
    } else if (key == '\r' || (key == '\n' && !second_of_two)) {
        end_line();
    } else if ((key == backspace || key == delete) && shell.length > 0) {
        --shell.length;
        write("\b \b", 3);
    } else if (key == kill_line) {
        for (; shell.length > 0; --shell.length) {
            write("\b \b", 3);
        }
    } else if ((key >= ' ' && key < delete) && shell.length + 1 < sizeof shell.line) {
        shell.line[shell.length++] = key;
        write(&key, 1);
    }
}

void shell_type(const char* text, uint32_t size) {
    for (uint32_t i = 0; i < size; ++i) {
        type(text[i]);
    }
}

void shell_set_groups(const struct shell_group* const* groups, unsigned group_count) {
    memset(&shell, 0, sizeof shell);
    shell.groups = groups;
    shell.group_count = group_count;
}

void shell_run(const struct shell_group* const* groups, unsigned group_count) {
    shell_set_groups(groups, group_count);
    write(prompt, sizeof prompt - 1);
    for (;;) {
        char typed[32];
        shell_type(typed, console_read(typed, sizeof typed, osWaitForever));
    }
}
