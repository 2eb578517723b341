// SPDX-License-Identifier: BSD-3-Clause
//
// One run of one scenario: the platform elaborated in SystemC, a QEMU for each node, time granted
// until the scenario's end, and what was found. The command line calls this and nothing below it.
#pragma once

#include "sim/hub/device_timing.h"
#include "sim/measure/result.h"
#include "sim/measure/trace.h"
#include "sim/platform/platform.h"
#include "sim/scenario/scenario.h"

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace ampsim::hub {

/// What the live line shows; reported a few times per second of host time.
struct Progress {
    VirtualTime now{};
    std::chrono::nanoseconds wall{};
    std::uint64_t spans_done = 0; ///< closing events of the scenario's first span seen so far
    std::string span_name;        ///< of that span
    std::string waiting_for;      ///< "linux (running)", "rtos (idle until 12.3 ms)"
    // Since the start:
    std::chrono::nanoseconds guest_time{}; ///< host time in which guests ran
    measure::GrantEnds grant_ends;
};

struct RunOptions {
    std::string out_directory; ///< exists; console logs and QEMU's messages are written here
    std::function<void(const Progress&)> progress; ///< may be empty
    std::function<bool()> interrupted; ///< polled; true ends the run early; may be empty
    std::string
        snapshots; ///< directory of snapshots; empty: the run starts at time 0, and saves none
    bool record = false;  ///< the packets of each link go to NODE.link in the out_directory
    std::string recorded; ///< directory with NODE.link of each node, which take the place of QEMUs
};

enum class Outcome {
    ended,       ///< the scenario's end event happened
    interrupted, ///< RunOptions::interrupted said so
    failed,      ///< result.failure says why: exit status 3
};

/// What the run had to do with a snapshot.
struct SnapshotUse {
    enum class Kind { none, saved, restored };
    Kind kind = Kind::none;
    std::string directory;
    VirtualTime at{};                ///< where in the run it is
    std::chrono::nanoseconds wall{}; ///< host time from the start until that point was reached
};

struct Run {
    Outcome outcome = Outcome::ended;
    measure::Result result; ///< also when interrupted or failed: what was found until then
    measure::Trace trace;
    platform::Platform platform;      ///< as it was simulated
    std::vector<DeviceTiming> timing; ///< of each of its devices
    std::vector<std::string> node_names;
    std::map<std::string, std::vector<std::string>>
        command_lines;                         ///< node -> QEMU's argument vector
    std::map<std::string, std::string> inputs; ///< file -> sha256 of each input
    SnapshotUse snapshot;
};

/// Runs to the end. Throws InputError for what can be seen before a node starts; what happens later
/// is in Run.
Run run(const scenario::Scenario& scenario, const RunOptions& options);

} // namespace ampsim::hub
