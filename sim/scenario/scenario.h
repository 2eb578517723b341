// SPDX-License-Identifier: BSD-3-Clause
//
// A scenario is one experiment: a platform, what runs on its nodes, what is measured and what is
// expected. It never repeats what the platform says.
#pragma once

#include "sim/measure/published.h"
#include "sim/measure/span.h"
#include "sim/platform/platform.h"
#include "sim/scripted/program.h"
#include "sim/time/virtual_time.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ampsim::scenario {

/// [nodes.NAME]: what runs on a node. Relative paths start at the scenario file; "guest:PATH" at
/// the guests that ampsim builds (build/guests or the installed ones).
struct NodeSettings {
    std::string kernel;       ///< Linux: arm64 Image. Empty for other systems
    std::string initramfs;    ///< Linux: cpio archive
    std::string command_line; ///< Linux: added to what ampsim always gives (console=..., nokaslr)
    std::string device_tree;  ///< Linux: the user's own blob instead of the derived one
    std::string
        firmware; ///< ELF that the boot loader (the hub) places before time 0; empty: the node
                  ///< starts held in reset, until its remote-processor control starts it
    std::string arguments; ///< no Linux: added to the boot arguments that the platform gives, where
                           ///< the domain has some; parameters are filled in
    std::string script;    ///< Linux: shell script, run by the initramfs as /ampsim/run; opens with
                           ///< the parameters
    std::map<std::string, std::string>
        files; ///< Linux: path in the guest -> file, added to the initramfs
    std::vector<std::string>
        modules; ///< Linux: *.ko files or directories of such, for the symbols of modules
    std::map<std::string, std::string>
        programs;                    ///< Linux: program -> ELF file, for the symbols of user space
    std::string link = "socketpair"; ///< "socketpair", "unix:PATH", "tcpd://HOST:PORT": where the
                                     ///< hub waits for the node
    std::string gdb;                 ///< QEMU's -gdb device, for instance "tcp::1234"
    std::vector<std::string> qemu_arguments; ///< added at the end
    /// A scripted node: the program that runs in place of a guest.
    std::optional<scripted::Program> program;
    bool own_process = false; ///< scripted: run_in = "process", at the far end of `link`
    /// A reset that the guest asks for itself: its boot loader runs again, and the node goes on. If
    /// not, its part has ended; for Linux that is a failure of the run.
    bool restarts_on_reset = false;
    std::string kind; ///< "qemu" or "remote-port", as the platform says; empty: the same
    // Of a Remote-Port peer, where `link` is "unix:PATH", "tcp://..." or "tcpd://...".
    std::vector<std::string> command;   ///< starts the peer; empty: somebody else does
    bool clock_follows_answers = false; ///< the peer adds what an access took to its own clock
};

/// [end]: when the run is over. Every wait has an end, in virtual time and in wall time.
struct End {
    std::string when; ///< event name (measure/trace.h) that ends the run: "off:linux"
    VirtualTime virtual_timeout =
        std::chrono::minutes{1}; ///< exceeding it is a simulation failure (exit 3)
    std::chrono::nanoseconds wall_timeout =
        std::chrono::minutes{10}; ///< the same, on the host's clock
};

/// [time]: how nodes are granted time. But for `quantum`, it changes how long a run takes, not what
/// it finds.
struct TimeSettings {
    enum class Policy {
        lookahead, ///< a grant goes as far as nothing can reach the node
        lockstep,  ///< and no further than the next multiple of `step`
        quantum,   ///< to the next multiple of `quantum`, whatever reaches it: a declared error
    };
    Policy policy = Policy::lookahead;
    std::optional<VirtualTime> step;       ///< empty: the least latency between nodes
    std::string lockstep_from;             ///< event from which on; empty: from the start
    VirtualTime quantum{};                 ///< of the policy
    std::optional<VirtualTime> skew_limit; ///< larger skews of a link are a failure (exit 1)
};

/// [checks]: watch for the faults that people report; changes nothing in the run.
struct CheckSettings {
    bool enabled = false;
    VirtualTime notification_within{1'000'000}; ///< an index in a ring to the notification
    VirtualTime answer_within{10'000'000};      ///< an interrupt to the first access of its handler
};

