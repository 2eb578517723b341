// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/sweep_command.h"

#include "sim/cli/exit_status.h"
#include "sim/cli/interrupt.h"
#include "sim/cli/sweep_line.h"
#include "sim/cli/version.h"
#include "sim/error.h"
#include "sim/node/file.h"
#include "sim/sweep/directory_lock.h"
#include "sim/sweep/experiment.h"
#include "sim/sweep/findings.h"
#include "sim/sweep/local_executor.h"
#include "sim/sweep/runner.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <ostream>

namespace ampsim::cli {

namespace fs = std::filesystem;

namespace {

constexpr const char* sweep_file = "sweep.json";
constexpr const char* points_file = "points.csv";

std::vector<sweep::Axis> axes_of(const SweepArguments& arguments) {
    std::vector<sweep::Axis> axes;
    for (const std::string& text : arguments.axes) {
        axes.push_back(sweep::parse_axis(text));
    }
    if (axes.empty()) {
        throw InputError(fmt::format("{}: there is nothing to sweep; expected --axis "
                                     "KEY=VALUE,VALUE,... or a table [sweep.axes]",
                                     arguments.scenario));
    }
    return axes;
}

std::vector<sweep::FigureColumn> figures_of(const scenario::Scenario& scenario) {
    std::vector<sweep::FigureColumn> figures;
    for (const std::string& figure : sweep::default_figures(scenario.spans)) {
        figures.push_back({figure, measure::check_figure(figure, scenario.spans)});
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
        : arguments_(arguments), context_(context),
          scenario_(scenario::load(arguments.scenario, arguments.sets)),
          line_(context.err, context.err_terminal) {
        experiment_.scenario = arguments.scenario;
        experiment_.sets = arguments.sets;
        experiment_.axes = axes_of(arguments);
        experiment_.directory = arguments.out.empty()
                                    ? fs::path("results") / (scenario_.name + "-sweep")
                                    : fs::path(arguments.out);
        experiment_.snapshots = starts_from_snapshots();
        experiment_.identify = [this](const scenario::Scenario& of) {
            const hub::RunIdentity identity = context_.identify(of, hashes_);
            return sweep::Identity{identity.snapshot, identity.run};
        };
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
        if (!run_grid()) {
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
    bool starts_from_snapshots() const {
        return !arguments_.no_snapshot && !scenario_.snapshot.at.empty() &&
               std::any_of(experiment_.axes.begin(), experiment_.axes.end(),
                           [](const sweep::Axis& axis) { return axis.behind_snapshot; });
    }

    std::unique_ptr<sweep::Executor> make_executor() const {
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
        for (const std::vector<std::size_t>& indices : sweep::grid(experiment_.axes)) {
            std::vector<std::string> values;
            for (std::size_t axis = 0; axis < indices.size(); ++axis) {
                values.push_back(experiment_.axes[axis].values[indices[axis]]);
            }
            findings_.points.push_back(experiment_.point(values));
        }
        const bool complete = runner_->run(findings_.points);
        line_.clear();
        if (complete) {
            for (const sweep::Point& point : findings_.points) {
                findings_.outcomes.push_back(runner_->outcome(point));
            }
        }
        return complete;
    }

    int explain_interruption() {
        fmt::print(context_.err, "ampsim: error: interrupted; what is done is kept, and the same "
                                 "command goes on from there\n");
        return simulation_failed;
    }

    void print_summary() const {
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
                if (!expectation.holds) {
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
    SweepLine line_;
    std::unique_ptr<sweep::Executor> executor_;
    std::unique_ptr<sweep::Runner> runner_;
};

} // namespace

int run_sweep(const SweepArguments& arguments, const Context& context) {
    return Sweep(arguments, context).run();
}

} // namespace ampsim::cli
