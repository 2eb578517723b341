// SPDX-License-Identifier: BSD-3-Clause
//
// [sweep]: the figures that are asked for, and the axes: a list of values, or a range.
//
//   [sweep.axes]
//   mu_signal = { from = "25 ns", to = "2 us", points = 8, scale = "log" }
//   size = [1, 64, 496]
//   "platform.linux.request-latency-ns" = ["60 ns", "120 ns"]
#pragma once

#include "sim/scenario/parameter_reader.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/table.h"

#include <map>
#include <string>

namespace ampsim::scenario {

/// Throws InputError at the place of what is wrong.
SweepSettings read_sweep(Table table, const std::map<std::string, ParameterType>& parameters);

} // namespace ampsim::scenario