/// [parameters]: what a file says of one, in texts as they are written.
struct ParameterDescription {
    std::string unit; ///< "B", "us", "messages"; empty: none, or it is part of the value
    std::string min;
    std::string max;
    std::string description;
    std::vector<std::string> sets; ///< keys that get the value, as --set takes them
};

/// [sweep.axes]: what a sweep varies.
struct Axis {
    std::string key;  ///< a parameter's name, or a key as --set takes it
    std::string unit; ///< of `numbers`: "ns", "Hz", "B", "B/s", or what the parameter says
    std::vector<std::string> values;            ///< as --set takes them: "25 ns", "16", "intx"
    std::vector<std::optional<double>> numbers; ///< the same in `unit`; nothing for a text
    std::vector<std::string> sets; ///< keys that a value ends up at: of a parameter those that it
                                   ///< sets, none when only scripts and expectations see it
};

/// [sweep]: runs of one scenario side by side. Its points are the grid of all axes, the first axis
/// slowest.
struct SweepSettings {
    std::vector<Axis> axes;           ///< in the order of the file
    std::vector<std::string> figures; ///< "rpmsg.rtt.p99", "a.p50 / b.p50"; empty: the usual ones
    std::vector<std::string> notes;   ///< for people: what of a range was left out, and why
};

/// [snapshot]: a point of the run from which a later run with the same inputs starts.
struct SnapshotSettings {
    std::string at; ///< event; empty: none is made
};

struct Scenario {
    std::string name;
    std::string file;
    std::vector<std::string> sets; ///< that were applied to it, in order
    std::string description;
    std::string variant; ///< of [variants], whose settings were applied first; empty: it has none
    std::string platform;
    std::vector<platform::Override>
        overrides; ///< [platform_overrides] of the file, then --set platform.LABEL.PROPERTY=VALUE
    std::map<std::string, std::string>
        parameters; ///< [parameters]: shell variables of every script, values in expectations
    std::map<std::string, std::string>
        parameter_terms; ///< the same as terms of expressions, with their units, and with the
                         ///< values from the snapshot on: what substitute() is for
    std::map<std::string, ParameterDescription>
        parameter_descriptions;      ///< of those that are tables
    std::vector<std::string> labels; ///< of the platform's nodes, devices and memories: counters of
                                     ///< a run begin with one
    std::map<std::string, NodeSettings> nodes; ///< every node of the platform, defaults filled in
    End end;
    TimeSettings time;
    SnapshotSettings snapshot;
    SweepSettings sweep;
    std::vector<std::string> then; ///< [snapshot] then, and --then: KEY=VALUE, in order
    std::vector<platform::Override>
        overrides_then; ///< the same resolved: what holds from the instant of the snapshot on
    CheckSettings checks;
    bool keep_trace =
        true; ///< [trace] keep: false for long runs, which are only counted and hashed
    std::vector<std::string> trace_wires; ///< [trace] wires: "mu.b", to be written as a waveform
    std::vector<std::string> probes;      ///< events to record besides those of spans
    std::vector<measure::SpanDefinition> spans;
    std::vector<std::string> expectations; ///< "rpmsg.rtt.count == 1000", "rpmsg.rtt.p99 < 60 us",
                                           ///< "counters.linux.traps > 0"
    std::vector<measure::PublishedFigure> published; ///< to stand beside what the run finds
    std::string cpu =
        "auto"; ///< [run] cpu: host CPU to pin hub and nodes to: "auto", "none", or a number
    std::string as_toml; ///< what of the file, with every --set, the run's events depend on
};

/// What the boot loader leaves for a node's firmware: what the platform says, and `arguments`.
std::string boot_arguments(const platform::Platform& platform, std::size_t node,
                           const NodeSettings& settings);

/// Reads a scenario and applies `--set KEY=VALUE` in order (KEY as in the file:
/// "end.virtual_timeout", "nodes.linux.command_line", "platform.mu.signal-latency-ns"). Throws
/// InputError "file:line:column: ...", with a suggestion for a misspelt key.
///
/// `then_sets` are those of --then: properties of the platform, and parameters that set such, which
/// get another value at the snapshot. Expectations see the later value of a parameter, scripts the
/// one before. as_toml does not have them.
Scenario load(const std::string& file, const std::vector<std::string>& sets = {},
              const std::vector<std::string>& then_sets = {});

} // namespace ampsim::scenario
