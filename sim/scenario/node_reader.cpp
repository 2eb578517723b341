// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/node_reader.h"

#include "sim/error.h"
#include "sim/scenario/program_reader.h"

#include <fmt/format.h>

#include <string_view>

namespace ampsim::scenario {

namespace {

bool starts_with(std::string_view text, std::string_view prefix) {
    return text.substr(0, prefix.size()) == prefix;
}

std::string read_link(Table& table) {
    std::string link = *table.text("link");
    const std::size_t port = link.rfind(':');
    const std::size_t host = link.find("://") + 3;
    const bool is_tcp = (starts_with(link, "tcpd://") || starts_with(link, "tcp://")) &&
                        port > host && port + 1 < link.size() &&
                        link.find_first_not_of("0123456789", port + 1) == std::string::npos;
    if (link != "socketpair" && !(starts_with(link, "unix:") && link.size() > 5) && !is_tcp) {
        table.fail(
            "link",
            fmt::format("expected \"socketpair\", \"unix:PATH\", \"tcpd://HOST:PORT\" or, to a "
                        "Remote-Port peer that listens, \"tcp://HOST:PORT\", got \"{}\"",
                        link));
    }
    return link;
}

/// run_in = "hub" or "process". Returns whether it is the latter.
bool read_place(Table& table, const NodeSettings& node) {
    const std::optional<std::string> place = table.text("run_in");
    if (place && !node.program) {
        table.fail("run_in", "is for a scripted node; expected program = \"NAME\" beside it");
    }
    return place == "process";
}

/// Text for the firmware, with the parameters in it.
std::string read_arguments(Table& table, const Parameters& parameters) {
    try {
        return expand(*table.text("arguments"), parameters);
    } catch (const InputError& error) {
        table.fail("arguments", error.what());
    }
}

} // namespace

NodeSettings read_node(Table table, const Parameters& parameters) {
    NodeSettings node;
    const auto text = [&table](const char* key) {
        return table.text(key).value_or("");
    };
    node.kernel = text("kernel");
    node.initramfs = text("initramfs");
    node.command_line = text("command_line");
    node.device_tree = text("device_tree");
    node.firmware = text("firmware");
    node.arguments = read_arguments(table, parameters);
    node.script = text("script");
    node.link = read_link(table);
    node.gdb = text("gdb");
    node.kind = text("kind");
    node.files = table.text_map("files");
    node.programs = table.text_map("programs");
    node.modules = table.text_list("modules");
    node.qemu_arguments = table.text_list("qemu_arguments");
    node.restarts_on_reset = table.text("on_reset") == "restart";
    node.program = read_program(table, parameters);
    node.own_process = read_place(table, node);
    node.command = table.text_list("command");
    node.clock_follows_answers = *table.flag("clock_follows_answers");
    table.finish();
    return node;
}

} // namespace ampsim::scenario
