/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu_api.h"

#include "snapshot.h"

static char* requested; /* path of the file */

void snapshot_request(const char* file, size_t length) {
    requested = g_strndup(file, length);
    qemu_system_vmstop_request_prepare();
    qemu_system_vmstop_request(RUN_STATE_PAUSED);
}

bool snapshot_requested(void) {
    return requested != NULL;
}

bool snapshot_made(void) {
    const bool made = requested != NULL;
    g_clear_pointer(&requested, g_free);
    return made;
}

/* ---- Writing, in the main loop --------------------------------------------------------------- */

static void write_state(void* opaque) {
    const int file = qemu_create(requested, O_WRONLY | O_TRUNC | O_CLOEXEC, 0600, &error_fatal);
    g_autofree char* where = g_strdup_printf("fd:%d", file); /* QEMU closes it */
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
    qemu_add_vm_change_state_handler(on_stopped, NULL);
    add_migration_state_change_notifier(&progress);
}
