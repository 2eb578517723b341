// SPDX-License-Identifier: BSD-3-Clause
//
// Interrupts of devices, whatever the interrupt controller: LABEL_OUTPUT_IRQ of
// platform_addresses.h is a line. Handlers do not interrupt each other.
#pragma once

/// Has `handler` called, in an interrupt, whenever the line is high. A line has one handler; given
/// again, it is replaced.
void board_interrupt(unsigned line, void (*handler)(void));
