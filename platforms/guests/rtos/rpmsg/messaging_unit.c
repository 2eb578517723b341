// SPDX-License-Identifier: BSD-3-Clause
#include "messaging_unit.h"

#include "port.h"

enum {
    channel = 1, ///< of the four: the one that Linux' device tree names for both directions
    receive_full = 1 << (27 - channel),   ///< status; in control: its interrupt
    transmit_empty = 1 << (23 - channel), ///< status; in control: its interrupt
    no_queue = 0xFFFF,
};

void messaging_unit_start(struct messaging_unit* unit, uintptr_t registers) {
    *unit = (struct messaging_unit){
        .registers = (volatile struct messaging_unit_registers*)registers, .last_queue = no_queue};
    unit->registers->control = receive_full;
}

/// The register is empty, interrupts are masked.
static void write_word(struct messaging_unit* unit, uint32_t queue) {
    unit->last_queue = queue;
    unit->waiting &= ~(1U << queue);
    unit->registers->transmit[channel] = queue << 16;
}

void messaging_unit_notify(struct messaging_unit* unit, uint32_t queue) {
    const unsigned key = port_critical_enter();
    if (unit->registers->status & transmit_empty) {
        write_word(unit, queue);
    } else if (queue != unit->last_queue) {
        unit->waiting |= 1U << queue;
        unit->registers->control = receive_full | transmit_empty;
    } // else the other side has yet to read a word for this queue, and looks at the queue after
      // that
    port_critical_leave(key);
}

static void write_waiting_word(struct messaging_unit* unit) {
    const unsigned key = port_critical_enter();
    if (unit->waiting != 0) {
        write_word(unit, (uint32_t)__builtin_ctz(unit->waiting));
    }
    if (unit->waiting == 0) {
        unit->registers->control = receive_full;
    }
    port_critical_leave(key);
}

bool messaging_unit_interrupt(struct messaging_unit* unit) {
    const uint32_t status = unit->registers->status;
    const bool word = status & receive_full;
    if (word) {
        (void)unit->registers->receive[channel]; // at once: Linux' kick waits for it
    }
    if ((status & transmit_empty) && unit->waiting != 0) {
        write_waiting_word(unit);
    }
    return word;
}
