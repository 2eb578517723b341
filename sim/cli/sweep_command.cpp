// SPDX-License-Identifier: BSD-3-Clause
//
// `ampsim sweep`: one scenario at many points, side by side; a table of what was found.
#include "sim/cli/commands.h"
#include "sim/cli/exit_status.h"
#include "sim/cli/flags.h"
#include "sim/cli/interrupt.h"
#include "sim/cli/output_file.h"
#include "sim/cli/sweep_arguments.h"
#include "sim/cli/sweep_line.h"
#include "sim/cli/version.h"
#include "sim/node/usable_cpus.h"
#include "sim/report/report.h"
#include "sim/scenario/parameters.h"
#include "sim/scenario/setting.h"
#include "sim/sweep/campaign.h"
#include "sim/sweep/directory_lock.h"
#include "sim/sweep/local_executor.h"
#include "sim/sweep/slurm_executor.h"

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

class Sweep {
public:
    Sweep(const SweepArguments& arguments, const Context& context)
        : arguments_(arguments), context_(context), scenario_(load_sweep(arguments)),
          platform_(platform::load(scenario_.platform, scenario_.overrides)),
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
        experiment_.snapshots = some_axis_shares_a_boot();
        experiment_.identify = [this](const scenario::Scenario& of) {
            const hub::RunIdentity identity = context_.identify(of, hashes_);
            return sweep::Identity{identity.snapshot, identity.run};
        };
        if (!arguments.until.empty()) {
            measure::check_expectation(
                scenario::substitute(arguments.until, scenario_.parameter_terms), scenario_.spans,
                scenario_.labels);
        }
        findings_.ampsim_version = ampsim_version();
        findings_.scenario = scenario_.name;
        findings_.platform = platform_.name;
        findings_.sets = arguments.sets;
        findings_.figures = figures_of(scenario_);
    }

    int run() {
        const sweep::DirectoryLock lock(experiment_.directory);
        executor_ = make_executor();
        runner_ = std::make_unique<sweep::Runner>(*executor_, surroundings());
        catch_interrupts();
        if (!run_all()) {
            return explain_interruption();
        }
        replace_output("--out", experiment_.directory / sweep_file, sweep::to_json(findings_));
        replace_output("--out", experiment_.directory / points_file, sweep::to_csv(findings_));
        if (!arguments_.no_report) {
            report::write_report(experiment_.directory);
        }
        if (!arguments_.quiet) {
            print_summary();
            if (!arguments_.no_report) {
                fmt::print(context_.out, "report: {}\n",
                           (experiment_.directory / report::report_file).string());
            }
        }
        return judge();
    }

