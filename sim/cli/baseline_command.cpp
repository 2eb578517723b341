// SPDX-License-Identifier: BSD-3-Clause
//
// `ampsim baseline`: the file to hold runs against.
#include "sim/cli/commands.h"
#include "sim/cli/exit_status.h"
#include "sim/cli/flags.h"
#include "sim/cli/output_file.h"
#include "sim/compare/baseline.h"
#include "sim/compare/comparison_files.h"

#include <memory>
#include <ostream>

namespace ampsim::cli {

namespace {

struct BaselineArguments {
    std::string run;
    std::string file;                  ///< empty: standard output
    std::vector<std::string> counters; ///< guarded as well
};

int save_baseline(const BaselineArguments& arguments, const Context& context) {
    write_output_or_print(
        arguments.file,
        compare::to_baseline(compare::read_figures(arguments.run), arguments.counters),
        context.out);
    return all_hold;
}

} // namespace

Command add_baseline(CLI::App& app) {
    CLI::App* command = app.add_subcommand(
        "baseline", "Write a run's figures as a small file, to commit and hold runs against");
    const auto arguments = std::make_shared<BaselineArguments>();
    add_value(*command, "run", "RUN", arguments->run, "Directory of the run, or its result.json")
        ->required();
    add_output(*command, arguments->file, "Write to this file");
    add_repeated(*command, "--counter", "NAME", arguments->counters,
                 "Guard this counter too; may end in *");
    command->footer("Example: ampsim baseline results/rpmsg-ping -o rpmsg-ping.baseline.json");
    return {command, [arguments](const Context& context) {
                return save_baseline(*arguments, context);
            }};
}

} // namespace ampsim::cli
