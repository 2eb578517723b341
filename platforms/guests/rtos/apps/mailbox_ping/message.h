// SPDX-License-Identifier: BSD-3-Clause
//
// What the two sides of the mailbox ping have in common: how they wait for a word. The processor
// does nothing else: one thread, whose kernel sleeps, and interrupts of the mailbox.
#pragma once

#include "mailbox.h"

/// Connects the end's interrupt, unless the boot arguments say "mode=polled".
void message_start(const struct mailbox_end* end);

/// From now on words of this end count; what came for another before is forgotten.
void message_listen(const struct mailbox_end* end);

/// Waits for a word: until the interrupt's handler has received one, or by asking the mailbox.
uint32_t message_wait(void);

/// Sends a word as soon as there is room.
void message_send(const struct mailbox_end* end, uint32_t word);

/// Called where a word is received, in the handler or in message_wait().
void message_received(uint32_t word);
