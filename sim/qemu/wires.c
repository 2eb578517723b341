/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu_api.h"

#include "clock.h"
#include "wires.h"

struct change {
    int64_t time;
    uint32_t line;
    bool level;
};

static qemu_irq lines[wires_max];
static size_t line_count;
enum { changes_max = 1024 };
static struct changes {
    uint32_t count;
    /* By time; those of one instant in the order in which they came. */
    struct change list[changes_max];
} pending;
static QEMUTimer* timer;

void wires_change(uint32_t line, int64_t time, bool level) {
    if (line >= line_count) {
        fatal("the hub changes line %u, but there are %zu", line, line_count);
    }
    if (pending.count == changes_max) {
        fatal("the hub has announced %d changes of lines that are still to come", changes_max);
    }
    uint32_t at = pending.count++;
    for (; at > 0 && pending.list[at - 1].time > time; --at) {
        pending.list[at] = pending.list[at - 1];
    }
    pending.list[at] = (struct change){time, line, level};
}

void wires_arm(void) {
    if (pending.count == 0) {
        timer_del(timer);
    } else {
        timer_mod(timer, pending.list[0].time);
    }
}

void wires_apply(int64_t now) {
    while (pending.count > 0 && pending.list[0].time <= now) {
        const struct change due = pending.list[0];
        --pending.count;
        memmove(pending.list, pending.list + 1, pending.count * sizeof due);
        qemu_set_irq(lines[due.line], due.level);
    }
}

static void on_change_due(void* opaque) {
    wires_apply(clock_now());
    wires_arm();
}

void wires_forget(void) {
    pending.count = 0;
    timer_del(timer);
}

void wires_lower(void) {
    for (size_t i = 0; i < line_count; ++i) {
        qemu_set_irq(lines[i], 0);
    }
}

static const VMStateDescription change_state = {
    .name = "ampsim/change",
    .fields =
        (VMStateField[]){VMSTATE_INT64(time, struct change), VMSTATE_UINT32(line, struct change),
                         VMSTATE_BOOL(level, struct change), VMSTATE_END_OF_LIST()},
};

static const VMStateDescription pending_state = {
    .name = "ampsim/wires",
    .fields = (VMStateField[]){VMSTATE_UINT32(count, struct changes),
                               VMSTATE_STRUCT_VARRAY_UINT32(list, struct changes, count, 0,
                                                            change_state, struct change),
                               VMSTATE_END_OF_LIST()},
};

/* ---- Connecting ------------------------------------------------------------------------------ */

static int find_controller(Object* object, void* found) {
    static const char* const types[] = {"armv7m", "arm_gic", "arm-gicv3"};
    for (size_t i = 0; i < ARRAY_SIZE(types); ++i) {
        if (object_dynamic_cast(object, types[i]) != NULL) {
            *(Object**)found = object;
            return 1;
        }
    }
    return 0;
}

void wires_connect(const struct arguments* arguments) {
    vmstate_register(NULL, 0, &pending_state, &pending);
    timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, on_change_due, NULL);
    if (arguments->wire_count == 0) {
        return;
    }
    Object* controller = NULL;
    object_child_foreach_recursive(qdev_get_machine(), find_controller, &controller);
    if (controller == NULL) {
        fatal("this machine has no interrupt controller that ampsim knows: armv7m, arm_gic, "
              "arm-gicv3");
    }
    for (size_t i = 0; i < arguments->wire_count; ++i) {
        g_autofree char* input = g_strdup_printf("unnamed-gpio-in[%u]", arguments->wires[i]);
        if (object_property_find(controller, input) ==
            NULL) { /* asked for all the same, QEMU would abort */
            fatal("wire=%u: the interrupt controller %s has no such input", arguments->wires[i],
                  object_get_typename(controller));
        }
        lines[i] = qdev_get_gpio_in(DEVICE(controller), (int)arguments->wires[i]);
    }
    line_count = arguments->wire_count;
}
