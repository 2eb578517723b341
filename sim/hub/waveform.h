// SPDX-License-Identifier: BSD-3-Clause
//
// Wires as a waveform: a VCD file, as GTKWave and other viewers read it, written by SystemC's own
// tracing. Times are whole nanoseconds.
#pragma once

#include "sim/hub/hardware.h"

#include <string>
#include <vector>

namespace ampsim::hub {

class Waveform {
public:
    /// Writes wires.vcd, from before the simulation's time begins. `scenario_file` is for the
    /// InputError that says which of `wires` there is not: they are named as in events, "mu.b",
    /// "src.run".
    Waveform(const std::string& directory, const std::string& scenario_file,
             const std::vector<std::string>& wires, const Hardware& hardware);
    /// Completes the file: without the date, so that runs repeat to the byte.
    ~Waveform();
    Waveform(const Waveform&) = delete;
    Waveform& operator=(const Waveform&) = delete;

private:
    std::string file_;
    sc_core::sc_trace_file* trace_;
};

} // namespace ampsim::hub
