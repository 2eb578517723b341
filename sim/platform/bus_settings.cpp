// SPDX-License-Identifier: BSD-3-Clause
#include "sim/platform/bus_settings.h"

#include "sim/platform/settings.h"

#include <algorithm>

namespace ampsim::platform {

namespace {

constexpr std::string_view port_prefix = "port-";
constexpr std::string_view initiator_prefix = "initiator-";
constexpr std::string_view dram_prefix = "dram";
constexpr const char* bridge = "bridge";

bool starts_with(const std::string& text, std::string_view prefix) {
    return text.compare(0, prefix.size(), prefix) == 0;
}

std::vector<std::string> joined(std::vector<std::string> one,
                                const std::vector<std::string>& other) {
    for (const std::string& name : other) {
        if (std::find(one.begin(), one.end(), name) == one.end()) {
            one.push_back(name);
        }
    }
    return one;
}

/// A property's bytes do not tell: those of <200000000> are a text, too.
bool is_text(const std::string& name) {
    const std::string of_the_bus =
        starts_with(name, port_prefix) ? name.substr(port_prefix.size()) : name;
    return of_the_bus == "arbitration" || of_the_bus == "slots" || name == "dram" || name == bridge;
}

std::vector<std::string> port_settings() {
    std::vector<std::string> names;
    for (const std::string& name : bus_settings()) {
        names.push_back(std::string(port_prefix) + name);
    }
    names.emplace_back(bridge);
    return names;
}

} // namespace

const std::vector<std::string>& bus_settings() {
    static const std::vector<std::string> names = {
        "arbitration", "width-bits", "clock-hz", "overhead-cycles",
        "outstanding", "slot-ns",    "slots"};
    return names;
}

const std::vector<std::string>& target_settings() {
    static const std::vector<std::string> names = joined(
        port_settings(), {"dram", "dram-banks", "dram-row-bytes", "dram-activate-ps",
                          "dram-precharge-ps", "dram-refresh-interval-ns", "dram-refresh-ns"});
    return names;
}

const std::vector<std::string>& initiator_settings() {
    static const std::vector<std::string> names = {
        "initiator-priority",       "initiator-weight",      "initiator-outstanding",
        "initiator-limit-mb-per-s", "initiator-limit-bytes", bridge};
    return names;
}

const std::vector<std::string>& device_bus_settings() {
    static const std::vector<std::string> names = joined(port_settings(), initiator_settings());
    return names;
}

bool is_bus_setting(const std::string& name) {
    return starts_with(name, port_prefix) || starts_with(name, initiator_prefix) ||
           starts_with(name, dram_prefix) || name == bridge;
}

BusSettings read_bus_settings(const BlobNode& node, const std::vector<std::string>& known) {
    BusSettings settings;
    settings.origin = node.origin();
    for (const std::string& name : known) {
        const std::optional<BlobProperty> property = node.find(setting_property(name));
        if (property && is_text(name)) {
            settings.texts.emplace(name, property->text());
        } else if (property) {
            settings.numbers.emplace(name, device_setting(*property));
        }
    }
    return settings;
}

} // namespace ampsim::platform
