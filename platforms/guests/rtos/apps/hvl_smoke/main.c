// SPDX-License-Identifier: BSD-3-Clause
//
// The smallest program on hypervisor-less VirtIO: greets on the console with a random number, then
// gives each line back. "random" is answered with another number, "stats" with counters.
#include "virtio_console.h"
#include "virtio_platform.h"
#include "virtio_rng.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    patience_ticks = 60000, ///< for Linux to boot and its monitor to start
    answer_patience_ticks = 1000,
    stack_size = 2048,
    line_size = 128,
};

__attribute__((format(printf, 1, 2))) static void answer(const char* format, ...) {
    char text[line_size + 32];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    const osStatus_t status = console_print(text, answer_patience_ticks);
    if (status != osOK) {
        printf("hvl_smoke: console: error %d\n", (int)status);
    }
}

static void print_random_number(void) {
    uint32_t number;
    const osStatus_t status = rng_read(&number, sizeof number, answer_patience_ticks);
    if (status == osOK) {
        answer("random 0x%08lx\n", (unsigned long)number);
    } else {
        answer("random: error %d\n", (int)status);
    }
}

static void print_statistics(void) {
    const struct virtio_statistics console = virtio_get_statistics(console_get_device());
    answer("added %lu used %lu kicks %lu withheld %lu interrupts %lu bad %lu resets %lu\n",
           (unsigned long)console.added, (unsigned long)console.used, (unsigned long)console.kicks,
           (unsigned long)console.kicks_withheld, (unsigned long)console.interrupts,
           (unsigned long)console.bad_used, (unsigned long)console.resets);
}

static bool started(const char* device, osStatus_t status) {
    printf("hvl_smoke: %s: %s %d\n", device, status == osOK ? "up" : "error", (int)status);
    return status == osOK;
}

static void run(void* argument) {
    (void)argument;
    unsigned count;
    const struct virtio_place* places = virtio_platform_places(&count);
    printf("hvl_smoke: %u devices, registers in %s, %s\n", count,
           places[0].in_ram ? "memory" : "hardware",
           virtio_platform_poll_period() == virtio_not_polled ? "interrupts" : "polled");
    const bool has_console = started("console", console_start(patience_ticks));
    const bool has_rng = started("rng", rng_start(has_console ? answer_patience_ticks : 0));
    if (!has_console) {
        return;
    }
    answer("hvl_smoke: ready\n");
    if (has_rng) {
        print_random_number();
    }
    for (;;) {
        char line[line_size];
        if (console_read_line(line, sizeof line, osWaitForever) != osOK) {
            continue;
        }
        if (strcmp(line, "random") == 0) {
            print_random_number();
        } else if (strcmp(line, "stats") == 0) {
            print_statistics();
        } else {
            answer("%s\n", line);
        }
    }
}

int main(void) {
    static uint64_t stack[stack_size / sizeof(uint64_t)];
    const osThreadAttr_t thread = {.name = "smoke", .stack_mem = stack, .stack_size = sizeof stack};
    if (osKernelInitialize() != osOK || virtio_initialize() != osOK ||
        osThreadNew(run, NULL, &thread) == NULL) {
        printf("hvl_smoke: not enough memory for its threads\n");
        return 1;
    }
    return osKernelStart();
}
