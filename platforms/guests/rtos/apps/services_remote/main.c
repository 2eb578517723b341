// SPDX-License-Identifier: BSD-3-Clause
//
// A remote that lives on Linux' services: console, files, ports, messages. The carrier is chosen by
// the boot argument transport=rpmsg|virtio|vsock among those that it is built with; the first of
// them when nothing is said.
#include "arguments.h"
#include "commands.h"
#include "service_console.h"
#include "service_messages.h"
#include "service_ports.h"

#include <stdio.h>
#include <string.h>

enum {
    echo_port = 7,
    patience_ticks = 10000,
};

static const struct service_channel* const channels[] = {
#ifdef SERVICES_RPMSG
    &service_channel_rpmsg,
#endif
#ifdef SERVICES_VIRTIO
    &service_channel_virtio,
#endif
#ifdef SERVICES_VSOCK
    &service_channel_vsock,
#endif
};

static const struct service_channel* chosen_channel(void) {
    for (unsigned i = 0; i < sizeof channels / sizeof channels[0]; ++i) {
        if (board_argument_is("transport", channels[i]->name)) {
            return channels[i];
        }
    }
    return channels[0];
}

/// Gives back to whoever connects what it sends: one at a time.
static void serve_echo(void* argument) {
    (void)argument;
    static uint8_t data[256];
    service_stream_listen(echo_port);
    for (;;) {
        struct service_stream* stream = service_stream_accept(echo_port, osWaitForever);
        bool ended = false;
        while (stream != NULL && !ended) {
            const uint32_t count =
                service_stream_read(stream, data, sizeof data, osWaitForever, &ended);
            if (count > 0 && service_stream_write(stream, data, count, patience_ticks) != osOK) {
                break;
            }
        }
        if (stream != NULL) {
            service_stream_finish(stream);
            service_stream_close(stream);
        }
    }
}

static void published(const char* topic, uint32_t topic_size, const uint8_t* data, uint32_t size) {
    (void)topic;
    (void)topic_size;
    (void)service_publish("heard", data, size, patience_ticks);
}

static void run(void* argument) {
    const struct service_channel* channel = argument;
    const osStatus_t status = service_start(channel, patience_ticks);
    if (status != osOK) {
        printf("services_remote: %s does not start: %d\n", channel->name, (int)status);
        return;
    }
    for (;;) {
        static char line[SERVICE_CONSOLE_INPUT];
        if (service_console_read_line(line, sizeof line, osWaitForever) == osOK) {
            command_execute(line);
        }
    }
}

int main(void) {
    static const osThreadAttr_t commands = {
        .name = "commands", .stack_size = 1536, .priority = osPriorityBelowNormal};
    static const osThreadAttr_t echo = {
        .name = "echo port", .stack_size = 768, .priority = osPriorityBelowNormal};
    const struct service_channel* channel = chosen_channel();
    bool complete = osKernelInitialize() == osOK && service_console_start() == osOK &&
                    service_ports_start() == osOK;
    service_messages_start(published);
    complete = complete && osThreadNew(run, (void*)(uintptr_t)channel, &commands) != NULL &&
               osThreadNew(serve_echo, NULL, &echo) != NULL;
    if (!complete) {
        printf("services_remote: not enough memory for its threads and queues\n");
        return 1;
    }
    printf("services_remote: over %s\n", channel->name);
    return osKernelStart();
}
