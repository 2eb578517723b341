// SPDX-License-Identifier: BSD-3-Clause
//
// The UART that RPMsg's serial line is connected to: bytes in and out, by interrupts, through a
// buffer each.
#pragma once

#include <stddef.h>
#include <stdint.h>

enum {
    uart_receive_space = 1024,
    uart_transmit_space = 512,
};

/// `wake` is called in the interrupt handler: a 0 came, or much, or all has been sent.
void uart_start(void (*wake)(void));

/// Returns the number of bytes, at most `limit`.
size_t uart_read(uint8_t* bytes, size_t limit);

/// How many bytes uart_write() takes now.
size_t uart_room(void);
void uart_write(const uint8_t* bytes, size_t size);
