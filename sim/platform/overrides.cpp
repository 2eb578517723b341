// SPDX-License-Identifier: BSD-3-Clause
#include "sim/platform/overrides.h"

#include "sim/error.h"
#include "sim/measure/quantity.h"
#include "sim/measure/suggestion.h"
#include "sim/platform/bus_reader.h"
#include "sim/platform/bus_settings.h"
#include "sim/platform/hvl_reader.h"
#include "sim/platform/node_reader.h"
#include "sim/platform/relation_reader.h"
#include "sim/platform/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace ampsim::platform {

namespace {

/// What can be changed: where its settings are, and which it may have.
struct Subject {
    BlobNode node;
    std::vector<std::string> settings;
};

std::string option_text(const Override& set) {
    return fmt::format("--set platform.{}.{}={}", set.label, set.property, set.value);
}

/// By every name that it has: label, and a domain's own name, which means its cluster.
std::map<std::string, Subject> subjects(const Blob& blob) {
    std::map<std::string, Subject> found;
    for (const BlobNode& cluster : clusters(blob)) {
        found.insert({cluster.label(), {cluster, cluster_settings()}});
    }
    for (const BlobNode& domain : domains(blob)) {
        const Subject cluster = {cluster_of(domain), cluster_settings()};
        found.insert({domain.name(), cluster});
        found.insert({domain.label(), cluster});
    }
    const BlobNode bus = shared_bus(blob);
    for (const BlobNode& node : bus.children()) {
        std::vector<std::string> settings =
            is_memory(node) ? memory_settings() : device_settings(node);
        if (!is_memory(node)) {
            const std::vector<std::string>& sharing = device_bus_settings();
            settings.insert(settings.end(), sharing.begin(), sharing.end());
        }
        found.insert({node.label(), {node, settings}});
    }
    found.insert({bus.label(), {bus, bus_settings()}});
    for (const BlobNode& relation : relations_of(blob, hvl_compatible)) {
        found.insert({relation.label(), {relation, hvl_settings()}});
        for (const BlobNode& device : relation.children()) {
            found.insert({device.label(), {device, hvl_device_settings()}});
        }
    }
    return found;
}

Subject find_subject(const Override& set, const Blob& blob) {
    std::map<std::string, Subject> all = subjects(blob);
    const auto found = all.find(set.label);
    if (found != all.end()) {
        return found->second;
    }
    std::vector<std::string> labels;
    labels.reserve(all.size());
    for (const auto& [label, subject] : all) {
        labels.push_back(label);
    }
    throw InputError(fmt::format("{}: there is no '{}' in {}{}; known are: {}", option_text(set),
                                 set.label, blob.file(), measure::did_you_mean(set.label, labels),
                                 fmt::join(labels, ", ")));
}

std::string find_setting(const Override& set, const Subject& subject) {
    std::string name = set.property;
    std::replace(name.begin(), name.end(), '_', '-');
    const std::vector<std::string>& known = subject.settings;
    if (std::find(known.begin(), known.end(), name) == known.end()) {
        throw InputError(fmt::format("{}: {}: there is no property 'ampsim,{}'{}; known are: {}",
                                     option_text(set), subject.node.origin(), name,
                                     measure::did_you_mean(name, known), fmt::join(known, ", ")));
    }
    return name;
}

std::optional<std::uint64_t> parse_integer(std::string_view text) {
    const bool hexadecimal = text.substr(0, 2) == "0x";
    text.remove_prefix(hexadecimal ? 2 : 0);
    std::uint64_t value = 0;
    const auto [end, problem] =
        std::from_chars(text.data(), text.data() + text.size(), value, hexadecimal ? 16 : 10);
    const bool whole = problem == std::errc() && end == text.data() + text.size();
    return whole ? std::optional<std::uint64_t>(value) : std::nullopt;
}

/// "25", "25ns", "25 ns", "1.5us": in ns.
std::optional<std::uint64_t> parse_latency(const std::string& text) {
    const bool is_number =
        !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
    try {
        const measure::Quantity time = measure::parse_quantity(is_number ? text + " ns" : text);
        return time.dimension == measure::Dimension::time && time.amount >= 0
                   ? std::optional(static_cast<std::uint64_t>(time.amount))
                   : std::nullopt;
    } catch (const InputError&) {
        return std::nullopt;
    }
}

[[noreturn]] void fail_value(const Override& set, const std::string& expected) {
    throw InputError(
        fmt::format("{}: value '{}': expected {}", option_text(set), set.value, expected));
}

std::uint32_t parse_latency_setting(const Override& set) {
    const std::optional<std::uint64_t> value = parse_latency(set.value);
    if (!value || *value > INT32_MAX) {
        fail_value(set, "a time from 0 to 2147483647 ns, such as 500, 500ns or 1us");
    }
    return static_cast<std::uint32_t>(*value);
}

/// "12", "0x0c", and where the property is no text also "64 KiB", "1 MHz", "100 MB/s": in the base
/// unit. Nothing when it is a text.
std::optional<std::uint64_t> parse_number(const Override& set,
                                          const std::optional<BlobProperty>& property) {
    if (const auto number = parse_integer(set.value)) {
        return number;
    }
    if (property && property->is_text()) {
        return std::nullopt;
    }
    try {
        const measure::Quantity quantity = measure::parse_quantity(set.value);
        if (quantity.dimension != measure::Dimension::number &&
            quantity.dimension != measure::Dimension::time) {
            return static_cast<std::uint64_t>(quantity.amount);
        }
    } catch (const InputError&) { // NOLINT(bugprone-empty-catch): a text
    }
    return std::nullopt;
}

void apply(const Override& set, Blob& blob) {
    const Subject subject = find_subject(set, blob);
    const std::string name = find_setting(set, subject);
    const std::string property = setting_property(name);
    const std::string option = option_text(set);
    if (is_latency(name)) {
        blob.set_cell(subject.node, property, parse_latency_setting(set), option);
    } else if (set.value == "true" || set.value == "false") {
        blob.set_flag(subject.node, property, set.value == "true", option);
    } else if (const auto value = parse_number(set, subject.node.find(property))) {
        if (*value > UINT32_MAX) {
            fail_value(set, "a number of 32 bits");
        }
        blob.set_cell(subject.node, property, static_cast<std::uint32_t>(*value), option);
    } else {
        blob.set_text(subject.node, property, set.value, option);
    }
}

} // namespace

void apply(const std::vector<Override>& overrides, Blob& blob) {
    for (const Override& set : overrides) {
        apply(set, blob);
    }
}

} // namespace ampsim::platform
