// SPDX-License-Identifier: BSD-3-Clause
#include "shell.h"

#include "board.h"
#include "echo.h"
#include "life.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    line_size = 64,
    queue_length = 4,
    answer_size = 160,
    most_threads = 16,
    longest_hold = 60000, ///< ms, of a heartbeat's period as well
    leave_ticks = 20,     ///< for Linux to hear of it
};

struct line {
    uint32_t source;
    char text[line_size];
};

static struct {
    struct rpmsg_endpoint endpoint;
    osMessageQueueId_t lines;
    struct line next; ///< what came of the line that has not ended yet
    size_t length;
} shell;

__attribute__((format(printf, 2, 3))) static void answer(uint32_t destination, const char* format,
                                                         ...) {
    char text[answer_size];
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length > 0) {
        (void)rpmsg_send(&shell.endpoint, destination, text, (uint16_t)strlen(text), osWaitForever);
    }
}

// --- Commands

static void help(uint32_t to, const char* argument);

static void threads(uint32_t to, const char* argument) {
    (void)argument;
    static const char* const states[] = {"inactive", "ready", "running", "blocked"};
    osThreadId_t ids[most_threads];
    const uint32_t count = osThreadEnumerate(ids, most_threads);
    for (uint32_t i = 0; i < count; ++i) {
        const char* name = osThreadGetName(ids[i]);
        answer(to, "%-12s %-8s priority %2d stack %u/%u free\n", name == NULL ? "-" : name,
               states[osThreadGetState(ids[i])], (int)osThreadGetPriority(ids[i]),
               (unsigned)osThreadGetStackSpace(ids[i]), (unsigned)osThreadGetStackSize(ids[i]));
    }
}

static void stats(uint32_t to, const char* argument) {
    (void)argument;
    const struct rpmsg_statistics link = rpmsg_get_statistics();
    answer(to, "received %u sent %u announced %u links %u no-recipient %u malformed %u\n",
           (unsigned)link.received, (unsigned)link.sent, (unsigned)link.announcements,
           (unsigned)link.links, (unsigned)link.no_recipient, (unsigned)link.malformed);
    answer(to, "notifications %u kicks %u withheld %u waits %u name-service %u\n",
           (unsigned)link.notifications, (unsigned)link.kicks, (unsigned)link.kicks_withheld,
           (unsigned)link.waits, (unsigned)link.name_service);
    for (unsigned i = 0; i < echo_service_count; ++i) {
        const struct echo_statistics echo = echo_get_statistics(i);
        answer(to, "echo 0x%x: messages %u bytes %u bad %u unsent %u\n", echo_first_address + i,
               (unsigned)echo.messages, (unsigned)echo.bytes, (unsigned)echo.bad,
               (unsigned)echo.unsent);
    }
}

static void uptime(uint32_t to, const char* argument) {
    (void)argument;
    const uint32_t ticks = osKernelGetTickCount();
    answer(to, "%u.%03u s\n", (unsigned)(ticks / 1000), (unsigned)(ticks % 1000));
}

/// False, and said, when it is none.
static bool milliseconds(uint32_t to, const char* command, const char* argument, uint32_t* value) {
    char* end;
    const unsigned long number = strtoul(argument, &end, 10);
    *value = (uint32_t)number;
    if (end == argument || *end != '\0' || number > longest_hold) {
        answer(to, "%s: expected milliseconds, %u at most\n", command, (unsigned)longest_hold);
        return false;
    }
    return true;
}

static void hold(uint32_t to, const char* argument) {
    uint32_t ms;
    if (milliseconds(to, "hold", argument, &ms)) {
        echo_hold(ms);
        answer(to, "each echo service takes its next message %u ms late\n", (unsigned)ms);
    }
}

static void heartbeat(uint32_t to, const char* argument) {
    uint32_t ms;
    if (milliseconds(to, "heartbeat", argument, &ms)) {
        answer(to, life_set_heartbeat(ms) ? "heartbeat every %u ms\n" : "no status to beat in\n",
               (unsigned)ms);
    }
}

static void boots(uint32_t to, const char* argument) {
    (void)argument;
    answer(to, "boot %u\n", (unsigned)life_boots());
}

static void crash(uint32_t to, const char* argument) {
    (void)to;
    (void)argument;
    board_reset();
}

static void halt(uint32_t to, const char* argument) {
    (void)to;
    (void)argument;
    board_halt();
}

static void leave(uint32_t to, const char* argument) {
    (void)to;
    (void)argument;
    echo_stop();
    (void)rpmsg_endpoint_destroy(&shell.endpoint);
    (void)osDelay(leave_ticks);
    board_reset();
}

static const struct command {
    const char* name;
    const char* does;
    void (*run)(uint32_t to, const char* argument);
} commands[] = {
    {"help", "lists the commands", help},
    {"threads", "threads, their states and stacks", threads},
    {"stats", "counters of RPMsg and of the echo services", stats},
    {"uptime", "time since the start of the kernel", uptime},
    {"hold", "MS: the echo services are busy for so long, the vring fills", hold},
    {"boots", "how often this remote has started", boots},
    {"heartbeat", "MS: a word in shared memory goes on that often, 0: not", heartbeat},
    {"crash", "the processor resets; nobody is told", crash},
    {"halt", "the processor stops for good; nobody is told", halt},
    {"leave", "all services say that they go, then the processor resets", leave},
};
enum { command_count = sizeof commands / sizeof commands[0] };

static void help(uint32_t to, const char* argument) {
    (void)argument;
    for (unsigned i = 0; i < command_count; ++i) {
        answer(to, "%-8s %s\n", commands[i].name, commands[i].does);
    }
}

static void execute(const struct line* line) {
    const size_t name_length = strcspn(line->text, " ");
    const char* argument = line->text + name_length;
    argument += strspn(argument, " ");
    for (unsigned i = 0; i < command_count; ++i) {
        if (strlen(commands[i].name) == name_length &&
            strncmp(line->text, commands[i].name, name_length) == 0) {
            commands[i].run(line->source, argument);
            return;
        }
    }
    answer(line->source, "%s: no such command, try help\n", line->text);
}

// --- Lines

/// In the thread of RPMsg. A line may come in pieces, and a piece may have several lines.
static void receive(struct rpmsg_endpoint* endpoint, const void* data, uint16_t size,
                    uint32_t source) {
    (void)endpoint;
    const char* text = data;
    for (uint16_t i = 0; i < size; ++i) {
        if (text[i] != '\n' && text[i] != '\r') {
            if (shell.length + 1 < line_size) {
                shell.next.text[shell.length++] = text[i];
            }
        } else if (shell.length > 0) {
            shell.next.text[shell.length] = '\0';
            shell.next.source = source;
            shell.length = 0;
            (void)osMessageQueuePut(shell.lines, &shell.next, 0, osWaitForever);
        }
    }
}

static void run(void* argument) {
    (void)argument;
    for (;;) {
        struct line line;
        if (osMessageQueueGet(shell.lines, &line, NULL, osWaitForever) == osOK) {
            execute(&line);
        }
    }
}

osStatus_t shell_start(void) {
    static const osThreadAttr_t attributes = {
        .name = "shell", .stack_size = 1536, .priority = osPriorityBelowNormal};
    shell.length = 0;
    shell.lines = osMessageQueueNew(queue_length, sizeof(struct line), NULL);
    if (shell.lines == NULL || osThreadNew(run, NULL, &attributes) == NULL) {
        return osErrorNoMemory;
    }
    return rpmsg_endpoint_create(&shell.endpoint, "rpmsg-tty", shell_address, receive, NULL);
}
