// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/scenario.h"

#include "sim/error.h"
#include "sim/measure/suggestion.h"
#include "sim/scenario/document.h"
#include "sim/scenario/parameter_reader.h"
#include "sim/scenario/parameters.h"
#include "sim/scenario/program_reader.h"
#include "sim/scenario/resolve.h"
#include "sim/scenario/setting.h"
#include "sim/scenario/sweep_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string_view>

namespace ampsim::scenario {

namespace {

// --- Values with a form of their own ----------------------------------------------------------

bool starts_with(std::string_view text, std::string_view prefix) {
    return text.substr(0, prefix.size()) == prefix;
}

void require_event(const Table& table, const std::string& key, const std::string& event) {
    const std::size_t colon = event.find(':');
    if (colon == 0 || colon == std::string::npos || colon + 1 == event.size() ||
        event.find_first_of(" \t\n") != std::string::npos) {
        table.fail(
            key, fmt::format("expected an event, such as \"linux:vring_interrupt\", "
                             "\"write:linux:mu.a.TR1\", \"rise:mu.b\" or \"off:linux\", got \"{}\"",
                             event));
    }
}

void require_cpu(const Table& table, const std::string& cpu) {
    const bool number =
        !cpu.empty() && cpu.size() < 5 && cpu.find_first_not_of("0123456789") == std::string::npos;
    if (!number && cpu != "auto" && cpu != "none") {
        table.fail(
            "cpu",
            fmt::format("expected \"auto\", \"none\" or the number of a host CPU, got '{}'", cpu));
    }
}

bool read_on_reset(Table& table) {
    const std::string does = table.text("on_reset").value_or("stop");
    if (does != "stop" && does != "restart") {
        table.fail("on_reset", fmt::format("expected \"stop\" or \"restart\", found \"{}\"{}", does,
                                           measure::did_you_mean(does, {"stop", "restart"})));
    }
    return does == "restart";
}

void require_link(const Table& table, const std::string& link) {
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
}

void require_kind(const Table& table, const std::string& kind) {
    const std::vector<std::string> known = {"qemu", "remote-port"};
    if (!kind.empty() && std::find(known.begin(), known.end(), kind) == known.end()) {
        table.fail("kind", fmt::format("expected \"qemu\" or \"remote-port\", got \"{}\"{}", kind,
                                       measure::did_you_mean(kind, known)));
    }
}

void require_name(const Table& table, const std::string& name) {
    const auto allowed = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-' || c == '_' || c == '.';
    };
    if (name.empty() || name.front() == '.' || !std::all_of(name.begin(), name.end(), allowed)) {
        table.fail("name",
                   fmt::format("expected letters, digits, '-', '_' and '.', got \"{}\"", name));
    }
}

// --- The parts of a scenario ------------------------------------------------------------------

std::string required_text(Table& table, const std::string& key, const char* what) {
    const std::optional<std::string> text = table.text(key);
    if (!text || text->empty()) {
        table.fail(key, fmt::format("missing; expected {}", what));
    }
    return *text;
}

std::vector<std::string> events(Table& table, const std::string& key) {
    std::vector<std::string> list = table.text_list(key).value_or(std::vector<std::string>{});
    for (std::size_t i = 0; i < list.size(); ++i) {
        require_event(table, fmt::format("{}[{}]", key, i), list[i]);
    }
    return list;
}

/// run_in = "hub" or "process". Returns whether it is the latter.
bool read_place(Table& table, const NodeSettings& node) {
    const std::optional<std::string> place = table.text("run_in");
    if (place && !node.program) {
        table.fail("run_in", "is for a scripted node; expected program = \"NAME\" beside it");
    }
    if (place && *place != "hub" && *place != "process") {
        table.fail("run_in", fmt::format("expected \"hub\" or \"process\", got \"{}\"", *place));
    }
    return place == "process";
}

/// Text for the firmware, with the parameters in it.
std::string read_arguments(Table& table, const Parameters& parameters) {
    const std::string text = table.text("arguments").value_or("");
    try {
        return expand(text, parameters);
    } catch (const InputError& error) {
        table.fail("arguments", error.what());
    }
}

NodeSettings read_node(Table table, const Parameters& parameters) {
    NodeSettings node;
    const auto text = [&table](const char* key, std::string& value) {
        value = table.text(key).value_or(value);
    };
    text("kernel", node.kernel);
    text("initramfs", node.initramfs);
    text("command_line", node.command_line);
    text("device_tree", node.device_tree);
    text("firmware", node.firmware);
    node.arguments = read_arguments(table, parameters);
    text("script", node.script);
    text("link", node.link);
    text("gdb", node.gdb);
    text("kind", node.kind);
    require_kind(table, node.kind);
    node.files = table.text_map("files").value_or(node.files);
    node.programs = table.text_map("programs").value_or(node.programs);
    node.modules = table.text_list("modules").value_or(node.modules);
    node.qemu_arguments = table.text_list("qemu_arguments").value_or(node.qemu_arguments);
    node.restarts_on_reset = read_on_reset(table);
    require_link(table, node.link);
    node.program = read_program(table, parameters);
    node.own_process = read_place(table, node);
    node.command = table.text_list("command").value_or(node.command);
    node.clock_follows_answers = table.flag("clock_follows_answers").value_or(false);
    table.finish();
    return node;
}

End read_end(Table table) {
    End end;
    end.when = required_text(table, "when", "the event that ends the run, such as \"off:linux\"");
    require_event(table, "when", end.when);
    const auto timeout = [&table](const char* key, std::chrono::nanoseconds& value) {
        value = table.duration(key).value_or(value);
        if (value.count() == 0) {
            table.fail(
                key,
                "expected more than no time: every wait has an end, and a run takes some time");
        }
    };
    timeout("virtual_timeout", end.virtual_timeout);
    timeout("wall_timeout", end.wall_timeout);
    table.finish();
    return end;
}

/// "quantum" or "quantum_ns".
std::optional<VirtualTime> either(Table& table, const std::string& key) {
    const std::string in_ns = key + "_ns";
    if (table.has(key) && table.has(in_ns)) {
        table.fail(in_ns, fmt::format("expected only one of '{}' and '{}'", key, in_ns));
    }
    const std::optional<VirtualTime> duration = table.duration(key);
    return duration ? duration : table.nanoseconds(in_ns);
}

void read_quantum(Table& table, TimeSettings& settings) {
    const bool is_policy = settings.policy == TimeSettings::Policy::quantum;
    const std::optional<VirtualTime> quantum = either(table, "quantum");
    const char* key = table.has("quantum_ns") ? "quantum_ns" : "quantum";
    if (quantum.has_value() != is_policy) {
        table.fail(key, is_policy ? "missing; expected the length of every grant, such as \"1 us\""
                                  : "is for policy = \"quantum\"");
    }
    if (quantum == VirtualTime{0}) {
        table.fail(key, "expected more than no time");
    }
    settings.quantum = quantum.value_or(VirtualTime{0});
    settings.skew_limit = either(table, "skew_limit");
}

TimeSettings read_time(Table table) {
    TimeSettings settings;
    const std::string policy = table.text("policy").value_or("lookahead");
    if (policy == "lockstep") {
        settings.policy = TimeSettings::Policy::lockstep;
    } else if (policy == "quantum") {
        settings.policy = TimeSettings::Policy::quantum;
    } else if (policy != "lookahead") {
        table.fail(
            "policy",
            fmt::format("expected \"lookahead\", \"lockstep\" or \"quantum\", found \"{}\"{}",
                        policy,
                        measure::did_you_mean(policy, {"lookahead", "lockstep", "quantum"})));
    }
    read_quantum(table, settings);
    settings.step = table.duration("step");
    if (settings.step == VirtualTime{0}) {
        table.fail("step", "expected more than no time");
    }
    settings.lockstep_from = table.text("lockstep_from").value_or("");
    if (!settings.lockstep_from.empty()) {
        require_event(table, "lockstep_from", settings.lockstep_from);
    }
    table.finish();
    return settings;
}

/// "mu.signal-latency-ns" = 1, or mu = { signal-latency-ns = 1 }.
std::vector<platform::Override> read_overrides(Table table) {
    std::vector<platform::Override> overrides;
    for (const std::string& key : table.keys()) {
        if (table.is_table(key)) {
            Table inner = *table.table(key);
            for (const std::string& property : inner.keys()) {
                overrides.push_back({key, property, *inner.scalar(property)});
            }
            continue;
        }
        const std::size_t dot = key.find('.');
        if (dot == std::string::npos) {
            table.fail(key, "expected LABEL.PROPERTY, such as \"mu.signal-latency-ns\"");
        }
        overrides.push_back({key.substr(0, dot), key.substr(dot + 1), *table.scalar(key)});
    }
    return overrides;
}

measure::SpanDefinition read_span(Table table) {
    measure::SpanDefinition span;
    span.name = required_text(table, "name", "the name of the span, such as \"rpmsg.rtt\"");
    require_name(table, span.name);
    span.start = required_text(table, "start", "the event that opens the span");
    require_event(table, "start", span.start);
    for (Table& point : table.tables("points")) {
        const std::string hop = required_text(point, "hop", "the name of the hop that ends here");
        const std::string event = required_text(point, "event", "the event that ends the hop");
        require_event(point, "event", event);
        point.finish();
        span.points.push_back({hop, event});
    }
    if (span.points.empty()) {
        table.fail("points", "missing; expected an array of { hop = \"...\", event = \"...\" }");
    }
    table.finish();
    return span;
}

std::vector<measure::SpanDefinition> read_spans(Table& root) {
    std::vector<measure::SpanDefinition> spans;
    for (Table& table : root.tables("spans")) {
        measure::SpanDefinition span = read_span(table);
        const auto same_name = [&span](const auto& other) {
            return other.name == span.name;
        };
        if (std::any_of(spans.begin(), spans.end(), same_name)) {
            table.fail("name", fmt::format("there is a span '{}' already", span.name));
        }
        spans.push_back(std::move(span));
    }
    return spans;
}

std::vector<std::string> read_expectations(Table& root, const Parameters& parameters) {
    std::vector<std::string> list =
        root.text_list("expectations").value_or(std::vector<std::string>{});
    for (std::size_t i = 0; i < list.size(); ++i) {
        try {
            list[i] = substitute(list[i], parameters);
        } catch (const InputError& error) {
            root.fail(fmt::format("expectations[{}]", i), error.what());
        }
    }
    return list;
}

/// [variants.NAME]: settings, expectations and spans that go together; `variant` names the chosen
/// one.
struct Variant {
    std::vector<std::string> sets;
    std::vector<std::string> expectations;
    std::vector<measure::SpanDefinition> spans;
};

/// The chosen one; an empty one when the scenario has none.
Variant read_variant(Table& root, std::string& chosen) {
    std::map<std::string, Variant> variants;
    std::vector<std::string> names;
    if (auto tables = root.table("variants")) {
        for (const std::string& name : tables->keys()) {
            Table table = *tables->table(name);
            variants[name] = {table.text_list("set").value_or(std::vector<std::string>{}),
                              table.text_list("expectations").value_or(std::vector<std::string>{}),
                              read_spans(table)};
            table.finish();
            names.push_back(name);
        }
    }
    const std::optional<std::string> given = root.text("variant");
    if (variants.empty() && !given) {
        return {};
    }
    chosen = given.value_or("");
    const auto found = variants.find(chosen);
    if (found == variants.end()) {
        root.fail("variant", fmt::format("{}expected the name of a table of [variants]: {}",
                                         given ? fmt::format("'{}'{}; ", chosen,
                                                             measure::did_you_mean(chosen, names))
                                               : "missing; ",
                                         fmt::join(names, ", ")));
    }
    return found->second;
}

constexpr VirtualTime shortest_patience{1000};

CheckSettings read_checks(Table& table) {
    CheckSettings checks;
    checks.enabled = table.flag("enabled").value_or(true);
    const auto read = [&table](const char* key, VirtualTime& patience) {
        patience = table.duration(key).value_or(patience);
        if (patience < shortest_patience) {
            table.fail(key, "expected 1 us or more");
        }
    };
    read("notification_within", checks.notification_within);
    read("answer_within", checks.answer_within);
    table.finish();
    return checks;
}

/// Puts what scripts see into the scenario; returns what expectations see.
Parameters take_parameters(const std::map<std::string, ParameterType>& types, Scenario& scenario) {
    Parameters seen;
    for (const auto& [name, type] : types) {
        scenario.parameters[name] = type.value().plain;
        seen[name] = type.value().with_unit;
        if (type.is_table()) {
            scenario.parameter_descriptions[name] = type.description();
        }
    }
    return seen;
}

/// `late` are the parameters that have another value behind the snapshot.
Scenario read(Document& document, const Parameters& late) {
    Table root = document.root();
    Scenario scenario;
    scenario.file = document.file();
    scenario.name =
        root.text("name").value_or(std::filesystem::path(document.file()).stem().string());
    require_name(root, scenario.name);
    scenario.description = root.text("description").value_or("");
    const Variant variant = read_variant(root, scenario.variant);
    scenario.platform =
        required_text(root, "platform", "the name of a platform, or the path of a *.dts file");
    if (auto run = root.table("run")) {
        scenario.cpu = run->scalar("cpu").value_or(scenario.cpu);
        require_cpu(*run, scenario.cpu);
        run->finish();
    }
    if (auto overrides = root.table("platform_overrides")) {
        scenario.overrides = read_overrides(*overrides);
    }
    std::map<std::string, ParameterType> parameters;
    if (auto table = root.table("parameters")) {
        parameters = read_parameters(*table);
    }
    Parameters expected = take_parameters(parameters, scenario);
    for (const auto& [name, value] : late) {
        expected[name] = value;
    }
    if (auto nodes = root.table("nodes")) {
        for (const std::string& name : nodes->keys()) {
            scenario.nodes[name] = read_node(*nodes->table(name), scenario.parameters);
        }
    }
    auto end = root.table("end");
    if (!end) {
        root.fail("end", "missing; expected when the run ends, such as [end] when = \"off:linux\"");
    }
    scenario.end = read_end(*end);
    if (auto time = root.table("time")) {
        scenario.time = read_time(*time);
    }
    if (auto snapshot = root.table("snapshot")) {
        scenario.snapshot.at = required_text(*snapshot, "at", "the event at which it is made");
        require_event(*snapshot, "at", scenario.snapshot.at);
        snapshot->text_list("then"); // was applied
        snapshot->finish();
    }
    if (auto sweep = root.table("sweep")) {
        scenario.sweep = read_sweep(*sweep, parameters);
    }
    if (auto checks = root.table("checks")) {
        scenario.checks = read_checks(*checks);
    }
    scenario.probes = events(root, "probes");
    scenario.spans = read_spans(root);
    scenario.spans.insert(scenario.spans.end(), variant.spans.begin(), variant.spans.end());
    if (auto trace = root.table("trace")) {
        scenario.keep_trace = trace->flag("keep").value_or(true);
        if (!scenario.keep_trace && !scenario.spans.empty()) {
            trace->fail("keep", "spans are measured in the trace, so it has to be kept; expected "
                                "true, or no [[spans]]");
        }
        trace->finish();
    }
    scenario.expectations = read_expectations(root, expected);
    for (const std::string& expectation : variant.expectations) {
        scenario.expectations.push_back(substitute(expectation, expected));
    }
    root.finish();
    return scenario;
}

/// The chosen variant's settings, then those of the command line; `variant` itself first.
void apply_sets(const std::vector<std::string>& sets, Document& document, Settings& settings) {
    std::vector<Setting> given;
    for (const std::string& set : sets) {
        given.push_back(parse_setting(set));
        if (given.back().keys.front() == "variant") {
            settings.apply(given.back());
        }
    }
    Table root = document.root();
    std::string chosen;
    const Variant variant = read_variant(root, chosen);
    settings.apply_parameters();
    for (const std::string& set : variant.sets) {
        settings.apply(parse_setting(set));
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
        then = snapshot->text_list("then").value_or(then);
        for (std::size_t i = 0; i < then.size(); ++i) {
            const std::string place = document.place_of(fmt::format("snapshot.then[{}]", i));
            Setting setting = parse_setting(then[i], place + ":");
            settings.apply_late(setting);
        }
    } else if (!then_sets.empty()) {
        throw InputError(fmt::format("--then {}: {} has no [snapshot] behind which it would hold",
                                     then_sets.front(), document.file()));
    }
    for (const std::string& set : then_sets) {
        settings.apply_late(parse_setting(set, "--then"));
        then.push_back(set);
    }
    return then;
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
    scenario.as_toml = document.text_without({"name", "description", "expectations", "run",
                                              "end.wall_timeout", "snapshot.then", "sweep"});
    for (const platform::Override& each : overrides) {
        scenario.as_toml +=
            fmt::format("\n# platform.{}.{} = {}", each.label, each.property, each.value);
    }
    if (platform::is_path(scenario.platform) && !document.is_set("platform")) {
        const auto beside = std::filesystem::absolute(file).parent_path() / scenario.platform;
        scenario.platform = beside.lexically_normal().string();
    }
    resolve(scenario, document, platform::load(scenario.platform, scenario.overrides));
    return scenario;
}

} // namespace ampsim::scenario
