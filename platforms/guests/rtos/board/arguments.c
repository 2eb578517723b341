// SPDX-License-Identifier: BSD-3-Clause
#include "arguments.h"

#include "platform_addresses.h"

#include <stdlib.h>
#include <string.h>

#ifdef BOOT_ARGUMENTS_BASE
#define ARGUMENTS ((const char*)BOOT_ARGUMENTS_BASE)
#define ARGUMENTS_SIZE BOOT_ARGUMENTS_SIZE
#else // this platform has none
#define ARGUMENTS ""
#define ARGUMENTS_SIZE 1
#endif

/// A word of the text; `text` is NULL when there is no more.
struct word {
    const char* text;
    size_t length;
};

/// The word that begins at `from` or behind the spaces there. The text ends at its 0, or at the end
/// of its memory if it has none.
static struct word next_word(const char* from, const char* end) {
    while (from < end && *from == ' ') {
        ++from;
    }
    if (from == end || *from == 0) {
        return (struct word){NULL, 0};
    }
    const char* last = from;
    while (last < end && *last != ' ' && *last != 0) {
        ++last;
    }
    return (struct word){from, (size_t)(last - from)};
}

/// The value behind the `name` of a word; `text` is NULL when it is another's.
static struct word value_of(struct word word, const char* name) {
    const size_t length = strlen(name);
    if (word.length < length || memcmp(word.text, name, length) != 0) {
        return (struct word){NULL, 0};
    }
    if (word.length == length) {
        return (struct word){word.text + length, 0};
    }
    if (word.text[length] != '=') {
        return (struct word){NULL, 0};
    }
    return (struct word){word.text + length + 1, word.length - length - 1};
}

/// What is said last counts: the scenario's text is behind the platform's.
static struct word find(const char* name) {
    const char* const end = ARGUMENTS + ARGUMENTS_SIZE;
    struct word found = {NULL, 0};
    for (struct word word = next_word(ARGUMENTS, end); word.text != NULL;
         word = next_word(word.text + word.length, end)) {
        const struct word value = value_of(word, name);
        if (value.text != NULL) {
            found = value;
        }
    }
    return found;
}

bool board_argument(const char* name, char* value, size_t size) {
    const struct word found = find(name);
    if (size != 0) {
        const size_t length = found.length < size ? found.length : size - 1;
        if (found.text != NULL) {
            memcpy(value, found.text, length);
        }
        value[found.text == NULL ? 0 : length] = 0;
    }
    return found.text != NULL;
}

uint32_t board_argument_number(const char* name, uint32_t otherwise) {
    char text[16]; // "4294967295", "0xffffffff"
    if (!board_argument(name, text, sizeof text) || text[0] < '0' || text[0] > '9') {
        return otherwise;
    }
    char* end = text;
    const bool is_hexadecimal = text[1] == 'x' || text[1] == 'X';
    const unsigned long long number = strtoull(text, &end, is_hexadecimal ? 16 : 10);
    return *end != 0 || number > UINT32_MAX ? otherwise : (uint32_t)number;
}

bool board_argument_is(const char* name, const char* value) {
    const struct word found = find(name);
    return found.text != NULL && found.length == strlen(value) &&
           memcmp(found.text, value, found.length) == 0;
}
