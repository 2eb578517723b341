// SPDX-License-Identifier: BSD-3-Clause
//
// A function whose first instruction marks an instant of a message's way: whoever watches the
// processor finds it by its symbol. It stays a function of its own, whatever the optimizer thinks
// of that.
#pragma once

#if defined(__GNUC__) && !defined(__clang__)
#define PROBE_POINT __attribute__((noipa, used))
#else
#define PROBE_POINT __attribute__((noinline, used))
#endif
