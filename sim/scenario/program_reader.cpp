// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/program_reader.h"

#include "sim/measure/suggestion.h"
#include "sim/scripted/steps.h"

#include <fmt/format.h>

#include <charconv>
#include <map>

namespace ampsim::scenario {

namespace {

using scripted::Step;

constexpr const char* steps_program = "steps";

const std::map<std::string, Step::Kind>& step_kinds() {
    static const std::map<std::string, Step::Kind> kinds = {
        {"write", Step::Kind::write},
        {"read", Step::Kind::read},
        {"expect", Step::Kind::expect},
        {"compute", Step::Kind::compute},
        {"wait_irq", Step::Kind::wait_irq},
        {"mark", Step::Kind::mark},
        {"log", Step::Kind::log},
        {"repeat", Step::Kind::repeat},
        {"refused_write", Step::Kind::refused_write},
        {"refused_read", Step::Kind::refused_read}};
    return kinds;
}

class Reader {
public:
    Reader(Table& node, const Parameters& parameters) : node_(node), parameters_(parameters) {}

    std::optional<scripted::Program> read() {
        const std::optional<std::string> name = node_.text("program");
        const bool has_steps = node_.has("steps");
        const std::map<std::string, std::string> given = arguments();
        if (!name && !has_steps) {
            if (node_.has("parameters")) {
                node_.fail("parameters", "there is no program that they are for; expected "
                                         "program = \"NAME\" beside it");
            }
            return std::nullopt;
        }
        if (has_steps && name.value_or(steps_program) != steps_program) {
            node_.fail("steps", fmt::format("program '{}' has no steps; expected "
                                            "program = \"steps\", or no program at all",
                                            *name));
        }
        try {
            if (has_steps) {
                return scripted::program_of(steps(node_), given);
            }
            return find(*name).with(given);
        } catch (const scripted::ParameterError& error) {
            const bool known = node_.has("parameters");
            node_.fail(known ? "parameters." + error.name : "program",
                       known ? error.what_is_wrong : error.what());
        }
    }

private:
    const scripted::ProgramDescription& find(const std::string& name) {
        if (name == steps_program) {
            node_.fail("steps", "missing; expected an array of steps such as "
                                "{ write = \"mu.a.TR1\", value = 1 }");
        }
        try {
            return scripted::find_program(name);
        } catch (const InputError& error) {
            node_.fail("program", error.what());
        }
    }

    std::map<std::string, std::string> arguments() {
        std::map<std::string, std::string> given;
        if (auto table = node_.table("parameters")) {
            for (const std::string& key : table->keys()) {
                given[key] = substituted(*table, key, *table->scalar(key));
            }
        }
        return given;
    }

    std::string substituted(const Table& table, const std::string& key, const std::string& text) {
        try {
            return substitute(text, parameters_);
        } catch (const InputError& error) {
            table.fail(key, error.what());
        }
    }

    std::vector<Step> steps(Table& around) {
        std::vector<Step> steps;
        for (Table& table : around.tables("steps")) {
            steps.push_back(step(table));
            table.finish();
        }
        if (steps.empty()) {
            around.fail("steps", "expected at least one step");
        }
        return steps;
    }

    /// The one key that says what a step does.
    static std::string kind_of(const Table& table) {
        std::vector<std::string> names;
        std::string found;
        for (const auto& [name, kind] : step_kinds()) {
            names.push_back(name);
            if (!table.has(name)) {
                continue;
            }
            if (!found.empty()) {
                table.fail(name,
                           fmt::format("a step does one thing; this one has '{}' as well", found));
            }
            found = name;
        }
        if (found.empty()) {
            const std::vector<std::string> keys = table.keys();
            const std::string first = keys.empty() ? "" : keys.front();
            table.fail(first, fmt::format("expected one of {}{}", fmt::join(names, ", "),
                                          measure::did_you_mean(first, names)));
        }
        return found;
    }

    Step step(Table& table) {
        const std::string key = kind_of(table);
        Step step;
        step.kind = step_kinds().at(key);
        step.where = table.path_of(key);
        switch (step.kind) {
        case Step::Kind::write:
        case Step::Kind::expect:
        case Step::Kind::refused_write:
            step.name = text(table, key);
            step.value = number(table, "value", std::nullopt);
            step.size = size(table);
            break;
        case Step::Kind::read:
        case Step::Kind::refused_read:
            step.name = text(table, key);
            step.size = size(table);
            break;
        case Step::Kind::compute:
            step.duration = *table.duration(key);
            break;
        case Step::Kind::wait_irq:
            step.name = text(table, key);
            step.timeout = table.duration("timeout").value_or(never);
            break;
        case Step::Kind::mark:
            step.name = text(table, key);
            step.value = number(table, "value", 0);
            break;
        case Step::Kind::log:
            step.name = text(table, key);
            break;
        case Step::Kind::repeat:
            step.times = number(table, key, std::nullopt);
            step.steps = steps(table);
            break;
        }
        return step;
    }

    std::string text(Table& table, const std::string& key) {
        std::string text = *table.text(key);
        if (text.empty()) {
            table.fail(key, "expected a name, got an empty string");
        }
        return text;
    }

    std::uint64_t number(Table& table, const std::string& key,
                         std::optional<std::uint64_t> fallback) {
        const std::optional<std::string> given = table.scalar(key);
        if (!given && fallback) {
            return *fallback;
        }
        const std::string text = given ? substituted(table, key, *given) : "";
        const bool hexadecimal = text.compare(0, 2, "0x") == 0;
        const char* begin = text.data() + (hexadecimal ? 2 : 0);
        const char* end = text.data() + text.size();
        std::uint64_t value = 0;
        const auto [stop, error] = std::from_chars(begin, end, value, hexadecimal ? 16 : 10);
        if (error != std::errc{} || stop != end) {
            table.fail(key, given ? fmt::format("expected a whole number of up to 64 bits, 0 or "
                                                "more, got \"{}\"",
                                                text)
                                  : "missing; expected a whole number of up to 64 bits");
        }
        return value;
    }

    unsigned size(Table& table) {
        constexpr std::uint64_t word = 4;
        constexpr std::uint64_t widest = 8;
        const std::uint64_t bytes = number(table, "size", word);
        if (bytes == 0 || bytes > widest) {
            table.fail("size", fmt::format("expected 1 to {} bytes, got {}", widest, bytes));
        }
        return static_cast<unsigned>(bytes);
    }

    Table& node_;
    const Parameters& parameters_;
};

} // namespace

std::optional<scripted::Program> read_program(Table& node, const Parameters& parameters) {
    return Reader(node, parameters).read();
}

} // namespace ampsim::scenario
