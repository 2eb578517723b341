// SPDX-License-Identifier: BSD-3-Clause
// `ampsim schema`: what scenario files may say, for editors and for the reference page.
#include "sim/cli/commands.h"
#include "sim/cli/exit_status.h"
#include "sim/cli/flags.h"
#include "sim/cli/output_file.h"
#include "sim/error.h"
#include "sim/scenario/reference_page.h"
#include "sim/scenario/schema.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <ostream>

namespace ampsim::cli {

namespace {

/// `file`: whose tables of keys are made anew; empty: the JSON Schema is printed.
int print_schema(const std::string& file, const Context& context) {
    if (file.empty()) {
        context.out << scenario::json_schema();
        return all_hold;
    }
    std::ifstream in(file, std::ios::binary);
    const std::string page{std::istreambuf_iterator<char>(in), {}};
    if (!in) {
        throw InputError(fmt::format("--page {}: cannot read this file", file));
    }
    const std::string made = scenario::with_key_tables(page);
    write_output("--page", file, made);
    return all_hold;
}

} // namespace

Command add_schema(CLI::App& app) {
    CLI::App* command = app.add_subcommand(
        "schema", "Print the JSON Schema of scenario files, with which editors check and complete");
    const auto page = std::make_shared<std::string>();
    add_value(*command, "--page", "FILE", *page,
              "Make the tables of keys in this Markdown file anew, and print nothing");
    command->footer("Example: ampsim schema > scenario.schema.json\n"
                    "and as the first line of a scenario, for Taplo and Even Better TOML:\n"
                    "    #:schema ./scenario.schema.json");
    return {command, [page](const Context& context) {
                return print_schema(*page, context);
            }};
}

} // namespace ampsim::cli
