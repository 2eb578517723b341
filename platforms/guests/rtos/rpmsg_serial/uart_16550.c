// SPDX-License-Identifier: BSD-3-Clause
//
// Face B of the platform's serial link, a 16550A with a register in each word. The platform chose
// its clock so that dividing by 1 gives the line's bit rate (docs/models/uart_link.md).
#include "interrupts.h"
#include "platform_addresses.h"
#include "port.h"
#include "probe_point.h"
#include "uart.h"

#include <stdbool.h>

struct uart_16550 {
    uint32_t data; ///< with the divisor shown: its low byte
    uint32_t enables;
    uint32_t fifo_control; ///< read: what is pending
    uint32_t line_control;
    uint32_t modem_control;
    uint32_t line_status;
};
#define UART ((volatile struct uart_16550*)SERIAL_B_BASE)

enum {
    enable_received = 1 << 0,
    enable_transmit_empty = 1 << 1,
    pending_none = 1 << 0,
    large_fifo = 1 << 5,
    fifo_on_and_clear = 0x07,
    fifo_trigger_half = 2 << 6,
    eight_bits = 3,
    divisor_shown = 1 << 7,
    ready_lines = 3, ///< DTR, RTS
    status_ready = 1 << 0,
    status_empty = 1 << 5,
};

/// One writes at `end`, the other reads at `start`: both run freely.
struct ring {
    volatile uint32_t start;
    volatile uint32_t end;
};

static struct {
    void (*wake)(void);
    unsigned fifo_depth;
    struct ring in, out;
    uint8_t in_bytes[uart_receive_space]; // powers of 2
    uint8_t out_bytes[uart_transmit_space];
} uart;

/// All that has come, to the buffer. True: it is worth a look.
static bool receive(void) {
    bool frame_may_have_ended = false;
    while (UART->line_status & status_ready) {
        const uint8_t byte = (uint8_t)UART->data;
        if (uart.in.end - uart.in.start < uart_receive_space) { // else it is lost
            uart.in_bytes[uart.in.end % uart_receive_space] = byte;
            ++uart.in.end;
        }
        frame_may_have_ended |= byte == 0;
    }
    return frame_may_have_ended || uart.in.end - uart.in.start >= uart_receive_space / 2;
}

/// Fills the FIFO if it is empty. With the interrupt masked, or in its handler.
static void transmit(void) {
    if (!(UART->line_status & status_empty)) {
        return;
    }
    for (unsigned i = 0; i < uart.fifo_depth && uart.out.start != uart.out.end; ++i) {
        UART->data = uart.out_bytes[uart.out.start % uart_transmit_space];
        ++uart.out.start;
    }
}

PROBE_POINT void uart_irq_handler(void);
PROBE_POINT void uart_irq_handler(void) {
    bool worth_a_look = false;
    while (!(UART->fifo_control & pending_none)) {
        worth_a_look |= receive();
        const bool had_bytes = uart.out.start != uart.out.end;
        transmit();
        worth_a_look |= had_bytes && uart.out.start == uart.out.end;
    }
    if (worth_a_look) {
        uart.wake();
    }
}

void uart_start(void (*wake)(void)) {
    uart.wake = wake;
    UART->line_control = eight_bits | divisor_shown;
    UART->data = 1;
    UART->enables = 0;
    UART->line_control = eight_bits;
    UART->fifo_control = fifo_on_and_clear | fifo_trigger_half;
    UART->modem_control = ready_lines;
    uart.fifo_depth = UART->fifo_control & large_fifo ? 64 : 16;
    UART->enables = enable_received | enable_transmit_empty;
    board_interrupt(SERIAL_B_IRQ, uart_irq_handler);
}

size_t uart_read(uint8_t* bytes, size_t limit) {
    size_t count = 0;
    for (; count < limit && uart.in.start != uart.in.end; ++count) {
        bytes[count] = uart.in_bytes[uart.in.start % uart_receive_space];
        ++uart.in.start;
    }
    return count;
}

size_t uart_room(void) {
    return uart_transmit_space - (uart.out.end - uart.out.start);
}

PROBE_POINT void uart_write(const uint8_t* bytes, size_t size) {
    for (size_t i = 0; i < size; ++i) {
        uart.out_bytes[uart.out.end % uart_transmit_space] = bytes[i];
        ++uart.out.end;
    }
    const unsigned key = port_critical_enter();
    transmit();
    port_critical_leave(key);
}
