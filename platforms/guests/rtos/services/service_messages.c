// SPDX-License-Identifier: BSD-3-Clause
#include "service_messages.h"

#include <string.h>

static struct {
    struct service service;
    service_subscriber subscriber;
} messages;

static void answer(const struct service_message* message) {
    const struct service_part body = {message->body, message->size};
    switch (message->operation) {
    case service_messages_echo:
        service_respond(message, service_ok, &body, 1);
        break;
    case service_messages_publish:
        if (message->size > 0 && message->body[0] < message->size && messages.subscriber != NULL) {
            const uint32_t topic = message->body[0];
            messages.subscriber((const char*)message->body + 1, topic, message->body + 1 + topic,
                                message->size - 1 - topic);
        }
        break;
    default:
        service_respond(message, service_unknown, NULL, 0);
    }
}

void service_messages_start(service_subscriber subscriber) {
    messages.subscriber = subscriber;
    messages.service = (struct service){.number = service_messages, .answer = answer};
    service_offer(&messages.service);
}

osStatus_t service_publish(const char* topic, const void* data, uint32_t size, uint32_t timeout) {
    const uint32_t length = (uint32_t)strlen(topic);
    const uint8_t head = (uint8_t)length;
    const struct service_part parts[] = {{&head, 1}, {topic, length}, {data, size}};
    return length > UINT8_MAX
               ? osErrorParameter
               : service_send(service_messages, service_messages_publish, parts, 3, timeout);
}

int32_t service_echo(void* data, uint32_t size, uint32_t* returned, uint32_t timeout) {
    const struct service_part part = {data, size};
    *returned = size;
    return service_call(service_messages, service_messages_echo, &part, 1, data, returned, timeout);
}
