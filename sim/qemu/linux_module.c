/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu_api.h"

#include "link.h"
#include "linux_module.h"
#include "probes.h"
#include "sim/remote_port/ampsim_extension.h"

#include <elf.h>

enum {
    offset_of_name = 24
}; /* in struct module: enum module_state; struct list_head list; char name[] */

static bool read_guest(uint64_t address, void* bytes, size_t size) {
    return cpu_memory_rw_debug(current_cpu, address, bytes, size, false) == 0;
}

/* A section that is not loaded still lies where the file was read to. So the file's header is
 * found, and with it the number of sections. 0: none found. */
static unsigned section_count(uint64_t headers) {
    for (unsigned i = 1; i < AMPSIM_MODULE_SECTIONS_MAX; ++i) {
        Elf64_Shdr section;
        Elf64_Ehdr file;
        if (!read_guest(headers + i * sizeof section, &section, sizeof section)) {
            return 0;
        }
        if (section.sh_flags & SHF_ALLOC || section.sh_type == SHT_NOBITS) {
            continue;
        }
        const uint64_t start = section.sh_addr - section.sh_offset;
        if (read_guest(start, &file, sizeof file) && memcmp(file.e_ident, ELFMAG, SELFMAG) == 0 &&
            start + file.e_shoff == headers) {
            return MIN(file.e_shnum, AMPSIM_MODULE_SECTIONS_MAX);
        }
    }
    return 0;
}

static void send_module(int64_t time, uint64_t headers, unsigned count, const char* name) {
    uint8_t* fields =
        link_send(AMPSIM_MODULE, 0, 0, AMPSIM_CHANNEL_CONTROL, AMPSIM_MODULE_SIZE + 8 * count);
    stq_be_p(fields, time);
    stl_be_p(fields + 8, count);
    stl_be_p(fields + 12, 0);
    memcpy(fields + 16, name, AMPSIM_MODULE_NAME_SIZE);
    for (unsigned i = 0; i < count; ++i) {
        Elf64_Shdr section = {0};
        const bool loaded = read_guest(headers + i * sizeof section, &section, sizeof section) &&
                            section.sh_flags & SHF_ALLOC;
        stq_be_p(fields + AMPSIM_MODULE_SIZE + 8 * i, loaded ? section.sh_addr : 0);
    }
}

/* The grant is the one that the node has: the clock cannot be touched here. */
static void take_probes(void) {
    for (;;) {
        const struct link_packet packet = link_receive();
        if (packet.command == AMPSIM_GRANT) {
            return;
        }
        if (packet.command == AMPSIM_SHUTDOWN) {
            _exit(EXIT_SUCCESS);
        }
        link_check(packet.command == AMPSIM_PROBE, &packet);
        probes_set(&packet);
    }
}

static struct loading { uint64_t headers, module; } last;

static const VMStateDescription last_state = {
    .name = "ampsim/linux_module",
    .fields = (VMStateField[]){VMSTATE_UINT64(headers, struct loading),
                               VMSTATE_UINT64(module, struct loading), VMSTATE_END_OF_LIST()},
};

void linux_module_init(void) {
    vmstate_register(NULL, 0, &last_state, &last);
}

void linux_module_loads(int64_t time) {
    const uint64_t headers = probes_argument(0);
    const uint64_t module = probes_argument(4);
    char name[AMPSIM_MODULE_NAME_SIZE];
    if (headers == last.headers && module == last.module) {
        return; /* its next relocation section */
    }
    last = (struct loading){headers, module};
    const unsigned count = section_count(headers);
    if (count > 0 && read_guest(module + offset_of_name, name, sizeof name)) {
        send_module(time, headers, count, name);
        take_probes();
    }
}
