// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/sweep_command.h"

#include "sim/cli/exit_status.h"
#include "sim/cli/interrupt.h"
#include "sim/cli/sweep_line.h"
#include "sim/cli/version.h"
#include "sim/error.h"
#include "sim/node/file.h"
#include "sim/scenario/parameters.h"
#include "sim/sweep/directory_lock.h"
#include "sim/sweep/experiment.h"
#include "sim/sweep/findings.h"
#include "sim/sweep/local_executor.h"
#include "sim/sweep/runner.h"
#include "sim/sweep/search.h"
#include "sim/sweep/slurm_executor.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <ostream>

namespace ampsim::cli {

namespace fs = std::filesystem;

namespace {

constexpr const char* sweep_file = "sweep.json";
constexpr const char* points_file = "points.csv";

/// The scenario with the axes of the command line in the place of its own.
scenario::Scenario load(const SweepArguments& arguments) {
    std::vector<std::string> sets = arguments.sets;
    for (const std::string& axis : arguments.axes) {
        sets.push_back(sweep::axis_setting(axis, !arguments.until.empty()));
    }
    scenario::Scenario scenario = scenario::load(arguments.scenario, sets, arguments.then);
    if (scenario.sweep.axes.empty()) {
        throw InputError(fmt::format("{}: there is nothing to sweep; expected [sweep.axes], or "
                                     "--axis KEY=VALUE,VALUE,...",
                                     arguments.scenario));
    }
    return scenario;
}

/// Those that the scenario asks for, or the usual ones.
std::vector<sweep::FigureColumn> figures_of(const scenario::Scenario& scenario) {
    const std::vector<std::string> usual = sweep::default_figures(scenario.spans);
    std::vector<sweep::FigureColumn> figures;
    for (const std::string& figure :
         scenario.sweep.figures.empty() ? usual : scenario.sweep.figures) {
        figures.push_back(
            {figure, measure::check_figure(scenario::substitute(figure, scenario.parameters),
                                           scenario.spans)});
    }
    return figures;
}

/// A file that is there as a whole or not at all.
void write_whole(const fs::path& file, const std::string& content) {
    const fs::path draft = file.string() + ".draft";
    node::write_file(draft.string(), content);
    fs::rename(draft, file);
}

class Sweep {
public:
    Sweep(const SweepArguments& arguments, const Context& context)
        : arguments_(arguments), context_(context), scenario_(load(arguments)),
          line_(context.err, context.err_terminal) {
        experiment_.scenario = arguments.scenario;
        experiment_.sets = arguments.sets;
        experiment_.then = arguments.then;
        for (const scenario::Axis& axis : scenario_.sweep.axes) {
            experiment_.axes.push_back({axis, can_change_at_the_snapshot(axis)});
        }
        experiment_.directory = arguments.out.empty()
                                    ? fs::path("results") / (scenario_.name + "-sweep")
                                    : fs::path(arguments.out);
        experiment_.snapshots = starts_from_snapshots();
        experiment_.identify = [this](const scenario::Scenario& of) {
            const hub::RunIdentity identity = context_.identify(of, hashes_);
            return sweep::Identity{identity.snapshot, identity.run};
        };
        if (!arguments.until.empty()) {
            measure::check_expectation(scenario::substitute(arguments.until, scenario_.parameters),
                                       scenario_.spans);
        }
        findings_.ampsim_version = ampsim_version();
        findings_.scenario = scenario_.name;
        findings_.platform = scenario_.platform;
        findings_.sets = arguments.sets;
        findings_.axes = experiment_.axes;
        findings_.figures = figures_of(scenario_);
    }

    int run() {
        const sweep::DirectoryLock lock(experiment_.directory);
        executor_ = make_executor();
        runner_ = std::make_unique<sweep::Runner>(*executor_, surroundings());
        catch_interrupts();
        if (!(arguments_.until.empty() ? run_grid() : search())) {
            return explain_interruption();
        }
        write_whole(experiment_.directory / sweep_file, sweep::to_json(findings_));
        write_whole(experiment_.directory / points_file, sweep::to_csv(findings_));
        if (!arguments_.quiet) {
            print_summary();
        }
        return judge();
    }

private:
    bool can_change_at_the_snapshot(const scenario::Axis&) const { return false; }

