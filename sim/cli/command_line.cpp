// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/command_line.h"

#include "sim/cli/compare_command.h"
#include "sim/cli/doctor.h"
#include "sim/cli/exit_status.h"
#include "sim/cli/footprint_command.h"
#include "sim/cli/link_command.h"
#include "sim/cli/node_command.h"
#include "sim/cli/platform_command.h"
#include "sim/cli/report_command.h"
#include "sim/cli/run_command.h"
#include "sim/cli/schema_command.h"
#include "sim/cli/sweep_command.h"
#include "sim/cli/trace_command.h"
#include "sim/cli/version.h"
#include "sim/error.h"
#include "sim/measure/suggestion.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <ostream>

namespace ampsim::cli {

namespace {

constexpr const char* exit_statuses =
    "Exit status: 0 all expectations hold, 1 one does not, 2 bad input or usage, "
    "3 the simulation failed.";

/// --set and the like: each use takes one value, whatever follows it.
CLI::Option* add_repeated(CLI::App& command, const char* name, std::vector<std::string>& values,
                          const char* help) {
    return command.add_option(name, values, help)->allow_extra_args(false)->type_name("KEY=VALUE");
}

CLI::App* add_run(CLI::App& app, RunArguments& arguments) {
    CLI::App* command =
        app.add_subcommand("run", "Run a scenario: print its waterfall, write its results");
    command->add_option("scenario", arguments.scenario, "The scenario file, *.toml")
        ->required()
        ->type_name("FILE");
    add_repeated(*command, "--set", arguments.sets,
                 "Give a key of the scenario another value; may be repeated");
    add_repeated(*command, "--then", arguments.then,
                 "Give a latency of the platform another value from the point of [snapshot] on, so "
                 "that runs that differ in it start from one snapshot; may be repeated");
    command->add_option("--out", arguments.out, "Where results are written (results/NAME)")
        ->type_name("DIR");
    command->add_option("--cpu", arguments.cpu, "Host CPU to run on: a number, auto or none")
        ->type_name("CPU");
    command->add_flag("--record", arguments.record,
                      "Write the packets of each node's link to NODE.link; see 'ampsim link'");
    command
        ->add_option("--snapshots", arguments.snapshots,
                     "Where snapshots are kept (results/snapshots)")
        ->type_name("DIR");
    command->add_flag("--no-snapshot", arguments.no_snapshot,
                      "Start at power-on, whatever [snapshot] of the scenario says");
    command
        ->add_option(
            "--histogram", arguments.histograms,
            "Draw the distribution of this span or hop instead of the first span's; may be "
            "repeated")
        ->allow_extra_args(false)
        ->type_name("SPAN[.hop[HOP]]");
    command->add_flag("--no-report", arguments.no_report, "Write no report.html");
    CLI::Option* baseline =
        command
            ->add_option("--baseline", arguments.guard.baseline,
                         "Hold the results against this baseline, result.json or run's directory")
            ->type_name("FILE");
    command
        ->add_option(
            "--tolerance", arguments.guard.tolerance,
            "How far a figure may be from the baseline: a share (2%) or a duration (50 ns)")
        ->type_name("TOLERANCE")
        ->needs(baseline);
    command->add_option("--junit", arguments.guard.junit, "Write a JUnit report, for CI systems")
        ->type_name("FILE");
    command->add_flag("--quiet", arguments.quiet, "Print errors only");
    command->footer(std::string("Example: ampsim run scenarios/rpmsg-ping.toml --set count=100 "
                                "--set platform.mu.signal-latency-ns=1000\n") +
                    exit_statuses);
    return command;
}

CLI::App* add_sweep(CLI::App& app, SweepArguments& arguments) {
    CLI::App* command = app.add_subcommand(
        "sweep", "Run a scenario at many points, side by side: print and write a table");
    command->add_option("scenario", arguments.scenario, "The scenario file, *.toml")
        ->required()
        ->type_name("FILE");
    add_repeated(*command, "--axis", arguments.axes,
                 "Values that a key takes: V1,V2,... or FROM..TO:POINTS[:log]; adds an axis, or "
                 "replaces one of [sweep.axes]")
        ->type_name("KEY=VALUES");
    add_repeated(*command, "--set", arguments.sets,
                 "Give a key of the scenario another value at all points; may be repeated");
    add_repeated(*command, "--then", arguments.then,
                 "The same from the snapshot on, for what can change while the hardware runs");
    command
        ->add_option("--until", arguments.until,
                     "Find the value of the one axis at which this expectation ceases to hold")
        ->type_name("EXPR");
    command
        ->add_option("--resolution", arguments.resolution,
                     "How far apart the values may be that --until finds (1 ns, 1)")
        ->type_name("VALUE");
    command->add_option("--jobs", arguments.jobs, "Points at the same time (one for each CPU)")
        ->check(CLI::Range(1, 100'000))
        ->type_name("N");
    command
        ->add_option("--executor", arguments.executor,
                     "Where points run: local, or slurm, as a job array")
        ->check(CLI::IsMember({"local", "slurm"}))
        ->type_name("WHERE");
    command->add_option("--out", arguments.out, "Where results are written (results/NAME-sweep)")
        ->type_name("DIR");
    command
        ->add_option("--snapshots", arguments.snapshots,
                     "Where snapshots are kept (results/snapshots)")
        ->type_name("DIR");
    command->add_flag("--no-snapshot", arguments.no_snapshot,
                      "Start every point at power-on, whatever [snapshot] of the scenario says");
    command->add_flag("--no-report", arguments.no_report, "Write no report.html");
    command->add_flag("--quiet", arguments.quiet, "Print errors only");
    command->footer("What is done is not done again: an interrupted sweep goes on with the same "
                    "command.\n"
                    "Example: ampsim sweep scenarios/rpmsg-ping.toml --set count=100 "
                    "--axis platform.mu.signal-latency-ns=25ns..2us:8:log\n"
                    "Exit status: 0 all expectations hold at all points, 1 one does not, 2 bad "
                    "input or usage, 3 a point failed, or it was interrupted.");
    return command;
}

CLI::App* add_replay(CLI::App& app, ReplayArguments& arguments) {
    CLI::App* command = app.add_subcommand(
        "replay", "Run the hub against the recorded nodes of `ampsim run --record`");
    command->add_option("directory", arguments.recorded, "Results of the recorded run")
        ->required()
        ->type_name("DIR");
    command->add_option("--scenario", arguments.scenario, "Another file than the run's own")
        ->type_name("FILE");
    add_repeated(*command, "--set", arguments.sets,
                 "Give a key another value than the run had; may be repeated");
    command->add_option("--out", arguments.out, "Where results are written (results/NAME-replay)")
        ->type_name("DIR");
    command->add_flag("--quiet", arguments.quiet, "Print errors only");
    command->footer(std::string("Fails, with both packets, at the first one that the hub sends "
                                "otherwise than it did.\n"
                                "Example: ampsim run scenarios/rpmsg-ping.toml --record && "
                                "ampsim replay results/rpmsg-ping\n") +
                    exit_statuses);
    return command;
}

CLI::App* add_platform(CLI::App& app, PlatformArguments& arguments) {
    CLI::App* command =
        app.add_subcommand("platform", "Show a platform: address maps, lines, device trees");
    command->add_option("platform", arguments.platform, "Its name, or the path of a *.dts file")
        ->required()
        ->type_name("PLATFORM");
    add_repeated(*command, "--set", arguments.sets,
                 "Give a property another value: LABEL.PROPERTY=VALUE");
    command->add_option("--node", arguments.node, "Show this node only")->type_name("NODE");
    CLI::Option_group* one = command->add_option_group("One text only");
    one->add_option("--device-tree", arguments.device_tree, "Device tree of a Linux node, source")
        ->type_name("NODE");
    one->add_option("--device-tree-blob", arguments.device_tree_blob, "The same, as Linux boots it")
        ->type_name("NODE");
    one->add_option("--firmware-header", arguments.firmware_header,
                    "C header with what a node's firmware sees")
        ->type_name("NODE");
    one->add_option("--firmware-linker-script", arguments.firmware_linker_script,
                    "The same for its linker")
        ->type_name("NODE");
    one->require_option(0, 1);
    command->add_option("-o,--output", arguments.file, "Write to this file")->type_name("FILE");
    command->footer("Example: ampsim platform imx8mm-amp --device-tree linux");
    return command;
}

CLI::App* add_node(CLI::App& app, NodeArguments& arguments) {
    CLI::App* command = app.add_subcommand(
        "node", "Run a scripted node of a scenario in this process, for a hub in another one");
    command->add_option("scenario", arguments.scenario, "The scenario file, *.toml")
        ->required()
        ->type_name("FILE");
    command->add_option("node", arguments.node, "The node")->required()->type_name("NODE");
    command
        ->add_option("--link", arguments.link,
                     "Where the hub is: unix:PATH, tcp:HOST:PORT, fd:NUMBER")
        ->required()
        ->type_name("LINK");
    command
        ->add_option("--memory", arguments.memories,
                     "File descriptor of a direct memory; may be repeated")
        ->allow_extra_args(false)
        ->type_name("LABEL=FD");
    command->add_option("--console", arguments.console, "What the program logs goes there")
        ->type_name("FILE");
    add_repeated(*command, "--set", arguments.sets,
                 "As the hub's; both must read the same scenario");
    command->footer("The hub starts it for a node with run_in = \"process\"; see "
                    "docs/scripted-nodes.md.");
    return command;
}

CLI::App* add_compare(CLI::App& app, CompareArguments& arguments) {
    CLI::App* command =
        app.add_subcommand("compare", "What moved between two runs, and what moved it");
    command->add_option("a", arguments.a, "Directory of a run, result.json, or a baseline")
        ->required()
        ->type_name("A");
    command->add_option("b", arguments.b, "The same, held against A")->required()->type_name("B");
    command
        ->add_option("--tolerance", arguments.tolerance,
                     "How far a figure may move: a share (2%) or a duration (50 ns)")
        ->type_name("TOLERANCE")
        ->capture_default_str();
    command->add_option("--json", arguments.json, "Write the comparison for programs")
        ->type_name("FILE");
    command->add_flag("--verbose", arguments.verbose, "Every figure, hop and counter that changed");
    command->footer("Example: ampsim compare results/before results/after --tolerance 2%\n"
                    "Exit status: 0 nothing is beyond the tolerance, 1 something is, 2 bad input.");
    return command;
}

CLI::App* add_baseline(CLI::App& app, BaselineArguments& arguments) {
    CLI::App* command = app.add_subcommand(
        "baseline", "Write a run's figures as a small file, to commit and hold runs against");
    command->add_option("run", arguments.run, "Directory of the run, or its result.json")
        ->required()
        ->type_name("RUN");
    command->add_option("-o,--output", arguments.file, "Write to this file")->type_name("FILE");
    command
        ->add_option("--counter", arguments.counters,
                     "Guard this counter too; may end in *; may be repeated")
        ->allow_extra_args(false)
        ->type_name("NAME");
    command->footer("Example: ampsim baseline results/rpmsg-ping -o rpmsg-ping.baseline.json");
    return command;
}

CLI::App* add_trace(CLI::App& app, TraceArguments& arguments) {
    CLI::App* command =
        app.add_subcommand("trace", "What happened, as text: one message's life, or a time");
    command->add_option("file", arguments.file, "Directory of a run, or its trace.json")
        ->required()
        ->type_name("FILE");
    command->add_option("--span", arguments.journey, "The journey with this number, from 1")
        ->type_name("N")
        ->check(CLI::PositiveNumber);
    command->add_option("--name", arguments.span, "Of this span (the first of the scenario)")
        ->type_name("SPAN");
    command->add_option("--from", arguments.from, "Nothing before this time: \"1.87 s\"")
        ->type_name("TIME");
    command->add_option("--to", arguments.to, "Nothing after it")->type_name("TIME");
    command
        ->add_option("--who", arguments.who,
                     "Only what this node, device or line does; may be repeated")
        ->allow_extra_args(false)
        ->type_name("NAME");
    command->add_option("--what", arguments.what, "Only events that have this in their name")
        ->type_name("TEXT");
    command->add_flag("--journeys", arguments.list, "List the journeys instead of the events");
    command->footer("Example: ampsim trace results/rpmsg-ping --span 3 --name rpmsg.rtt");
    return command;
}

CLI::App* add_footprint(CLI::App& app, FootprintArguments& arguments) {
    CLI::App* command =
        app.add_subcommand("footprint", "Flash, RAM and shared memory of firmware, by its parts");
    command
        ->add_option("files", arguments.files,
                     "ELF files, each with the map of its linker beside it, FILE.map")
        ->required()
        ->type_name("ELF");
    command->add_flag("--json", arguments.json, "For programs: an array, an object for each file");
    command->footer("Example: ampsim footprint build/guests/rtos/rpmsg_remote.elf");
    return command;
}

CLI::App* add_report(CLI::App& app, ReportArguments& arguments) {
    CLI::App* command = app.add_subcommand(
        "report", "Make report.html (again): one page that shows a run, a sweep, a comparison");
    command
        ->add_option("what", arguments.what,
                     "Results of a run or of a sweep, or the comparison.json of `ampsim compare`")
        ->required()
        ->type_name("DIR|FILE");
    command
        ->add_option("-o,--output", arguments.file,
                     "Write to this file (report.html in DIR; beside FILE, with the end .html)")
        ->type_name("FILE");
    command->footer("Example: ampsim report results/rpmsg-ping -o ping.html");
    return command;
}

CLI::App* add_doctor(CLI::App& app) {
    CLI::App* command =
        app.add_subcommand("doctor", "Check that everything is here that a run needs");
    command->footer("Example: ampsim doctor\nExit status: 0 when all is well, 2 when something is "
                    "to be fixed.");
    return command;
}

CLI::App* add_schema(CLI::App& app, SchemaArguments& arguments) {
    CLI::App* command = app.add_subcommand(
        "schema", "Print the JSON Schema of scenario files, with which editors check and complete");
    command
        ->add_option("--page", arguments.page,
                     "Make the tables of keys in this Markdown file anew, and print nothing")
        ->type_name("FILE");
    command->footer("Example: ampsim schema > scenario.schema.json\n"
                    "and as the first line of a scenario, for Taplo and Even Better TOML:\n"
                    "    #:schema ./scenario.schema.json");
    return command;
}

struct LinkCommands {
    const CLI::App* decode;
    const CLI::App* statistics;
    const CLI::App* diff;
};

LinkCommands add_link(CLI::App& app, LinkArguments& arguments) {
    CLI::App* link =
        app.add_subcommand("link", "Look into the recorded links of `ampsim run --record`");
    link->require_subcommand(1);
    const auto add = [&](const char* name, const char* help, int least, int most) {
        CLI::App* command = link->add_subcommand(name, help);
        command->add_option("files", arguments.files, "Recordings, NAME.link")
            ->required()
            ->expected(least, most)
            ->type_name("FILE");
        return command;
    };
    constexpr int any = 1 << 20;
    const LinkCommands commands{
        add("decode", "Every packet, a line each, with the clocks of both sides", 1, any),
        add("stats", "Packets and bytes by kind", 1, any),
        add("diff", "The first packet in which two recordings differ", 2, 2)};
    link->footer("Example: ampsim link decode results/rpmsg-ping/linux.link\n"
                 "Exit status of diff: 0 when they are the same, 1 when they differ.");
    return commands;
}

int run_link(const LinkCommands& commands, const LinkArguments& arguments, const Context& context) {
    if (commands.decode->parsed()) {
        return decode_links(arguments, context);
    }
    return commands.statistics->parsed() ? link_statistics(arguments, context)
                                         : diff_links(arguments, context);
}

/// What CLI11 has to say: help and versions on `out` with status 0, everything else is bad usage.
int explain(const CLI::App& app, const CLI::ParseError& reason, const Context& context) {
    if (reason.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
        return app.exit(reason, context.out, context.err);
    }
    context.err << "ampsim: error: " << reason.what()
                << "\nRun 'ampsim --help' for what there is.\n";
    return bad_input;
}

/// CLI11 says only that some command is required.
void require_known_command(const CLI::App& app, const std::vector<std::string>& arguments) {
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands({})) {
        names.push_back(command->get_name());
    }
    if (arguments.empty() || arguments.front().substr(0, 1) == "-" ||
        std::find(names.begin(), names.end(), arguments.front()) != names.end()) {
        return;
    }
    throw InputError(fmt::format("unknown command '{}'{}; commands are: {}", arguments.front(),
                                 measure::did_you_mean(arguments.front(), names),
                                 fmt::join(names, ", ")));
}

} // namespace

int run_command_line(const std::vector<std::string>& arguments, const Context& context) {
    CLI::App app("Full-system co-simulator for heterogeneous AMP platforms", "ampsim");
    RunArguments run_arguments;
    ReplayArguments replay_arguments;
    PlatformArguments platform_arguments;
    LinkArguments link_arguments;
    const CLI::App* run = add_run(app, run_arguments);
    SweepArguments sweep_arguments;
    const CLI::App* sweep = add_sweep(app, sweep_arguments);
    const CLI::App* replay = add_replay(app, replay_arguments);
    NodeArguments node_arguments;
    const CLI::App* node = add_node(app, node_arguments);
    const CLI::App* platform = add_platform(app, platform_arguments);
    const LinkCommands link = add_link(app, link_arguments);
    CompareArguments compare_arguments;
    const CLI::App* compare = add_compare(app, compare_arguments);
    BaselineArguments baseline_arguments;
    const CLI::App* baseline = add_baseline(app, baseline_arguments);
    TraceArguments trace_arguments;
    const CLI::App* trace = add_trace(app, trace_arguments);
    FootprintArguments footprint_arguments;
    const CLI::App* footprint = add_footprint(app, footprint_arguments);
    SchemaArguments schema_arguments;
    const CLI::App* schema = add_schema(app, schema_arguments);
    ReportArguments report_arguments;
    const CLI::App* report = add_report(app, report_arguments);
    add_doctor(app);
    app.set_version_flag("--version", "ampsim " + ampsim_version());
    app.require_subcommand(1);
    app.footer("Example: ampsim run scenarios/rpmsg-ping.toml\n'ampsim COMMAND --help' says more.");
    try {
        require_known_command(app, arguments);
        // CLI11 takes arguments from the back.
        app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
        if (run->parsed()) {
            return run_scenario(run_arguments, context);
        }
        if (sweep->parsed()) {
            return run_sweep(sweep_arguments, context);
        }
        if (replay->parsed()) {
            return replay_run(replay_arguments, context);
        }
        if (node->parsed()) {
            return run_node(node_arguments, context);
        }
        if (platform->parsed()) {
            return show_platform(platform_arguments, context);
        }
        if (compare->parsed()) {
            return compare_results(compare_arguments, context);
        }
        if (baseline->parsed()) {
            return save_baseline(baseline_arguments, context);
        }
        if (trace->parsed()) {
            return show_trace(trace_arguments, context);
        }
        if (footprint->parsed()) {
            return show_footprint(footprint_arguments, context);
        }
        if (report->parsed()) {
            return make_reports(report_arguments, context);
        }
        if (schema->parsed()) {
            return print_schema(schema_arguments, context);
        }
        if (app.got_subcommand("link")) {
            return run_link(link, link_arguments, context);
        }
        return run_doctor(context);
    } catch (const CLI::ParseError& reason) {
        return explain(app, reason, context);
    } catch (const InputError& error) {
        context.err << "ampsim: error: " << error.what() << '\n';
        return bad_input;
    } catch (const std::exception& error) { // SimulationError, and what no one foresaw
        context.err << "ampsim: error: " << error.what() << '\n';
        return simulation_failed;
    }
}

} // namespace ampsim::cli
