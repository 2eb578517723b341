// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/scenario.h"

#include "sim/error.h"
#include "sim/scenario/forms.h"
#include "sim/scenario/measure_reader.h"
#include "sim/scenario/node_reader.h"
#include "sim/scenario/override_reader.h"
#include "sim/scenario/parameter_reader.h"
#include "sim/scenario/resolve.h"
#include "sim/scenario/run_reader.h"
#include "sim/scenario/setting.h"
#include "sim/scenario/sweep_reader.h"

#include <fmt/format.h>

#include <filesystem>

namespace ampsim::scenario {

namespace fs = std::filesystem;

namespace {

/// Settings of the chosen variant, then those of the command line; `variant` itself first.
void apply_sets(const std::vector<std::string>& sets, Document& document, Settings& settings) {
    std::vector<Setting> given;
    for (const std::string& set : sets) {
        given.push_back(parse_option("--set", set));
        if (given.back().keys.front() == "variant") {
            settings.apply(given.back());
        }
    }
    settings.apply_parameters();
    Table root = document.root();
    std::string chosen;
    if (std::optional<Table> variant = find_variant(root, chosen)) {
        for (const Setting& setting : read_settings(*variant, "set")) {
            settings.apply(setting);
        }
    }
    for (const Setting& setting : given) {
        settings.apply(setting);
    }
}

/// [snapshot] then, and behind it that of the command line. Returns all of it.
std::vector<std::string> apply_then(const std::vector<std::string>& then_sets, Document& document,
                                    Settings& settings) {
    std::vector<std::string> then;
    if (std::optional<Table> snapshot = document.root().table("snapshot")) {
        then = snapshot->text_list("then");
        for (const Setting& setting : read_settings(*snapshot, "then")) {
            settings.apply_late(setting);
        }
    } else if (!then_sets.empty()) {
        throw InputError(fmt::format("--then {}: {} has no [snapshot] behind which it would hold",
                                     then_sets.front(), document.file()));
    }
    for (const std::string& set : then_sets) {
        settings.apply_late(parse_option("--then", set));
        then.push_back(set);
    }
    return then;
}

/// `late` are those that have another value behind the snapshot.
void take_parameters(const std::map<std::string, ParameterType>& types, const Parameters& late,
                     Scenario& scenario) {
    scenario.parameter_terms = late;
    for (const auto& [name, type] : types) {
        scenario.parameters[name] = type.value().plain;
        scenario.parameter_terms.emplace(name, type.value().in_expectations());
        if (type.is_table()) {
            scenario.parameter_descriptions[name] = type.description();
        }
    }
}

std::string read_name(Table& root, const std::string& file) {
    const std::optional<std::string> given = root.text("name");
    const std::string name = given.value_or(fs::path(file).stem().string());
    if (const std::string problem = problem_with(*section("").find("name"), name);
        !problem.empty()) {
        root.fail("name", problem);
    }
    return name;
}

/// A path starts where it was written.
std::string read_platform(Table& root) {
    const std::string platform = root.required_text("platform");
    return platform::is_path(platform)
               ? (root.directory_of("platform") / platform).lexically_normal().string()
               : platform;
}

void read_trace(Table trace, Scenario& scenario) {
    scenario.keep_trace = *trace.flag("keep");
    if (!scenario.keep_trace && !scenario.spans.empty()) {
        trace.fail("keep", "spans are measured in the trace, so it has to be kept; expected "
                           "true, or no [[spans]]");
    }
    scenario.trace_wires = trace.text_list("wires");
    trace.finish();
}

/// `late` are the parameters that have another value behind the snapshot.
Scenario read(Document& document, const Parameters& late) {
    Table root = document.root();
    const auto table = [&root](const char* key, const auto& read) {
        if (std::optional<Table> found = root.table(key)) {
            read(*found);
        }
    };
    Scenario scenario;
    scenario.file = document.file();
    scenario.name = read_name(root, scenario.file);
    scenario.description = *root.text("description");
    std::optional<Table> variant = find_variant(root, scenario.variant);
    scenario.platform = read_platform(root);
    table("platform_overrides", [&](Table& found) {
        scenario.overrides = read_overrides(found, fs::absolute(scenario.file).parent_path());
    });
    std::map<std::string, ParameterType> types;
    table("parameters", [&](Table& found) { types = read_parameters(found); });
    take_parameters(types, late, scenario);
    table("nodes", [&](Table& nodes) {
        for (const std::string& name : nodes.keys()) {
            scenario.nodes[name] = read_node(*nodes.table(name), scenario.parameters);
        }
    });
    scenario.end = read_end(root.required_table("end"));
    table("time", [&](Table& found) { scenario.time = read_time(found); });
    table("snapshot", [&](Table& found) {
        scenario.snapshot.at = found.required_text("at");
        read_settings(found, "then"); // they are applied already
        found.finish();
    });
    table("sweep", [&](Table& found) { scenario.sweep = read_sweep(found, types); });
    table("checks", [&](Table& found) { scenario.checks = read_checks(found); });
    table("run", [&](Table& found) {
        scenario.cpu = *found.scalar("cpu");
        found.finish();
    });
    scenario.probes = root.text_list("probes");
    read_spans(root, scenario.spans);
    read_expectations(root, scenario.parameter_terms, scenario.expectations);
    read_published(root, scenario.parameter_terms, scenario.published);
    if (variant) {
        read_spans(*variant, scenario.spans);
        read_expectations(*variant, scenario.parameter_terms, scenario.expectations);
        read_published(*variant, scenario.parameter_terms, scenario.published);
    }
    table("trace", [&](Table& found) { read_trace(found, scenario); });
    root.finish();
    return scenario;
}

/// What the events of a run depend on: the document with everything in it that was resolved.
std::string inputs_of(const Document& document, const Scenario& scenario) {
    std::string text =
        document.text_without({"name", "description", "expectations", "published", "run",
                               "end.wall_timeout", "trace.wires", "snapshot.then", "sweep",
                               "parameters", "platform_overrides", "spans", "variant", "variants"});
    for (const auto& [name, value] : scenario.parameters) {
        text += fmt::format("\n# parameters.{} = {}", name, value);
    }
    for (const platform::Override& each : without_repetitions(scenario.overrides)) {
        text += fmt::format("\n# platform.{}.{} = {}", each.label, each.property, each.value);
    }
    for (const measure::SpanDefinition& span : scenario.spans) {
        text += fmt::format("\n# span {}: {}", span.name, span.start);
        for (const auto& point : span.points) {
            text += fmt::format("; {}: {}", point.hop, point.event);
        }
    }
    return text;
}

} // namespace

Scenario load(const std::string& file, const std::vector<std::string>& sets,
              const std::vector<std::string>& then_sets) {
    Document document(file);
    Settings settings(document);
    apply_sets(sets, document, settings);
    std::vector<std::string> then = apply_then(then_sets, document, settings);
    Scenario scenario = read(document, settings.late_parameters());
    scenario.sets = sets;
    scenario.then = std::move(then);
    scenario.overrides_then = settings.late_overrides();
    const std::vector<platform::Override>& overrides = settings.overrides();
    scenario.overrides.insert(scenario.overrides.end(), overrides.begin(), overrides.end());
    scenario.as_toml = inputs_of(document, scenario);
    resolve(scenario, document, platform::load(scenario.platform, scenario.overrides));
    return scenario;
}

} // namespace ampsim::scenario
