// SPDX-License-Identifier: BSD-3-Clause
//
// What was found, in a sentence: the first thing that a report says. It follows from the figures
// alone, so the same figures give the same sentence.
#pragma once

#include "sim/report/reader.h"

#include <string>

namespace ampsim::report {

// Each throws InputError when the file is not what it should be.

/// Of a result.json: "rpmsg.rtt takes 39.5 µs at the median and 40.2 µs at p99 (1,000 times); half
/// of rpmsg.rtos_to_linux is "reader woken"."
std::string answer_of_run(const Value& result);

/// Of a sweep.json: "rpmsg.rtt.p99 goes from 39.5 µs (mu_signal 25 ns) to 52.1 µs (mu_signal 2 us)
/// over 48 points; mu_signal matters most, ..."
std::string answer_of_sweep(const Value& sweep);

/// Of a comparison.json: the sentence that it has, or one from what moved.
std::string answer_of_comparison(const Value& comparison);

} // namespace ampsim::report
