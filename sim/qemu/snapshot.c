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

static void write_state(void* opaque) {
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

void snapshot_init(void) {
    qemu_cond_init(&main_loop_came);
    qemu_add_vm_change_state_handler(on_stopped, NULL);
    add_migration_state_change_notifier(&progress);
}