    bool starts_from_snapshots() const {
        return !arguments_.no_snapshot && !scenario_.snapshot.at.empty() &&
               std::any_of(experiment_.axes.begin(), experiment_.axes.end(),
                           [](const sweep::Axis& axis) { return axis.behind_snapshot; });
    }

    std::unique_ptr<sweep::Executor> make_executor() const {
        if (arguments_.executor == "slurm") {
            return std::make_unique<sweep::SlurmExecutor>(experiment_.directory, scenario_.name,
                                                          arguments_.jobs);
        }
        const std::vector<unsigned> cpus = sweep::usable_cpus();
        return std::make_unique<sweep::LocalExecutor>(
            arguments_.jobs == 0 ? cpus.size() : arguments_.jobs, cpus);
    }

    sweep::Surroundings surroundings() {
        sweep::Surroundings surroundings;
        surroundings.command = [this](const sweep::Point& point) {
            return command(point);
        };
        surroundings.has_snapshot = [this](const sweep::Point& point) {
            return context_.has_snapshot(arguments_.snapshots, scenario_.name, point.snapshot);
        };
        surroundings.progress = [this](const sweep::Progress& progress) {
            if (!arguments_.quiet) {
                line_.show(progress);
            }
        };
        surroundings.finished = [this](const sweep::Point& point, const sweep::Outcome& outcome) {
            if (!outcome.done()) {
                line_.print(fmt::format("ampsim: error: {} failed: {}; see {}",
                                        sweep::name_of(point, experiment_.axes), outcome.failure,
                                        point.directory.string()));
            }
        };
        surroundings.interrupted = interrupted;
        return surroundings;
    }

    std::vector<std::string> command(const sweep::Point& point) const {
        std::vector<std::string> command{fs::read_symlink("/proc/self/exe").string(), "run",
                                         arguments_.scenario};
        for (const std::string& set : point.sets) {
            command.insert(command.end(), {"--set", set});
        }
        for (const std::string& set : point.then) {
            command.insert(command.end(), {"--then", set});
        }
        command.insert(command.end(), {"--quiet", "--out", point.directory.string()});
        if (point.snapshot.empty()) {
            command.emplace_back("--no-snapshot");
        } else {
            command.insert(command.end(), {"--snapshots", arguments_.snapshots});
        }
        return command;
    }

    /// False: it was interrupted.
    bool run_grid() {
        for (const std::vector<std::string>& values : sweep::grid(experiment_.axes)) {
            findings_.points.push_back(experiment_.point(values));
        }
        return run(findings_.points);
    }

    bool run(const std::vector<sweep::Point>& points) {
        const bool complete = runner_->run(points);
        line_.clear();
        if (complete) {
            for (const sweep::Point& point : points) {
                findings_.outcomes.push_back(runner_->outcome(point));
            }
        }
        return complete;
    }

    /// For the largest or smallest value at which `until` holds. The same.
    bool search() {
        const sweep::Search search(experiment_.axes, arguments_.resolution);
        sweep::Bisection bisection = search.bisection();
        std::vector<std::int64_t> tried;
        for (auto next = bisection.next(); !next.empty(); next = bisection.next()) {
            std::vector<sweep::Point> points;
            for (const std::int64_t value : next) {
                points.push_back(experiment_.point(values_at(search, search.text(value))));
            }
            if (!run(points)) {
                return false;
            }
            for (std::size_t i = 0; i < next.size(); ++i) {
                bisection.tried(next[i], holds_at(points[i]));
                tried.push_back(next[i]);
                findings_.points.push_back(points[i]);
            }
        }
        if (const std::optional<bool> agreement = bisection.agreement()) {
            fail_between_ends(search, *agreement);
        }
        const sweep::Bisection::Neighbours found = bisection.found();
        sort_by_value(search, tried);
        findings_.limit =
            sweep::Limit{arguments_.until, experiment_.axes[search.axis()].key,
                         search.text(found.holds), search.text(found.fails), places(tried)};
        return true;
    }

    std::vector<std::string> values_at(const sweep::Search& search, const std::string& value) {
        std::vector<std::string> values;
        for (const sweep::Axis& axis : experiment_.axes) {
            values.push_back(axis.values.front());
        }
        values[search.axis()] = value;
        return values;
    }

    measure::Expectation until_at(const sweep::Point& point) const {
        return measure::evaluate(scenario::substitute(arguments_.until, point.parameters),
                                 runner_->outcome(point).figures);
    }

