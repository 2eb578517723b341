// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/run_reader.h"

#include <fmt/format.h>

namespace ampsim::scenario {

namespace {

/// "quantum" or "quantum_ns".
std::optional<VirtualTime> either(Table& table, const std::string& key) {
    const std::string in_ns = key + "_ns";
    if (table.has(key) && table.has(in_ns)) {
        table.fail(in_ns, fmt::format("expected only one of '{}' and '{}'", key, in_ns));
    }
    const std::optional<VirtualTime> duration = table.duration(key);
    const std::optional<VirtualTime> number = table.nanoseconds(in_ns);
    return duration ? duration : number;
}

void read_quantum(Table& table, TimeSettings& settings) {
    const bool is_policy = settings.policy == TimeSettings::Policy::quantum;
    const std::optional<VirtualTime> quantum = either(table, "quantum");
    if (quantum.has_value() != is_policy) {
        table.fail(table.has("quantum_ns") ? "quantum_ns" : "quantum",
                   is_policy ? "missing; expected the length of every grant, such as \"1 us\""
                             : "is for policy = \"quantum\"");
    }
    settings.quantum = quantum.value_or(VirtualTime{0});
}

} // namespace

End read_end(Table table) {
    const End end{table.required_text("when"), *table.duration("virtual_timeout"),
                  *table.duration("wall_timeout")};
    table.finish();
    return end;
}

TimeSettings read_time(Table table) {
    TimeSettings settings;
    const std::string policy = *table.text("policy");
    settings.policy = policy == "lockstep"  ? TimeSettings::Policy::lockstep
                      : policy == "quantum" ? TimeSettings::Policy::quantum
                                            : TimeSettings::Policy::lookahead;
    read_quantum(table, settings);
    settings.skew_limit = either(table, "skew_limit");
    settings.step = table.duration("step");
    settings.lockstep_from = table.text("lockstep_from").value_or("");
    table.finish();
    return settings;
}

CheckSettings read_checks(Table table) {
    const CheckSettings checks{*table.flag("enabled"), *table.duration("notification_within"),
                               *table.duration("answer_within")};
    table.finish();
    return checks;
}

} // namespace ampsim::scenario
