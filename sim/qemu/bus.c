/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu_api.h"

#include "bus.h"
#include "clock.h"
#include "sim/remote_port/ampsim_extension.h"

enum { attribute_secure = 1 << 1, status_shift = 8, status_mask = 0xf };
enum status { status_ok = 0, status_bus_error = 1, status_address_error = 2 };

/* ---- The processor's accesses ---------------------------------------------------------------- */

static MemTxResult result_of(uint32_t status) {
    switch (status) {
    case status_ok:
        return MEMTX_OK;
    case status_address_error:
        return MEMTX_DECODE_ERROR;
    default:
        return MEMTX_ERROR;
    }
}

/* Returns the payload behind the fields. */
static uint8_t* send_request(uint32_t command, uint32_t id, uint64_t address, unsigned size,
                             MemTxAttrs attributes, size_t data_size) {
    uint8_t* fields = link_send(command, 0, id, AMPSIM_CHANNEL_BUS, bus_access_size + data_size);
    stq_be_p(fields, clock_now());
    stq_be_p(fields + 8, attributes.secure ? attribute_secure : 0);
    stq_be_p(fields + 16, address);
    stl_be_p(fields + 24, size);
    stl_be_p(fields + 28, 0);    /* beat width: the receiver chooses */
    stl_be_p(fields + 32, size); /* stream width */
    stw_be_p(fields + 36, (uint16_t)current_cpu->cpu_index);
    return fields + bus_access_size;
}

static struct numbering { uint32_t last_id; } requests;

static uint32_t new_id(void) {
    return ++requests.last_id;
}

static const VMStateDescription requests_state = {
    .name = "ampsim/requests",
    .fields = (VMStateField[]){VMSTATE_UINT32(last_id, struct numbering), VMSTATE_END_OF_LIST()},
};

/* A debugger's or monitor's access has no place in virtual time. */
static bool by_processor(void) {
    return current_cpu != NULL && current_cpu->running;
}

static MemTxResult window_read(void* opaque, hwaddr offset, uint64_t* value, unsigned size,
                               MemTxAttrs attributes) {
    const struct io_window* window = opaque;
    if (!by_processor()) {
        return MEMTX_ERROR;
    }
    struct access_answer answer = {.expected = true, .id = new_id()};
    send_request(link_read, answer.id, window->address + offset, size, attributes, 0);
    clock_wait(&answer);
    *value = answer.value;
    return result_of(answer.status);
}

static MemTxResult window_write(void* opaque, hwaddr offset, uint64_t value, unsigned size,
                                MemTxAttrs attributes) {
    const struct io_window* window = opaque;
    if (!by_processor()) {
        return MEMTX_ERROR;
    }
    struct access_answer answer = {.expected = true, .id = new_id()};
    uint8_t* data =
        send_request(link_write, answer.id, window->address + offset, size, attributes, size);
    stn_le_p(data, (int)size, value);
    clock_wait(&answer);
    return result_of(answer.status);
}

static const MemoryRegionOps window_operations = {
    .read_with_attrs = window_read,
    .write_with_attrs = window_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = {.min_access_size = 1, .max_access_size = 8, .unaligned = true},
    .impl = {.min_access_size = 1, .max_access_size = 8, .unaligned = true},
};

void bus_read_answer(const struct link_packet* packet, uint32_t* status, uint64_t* value) {
    const uint32_t size = ldl_be_p(packet->payload + 24);
    *status = (uint32_t)(ldq_be_p(packet->payload + 8) >> status_shift) & status_mask;
    *value = 0;
    if (packet->command == link_read) {
        link_check(size <= sizeof *value && packet->length == bus_access_size + size, packet);
        *value = ldn_le_p(packet->payload + bus_access_size, (int)size);
    }
}

/* ---- The hub's accesses ---------------------------------------------------------------------- */

void bus_serve(const struct link_packet* packet) {
    link_check(packet->length >= bus_access_size, packet);
    const bool is_write = packet->command == link_write;
    const uint64_t address = ldq_be_p(packet->payload + 16);
    const uint32_t size = ldl_be_p(packet->payload + 24);
    link_check(is_write ? packet->length == bus_access_size + size
                        : size <= link_payload_max - bus_access_size,
               packet);
    uint8_t* answer = link_send(packet->command, link_response, packet->id, packet->channel,
                                bus_access_size + (is_write ? 0 : size));
    memcpy(answer, packet->payload, bus_access_size);
    void* data = is_write ? (void*)(packet->payload + bus_access_size) : answer + bus_access_size;
    const MemTxResult result = address_space_rw(&address_space_memory, address,
                                                MEMTXATTRS_UNSPECIFIED, data, size, is_write);
    const uint64_t status = result == MEMTX_OK            ? status_ok
                            : result & MEMTX_DECODE_ERROR ? status_address_error
                                                          : status_bus_error;
    stq_be_p(answer + 8, status << status_shift);
}