private:
    /// All that its values end up at.
    bool can_change_at_the_snapshot(const scenario::Axis& axis) const {
        return starts_from_snapshots() && !axis.sets.empty() &&
               std::all_of(axis.sets.begin(), axis.sets.end(), [this](const std::string& key) {
                   const std::vector<std::string> parts =
                       scenario::parse_setting(key + "=", {}).keys;
                   return parts.size() == 3 && parts[0] == "platform" &&
                          context_.can_change_later(platform_, parts[1], parts[2]);
               });
    }

    bool starts_from_snapshots() const {
        return !arguments_.no_snapshot && !scenario_.snapshot.at.empty();
    }

    bool some_axis_shares_a_boot() const {
        return std::any_of(experiment_.axes.begin(), experiment_.axes.end(),
                           [](const sweep::Axis& axis) { return axis.behind_snapshot; });
    }

    std::unique_ptr<sweep::Executor> make_executor() const {
        if (arguments_.executor == "slurm") {
            return std::make_unique<sweep::SlurmExecutor>(experiment_.directory, scenario_.name,
                                                          arguments_.jobs);
        }
        const std::vector<unsigned> cpus = node::usable_cpus();
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
        if (arguments_.no_report) {
            command.emplace_back("--no-report");
        }
        if (point.snapshot.empty()) {
            command.emplace_back("--no-snapshot");
        } else {
            command.insert(command.end(), {"--snapshots", arguments_.snapshots});
        }
        return command;
    }

    /// False: it was interrupted.
    bool run_all() {
        sweep::Campaign campaign(experiment_, *runner_);
        const bool complete =
            arguments_.until.empty()
                ? campaign.run_grid(findings_)
                : campaign.search(
                      arguments_.until, arguments_.resolution, findings_,
                      [this](const sweep::Point& point, const measure::Expectation& until) {
                          print_probe(point, until);
                      });
        line_.clear();
        return complete;
    }

    void print_probe(const sweep::Point& point, const measure::Expectation& until) {
        if (!arguments_.quiet) {
            line_.print(fmt::format("{}: {}, {}", sweep::name_of(point, experiment_.axes),
                                    until.value, until.holds ? "holds" : "does not hold"));
        }
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
        if (const std::string published = sweep::published_table(findings_); !published.empty()) {
            fmt::print(context_.out, "\npublished figures beside those of these runs\n{}",
                       published);
        }
        if (const auto& limit = findings_.limit) {
            fmt::print(context_.out, "\n'{}' holds at {} = {}, and does not at {}\n",
                       limit->expression, limit->axis, limit->holds, limit->fails);
        }
        fmt::print(
            context_.out, "\n{} points{}; results: {}/ ({}{}, {}, points/)\n",
            findings_.points.size(),
            runner_->found() == 0 ? "" : fmt::format(", {} of them from before", runner_->found()),
            experiment_.directory.string(),
            arguments_.no_report ? "" : std::string(report::report_file) + ", ", points_file,
            sweep_file);
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
    platform::Platform platform_;
    hub::FileHashes hashes_;
    sweep::Experiment experiment_;
    sweep::Findings findings_;
    SweepLine line_;
    std::unique_ptr<sweep::Executor> executor_;
    std::unique_ptr<sweep::Runner> runner_;
};

void add_search(CLI::App& command, SweepArguments& arguments) {
    add_value(command, "--until", "EXPR", arguments.until,
              "Find the value of the one axis at which this expectation ceases to hold");
    add_value(command, "--resolution", "VALUE", arguments.resolution,
              "How far apart the values may be that --until finds (1 ns, 1)");
}

void add_executor(CLI::App& command, SweepArguments& arguments) {
    add_value(command, "--jobs", "N", arguments.jobs, "Points at the same time (one for each CPU)")
        ->check(CLI::Range(1, 100'000));
    add_value(command, "--executor", "WHERE", arguments.executor,
              "Where points run: local, or slurm, as a job array")
        ->check(CLI::IsMember({"local", "slurm"}));
}

} // namespace

Command add_sweep(CLI::App& app) {
    CLI::App* command = app.add_subcommand(
        "sweep", "Run a scenario at many points, side by side: print and write a table");
    const auto arguments = std::make_shared<SweepArguments>();
    add_scenario(*command, arguments->scenario);
    add_repeated(*command, "--axis", "KEY=VALUES", arguments->axes,
                 "Values that a key takes: V1,V2,... or FROM..TO:POINTS[:log]; adds an axis, or "
                 "replaces one of [sweep.axes]");
    add_sets(*command, arguments->sets, "Give a key of the scenario another value at all points");
    add_repeated(*command, "--then", "KEY=VALUE", arguments->then,
                 "The same from the snapshot on, for what can change while the hardware runs");
    add_search(*command, *arguments);
    add_executor(*command, *arguments);
    add_results(*command, arguments->out, "results/NAME-sweep");
    add_snapshots(*command, arguments->snapshots, arguments->no_snapshot, "Start every point");
    add_no_report(*command, arguments->no_report);
    add_quiet(*command, arguments->quiet);
    command->footer("What is done is not done again: an interrupted sweep goes on with the same "
                    "command.\n"
                    "Example: ampsim sweep scenarios/rpmsg-ping.toml --set count=100 "
                    "--axis platform.mu.signal-latency-ns=25ns..2us:8:log\n"
                    "Exit status: 0 all expectations hold at all points, 1 one does not, 2 bad "
                    "input or usage, 3 a point failed, or it was interrupted.");
    return {command, [arguments](const Context& context) {
                return Sweep(*arguments, context).run();
            }};
}

} // namespace ampsim::cli
