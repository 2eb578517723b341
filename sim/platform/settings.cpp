// SPDX-License-Identifier: BSD-3-Clause
#include "sim/platform/settings.h"

#include "sim/measure/suggestion.h"

#include <fmt/format.h>

#include <algorithm>

namespace ampsim::platform {

namespace {

constexpr std::uint32_t longest_latency =
    0x7fff'ffff; // ns; what is above was negative in the source

bool starts_with(std::string_view text, std::string_view prefix) {
    return text.substr(0, prefix.size()) == prefix;
}

std::int64_t latency(const BlobProperty& property) {
    if (property.bytes().size() != 4) {
        property.fail("expected a time in ns, such as <100>");
    }
    const std::uint32_t value = property.cell();
    if (value > longest_latency) {
        property.fail(fmt::format("{} ns is negative; expected a time in ns from <0> to <{}>",
                                  static_cast<std::int32_t>(value), longest_latency));
    }
    return value;
}

} // namespace

std::string setting_property(std::string_view name) {
    return std::string(setting_prefix).append(name);
}

std::vector<std::string> settings_of(const BlobNode& node) {
    std::vector<std::string> names;
    for (const BlobProperty& property : node.properties()) {
        if (starts_with(property.name(), setting_prefix)) {
            names.push_back(property.name().substr(setting_prefix.size()));
        }
    }
    return names;
}

void expect_only(const BlobNode& node, const std::vector<std::string>& known) {
    for (const std::string& name : settings_of(node)) {
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            const std::string nearest = measure::did_you_mean(name, known);
            node.fail(fmt::format("property 'ampsim,{}' is unknown here{}{}", name, nearest,
                                  known.empty()
                                      ? "; there is none for such a node"
                                      : fmt::format(" (known: {})", fmt::join(known, ", "))));
        }
    }
}

bool is_latency(std::string_view name) {
    constexpr std::string_view unit = "-ns";
    return name.size() > unit.size() && name.substr(name.size() - unit.size()) == unit;
}

VirtualTime latency_setting(const BlobNode& node, std::string_view name) {
    return VirtualTime{
        latency(node.require(setting_property(name), "a time in ns, such as <100>"))};
}

std::uint32_t number_setting(const BlobNode& node, std::string_view name,
                             const std::string& expected, std::uint32_t most) {
    const BlobProperty property = node.require(setting_property(name), expected);
    if (property.bytes().size() != 4 || property.cell() > most) {
        property.fail("expected " + expected);
    }
    return property.cell();
}

std::string text_setting(const BlobNode& node, std::string_view name, const std::string& expected) {
    const BlobProperty property = node.require(setting_property(name), expected);
    if (!property.is_text()) {
        property.fail("expected " + expected);
    }
    return property.text();
}

bool flag_setting(const BlobNode& node, std::string_view name) {
    const std::optional<BlobProperty> property = node.find(setting_property(name));
    if (!property || property->empty()) {
        return property.has_value();
    }
    if (property->bytes().size() != 4 || property->cell() > 1) {
        property->fail("expected no value: the property is there, or it is not");
    }
    return property->cell() == 1;
}

std::int64_t device_setting(const BlobProperty& property) {
    if (is_latency(property.name())) {
        return latency(property);
    }
    if (property.empty()) {
        return 1;
    }
    if (property.bytes().size() != 4) {
        property.fail("expected one number, such as <1>, one text, or no value at all");
    }
    return property.cell();
}

} // namespace ampsim::platform
