/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu_api.h"

#include "snapshot.h"

static char* requested; /* path of the file */

/* ---- Stopping -------------------------------------------------------------------------------- */

/* Only the main loop can stop the machine, and not from a timer. In each of its rounds it moves the
 * clock on to the next timer when all processors idle, halted or stopped; one with `stop` set does
 * not count as idle. */

static QemuCond main_loop_came;
static bool main_loop_is_here;

/* In the processors' thread, which has just stopped them. */
static void wait_for_main_loop(CPUState* cpu, run_on_cpu_data unused) {
    cpu->stop = true;
    while (!main_loop_is_here) {
        qemu_cond_wait_iothread(&main_loop_came);
    }
}

static void stop_machine(void* opaque) {
    main_loop_is_here = true;
    qemu_cond_broadcast(&main_loop_came);
    vm_stop(RUN_STATE_PAUSED);
}

void snapshot_request(const char* file, size_t length) {
    requested = g_strndup(file, length);
    if (!qemu_in_vcpu_thread()) { /* in a timer, behind which the main loop looks for requests */
        qemu_system_vmstop_request_prepare();
        qemu_system_vmstop_request(RUN_STATE_PAUSED);
        return;
    }
    main_loop_is_here = false;
    CPUState* cpu;
    CPU_FOREACH(cpu) {
        cpu->stop = true;
        cpu_exit(cpu);
    }
    async_run_on_cpu(first_cpu, wait_for_main_loop, RUN_ON_CPU_NULL);
    aio_bh_schedule_oneshot(qemu_get_aio_context(), stop_machine, NULL);
}

bool snapshot_requested(void) {
    return requested != NULL;
}

bool snapshot_made(void) {
    const bool made = requested != NULL;
    g_clear_pointer(&requested, g_free);
    return made;
}

/* ---- Writing --------------------------------------------------------------------------------- */

static bool memory_apart;

enum { page_size = 4096 };

/* Bytes from `at` on that are zero, or are not, in whole pages. */
static size_t alike(const uint8_t* at, const uint8_t* end, bool zero) {
    const uint8_t* next = at;
    while (next < end && buffer_is_zero(next, page_size) == zero) {
        next += page_size;
    }
    return (size_t)(next - at);
}

static bool write_all(int file, const uint8_t* bytes, size_t count, off_t offset) {
    while (count > 0) {
        const ssize_t written = pwrite(file, bytes, count, offset);
        if (written <= 0) {
            return false;
        }
        bytes += written;
        count -= (size_t)written;
        offset += written;
    }
    return true;
}

static void write_memory(void) {
    g_autofree char* name = g_strdup_printf("%s.ram", requested);
    const uint8_t* bytes = memory_region_get_ram_ptr(current_machine->ram);
    const uint8_t* end = bytes + memory_region_size(current_machine->ram);
    const int file = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    bool written = file >= 0 && ftruncate(file, end - bytes) == 0;
    for (const uint8_t* at = bytes; written && at < end;) {
        at += alike(at, end, true);
        const size_t count = alike(at, end, false);
        written = write_all(file, at, count, at - bytes);
        at += count;
    }
    if (!written || close(file) != 0) {
        fatal("cannot save to %s: %s", name, strerror(errno));
    }
}

static void write_state(void* opaque) {
    if (memory_apart) {
        write_memory();
    }
    /* Of the ways that QEMU has, fd: wants a monitor, and file: came later. */
    g_autofree char* quoted = g_shell_quote(requested);
    g_autofree char* where = g_strdup_printf("exec:cat >%s", quoted);
    Error* error = NULL;
    qmp_migrate(where, false, false, false, false, false, false, false, false, &error);
    if (error != NULL) {
        fatal("cannot save to %s: %s", requested, error_get_pretty(error));
    }
}

static void on_stopped(void* opaque, bool running, RunState state) {
    if (requested != NULL && state == RUN_STATE_PAUSED) {
        aio_bh_schedule_oneshot(qemu_get_aio_context(), write_state, NULL);
    }
}

static void go_on(void* opaque) {
    vm_start();
}

static void on_progress(Notifier* notifier, void* data) {
    MigrationState* migration = data;
    if (migration_has_failed(migration)) {
        fatal("cannot save to %s", requested);
    }
    if (migration_has_finished(migration)) {
        aio_bh_schedule_oneshot(qemu_get_aio_context(), go_on, NULL);
    }
}

static Notifier progress = {.notify = on_progress};

void snapshot_init(bool apart) {
    memory_apart = apart;
    if (apart) {
        qemu_ram_unset_migratable(current_machine->ram->ram_block);
    }
    qemu_cond_init(&main_loop_came);
    qemu_add_vm_change_state_handler(on_stopped, NULL);
    add_migration_state_change_notifier(&progress);
}
