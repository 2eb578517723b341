// SPDX-License-Identifier: BSD-3-Clause
//
// What the RTOS itself does: threads, time, devices, random numbers.
#include "clock.h"
#include "devices.h"
#include "shell.h"
#include "virtio.h"
#include "virtio_rng.h"

enum { most_threads = 20, most_random = 64, rng_timeout = 2000 };

static bool threads(unsigned count, char** words) {
    (void)count;
    (void)words;
    static const char* const states[] = {"inactive", "ready", "running", "blocked"};
    osThreadId_t ids[most_threads];
    const uint32_t found = osThreadEnumerate(ids, most_threads);
    for (uint32_t i = 0; i < found; ++i) {
        const char* name = osThreadGetName(ids[i]);
        shell_print("%-12s %-8s priority %2d stack %u/%u free\n", name == NULL ? "-" : name,
                    states[osThreadGetState(ids[i])], (int)osThreadGetPriority(ids[i]),
                    (unsigned)osThreadGetStackSpace(ids[i]),
                    (unsigned)osThreadGetStackSize(ids[i]));
    }
    return true;
}

static bool stats(unsigned count, char** words) {
    (void)count;
    (void)words;
    shell_print("%-8s %10s %10s %8s %8s %10s %4s %6s\n", "device", "added", "used", "kicks",
                "withheld", "interrupts", "bad", "resets");
    for (unsigned i = 0; i < device_count; ++i) {
        struct virtio_device* device = devices[i].get();
        if (device == NULL) {
            shell_print("%-8s not there\n", devices[i].name);
            continue;
        }
        const struct virtio_statistics s = virtio_get_statistics(device);
        shell_print("%-8s %10u %10u %8u %8u %10u %4u %6u%s\n", devices[i].name, (unsigned)s.added,
                    (unsigned)s.used, (unsigned)s.kicks, (unsigned)s.kicks_withheld,
                    (unsigned)s.interrupts, (unsigned)s.bad_used, (unsigned)s.resets,
                    virtio_is_broken(device) ? " broken" : "");
    }
    return true;
}

static bool uptime(unsigned count, char** words) {
    (void)count;
    (void)words;
    const uint64_t now = clock_microseconds();
    shell_print("%u.%06u s\n", (unsigned)(now / 1000000), (unsigned)(now % 1000000));
    return true;
}

static bool random_bytes(unsigned count, char** words) {
    uint32_t size = 16;
    if (count > 1 && !shell_number(words[1], most_random, &size)) {
        return false;
    }
    uint8_t bytes[most_random];
    const osStatus_t status = rng_read(bytes, size, rng_timeout);
    if (status != osOK) {
        return shell_fail("%s", shell_status_text(status));
    }
    for (uint32_t i = 0; i < size; ++i) {
        shell_print("%02x%s", bytes[i], i + 1 == size || i % 16 == 15 ? "\n" : " ");
    }
    return true;
}

static bool delay(unsigned count, char** words) {
    (void)count;
    uint32_t milliseconds;
    if (!shell_number(words[1], 60000, &milliseconds)) {
        return false;
    }
    (void)osDelay((uint32_t)((uint64_t)milliseconds * osKernelGetTickFreq() / 1000));
    return true;
}

static const struct shell_command commands[] = {
    {"threads", "", "threads, their states and free stacks", 0, 0, threads},
    {"stats", "", "what went through each device's rings", 0, 0, stats},
    {"uptime", "", "time since the kernel started", 0, 0, uptime},
    {"random", "[N]", "N bytes of the entropy device", 0, 1, random_bytes},
    {"sleep", "MS", "waits so many milliseconds", 1, 1, delay},
};
const struct shell_group shell_system = SHELL_GROUP("system", commands);
