// SPDX-License-Identifier: BSD-3-Clause
//
// UART 0 of the MPS2 board (CMSDK APB UART), written by polling: stdout is this.
#include "board.h"

#include <stdio.h>

struct cmsdk_uart {
    uint32_t data;
    uint32_t state; ///< bit 0: transmit buffer full
    uint32_t control;
    uint32_t interrupt;
    uint32_t divider; ///< of the peripheral clock; 16 at least
};
#define UART0 ((volatile struct cmsdk_uart*)0x40004000U)

enum { transmit_full = 1 << 0, transmit_enable = 1 << 0, smallest_divider = 16 };

void board_init(void) {
    UART0->divider = smallest_divider;
    UART0->control = transmit_enable;
}

static int put(char character, FILE* file) {
    (void)file;
    while (UART0->state & transmit_full) {
    }
    UART0->data = (uint8_t)character;
    return character;
}

static FILE console = FDEV_SETUP_STREAM(put, NULL, NULL, _FDEV_SETUP_WRITE);
FILE* const stdout = &console;
