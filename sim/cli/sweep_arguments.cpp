// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/sweep_arguments.h"

#include "sim/error.h"
#include "sim/scenario/parameters.h"
#include "sim/sweep/axis.h"

#include <fmt/format.h>

#include <map>

namespace ampsim::cli {

namespace {

scenario::Scenario load_with_axes(const SweepArguments& arguments) {
    std::vector<std::string> sets = arguments.sets;
    std::map<std::string, std::string> flags; // as the scenario names them -> as they were given
    for (const std::string& axis : arguments.axes) {
        sets.push_back(sweep::axis_setting(axis, !arguments.until.empty()));
        flags["--set " + sets.back()] = "--axis " + axis;
    }
    try {
        return scenario::load(arguments.scenario, sets, arguments.then);
    } catch (const InputError& error) {
        const std::string message = error.what();
        for (const auto& [flag, given] : flags) {
            if (message.compare(0, flag.size(), flag) == 0) {
                throw InputError(given + message.substr(flag.size()));
            }
        }
        throw;
    }
}

} // namespace

scenario::Scenario load_sweep(const SweepArguments& arguments) {
    scenario::Scenario scenario = load_with_axes(arguments);
    if (scenario.sweep.axes.empty()) {
        throw InputError(fmt::format("{}: there is nothing to sweep; expected [sweep.axes], or "
                                     "--axis KEY=VALUE,VALUE,...",
                                     arguments.scenario));
    }
    return scenario;
}

std::vector<sweep::FigureColumn> figures_of(const scenario::Scenario& scenario) {
    const std::vector<std::string> usual = sweep::default_figures(scenario.spans);
    std::vector<sweep::FigureColumn> figures;
    for (const std::string& figure :
         scenario.sweep.figures.empty() ? usual : scenario.sweep.figures) {
        figures.push_back(
            {figure, measure::check_figure(scenario::substitute(figure, scenario.parameter_terms),
                                           scenario.spans, scenario.labels)});
    }
    return figures;
}

} // namespace ampsim::cli
