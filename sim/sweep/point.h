// SPDX-License-Identifier: BSD-3-Clause
//
// A point of a sweep: one run, and what it found. It is named by the hash of its inputs, and what
// it found is in a directory of that name, so that it need not be run again.
#pragma once

#include "sim/measure/figures.h"
#include "sim/measure/result.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ampsim::sweep {

struct Point {
    std::vector<std::string> values;               ///< one of each axis
    std::vector<std::string> sets;                 ///< KEY=VALUE for --set
    std::vector<std::string> then;                 ///< KEY=VALUE for --then
    std::map<std::string, std::string> parameters; ///< of the scenario, at this point
    std::string key;                               ///< 16 hex digits
    std::string snapshot; ///< that it starts from, the same for all points with one boot; empty:
                          ///< none
    std::filesystem::path directory; ///< of its run
};

inline constexpr const char* result_file = "result.json"; ///< in a point's directory

/// What is left of a hash in names.
std::string short_key(const std::string& sha256);

/// What a point's run left.
struct Outcome {
    std::string failure; ///< why there are no figures, one line; empty: it was done
    measure::Figures figures;
    std::vector<measure::Expectation> expectations;
    std::vector<measure::BesidePublished> published;
    std::string trace_sha256;

    bool done() const { return failure.empty(); }
    bool all_hold() const;
};

/// Of a run that came to its end, and of one that failed by itself. Nothing when there is none, or
/// only a part of one.
std::optional<Outcome> read_outcome(const std::filesystem::path& directory);

/// Of a run that ended as `how` says ("exited with status 2") and left no result: the failure is
/// what it said in its log.
Outcome without_result(const std::string& how, const std::filesystem::path& log);

} // namespace ampsim::sweep
