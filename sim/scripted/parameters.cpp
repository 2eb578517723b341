// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scripted/parameters.h"

#include "sim/measure/suggestion.h"
#include "sim/measure/units.h"
#include "sim/scenario/duration.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>
#include <string_view>

namespace ampsim::scripted {

namespace {

constexpr VirtualTime longest = std::chrono::hours{1};

std::optional<std::int64_t> parse_number(std::string_view given) {
    const bool hexadecimal = given.substr(0, 2) == "0x";
    given.remove_prefix(hexadecimal ? 2 : 0);
    std::int64_t value = 0;
    const auto [end, error] =
        std::from_chars(given.data(), given.data() + given.size(), value, hexadecimal ? 16 : 10);
    const bool whole = error == std::errc{} && end == given.data() + given.size();
    return whole ? std::optional(value) : std::nullopt;
}

std::int64_t checked_number(const Parameter& parameter, const std::string& given) {
    const std::optional<std::int64_t> value = parse_number(given);
    if (!value || *value < parameter.least || *value > parameter.most) {
        throw ParameterError(parameter.name,
                             fmt::format("expected a whole number from {} to {}, got \"{}\"",
                                         parameter.least, parameter.most, given));
    }
    return *value;
}

std::int64_t checked_duration(const Parameter& parameter, const std::string& given) {
    VirtualTime value{};
    try {
        value = scenario::parse_duration(given);
    } catch (const InputError& error) {
        throw ParameterError(parameter.name, error.what());
    }
    if (value.count() < parameter.least || value.count() > parameter.most) {
        throw ParameterError(parameter.name,
                             fmt::format("expected a duration from {} to {}, got \"{}\"",
                                         measure::exact_duration(VirtualTime{parameter.least}),
                                         measure::exact_duration(VirtualTime{parameter.most}),
                                         given));
    }
    return value.count();
}

} // namespace

Parameter number(const std::string& name, std::int64_t fallback, std::int64_t least,
                 std::int64_t most, const std::string& meaning) {
    return {name, Parameter::Kind::number, fmt::format("{}", fallback), meaning, least, most, {}};
}

Parameter duration(const std::string& name, const std::string& fallback, VirtualTime least,
                   const std::string& meaning) {
    return {name, Parameter::Kind::duration, fallback, meaning, least.count(), longest.count(), {}};
}

Parameter text(const std::string& name, const std::string& fallback, const std::string& meaning) {
    return {name, Parameter::Kind::text, fallback, meaning, 0, 0, {}};
}

Parameter choice(const std::string& name, const std::vector<std::string>& choices,
                 const std::string& meaning) {
    return {name, Parameter::Kind::choice, choices.front(), meaning, 0, 0, choices};
}

Parameter flag(const std::string& name, bool fallback, const std::string& meaning) {
    return {name, Parameter::Kind::flag, fallback ? "true" : "false", meaning, 0, 0, {}};
}

Arguments::Value Arguments::parse(const Parameter& parameter, const std::string& given) {
    using Kind = Parameter::Kind;
    switch (parameter.kind) {
    case Kind::number:
        return {parameter.kind, checked_number(parameter, given), given};
    case Kind::duration:
        return {parameter.kind, checked_duration(parameter, given), given};
    case Kind::flag:
        if (given != "true" && given != "false") {
            throw ParameterError(parameter.name,
                                 fmt::format("expected true or false, got \"{}\"", given));
        }
        return {parameter.kind, given == "true" ? 1 : 0, given};
    case Kind::choice:
        if (std::find(parameter.choices.begin(), parameter.choices.end(), given) ==
            parameter.choices.end()) {
            throw ParameterError(parameter.name,
                                 fmt::format("expected one of {}, got \"{}\"{}",
                                             fmt::join(parameter.choices, ", "), given,
                                             measure::did_you_mean(given, parameter.choices)));
        }
        break;
    case Kind::text:
        break;
    }
    return {parameter.kind, 0, given};
}

Arguments::Arguments(const std::vector<Parameter>& declared,
                     const std::map<std::string, std::string>& given) {
    std::vector<std::string> names;
    for (const Parameter& parameter : declared) {
        names.push_back(parameter.name);
        const auto found = given.find(parameter.name);
        if (found == given.end() && parameter.kind == Parameter::Kind::text &&
            parameter.fallback.empty()) {
            throw ParameterError(parameter.name, "missing; expected " + parameter.meaning);
        }
        values_.insert_or_assign(
            parameter.name,
            parse(parameter, found == given.end() ? parameter.fallback : found->second));
    }
    for (const auto& [name, value] : given) {
        if (values_.count(name) == 0) {
            std::string help = measure::did_you_mean(name, names);
            if (help.empty()) {
                help = fmt::format("; its parameters are: {}", fmt::join(names, ", "));
            }
            throw ParameterError(name, "the program has no such parameter" + help);
        }
    }
}

const Arguments::Value& Arguments::value(const std::string& name, Parameter::Kind kind) const {
    const auto found = values_.find(name);
    if (found == values_.end() || found->second.kind != kind) {
        throw std::logic_error("the program has not declared a parameter '" + name +
                               "' of this type");
    }
    return found->second;
}

std::int64_t Arguments::number(const std::string& name) const {
    return value(name, Parameter::Kind::number).number;
}

VirtualTime Arguments::duration(const std::string& name) const {
    return VirtualTime{value(name, Parameter::Kind::duration).number};
}

const std::string& Arguments::text(const std::string& name) const {
    const auto found = values_.find(name);
    const bool choice = found != values_.end() && found->second.kind == Parameter::Kind::choice;
    return value(name, choice ? Parameter::Kind::choice : Parameter::Kind::text).text;
}

bool Arguments::flag(const std::string& name) const {
    return value(name, Parameter::Kind::flag).number != 0;
}

} // namespace ampsim::scripted
