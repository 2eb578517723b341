// SPDX-License-Identifier: BSD-3-Clause
//
// What a person or a script can have this remote do, a line each, on the console that Linux shows.
#pragma once

/// Carries out a line; its answer goes to the console and ends with a line "ok" or "error: ...".
void command_execute(char* line);
