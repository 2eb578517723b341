/* SPDX-License-Identifier: BSD-3-Clause
 *
 * ampsim's extension of Remote-Port: grants, marks and resets. Plain C, shared by the hub (C++) and
 * by ampsim-qemu.so (C).
 *
 * It is spoken only between peers that both offered AMPSIM_CAPABILITY in their hello. All fields
 * are big-endian, follow the 20-byte base header in the order given, and are not padded. A node
 * that speaks it obeys one rule: it executes guest instructions only up to its grant, and after
 * every packet that makes it wait (STOP, READ, WRITE, MODULE) it waits until the next GRANT.
 *
 *   node                                          hub
 *   hello(caps ... AMPSIM)                 <->    hello(caps ... AMPSIM)
 *                                          <-     PROBE*  GRANT(G0)
 *   STOP(L, E, pc)                          ->
 *                                          <-     [INTERRUPT(t)]* [RESET(t)] GRANT(G)
 *   MARK* READ|WRITE(t, address)            ->
 *                                          <-     [INTERRUPT]* response(t + stall) [INTERRUPT]*
 * GRANT(G) MODULE(...)                             ->
 *                                          <-     PROBE* GRANT(G)
 *                                          <-     SAVE(file)
 *   STOP(L, E, pc)                          ->
 *   GUEST_OFF(t)                            ->    (then the node waits for SHUTDOWN)
 *                                          <-     SHUTDOWN
 *   end of stream
 *
 * Times are the common virtual time in ns, signed 64-bit, AMPSIM_NEVER for "no such time".
 *  - a READ/WRITE request carries the instant at which the access instruction was issued; the
 * response carries the instant at which the processor may go on. The difference is charged to the
 * node's clock.
 *  - INTERRUPT carries the instant at which the line changes at the processor; it is never in the
 * past of a node that keeps to its grants.
 *  - the packets of one node are in the order of its execution.
 */
#pragma once

#include <stdint.h>

#define AMPSIM_CAPABILITY 0x616d7031u /* "amp1" */
#define AMPSIM_NEVER INT64_MAX

/* Remote-Port channels ("dev") between the hub and an ampsim node. */
enum ampsim_channel {
    AMPSIM_CHANNEL_CONTROL = 0, /* hello and the commands below */
    AMPSIM_CHANNEL_BUS = 1,     /* READ, WRITE; address = guest-physical address */
    AMPSIM_CHANNEL_WIRES = 2,   /* INTERRUPT hub -> node; line = index of the wire= argument */
};

/* Remote-Port commands of the extension, and their fields. */
enum ampsim_command {
    /* node -> hub: i64 now, i64 earliest, u64 pc. The node has used up its grant, or idles.
     * `earliest` is the first instant at which it can act without input: now when running, its next
     * own timer when all its processors wait for interrupts, AMPSIM_NEVER when it has none. `pc` is
     * where its first processor is, for people. */
    AMPSIM_STOP = 0x100,
    /* hub -> node: i64 until. Nothing reaches the node before `until`; it runs up to there. */
    AMPSIM_GRANT = 0x101,
    /* node -> hub: i64 time, u32 probe, u32 cpu, u64 argument. The guest executed the instruction
     * at a probe's address; argument is its first argument register (x0, r0). Sent before the next
     * waiting packet. */
    AMPSIM_MARK = 0x102,
    /* hub -> node: i64 time. All of the machine is reset; its processors start at `time`, to which
     * the clock moves. Wires fall. Cached translations are dropped: another node may have written
     * new code. */
    AMPSIM_RESET = 0x103,
    /* hub -> node: u32 probe, u32 kind (enum ampsim_probe_kind), u64 address. */
    AMPSIM_PROBE = 0x104,
    /* node -> hub: i64 time, u32 count, u32 0, char name[56] (NUL padded), u64
     * section_address[count]. A Linux guest is relocating a module: the final addresses of its ELF
     * sections by section index (0: not loaded). Sent once per module. */
    AMPSIM_MODULE = 0x105,
    /* hub -> node: no fields. The node ends its QEMU. */
    AMPSIM_SHUTDOWN = 0x106,
    /* node -> hub: i64 time, u32 cause (enum ampsim_off_cause). The guest will not run any more. */
    AMPSIM_GUEST_OFF = 0x107,
    /* hub -> node: char file[], not terminated. In the place of a GRANT, to a node whose last
     * packet was a STOP. The node writes its state to the file, all of it but the memories that it
     * shares with the hub, and says the same STOP again. A node that starts from such a file says
     * its hello and then that STOP. */
    AMPSIM_SAVE = 0x108,
    /* hub -> node: u64 address, u64 size. A device of the hub has written to memory that the node
     * sees directly, there: what the node has translated of it is not what it is any more. */
    AMPSIM_WRITTEN = 0x109,
    /* hub -> node: i64 time, u64 address, u64 size, u32 covered. From `time` on the node's accesses
     * there come to the hub, though it has memory there that it sees directly; with covered 0, no
     * more. What is uncovered was covered as it is: same address, same size. */
    AMPSIM_COVER = 0x10a,
};

enum ampsim_probe_kind {
    AMPSIM_PROBE_MARK = 0, /* report each execution with MARK */
    AMPSIM_PROBE_MODULE_LOAD =
        1, /* Linux' apply_relocate_add(sechdrs, strtab, symindex, relsec, module) */
    AMPSIM_PROBE_MARK_AND_STOP =
        2, /* the first execution also ends the grant, within AMPSIM_STOP_INSTRUCTIONS */
};

enum ampsim_off_cause {
    AMPSIM_OFF_POWER = 0, /* the guest powered itself off */
    AMPSIM_OFF_RESET = 1, /* the guest asked for a reset of its own machine */
    AMPSIM_OFF_PANIC = 2, /* the guest reported a panic or locked up */
};

/* After that many instructions at the latest a node stops at an AMPSIM_PROBE_MARK_AND_STOP. */
#define AMPSIM_STOP_INSTRUCTIONS 512

/* Payload sizes after the base header; AMPSIM_MODULE adds 8 bytes per section. */
#define AMPSIM_STOP_SIZE 24
#define AMPSIM_GRANT_SIZE 8
#define AMPSIM_MARK_SIZE 24
#define AMPSIM_RESET_SIZE 8
#define AMPSIM_PROBE_SIZE 16
#define AMPSIM_MODULE_SIZE 72
#define AMPSIM_MODULE_NAME_SIZE 56
#define AMPSIM_MODULE_SECTIONS_MAX 512
#define AMPSIM_SHUTDOWN_SIZE 0
#define AMPSIM_GUEST_OFF_SIZE 12
#define AMPSIM_WRITTEN_SIZE 16
#define AMPSIM_COVER_SIZE 28
#define AMPSIM_SAVE_FILE_MAX 4095
