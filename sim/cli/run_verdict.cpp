// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/run_verdict.h"

#include "sim/measure/units.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <ostream>

namespace ampsim::cli {

std::vector<std::pair<std::string, std::string>>
too_late(const measure::Result& result, const std::optional<VirtualTime>& skew_limit) {
    std::vector<std::pair<std::string, std::string>> found;
    for (const measure::Link& link : result.links) {
        if (skew_limit && link.max_skew > *skew_limit) {
            found.emplace_back(link.node,
                               fmt::format("what reached {} took effect up to {} late, more than "
                                           "time.skew_limit, {}",
                                           link.node, measure::exact_duration(link.max_skew),
                                           measure::exact_duration(*skew_limit)));
        }
    }
    return found;
}

ExitStatus judge(const hub::Run& run, const std::vector<std::string>& mistakes,
                 const std::optional<VirtualTime>& skew_limit, const Context& context) {
    if (run.outcome == hub::Outcome::interrupted) {
        context.err << "ampsim: error: interrupted; the results are those so far\n";
        return simulation_failed;
    }
    if (run.outcome == hub::Outcome::failed) {
        context.err << "ampsim: error: the simulation failed: " << run.result.failure << '\n';
        return simulation_failed;
    }
    for (const std::string& mistake : mistakes) {
        context.err << "ampsim: error: " << mistake << '\n';
    }
    if (!mistakes.empty()) {
        return bad_input;
    }
    bool hold = true;
    for (const measure::Expectation& expectation : run.result.expectations) {
        if (!expectation.holds) {
            fmt::print(context.err, "ampsim: error: expectation '{}' does not hold: {}\n",
                       expectation.expression, expectation.value);
            hold = false;
        }
    }
    for (const auto& [node, problem] : too_late(run.result, skew_limit)) {
        context.err << "ampsim: error: " << problem << '\n';
        hold = false;
    }
    return hold ? all_hold : expectation_failed;
}

} // namespace ampsim::cli
