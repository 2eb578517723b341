// SPDX-License-Identifier: BSD-3-Clause
#include "arguments.h"

#include "platform_addresses.h"

#include <stdlib.h>
#include <string.h>

#ifdef BOOT_ARGUMENTS_BASE
static const char* const text = (const char*)BOOT_ARGUMENTS_BASE;
enum { text_size = BOOT_ARGUMENTS_SIZE };
#else
static const char* const text = "";
enum { text_size = 1 };
#endif

/// The length of the word that starts here: up to a space, the end, or the end of the memory.
static size_t word_length(const char* word) {
    size_t length = 0;
    while (word + length < text + text_size && word[length] != ' ' && word[length] != '\0') {
        ++length;
    }
    return length;
}

/// What comes after "name" or "name=" in the word; NULL if it is another one.
static const char* value_in(const char* word, size_t length, const char* name) {
    const size_t name_length = strlen(name);
    if (length < name_length || strncmp(word, name, name_length) != 0) {
        return NULL;
    }
    if (length == name_length) {
        return word + length;
    }
    return word[name_length] == '=' ? word + name_length + 1 : NULL;
}

bool board_argument(const char* name, char* value, size_t size) {
    value[0] = '\0';
    for (const char* word = text; word < text + text_size && *word != '\0';) {
        const size_t length = word_length(word);
        const char* found = value_in(word, length, name);
        if (found != NULL) {
            size_t copied = (size_t)(word + length - found);
            copied = copied < size ? copied : size - 1;
            memcpy(value, found, copied);
            value[copied] = '\0';
            return true;
        }
        word += length;
        word += word < text + text_size && *word == ' ';
    }
    return false;
}

uint32_t board_argument_number(const char* name, uint32_t otherwise) {
    char value[12];
    char* end;
    if (!board_argument(name, value, sizeof value) || value[0] == '\0') {
        return otherwise;
    }
    const unsigned long number = strtoul(value, &end, 0);
    return *end == '\0' ? (uint32_t)number : otherwise;
}

bool board_argument_is(const char* name, const char* value) {
    char found[32];
    return board_argument(name, found, sizeof found) && strcmp(found, value) == 0;
}
