// SPDX-License-Identifier: BSD-3-Clause
//
// Echo services at the end of a stream: a name "tcp:ADDRESS:PORT", or "unix:PATH", with
// "unix:PATH:PORT" the way to a VirtIO socket of the remote: the monitor that listens at PATH is
// told "CONNECT PORT" and answers "OK ...".
#pragma once

#include <stdbool.h>

bool stream_is_named(const char* name);

/// Connects. Returns a descriptor, or -1 and errno; EINVAL: it is no such name.
int stream_open(const char* name);
