// SPDX-License-Identifier: BSD-3-Clause
// `ampsim platform`: what a System Device Tree means, for people and for the builds of guests.
#include "sim/cli/commands.h"
#include "sim/cli/exit_status.h"
#include "sim/cli/flags.h"
#include "sim/cli/output_file.h"
#include "sim/cli/platform_text.h"
#include "sim/error.h"

#include <fmt/format.h>

#include <memory>
#include <ostream>

namespace ampsim::cli {

namespace {

struct PlatformArguments {
    std::string platform;
    std::vector<std::string> sets; ///< LABEL.PROPERTY=VALUE, with or without "platform." before it
    std::string node;              ///< show this one only; empty: all
    /// At most one of these names a node: that text alone is written.
    std::string device_tree;
    std::string device_tree_blob;
    std::string firmware_header;
    std::string firmware_linker_script;
    std::string file; ///< written instead of standard output
};

platform::Override parse_override(const std::string& set) {
    const std::string prefix = "platform.";
    const std::string key_and_value =
        set.compare(0, prefix.size(), prefix) == 0 ? set.substr(prefix.size()) : set;
    const std::size_t equals = key_and_value.find('=');
    const std::size_t dot = key_and_value.find('.');
    if (equals == std::string::npos || dot == 0 || dot >= equals || dot + 1 == equals) {
        throw InputError(fmt::format(
            "--set {}: expected LABEL.PROPERTY=VALUE, such as mu.signal-latency-ns=1000", set));
    }
    return {key_and_value.substr(0, dot), key_and_value.substr(dot + 1, equals - dot - 1),
            key_and_value.substr(equals + 1)};
}

/// The map and the lines of all nodes or of one, and the device trees that follow from them.
std::string overview(const platform::Platform& platform, const std::string& only_node) {
    std::string text = fmt::format("Platform {} ({})\n\n", platform.name, platform.file);
    if (!only_node.empty()) {
        platform.node_index(only_node);
    }
    for (std::size_t i = 0; i < platform.nodes.size(); ++i) {
        if (only_node.empty() || platform.nodes[i].name == only_node) {
            text += node_text(platform, i) + "\n";
        }
    }
    text += hardware_text(platform);
    for (std::size_t i = 0; i < platform.nodes.size(); ++i) {
        const platform::Node& node = platform.nodes[i];
        if (!node.machine.empty() && (only_node.empty() || node.name == only_node)) {
            text += "\n" + command_line_text(platform, i);
        }
    }
    for (std::size_t i = 0; i < platform.nodes.size(); ++i) {
        const platform::Node& node = platform.nodes[i];
        if (node.os == "linux" && !node.machine.empty() &&
            (only_node.empty() || node.name == only_node)) {
            text += fmt::format("\nDevice tree of {}\n\n{}", node.name,
                                platform::linux_device_tree_source(platform, i));
        }
    }
    return text;
}

/// The one text that the arguments ask for.
std::string requested_text(const platform::Platform& platform, const PlatformArguments& arguments) {
    if (!arguments.device_tree.empty()) {
        return platform::linux_device_tree_source(platform,
                                                  platform.node_index(arguments.device_tree));
    }
    if (!arguments.device_tree_blob.empty()) {
        return platform::linux_device_tree(platform,
                                           platform.node_index(arguments.device_tree_blob));
    }
    if (!arguments.firmware_header.empty()) {
        return platform::firmware_header(platform, platform.node_index(arguments.firmware_header));
    }
    if (!arguments.firmware_linker_script.empty()) {
        return platform::firmware_linker_script(
            platform, platform.node_index(arguments.firmware_linker_script));
    }
    return overview(platform, arguments.node);
}

int show_platform(const PlatformArguments& arguments, const Context& context) {
    std::vector<platform::Override> overrides;
    for (const std::string& set : arguments.sets) {
        overrides.push_back(parse_override(set));
    }
    const std::string text =
        requested_text(platform::load(arguments.platform, overrides), arguments);
    write_output_or_print(arguments.file, text, context.out);
    return all_hold;
}

} // namespace

Command add_platform(CLI::App& app) {
    CLI::App* command =
        app.add_subcommand("platform", "Show a platform: address maps, lines, device trees");
    const auto arguments = std::make_shared<PlatformArguments>();
    add_value(*command, "platform", "PLATFORM", arguments->platform,
              "Its name, or the path of a *.dts file")
        ->required();
    add_sets(*command, arguments->sets, "Give a property another value: LABEL.PROPERTY=VALUE");
    add_value(*command, "--node", "NODE", arguments->node, "Show this node only");
    CLI::Option_group* one = command->add_option_group("One text only");
    add_value(*one, "--device-tree", "NODE", arguments->device_tree,
              "Device tree of a Linux node, source");
    add_value(*one, "--device-tree-blob", "NODE", arguments->device_tree_blob,
              "The same, as Linux boots it");
    add_value(*one, "--firmware-header", "NODE", arguments->firmware_header,
              "C header with what a node's firmware sees");
    add_value(*one, "--firmware-linker-script", "NODE", arguments->firmware_linker_script,
              "The same for its linker");
    one->require_option(0, 1);
    add_output(*command, arguments->file, "Write to this file");
    command->footer("Example: ampsim platform imx8mm-amp --device-tree linux");
    return {command, [arguments](const Context& context) {
                return show_platform(*arguments, context);
            }};
}

} // namespace ampsim::cli
