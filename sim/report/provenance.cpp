// SPDX-License-Identifier: BSD-3-Clause
#include "sim/report/provenance.h"

#include "sim/measure/hash.h"
#include "sim/measure/result.h"
#include "sim/measure/units.h"
#include "sim/report/words.h"

#include <fmt/format.h>

#include <algorithm>

namespace ampsim::report {

namespace {

constexpr std::string_view harmless =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    "@%+=:,./_-";

/// "ampsim run scenarios/x.toml --set count=100".
std::string command(const std::string& verb, const Value& made) {
    std::string line = fmt::format("ampsim {} {}", verb, shell_word(made["file"].text()));
    for (const Value& set : made["set"].list()) {
        line += " --set " + shell_word(set.text());
    }
    if (const std::optional<Value> then = made.find("then")) {
        for (const Value& change : then->list()) {
            line += " --then " + shell_word(change.text());
        }
    }
    return line;
}

/// One fingerprint of all files that went in, as `sha256sum | sort` would list them.
std::string fingerprint(const std::vector<std::pair<std::string, Value>>& inputs) {
    std::vector<std::string> lines;
    lines.reserve(inputs.size());
    for (const auto& [file, hash] : inputs) {
        lines.push_back(fmt::format("{}  {}\n", hash.text(), file));
    }
    std::sort(lines.begin(), lines.end());
    measure::Sha256 all;
    for (const std::string& line : lines) {
        all.update(line.data(), line.size());
    }
    return all.hex();
}

/// What of a result says how exact it is.
measure::Result exactness_of(const Value& result) {
    measure::Result exactness;
    exactness.max_skew = VirtualTime{result["time"]["max_skew_ns"].integer()};
    if (const std::optional<Value> links = result.find("links")) {
        for (const Value& link : links->list()) {
            exactness.links.push_back(
                {link["node"].text(), VirtualTime{link["max_skew_ns"].integer()}});
        }
    }
    if (const std::optional<Value> devices = result.find("not_reproducible")) {
        for (const auto& [device, what] : devices->members()) {
            exactness.not_reproducible[device] = what.text();
        }
    }
    return exactness;
}

std::string time_text(const Value& time) {
    const std::string& policy = time["policy"].text();
    if (policy != "quantum") {
        return fmt::format(
            "no quantum ({}): nodes are granted time as far as nothing can reach them", policy);
    }
    return fmt::format("a quantum of {}: what reaches a node within it takes effect at its end",
                       measure::exact_duration(VirtualTime{time["quantum_ns"].integer()}));
}

} // namespace

std::string shell_word(const std::string& word) {
    if (!word.empty() && word.find_first_not_of(harmless) == std::string::npos) {
        return word;
    }
    std::string quoted = "'";
    for (const char c : word) {
        quoted += c == '\'' ? "'\\''" : std::string(1, c);
    }
    return quoted + "'";
}

Provenance provenance_of_run(const Value& result, const Value& manifest) {
    Provenance lines;
    lines.emplace_back("command", command("run", manifest));
    std::vector<std::string> versions;
    for (const auto& [program, version] : manifest["versions"].members()) {
        versions.push_back(fmt::format("{} {}", program, version.text()));
    }
    lines.emplace_back("versions", fmt::format("{}", fmt::join(versions, ", ")));
    const auto inputs = manifest["inputs"].members();
    lines.emplace_back("inputs", fmt::format("{}, SHA-256 of their list {}",
                                             counted(inputs.size(), "file"), fingerprint(inputs)));
    if (const std::optional<Value> time = manifest.find("time")) {
        lines.emplace_back("time", time_text(*time));
    }
    const measure::Result exactness = exactness_of(result);
    lines.emplace_back("uncertainty", measure::uncertainty(exactness));
    lines.emplace_back("repeats",
                       exactness.not_reproducible.empty()
                           ? "yes: the same inputs give the same trace, to the nanosecond"
                           : "no: of the host, more than files came in");
    lines.emplace_back("trace", "SHA-256 " + result["trace_sha256"].text());
    return lines;
}

Provenance provenance_of_sweep(const Value& sweep) {
    Provenance lines;
    std::vector<std::string> axes;
    for (const Value& axis : sweep["axes"].list()) {
        axes.push_back(fmt::format("{} ({})", axis["key"].text(),
                                   counted(axis["values"].list().size(), "value")));
    }
    lines.emplace_back("axes", axes.empty() ? "none" : fmt::format("{}", fmt::join(axes, ", ")));
    std::vector<std::string> sets;
    for (const Value& set : sweep["set"].list()) {
        sets.push_back(set.text());
    }
    if (!sets.empty()) {
        lines.emplace_back("settings", fmt::format("{}", fmt::join(sets, " ")));
    }
    return lines;
}

Provenance provenance_of_comparison(const Value& comparison) {
    const std::optional<Value> uncertainty = comparison.find("uncertainty_ns");
    Provenance lines;
    lines.emplace_back("a", fmt::format("{}, trace SHA-256 {}", comparison["a"]["name"].text(),
                                        comparison["a"]["trace_sha256"].text()));
    lines.emplace_back("b", fmt::format("{}, trace SHA-256 {}", comparison["b"]["name"].text(),
                                        comparison["b"]["trace_sha256"].text()));
    lines.emplace_back("tolerance",
                       fmt::format("{:.6g} %", 100 * comparison["tolerance"].number()));
    lines.emplace_back(
        "exactness",
        comparison["exact"].boolean() ? "both runs are exact: any difference is one"
        : uncertainty                 ? fmt::format("differences up to {} may be none",
                                                    figure_text(uncertainty->number(), "ns"))
                      : "more than files of the host came into a run: differences may be its own");
    return lines;
}

} // namespace ampsim::report
