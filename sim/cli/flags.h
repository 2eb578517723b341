// SPDX-License-Identifier: BSD-3-Clause
//
// Flags that several commands have: one name, one meaning, one text.
#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace ampsim::cli {

constexpr const char* exit_statuses =
    "Exit status: 0 all expectations hold, 1 one does not, 2 bad input or usage, "
    "3 the simulation failed.";

/// A flag with a value, or without dashes an argument; `type` stands for the value in the help.
template <typename Value>
CLI::Option* add_value(CLI::App& command, const char* name, const char* type, Value& value,
                       const char* help) {
    return command.add_option(name, value, help)->type_name(type);
}

/// A flag that may be given several times, each time with one value, whatever follows it.
inline CLI::Option* add_repeated(CLI::App& command, const char* name, const char* type,
                                 std::vector<std::string>& values, const std::string& help) {
    return command.add_option(name, values, help + "; may be repeated")
        ->allow_extra_args(false)
        ->type_name(type);
}

inline void add_scenario(CLI::App& command, std::string& file) {
    add_value(command, "scenario", "FILE", file, "The scenario file, *.toml")->required();
}

inline void add_sets(CLI::App& command, std::vector<std::string>& sets, const char* help) {
    add_repeated(command, "--set", "KEY=VALUE", sets, help);
}

/// A directory; `usual` is the one that it is without the flag.
inline void add_results(CLI::App& command, std::string& directory, const std::string& usual) {
    command.add_option("--out", directory, "Where results are written (" + usual + ")")
        ->type_name("DIR");
}

inline void add_output(CLI::App& command, std::string& file, const char* help) {
    add_value(command, "-o,--output", "FILE", file, help);
}

inline void add_quiet(CLI::App& command, bool& quiet) {
    command.add_flag("--quiet", quiet, "Print errors only");
}

inline void add_no_report(CLI::App& command, bool& none) {
    command.add_flag("--no-report", none, "Write no report.html");
}

/// Where snapshots are, and the flag to do without; `starts`: "Start", "Start every point".
inline void add_snapshots(CLI::App& command, std::string& directory, bool& none,
                          const std::string& starts) {
    add_value(command, "--snapshots", "DIR", directory,
              "Where snapshots are kept (results/snapshots)");
    command.add_flag("--no-snapshot", none,
                     starts + " at power-on, whatever [snapshot] of the scenario says");
}

} // namespace ampsim::cli
