/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu_api.h"

#include "clock.h"
#include "linux_module.h"
#include "probes.h"
#include "sim/remote_port/ampsim_extension.h"

struct probe {
    uint32_t id;
    uint32_t kind;
    uint64_t address;
    struct probe* next; /* at the same address */
};

/* An instruction to watch, as it was translated. */
struct watched {
    uint64_t address;
    int64_t behind; /* instructions of its block from this one on: they are counted when the block
                       starts */
    bool at_block_start; /* registers are in place only there */
};

static GHashTable* by_address; /* of struct probe, by its address */
static int64_t last_firmware_call = -1;

/* When the instruction starts. */
static int64_t time_of(const struct watched* watched) {
    CPUState* cpu = current_cpu;
    const int64_t executed =
        cpu->icount_budget - (cpu->icount_decr_ptr->u16.low + cpu->icount_extra) - watched->behind;
    return qatomic_read(&timers_state.qemu_icount_bias) +
           ((timers_state.qemu_icount + executed) << timers_state.icount_time_shift);
}

uint64_t probes_argument(unsigned number) {
    static GByteArray* bytes;
    if (bytes == NULL) {
        bytes = g_byte_array_new();
    }
    g_byte_array_set_size(bytes, 0);
    CPUClass* class = CPU_GET_CLASS(current_cpu);
    const int size = class->gdb_read_register(current_cpu, bytes, (int)number);
    return size == 8 ? ldq_le_p(bytes->data) : size == 4 ? (uint32_t)ldl_le_p(bytes->data) : 0U;
}

static void send_mark(const struct probe* probe, const struct watched* watched) {
    uint8_t* mark = link_send(AMPSIM_MARK, 0, 0, AMPSIM_CHANNEL_CONTROL, AMPSIM_MARK_SIZE);
    stq_be_p(mark, time_of(watched));
    stl_be_p(mark + 8, probe->id);
    stl_be_p(mark + 12, (uint32_t)current_cpu->cpu_index);
    stq_be_p(mark + 16, watched->at_block_start ? probes_argument(0) : 0);
}

static void on_executed(unsigned cpu, void* opaque) {
    const struct watched* watched = opaque;
    /* There is none when it has moved since. */
    for (struct probe* probe = g_hash_table_lookup(by_address, &watched->address); probe != NULL;
         probe = probe->next) {
        if (probe->kind == AMPSIM_PROBE_MODULE_LOAD) {
            linux_module_loads(time_of(watched));
            continue;
        }
        send_mark(probe, watched);
        if (probe->kind == AMPSIM_PROBE_MARK_AND_STOP) {
            probe->kind = AMPSIM_PROBE_MARK;
            clock_stop_by(time_of(watched) +
                          ((int64_t)AMPSIM_STOP_INSTRUCTIONS << timers_state.icount_time_shift));
        }
    }
}

static void on_firmware_call(unsigned cpu, void* opaque) {
    last_firmware_call = time_of(opaque);
}

int64_t probes_last_firmware_call(void) {
    return last_firmware_call;
}

/* HVC or SMC, A64. */
static bool calls_firmware(const struct qemu_plugin_insn* instruction) {
    if (qemu_plugin_insn_size(instruction) != 4) {
        return false;
    }
    const uint32_t code = ldl_le_p(qemu_plugin_insn_data(instruction)) & 0xffe0001fU;
    return code == 0xd4000002U || code == 0xd4000003U;
}

static void on_translated(qemu_plugin_id_t plugin, struct qemu_plugin_tb* block) {
    const size_t count = qemu_plugin_tb_n_insns(block);
    for (size_t i = 0; i < count; ++i) {
        struct qemu_plugin_insn* instruction = qemu_plugin_tb_get_insn(block, i);
        const uint64_t address = qemu_plugin_insn_vaddr(instruction);
        const bool probed = g_hash_table_contains(by_address, &address);
        const bool call = calls_firmware(instruction);
        if (!probed && !call) {
            continue;
        }
        struct watched* watched =
            g_new(struct watched, 1); /* for as long as QEMU may run the block */
        *watched = (struct watched){address, (int64_t)(count - i), i == 0};
        if (probed) {
            qemu_plugin_register_vcpu_insn_exec_cb(instruction, on_executed, QEMU_PLUGIN_CB_R_REGS,
                                                   watched);
        }
        if (call) {
            qemu_plugin_register_vcpu_insn_exec_cb(instruction, on_firmware_call,
                                                   QEMU_PLUGIN_CB_NO_REGS, watched);
        }
    }
}

static GHashTable* by_id; /* of struct probe, by its id */

static void unset(struct probe* probe) {
    struct probe* first = g_hash_table_lookup(by_address, &probe->address);
    g_hash_table_remove(by_address, &probe->address);
    if (first == probe) {
        first = probe->next;
    } else {
        struct probe* before = first;
        while (before->next != probe) {
            before = before->next;
        }
        before->next = probe->next;
    }
    if (first != NULL) {
        g_hash_table_insert(by_address, &first->address, first);
    }
    g_hash_table_remove(by_id, &probe->id);
    g_free(probe);
}

void probes_set(const struct link_packet* packet) {
    link_check(packet->length == AMPSIM_PROBE_SIZE, packet);
    struct probe* probe = g_new(struct probe, 1);
    *probe = (struct probe){ldl_be_p(packet->payload), ldl_be_p(packet->payload + 4),
                            ldq_be_p(packet->payload + 8), NULL};
    struct probe* moved = g_hash_table_lookup(by_id, &probe->id);
    if (moved != NULL) {
        unset(moved);
    }
    g_hash_table_insert(by_id, &probe->id, probe);
    struct probe* first = g_hash_table_lookup(by_address, &probe->address);
    if (first == NULL) {
        g_hash_table_insert(by_address, &probe->address, probe);
    } else {
        probe->next = first->next;
        first->next = probe;
    }
}

void probes_init(qemu_plugin_id_t plugin) {
    by_address = g_hash_table_new(g_int64_hash, g_int64_equal);
    by_id = g_hash_table_new(g_int_hash, g_int_equal);
    qemu_plugin_register_vcpu_tb_trans_cb(plugin, on_translated);
}
