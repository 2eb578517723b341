// SPDX-License-Identifier: BSD-3-Clause
//
// The PL011 of QEMU's machine virt, written by polling: stdout is this [Arm DDI 0183, 3.3].
#include "board.h"
#include "gic.h"

#include <stdint.h>
#include <stdio.h>

#define UART 0x09000000U
#define UART_DATA (*(volatile uint32_t*)(UART + 0x00U))
#define UART_FLAGS (*(volatile uint32_t*)(UART + 0x18U))
#define UART_LINE_CONTROL (*(volatile uint32_t*)(UART + 0x2cU))
#define UART_CONTROL (*(volatile uint32_t*)(UART + 0x30U))

enum {
    transmit_full = 1 << 5,
    fifos = 1 << 4,
    eight_bits = 3 << 5,
    uart_enable = 1 << 0,
    transmit_enable = 1 << 8,
};

void board_init(void) {
    UART_LINE_CONTROL = eight_bits | fifos;
    UART_CONTROL = uart_enable | transmit_enable;
    gic_init();
}

static int put(char character, FILE* file) {
    (void)file;
    while (UART_FLAGS & transmit_full) {
    }
    UART_DATA = (uint8_t)character;
    return character;
}

static FILE console = FDEV_SETUP_STREAM(put, NULL, NULL, _FDEV_SETUP_WRITE);
FILE* const stdout = &console;
