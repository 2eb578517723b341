// SPDX-License-Identifier: BSD-3-Clause
// `ampsim footprint`: flash, RAM and shared memory of firmware, by its parts.
#include "sim/cli/commands.h"
#include "sim/cli/exit_status.h"
#include "sim/cli/flags.h"
#include "sim/measure/footprint.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <map>
#include <memory>
#include <ostream>

namespace ampsim::cli {

using measure::Footprint;
using measure::FootprintPart;
using measure::RamUse;

namespace {

struct FootprintArguments {
    std::vector<std::string> files; ///< ELF files, each with its linker map FILE.map
    bool json = false;
};

constexpr const char* row = "  {:<30} {:<12} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}\n";

template <typename Number>
std::string or_dash(Number bytes) {
    return bytes == 0 ? "-" : fmt::format("{}", bytes);
}

std::string line(const std::string& part, const std::string& kind, std::uint64_t flash,
                 const RamUse& ram) {
    return fmt::format(row, part, kind, or_dash(flash), or_dash(ram.total()), or_dash(ram.data),
                       or_dash(ram.bss), or_dash(ram.stacks), or_dash(ram.heap));
}

struct Subtotal {
    std::uint64_t flash = 0;
    std::uint64_t ram = 0;
};

std::map<measure::PartKind, Subtotal> by_kind(const Footprint& footprint) {
    std::map<measure::PartKind, Subtotal> totals;
    for (const FootprintPart& part : footprint.parts) {
        totals[part.kind].flash += part.flash;
        totals[part.kind].ram += part.ram.total();
    }
    return totals;
}

std::string text_of(const Footprint& footprint) {
    std::string text = fmt::format("{}\n\n", footprint.elf);
    text +=
        fmt::format(row, "part, bytes", "kind", "flash", "RAM", "data", "bss", "stacks", "heap");
    for (const FootprintPart& part : footprint.parts) {
        text += line(part.name, name_of(part.kind), part.flash, part.ram);
    }
    text += line("all", "", footprint.flash, footprint.ram) + "\n";
    for (const auto& [kind, total] : by_kind(footprint)) {
        text +=
            fmt::format("  {:<12} {:>8} flash {:>8} RAM\n", name_of(kind), total.flash, total.ram);
    }
    if (const auto& shared = footprint.shared; shared.total() != 0) {
        text += fmt::format("\n  shared with the host: {} = resource table {}, vrings {}, buffers "
                            "{}\n",
                            shared.total(), shared.resource_table, shared.vrings, shared.buffers);
    }
    if (!footprint.regions.empty()) {
        text += "\n";
    }
    for (const auto& [region, used] : footprint.regions) {
        text += fmt::format("  memory {:<16} {:#010x}: {} of {} used, {:.0f} %\n", region.name,
                            region.origin, used, region.length,
                            100.0 * static_cast<double>(used) / static_cast<double>(region.length));
    }
    return text;
}

nlohmann::ordered_json json_of(const RamUse& ram) {
    return {{"total", ram.total()},
            {"data", ram.data},
            {"bss", ram.bss},
            {"stacks", ram.stacks},
            {"heap", ram.heap}};
}

nlohmann::ordered_json json_of(const Footprint& footprint) {
    nlohmann::ordered_json json = {{"elf", footprint.elf},
                                   {"flash", footprint.flash},
                                   {"ram", json_of(footprint.ram)},
                                   {"shared",
                                    {{"total", footprint.shared.total()},
                                     {"resource_table", footprint.shared.resource_table},
                                     {"vrings", footprint.shared.vrings},
                                     {"buffers", footprint.shared.buffers}}},
                                   {"kinds", nlohmann::ordered_json::object()},
                                   {"parts", nlohmann::ordered_json::array()},
                                   {"regions", nlohmann::ordered_json::array()}};
    for (const auto& [kind, total] : by_kind(footprint)) {
        json["kinds"][name_of(kind)] = {{"flash", total.flash}, {"ram", total.ram}};
    }
    for (const FootprintPart& part : footprint.parts) {
        json["parts"].push_back({{"part", part.name},
                                 {"kind", name_of(part.kind)},
                                 {"flash", part.flash},
                                 {"ram", json_of(part.ram)}});
    }
    for (const auto& [region, used] : footprint.regions) {
        json["regions"].push_back({{"name", region.name},
                                   {"origin", region.origin},
                                   {"length", region.length},
                                   {"used", used}});
    }
    return json;
}

int show_footprint(const FootprintArguments& arguments, const Context& context) {
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    std::string text;
    for (const std::string& file : arguments.files) {
        const Footprint footprint = measure::read_footprint(file);
        if (arguments.json) {
            all.push_back(json_of(footprint));
        } else {
            text += (text.empty() ? "" : "\n") + text_of(footprint);
        }
    }
    context.out << (arguments.json ? all.dump(2) + "\n" : text);
    return all_hold;
}

} // namespace

Command add_footprint(CLI::App& app) {
    CLI::App* command =
        app.add_subcommand("footprint", "Flash, RAM and shared memory of firmware, by its parts");
    const auto arguments = std::make_shared<FootprintArguments>();
    add_value(*command, "files", "ELF", arguments->files,
              "ELF files, each with the map of its linker beside it, FILE.map")
        ->required();
    command->add_flag("--json", arguments->json, "For programs: an array, an object for each file");
    command->footer("Example: ampsim footprint build/guests/rtos/rpmsg_remote.elf");
    return {command, [arguments](const Context& context) {
                return show_footprint(*arguments, context);
            }};
}

} // namespace ampsim::cli
