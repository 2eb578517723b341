// SPDX-License-Identifier: BSD-3-Clause
//
// What of a run is compared: the figures of its spans and hops, its counters, and what it was made
// from. They are read from the directory of a run, from its result.json, or from a baseline.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ampsim::compare {

/// As expectations name them; in files "p99_ns" and so on.
constexpr std::array<std::string_view, 7> statistic_names{"min", "mean",  "p50", "p90",
                                                          "p99", "p99_9", "max"};
constexpr std::size_t p50 = 2;

struct Statistics {
    std::uint64_t count = 0;
    /// In the order of statistic_names, ns. Nothing when count is 0.
    std::array<std::optional<std::int64_t>, statistic_names.size()> durations;
};

struct HopFigures {
    std::string name;
    std::string event; ///< that ends it: "rise:mu.b"
    Statistics statistics;
};

struct SpanFigures {
    std::string name;
    std::string start; ///< event; empty when the file does not say
    Statistics statistics;
    std::uint64_t lost = 0;
    std::vector<HopFigures> hops;
};

/// What a run was made from, as far as it can differ between two runs: (kind, name) -> value.
/// Kinds: "platform", "set", "then", "parameter", "version", "file" (SHA-256, by the last parts of
/// its path).
using Inputs = std::map<std::pair<std::string, std::string>, std::string>;

struct Figures {
    std::string path; ///< where they were read
    bool is_baseline = false;
    std::string scenario;
    std::string platform;
    std::string trace_sha256;
    std::string failure;      ///< why the run ended early; empty when it did not
    std::int64_t late_ns = 0; ///< how late, at most, something took effect at a node; 0: exact
    std::map<std::string, std::string> not_reproducible; ///< device -> what of the host came in
    std::vector<SpanFigures> spans;
    std::map<std::string, std::uint64_t> counters;
    Inputs inputs; ///< empty: not known
};

/// `path`: a run's directory, a result.json (its manifest.json is read if it lies beside it) or a
/// baseline. Throws InputError that names the file and what is wrong with it.
Figures read_figures(const std::string& path);

/// The same of texts: of a result.json or a baseline, and of a manifest.json ("": there is none).
Figures parse_figures(const std::string& path, const std::string& result,
                      const std::string& manifest);

/// Each file of a run by as few last parts of its path as tell it from the others: a checkout in
/// another directory has the same names.
std::map<std::string, std::string> short_names(const std::map<std::string, std::string>& files);

} // namespace ampsim::compare
