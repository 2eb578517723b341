// SPDX-License-Identifier: BSD-3-Clause
//
// Functions that do nothing: their entry addresses are where ampsim's probes see the application
// send and receive. The program is linked at an address of its own (CMakeLists.txt), so a probe
// there hits no other program.
#pragma once

/// Called right before the write(2) that sends a message.
void ampsim_ping_send(unsigned sequence);

/// Called right after the read(2) that returned the reply to a message.
void ampsim_ping_received(unsigned sequence);

/// The same, in the other of two ampsim-pings that run at the same time (-o).
void ampsim_ping_other_send(unsigned sequence);
void ampsim_ping_other_received(unsigned sequence);
