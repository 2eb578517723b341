// SPDX-License-Identifier: BSD-3-Clause
#include "service_console.h"

#include <string.h>

enum { console_number = 0 };

static struct {
    struct service service;
    osMessageQueueId_t input; ///< of characters
    char line[SERVICE_CONSOLE_INPUT];
    uint32_t length;
} console;

static bool take(const struct service_message* message) {
    if (message->operation != service_console_data || message->kind != service_one_way) {
        return false;
    }
    if (message->size > 0 && message->body[0] == console_number) {
        for (uint16_t i = 1; i < message->size; ++i) {
            (void)osMessageQueuePut(console.input, &message->body[i], 0, 0);
        }
    }
    return true;
}

osStatus_t service_console_start(void) {
    console.length = 0;
    console.service = (struct service){.number = service_console, .take = take};
    console.input = osMessageQueueNew(SERVICE_CONSOLE_INPUT, 1, NULL);
    service_offer(&console.service);
    return console.input == NULL ? osErrorNoMemory : osOK;
}

osStatus_t service_console_write(const char* text, uint32_t size, uint32_t timeout) {
    static const uint8_t number = console_number;
    osStatus_t status = service_body_limit() > 1 ? osOK : osErrorResource;
    while (size > 0 && status == osOK) {
        const uint32_t room = service_body_limit() - 1;
        const uint32_t piece = size < room ? size : room;
        const struct service_part parts[] = {{&number, 1}, {text, piece}};
        status = service_send(service_console, service_console_data, parts, 2, timeout);
        text += piece;
        size -= piece;
    }
    return status;
}

osStatus_t service_console_read_line(char* line, uint32_t size, uint32_t timeout) {
    for (;;) {
        char character;
        if (osMessageQueueGet(console.input, &character, NULL, timeout) != osOK) {
            return osErrorTimeout;
        }
        if (character != '\n' && character != '\r') {
            if (console.length < sizeof console.line) {
                console.line[console.length++] = character;
            }
            continue;
        }
        if (console.length == 0) {
            continue; // the second of two ends
        }
        const uint32_t kept = console.length < size ? console.length : size - 1;
        memcpy(line, console.line, kept);
        line[kept] = '\0';
        console.length = 0;
        return osOK;
    }
}
