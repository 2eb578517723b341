/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the node launcher tells the plugin, as -plugin ampsim-qemu.so,KEY=VALUE,...:
 *
 *   link=fd:NUMBER | unix:PATH | tcp:HOST:PORT   where the hub is
 *   io=ADDRESS:SIZE                              accesses there go to the hub
 *   ram=ADDRESS:SIZE:FD:OFFSET                   memory shared with the hub, from an inherited
 *                                                descriptor
 *   wire=INPUT                                   an input of the interrupt controller; its position
 *                                                among the wire= arguments is its Remote-Port line
 *   memory=apart                                 the machine's RAM is saved to a file of its own
 *
 * io, ram and wire may come several times.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct io_window {
    uint64_t address, size;
};

struct ram_window {
    uint64_t address, size;
    int descriptor;
    uint64_t offset;
};

enum { windows_max = 64, wires_max = 256 };

struct arguments {
    const char* link;
    struct io_window io[windows_max];
    size_t io_count;
    struct ram_window ram[windows_max];
    size_t ram_count;
    unsigned wires[wires_max];
    size_t wire_count;
    bool memory_apart;
};

/* Ends QEMU for an argument that is none of these. */
struct arguments* arguments_parse(int count, char** texts);
