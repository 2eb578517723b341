// SPDX-License-Identifier: BSD-3-Clause
//
// What a scenario expects, and what was published, held against what a run found.
#pragma once

#include "sim/hub/run.h"
#include "sim/scenario/scenario.h"

#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

namespace ampsim::cli {

/// Finds mistakes in expectations and published figures before the run: syntax, units, names of
/// spans and hops. Names of counters are known only afterwards. Throws InputError.
void check_expectations(const scenario::Scenario& scenario);

/// Evaluates them all into `result.expectations`. One that names what is not there does not hold;
/// returns what is wrong with those, one message each.
std::vector<std::string> evaluate_expectations(const scenario::Scenario& scenario,
                                               measure::Result& result);

/// Puts what was published beside what was found, into `result.published`. Returns what is wrong
/// with those that name what is not there; they are left out.
std::vector<std::string> put_beside_published(const scenario::Scenario& scenario,
                                              measure::Result& result);

/// How the scripts of a Linux node ended, by its console: the initramfs says "ampsim: run exited
/// with STATUS".
struct ScriptEnds {
    std::uint64_t passed = 0; ///< STATUS was 0
    std::uint64_t failed = 0;
};
ScriptEnds script_ends(std::istream& console);

/// What the scripts of a Linux node found by themselves: lines "ampsim: count NAME NUMBER" of its
/// console, of which the last of a name holds. Other lines that begin so are of no use, and
/// ignored.
std::map<std::string, std::uint64_t> script_counts(std::istream& console);

} // namespace ampsim::cli
