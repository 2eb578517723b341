// SPDX-License-Identifier: BSD-3-Clause
//
// What a run in CI is held against besides its expectations, a baseline, and the JUnit file that
// tells what came of all of it.
#pragma once

#include "sim/cli/context.h"
#include "sim/compare/figures.h"
#include "sim/compare/tolerance.h"
#include "sim/measure/junit.h"

#include <optional>
#include <string>
#include <vector>

namespace ampsim::cli {

struct GuardArguments {
    std::string baseline;        ///< file; empty: none
    std::string tolerance = "0"; ///< how far a figure may be from it
    std::string junit;           ///< file to write; empty: none
};

class Guard {
public:
    /// Reads the baseline, so that a bad one is known before the run. Throws InputError.
    explicit Guard(const GuardArguments& arguments);

    /// Holds a run against the baseline: writes comparison.json into its directory, prints what
    /// moved unless `quiet`. False when something is beyond the tolerance; true without a baseline.
    bool hold(const measure::Result& result, const std::string& manifest,
              const std::string& directory, bool quiet, const Context& context);

    /// The JUnit file, with a case for the baseline; `more`: what else is wrong with the run, by
    /// the name of the case. Throws InputError when it cannot be written.
    void report(const measure::Result& result,
                const std::vector<std::pair<std::string, std::string>>& more) const;

    /// The same of a run that did not come to a result.
    void report_failure(const std::string& scenario, const std::string& why) const;

private:
    void write(const measure::JunitSuite& suite) const;

    std::string junit_;
    std::optional<compare::Figures> baseline_;
    compare::Tolerance tolerance_;
    std::optional<measure::JunitCase> held_; ///< what the comparison found
};

} // namespace ampsim::cli
