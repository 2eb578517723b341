// SPDX-License-Identifier: BSD-3-Clause
//
// What a run found, and the files that tell it: result.json for tools, trace.json for Perfetto, the
// waterfall for people.
#pragma once

#include "sim/measure/grants.h"
#include "sim/measure/published.h"
#include "sim/measure/span.h"
#include "sim/measure/trace.h"

#include <cstdint>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ampsim::measure {

struct Expectation {
    std::string expression;
    bool holds = false;
    std::string value; ///< what the left-hand side was, with its unit
};

/// A link over which things take effect late.
struct Link {
    std::string node;
    VirtualTime max_skew{}; ///< how late, at most, something that was done to the node took effect
};

struct Result {
    std::string ampsim_version;
    std::string scenario;
    std::string platform;
    VirtualTime simulated{};
    std::chrono::nanoseconds wall{}; ///< host time; not part of what must repeat
    VirtualTime max_skew{}; ///< largest difference of two nodes' clocks while both ran (direct
                            ///< memory sees it)
    double sync_share =
        0; ///< share of wall time not spent running guests; not part of what must repeat
    GrantEnds grant_ends;
    std::vector<Link> links; ///< those that are not exact
    std::vector<SpanSet> spans;
    std::map<std::string, std::uint64_t> counters; ///< "linux.accesses", "mu.a.interrupts", ...
    /// What went wrong at devices, by label: "needed a reset: queue 1 (tx): ...".
    std::map<std::string, std::vector<std::string>> remarks;
    /// What of the host's time came into the run, by device: "pty". Empty: the run repeats.
    std::map<std::string, std::string> not_reproducible;
    std::vector<Expectation> expectations;
    std::vector<BesidePublished> published;
    std::string trace_sha256;
    std::string failure; ///< why the run ended early; empty when it did not
};

/// Times per second of host time.
double per_second(std::uint64_t times, std::chrono::nanoseconds wall);

/// result.json (layout in docs/reference/result.md).
std::string to_json(const Result& result);

/// trace.json: Chrome trace-event JSON; a track per node, device and line, flow arrows from a
/// doorbell to its handler; with `spans`, a track per span set with its hops.
void write_chrome_trace(std::ostream& out, Trace& trace, const std::vector<std::string>& node_names,
                        const std::vector<SpanSet>& spans = {});

/// The waterfall as text: one table per span, hops with min, p50, p90, p99, max, share of the whole
/// and a bar that shows where on the way they lie; then counters and uncertainty. At most `width`
/// columns, but at least 72; colour only when asked.
std::string waterfall(const Result& result, unsigned width, bool colour);

/// How exact the figures are, in a few sentences; of the result's skews, links and what of the host
/// came in.
std::string uncertainty(const Result& result);

/// Evaluates "rpmsg.rtt.p99 < 60 us" and the like against spans and counters. Throws InputError
/// that shows the place in the expression.
Expectation evaluate(const std::string& expression, const Result& result);

/// What can be known of an expectation before a run: syntax, units, names of spans and hops. What
/// begins with "counters." or one of the platform's labels is taken for a counter. Throws as
/// evaluate() does.
void check_expectation(const std::string& expression, const std::vector<SpanDefinition>& spans,
                       const std::vector<std::string>& labels = {});

} // namespace ampsim::measure
