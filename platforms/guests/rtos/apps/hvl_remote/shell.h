// SPDX-License-Identifier: BSD-3-Clause
//
// A shell on the VirtIO console. A line is a command and its arguments; the last line of an answer
// says in brackets whether it did what it was asked, and how long that took:
//
//     rtos> sum /hello
//     363a3020 6 /hello
//     [ok, 1.204 ms]
#pragma once

#include "cmsis_os2.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    shell_line_size = 128,
    shell_most_words = 12,
    shell_print_size = 192, ///< longest text of one shell_print()
};

struct shell_command {
    const char* name;
    const char* arguments; ///< as the help shows them
    const char* does;
    unsigned least, most; ///< how many arguments
    /// words[0] is the name, words[count] NULL. False when it did not do it, after shell_fail().
    bool (*run)(unsigned count, char** words);
};

/// Commands that go together, in a file of their own.
struct shell_group {
    const char* title;
    const struct shell_command* commands;
    unsigned count;
};
#define SHELL_GROUP(title, commands)                                                               \
    { (title), (commands), sizeof(commands) / sizeof(commands)[0] }

/// To the console.
__attribute__((format(printf, 1, 2))) void shell_print(const char* format, ...);
/// Text of any length that does not end in '\0'.
void shell_show(const void* data, uint32_t size);
/// Prints "COMMAND: message", and is false.
__attribute__((format(printf, 1, 2))) bool shell_fail(const char* format, ...);

/// A number, decimal or with 0x, of at most `most`. False, with a message, if it is none.
bool shell_number(const char* text, uint32_t most, uint32_t* number);
/// osErrorTimeout as "it does not answer in time", and so on.
const char* shell_status_text(osStatus_t status);

/// Takes what was typed: echoes, edits, runs lines. What is typed while a command runs waits.
void shell_type(const char* text, uint32_t size);
/// Reads the console for ever, from when it is there.
void shell_run(const struct shell_group* const* groups, unsigned group_count);
/// The same without reading, for those who call shell_type().
void shell_set_groups(const struct shell_group* const* groups, unsigned group_count);

extern const struct shell_group shell_system;
extern const struct shell_group shell_files;
extern const struct shell_group shell_block;
extern const struct shell_group shell_network;
extern const struct shell_group shell_vsock;

#ifdef __cplusplus
}
#endif
