// SPDX-License-Identifier: BSD-3-Clause
//
// One face of an i.MX messaging unit (MU), register layout of the i.MX 6SX, as RPMsg uses it: a
// word with the number of a queue in its upper half, each way, as Linux' imx_rproc has it [i.MX 8M
// Mini Reference Manual, chapter Messaging Unit].
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct messaging_unit_registers {
    uint32_t transmit[4];
    uint32_t receive[4];
    uint32_t status;
    uint32_t control;
};

struct messaging_unit {
    volatile struct messaging_unit_registers* registers;
    uint32_t last_queue; ///< of the word that was written last
    uint32_t waiting;    ///< bit n: queue n is to be notified when the register is empty again
};

/// From now on the face interrupts when a word has come.
void messaging_unit_start(struct messaging_unit* unit, uintptr_t registers);

/// Sends the word for a queue, now or when the register is empty again. Does not wait.
void messaging_unit_notify(struct messaging_unit* unit, uint32_t queue);

/// For the interrupt handler. Has a word come? Whichever queue it names, the other side expects
/// that all are looked at.
bool messaging_unit_interrupt(struct messaging_unit* unit);
