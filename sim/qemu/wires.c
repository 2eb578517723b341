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
static GArray*
    pending; /* of struct change, by time; those of one instant in the order in which they came */
static QEMUTimer* timer;

void wires_change(uint32_t line, int64_t time, bool level) {
    if (line >= line_count) {
        fatal("the hub changes line %u, but there are %zu", line, line_count);
    }
    const struct change added = {time, line, level};
    guint at = pending->len;
    while (at > 0 && g_array_index(pending, struct change, at - 1).time > time) {
        --at;
    }
    g_array_insert_val(pending, at, added);
}

void wires_arm(void) {
    if (pending->len == 0) {
        timer_del(timer);
    } else {
        timer_mod(timer, g_array_index(pending, struct change, 0).time);
    }
}

void wires_apply(int64_t now) {
    while (pending->len > 0 && g_array_index(pending, struct change, 0).time <= now) {
        const struct change due = g_array_index(pending, struct change, 0);
        g_array_remove_index(pending, 0);
        qemu_set_irq(lines[due.line], due.level);
    }
}

static void on_change_due(void* opaque) {
    wires_apply(clock_now());
    wires_arm();
}

void wires_forget(void) {
    g_array_set_size(pending, 0);
    timer_del(timer);
}

void wires_lower(void) {
    for (size_t i = 0; i < line_count; ++i) {
        qemu_set_irq(lines[i], 0);
    }
}

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
    pending = g_array_new(FALSE, FALSE, sizeof(struct change));
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
