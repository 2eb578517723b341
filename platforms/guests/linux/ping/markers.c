// SPDX-License-Identifier: BSD-3-Clause
#include "markers.h"

// The empty asm statement keeps the call, and keeps the argument in its register.
__attribute__((noipa)) void ampsim_ping_send(unsigned sequence) {
    __asm__ volatile("" : : "r"(sequence));
}

__attribute__((noipa)) void ampsim_ping_received(unsigned sequence) {
    __asm__ volatile("" : : "r"(sequence));
}

__attribute__((noipa)) void ampsim_ping_other_send(unsigned sequence) {
    __asm__ volatile("" : : "r"(sequence));
}

__attribute__((noipa)) void ampsim_ping_other_received(unsigned sequence) {
    __asm__ volatile("" : : "r"(sequence));
}