/* QEMU does not notice that another process writes to memory that it has translated code of. */
void bus_forget_code_at(uint64_t address, uint64_t size) {
    MemoryRegionSection found = memory_region_find(get_system_memory(), address, size);
    if (found.mr == NULL) {
        return;
    }
    const ram_addr_t start = memory_region_get_ram_addr(found.mr) + found.offset_within_region;
    if (memory_region_is_ram(found.mr)) {
        tb_invalidate_phys_range(start, start + int128_get64(found.size));
    }
    memory_region_unref(found.mr);
}

void bus_forget_code(const struct link_packet* packet) {
    link_check(packet->length == AMPSIM_WRITTEN_SIZE, packet);
    bus_forget_code_at(ldq_be_p(packet->payload), ldq_be_p(packet->payload + 8));
}

/* ---- Mapping --------------------------------------------------------------------------------- */

/* The machine's own are from 0 on, but for a few at -1000. */
enum priority { behind_everything = -10000, over_the_machines_own = 1, over_all = 2 };

static void map(MemoryRegion* region, uint64_t address) {
    memory_region_add_subregion_overlap(get_system_memory(), address, region,
                                        over_the_machines_own);
}

void bus_map_cover(MemoryRegion* region) {
    memory_region_add_subregion_overlap(get_system_memory(), 0, region, over_all);
}

void bus_init_window(MemoryRegion* region, struct io_window* window, const char* name) {
    memory_region_init_io(region, NULL, &window_operations, window, name, window->size);
}

/* All of a shared memory; several windows may show parts of it. */
static MemoryRegion* shared_memory(int descriptor) {
    static GHashTable* by_descriptor;
    if (by_descriptor == NULL) {
        by_descriptor = g_hash_table_new(NULL, NULL);
    }
    MemoryRegion* region = g_hash_table_lookup(by_descriptor, GINT_TO_POINTER(descriptor));
    if (region == NULL) {
        struct stat file;
        if (fstat(descriptor, &file) != 0) {
            fatal("ram window: file descriptor %d: %s", descriptor, strerror(errno));
        }
        g_autofree char* name = g_strdup_printf("ampsim.ram%d", descriptor);
        Error* error = NULL;
        region = g_new0(MemoryRegion, 1);
        memory_region_init_ram_from_fd(region, NULL, name, (uint64_t)file.st_size, RAM_SHARED,
                                       descriptor, 0, &error);
        if (error != NULL) {
            fatal("ram window: %s", error_get_pretty(error));
        }
        g_hash_table_insert(by_descriptor, GINT_TO_POINTER(descriptor), region);
    }
    return region;
}

/* What neither the machine nor a window has: the hub refuses it, and names and counts it. */
static void map_nothing(void) {
    static struct io_window everywhere = {.address = 0, .size = UINT64_MAX};
    MemoryRegion* region = g_new0(MemoryRegion, 1);
    bus_init_window(region, &everywhere, "ampsim.nothing");
    memory_region_add_subregion_overlap(get_system_memory(), 0, region, behind_everything);
}

void bus_map(struct arguments* arguments) {
    vmstate_register(NULL, 0, &requests_state, &requests);
    map_nothing();
    for (size_t i = 0; i < arguments->io_count; ++i) {
        MemoryRegion* region = g_new0(MemoryRegion, 1);
        bus_init_window(region, &arguments->io[i], "ampsim.io");
        map(region, arguments->io[i].address);
    }
    for (size_t i = 0; i < arguments->ram_count; ++i) {
        const struct ram_window* window = &arguments->ram[i];
        MemoryRegion* memory = shared_memory(window->descriptor);
        if (window->offset > memory_region_size(memory) ||
            window->size > memory_region_size(memory) - window->offset) {
            fatal("ram window at 0x%" PRIx64 ": it passes the end of the shared memory",
                  window->address);
        }
        MemoryRegion* alias = g_new0(MemoryRegion, 1);
        memory_region_init_alias(alias, NULL, "ampsim.ram.window", memory, window->offset,
                                 window->size);
        map(alias, window->address);
    }
}