    bool holds_at(const sweep::Point& point) const {
        if (!runner_->outcome(point).done()) {
            throw SimulationError(fmt::format("--until: {} failed, so it is not known whether '{}' "
                                              "holds there",
                                              sweep::name_of(point, experiment_.axes),
                                              arguments_.until));
        }
        const bool holds = until_at(point).holds;
        if (!arguments_.quiet) {
            line_.print(fmt::format("{}: {} {}", sweep::name_of(point, experiment_.axes),
                                    until_at(point).value, holds ? "holds" : "does not hold"));
        }
        return holds;
    }

    [[noreturn]] void fail_between_ends(const sweep::Search& search, bool holds) const {
        const sweep::Point& low = findings_.points.front();
        const sweep::Point& high = findings_.points.back();
        throw InputError(fmt::format(
            "--until: '{}' {} at both ends of axis '{}': {} at {}, {} at {}; expected a range at "
            "whose ends it differs",
            arguments_.until, holds ? "holds" : "does not hold",
            experiment_.axes[search.axis()].key, until_at(low).value, low.values[search.axis()],
            until_at(high).value, high.values[search.axis()]));
    }

    /// Points in the order of their values, which are those of the axis.
    void sort_by_value(const sweep::Search& search, const std::vector<std::int64_t>& tried) {
        std::map<std::int64_t, std::size_t> in_order;
        for (std::size_t i = 0; i < tried.size(); ++i) {
            in_order[tried[i]] = i;
        }
        std::vector<sweep::Point> points;
        std::vector<sweep::Outcome> outcomes;
        sweep::Axis& axis = findings_.axes[search.axis()];
        axis.values.clear();
        axis.numbers.clear();
        for (const auto& [value, i] : in_order) {
            points.push_back(findings_.points[i]);
            outcomes.push_back(findings_.outcomes[i]);
            axis.values.push_back(search.text(value));
            axis.numbers.emplace_back(measure::parse_quantity(axis.values.back()).value());
        }
        findings_.points = std::move(points);
        findings_.outcomes = std::move(outcomes);
    }

    /// Where each of them is when all are sorted.
    static std::vector<std::size_t> places(const std::vector<std::int64_t>& values) {
        std::vector<std::size_t> places;
        for (const std::int64_t value : values) {
            places.push_back(static_cast<std::size_t>(
                std::count_if(values.begin(), values.end(),
                              [value](std::int64_t other) { return other < value; })));
        }
        return places;
    }

    int explain_interruption() {
        fmt::print(context_.err, "ampsim: error: interrupted; what is done is kept, and the same "
                                 "command goes on from there\n");
        return simulation_failed;
    }

    void print_summary() const {
        for (const std::string& note : scenario_.sweep.notes) {
            fmt::print(context_.out, "{}\n", note);
        }
        context_.out << sweep::table(findings_, context_.out_terminal.width,
                                     context_.out_terminal.colour);
        fmt::print(
            context_.out, "\n{} points{}; results: {}/ ({}, {}, points/)\n",
            findings_.points.size(),
            runner_->found() == 0 ? "" : fmt::format(", {} of them from before", runner_->found()),
            experiment_.directory.string(), points_file, sweep_file);
    }

    int judge() const {
        int status = all_hold;
        for (std::size_t i = 0; i < findings_.points.size(); ++i) {
            const sweep::Outcome& outcome = findings_.outcomes[i];
            if (!outcome.done()) {
                return simulation_failed;
            }
            for (const measure::Expectation& expectation : outcome.expectations) {
                // A search has to go where something does not hold.
                if (!expectation.holds && !findings_.limit) {
                    fmt::print(context_.err,
                               "ampsim: error: {}: expectation '{}' does not hold: {}\n",
                               sweep::name_of(findings_.points[i], findings_.axes),
                               expectation.expression, expectation.value);
                    status = expectation_failed;
                }
            }
        }
        return status;
    }

    const SweepArguments& arguments_;
    const Context& context_;
    scenario::Scenario scenario_;
    hub::FileHashes hashes_;
    sweep::Experiment experiment_;
    sweep::Findings findings_;
    mutable SweepLine line_;
    std::unique_ptr<sweep::Executor> executor_;
    std::unique_ptr<sweep::Runner> runner_;
};

} // namespace

int run_sweep(const SweepArguments& arguments, const Context& context) {
    return Sweep(arguments, context).run();
}

} // namespace ampsim::cli
