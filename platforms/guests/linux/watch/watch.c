// SPDX-License-Identifier: BSD-3-Clause
//
// ampsim-watch: watches a remote by the status words that it keeps in shared memory
// (../../remote_status/remote_status.h), and says what became of it: restarted, or silent.
#include "remote_status.h"

#include <fcntl.h>
#include <getopt.h>
#include <glob.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { status_ok = 0, status_nothing = 1, status_usage = 2, page_size = 4096 };

static const int64_t ms_ns = 1000000;

static const char usage[] =
    "usage: ampsim-watch [options]\n"
    "Waits until the remote restarts, or its heartbeat stops.\n"
    "  -p MS       look that often (10)\n"
    "  -s PERIODS  the heartbeat has stopped when so many of its periods brought none (3)\n"
    "  -t MS       give up after that (10000)\n"
    "Exit status: 0 the remote restarted or is silent, 1 nothing happened, 2 bad usage or no "
    "status.\n";

/// Their entry addresses are where ampsim's probes see what was noticed. The empty asm statement
/// keeps the call, and the argument in its register.
__attribute__((noipa)) static void ampsim_watch_restarted(unsigned boots) {
    __asm__ volatile("" : : "r"(boots));
}
__attribute__((noipa)) static void ampsim_watch_silent(unsigned heartbeat) {
    __asm__ volatile("" : : "r"(heartbeat));
}
__attribute__((noipa)) static void ampsim_watch_started(unsigned boots) {
    __asm__ volatile("" : : "r"(boots));
}

static int64_t now_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static _Noreturn void fail(const char* what) {
    fprintf(stderr, "ampsim-watch: %s\n", what);
    exit(status_usage);
}

static unsigned number(const char* text, unsigned most) {
    char* end;
    const unsigned long value = strtoul(text, &end, 0);
    if (end == text || *end != '\0' || value == 0 || value > most) {
        fputs(usage, stderr);
        exit(status_usage);
    }
    return (unsigned)value;
}

/// Where the carve-out is, from Linux' device tree: its cells are big-endian.
static uint64_t carve_out(void) {
    glob_t found = {0};
    uint8_t cells[16];
    if (glob("/proc/device-tree/reserved-memory/rsc-table@*/reg", 0, NULL, &found) != 0) {
        fail("the device tree has no reserved-memory/rsc-table");
    }
    FILE* file = fopen(found.gl_pathv[0], "re");
    if (file == NULL || fread(cells, sizeof cells, 1, file) != 1) {
        fail("cannot read where reserved-memory/rsc-table is");
    }
    fclose(file);
    globfree(&found);
    uint64_t address = 0;
    for (unsigned i = 0; i < 8; ++i) {
        address = address << 8 | cells[i];
    }
    return address;
}

static const volatile struct remote_status* map_status(void) {
    const int memory = open("/dev/mem", O_RDONLY | O_SYNC | O_CLOEXEC);
    if (memory < 0) {
        fail("cannot open /dev/mem");
    }
    const uint8_t* page = mmap(NULL, page_size, PROT_READ, MAP_SHARED, memory, (off_t)carve_out());
    if (page == MAP_FAILED) {
        fail("cannot map the carve-out rsc-table");
    }
    close(memory);
    return (const volatile struct remote_status*)(page + remote_status_offset);
}

static void sleep_ms(unsigned ms) {
    const struct timespec time = {ms / 1000, ms % 1000 * ms_ns};
    nanosleep(&time, NULL);
}

int main(int count, char** arguments) {
    unsigned poll_ms = 10;
    unsigned periods = 3;
    unsigned limit_ms = 10000;
    for (int option; (option = getopt(count, arguments, "p:s:t:h")) != -1;) {
        switch (option) {
        case 'p':
            poll_ms = number(optarg, 1000000);
            break;
        case 's':
            periods = number(optarg, 1000);
            break;
        case 't':
            limit_ms = number(optarg, 100000000);
            break;
        default:
            fputs(usage, option == 'h' ? stdout : stderr);
            return option == 'h' ? status_ok : status_usage;
        }
    }
    const volatile struct remote_status* status = map_status();
    if (status->magic != remote_status_magic) {
        fail("the remote keeps no status");
    }
    const uint32_t boots = status->boots;
    uint32_t heartbeat = status->heartbeat;
    const int64_t start = now_ns();
    int64_t beaten = start;
    printf("ampsim-watch: boot %" PRIu32 ", heartbeat every %" PRIu32 " ms\n", boots,
           status->period_ms);
    fflush(stdout);
    ampsim_watch_started(boots);
    while (now_ns() - start < limit_ms * ms_ns) {
        sleep_ms(poll_ms);
        if (status->boots != boots) {
            ampsim_watch_restarted(status->boots);
            printf("ampsim-watch: the remote restarted: boot %" PRIu32 "\n", status->boots);
            return status_ok;
        }
        if (status->heartbeat != heartbeat) {
            heartbeat = status->heartbeat;
            beaten = now_ns();
        } else if (status->period_ms != 0 &&
                   now_ns() - beaten >= (int64_t)periods * status->period_ms * ms_ns) {
            ampsim_watch_silent(heartbeat);
            printf("ampsim-watch: the remote is silent, after %" PRIu32 " beats\n", heartbeat);
            return status_ok;
        }
    }
    printf("ampsim-watch: nothing happened\n");
    return status_nothing;
}
