// SPDX-License-Identifier: BSD-3-Clause
//
// Which hops moved of themselves, and which only because the message came at another moment.
//
// Where a change is made, a hop grows. Behind it everything happens later, and what is later finds
// the other side elsewhere: past its timer's tick, already asleep, not yet back from a system call.
// So hops move in which nothing was changed, often by more than the one in which something was. The
// rules, for each journey from its begin on:
//
//  1. A hop whose median is the same did not move; if some of its journeys did, they met something
//     else (a tick), and are `some_journeys`.
//  2. The first hop that moved is a `cause`: nothing before it can have moved it.
//  3. A hop behind a cause is one as well only if it moved as a whole (every statistic by the same
//     amount) and cannot depend on the moment: it is hardware, from bus to bus or to a line; or it
//     is software of the node whose software is the cause.
//  4. Every other hop behind a cause is a `consequence`.
//  5. A hop that another span cuts into its parts is a `sum`, as a whole span is: its parts say it.
//
// A journey that begins where another one ends continues it: what is behind a cause there is so
// here.
#pragma once

#include "sim/compare/comparison.h"

namespace ampsim::compare {

/// Sets the role of each part of the comparison.
void find_causes(Comparison& comparison);

} // namespace ampsim::compare
