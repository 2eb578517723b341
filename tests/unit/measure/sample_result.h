// SPDX-License-Identifier: BSD-3-Clause
//
// A result with known numbers: three notifications of 100, 200 and 600 ns, of which the last has no
// line event.
#pragma once

#include "sim/measure/result.h"
#include "tests/unit/measure/recorder.h"

namespace ampsim::measure {

inline Recorder sample_recorder() {
    Recorder recorder;
    for (const long begin : {1000, 2000}) {
        const long pace = begin / 1000;
        recorder.at(begin, "linux:send");
        recorder.at(begin + 40 * pace, "rise:mu.b");
        recorder.at(begin + 100 * pace, "rtos:isr");
        recorder.at(begin + 500, "fall:mu.b");
    }
    recorder.at(3000, "linux:send");
    recorder.at(3600, "rtos:isr");
    recorder.at(4000, "linux:send"); // lost
    return recorder;
}

inline Result sample_result() {
    Recorder recorder = sample_recorder();
    Result result;
    result.ampsim_version = "0.1.0";
    result.scenario = "sample";
    result.platform = "imx8mm-amp";
    result.simulated = VirtualTime{5000};
    result.wall = std::chrono::nanoseconds{123};
    result.max_skew = VirtualTime{1250};
    result.sync_share = 0.25;
    result.grant_ends = {{"linux", {{"access", 120}, {"turn of rtos", 3}}}};
    result.spans.push_back(
        match({"msg.one_way", "linux:send", {{"line", "rise:mu.b"}, {"first isr", "rtos:isr"}}},
              recorder.trace));
    result.spans.push_back(
        match({"never", "linux:nothing", {{"end", "rtos:isr"}}}, recorder.trace));
    result.counters = {{"linux.accesses", 1234567}, {"mu-2.b.interrupts", 7}};
    result.trace_sha256 = recorder.trace.sha256();
    return result;
}

} // namespace ampsim::measure
