/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * ampsim-qemu.so: makes a stock QEMU a node of an ampsim simulation. It is loaded with -plugin,
 * before the machine is made, and sets itself up when the machine is complete.
 */
#include "qemu_api.h"

#include "arguments.h"
#include "bus.h"
#include "clock.h"
#include "covers.h"
#include "link.h"
#include "linux_module.h"
#include "probes.h"
#include "snapshot.h"
#include "wires.h"

#include <link.h>

QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

/* The QEMU whose headers this was compiled against; `ampsim doctor` reads it from the file. */
QEMU_PLUGIN_EXPORT const char ampsim_qemu_build_id[] = AMPSIM_QEMU_BUILD_ID;

void fatal(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("ampsim-qemu: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    _exit(EXIT_FAILURE);
}

/* ---- Which QEMU is this? --------------------------------------------------------------------- */

enum { note_gnu_build_id = 3 }; /* QEMU's own elf.h hides the system's, which has it */

static char* build_id_in_notes(const uint8_t* at, size_t size) {
    const uint8_t* end = at + size;
    while (at + sizeof(ElfW(Nhdr)) <= end) {
        const ElfW(Nhdr)* note = (const void*)at;
        const uint8_t* name = at + sizeof *note;
        const uint8_t* description = name + ROUND_UP(note->n_namesz, 4);
        if (note->n_type == note_gnu_build_id && note->n_namesz == 4 &&
            memcmp(name, "GNU", 4) == 0) {
            GString* hex = g_string_new(NULL);
            for (uint32_t i = 0; i < note->n_descsz; ++i) {
                g_string_append_printf(hex, "%02x", description[i]);
            }
            return g_string_free(hex, FALSE);
        }
        at = description + ROUND_UP(note->n_descsz, 4);
    }
    return NULL;
}

/* The first object is the program itself. */
static int find_build_id(struct dl_phdr_info* object, size_t size, void* found) {
    for (int i = 0; i < object->dlpi_phnum && *(char**)found == NULL; ++i) {
        if (object->dlpi_phdr[i].p_type == PT_NOTE) {
            *(char**)found =
                build_id_in_notes((const uint8_t*)object->dlpi_addr + object->dlpi_phdr[i].p_vaddr,
                                  object->dlpi_phdr[i].p_memsz);
        }
    }
    return 1;
}

static void check_build_id(void) {
    g_autofree char* found = NULL;
    dl_iterate_phdr(find_build_id, &found);
    if (g_strcmp0(found, ampsim_qemu_build_id) != 0) {
        fatal("this plugin was built for the QEMU with build-id %s, and this one is %s; rebuild "
              "it: cmake --build build",
              ampsim_qemu_build_id, found != NULL ? found : "unknown");
    }
}

/* ---- Set-up ---------------------------------------------------------------------------------- */

static struct arguments* arguments;

static void on_machine_complete(Notifier* notifier, void* data) {
    bus_map(arguments);
    covers_init();
    wires_connect(arguments);
    linux_module_init();
    snapshot_init(arguments->memory_apart);
    clock_init();
    link_greet();
}

static Notifier machine_complete = {.notify = on_machine_complete};

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t plugin, const qemu_info_t* info,
                                           int argc, char** argv) {
    check_build_id();
    arguments = arguments_parse(argc, argv);
    if (!icount_enabled()) {
        fatal(
            "QEMU has to run with -icount shift=N,sleep=off: its virtual time is the simulation's");
    }
    link_open(arguments->link);
    probes_init(plugin);
    qemu_add_machine_init_done_notifier(&machine_complete);
    return 0;
}
