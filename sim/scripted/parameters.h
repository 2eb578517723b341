// SPDX-License-Identifier: BSD-3-Clause
//
// The parameters of a program: what it declares (type, bounds, default, meaning) and what a
// scenario gives. A program reads its arguments by name; they have been checked before it starts.
#pragma once

#include "sim/error.h"
#include "sim/time/virtual_time.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ampsim::scripted {

struct Parameter {
    enum class Kind { number, duration, text, choice, flag };

    std::string name;
    Kind kind = Kind::text;
    std::string fallback; ///< as a scenario would write it
    std::string meaning;  ///< one line, with the unit of a number
    std::int64_t least = 0;
    std::int64_t most = 0;            ///< of a number; of a duration in ns
    std::vector<std::string> choices; ///< of a choice
};

Parameter number(const std::string& name, std::int64_t fallback, std::int64_t least,
                 std::int64_t most, const std::string& meaning);
/// Whole ns up to an hour. `fallback` with its unit: "1 us".
Parameter duration(const std::string& name, const std::string& fallback, VirtualTime least,
                   const std::string& meaning);
/// Without a fallback, a scenario must give it.
Parameter text(const std::string& name, const std::string& fallback, const std::string& meaning);
Parameter choice(const std::string& name, const std::vector<std::string>& choices,
                 const std::string& meaning); ///< the first one is the default
Parameter flag(const std::string& name, bool fallback, const std::string& meaning);

/// A parameter that cannot be taken as it was given.
class ParameterError : public InputError {
public:
    ParameterError(std::string parameter_name, const std::string& problem)
        : InputError("parameter '" + parameter_name + "': " + problem),
          name(std::move(parameter_name)), what_is_wrong(problem) {}
    std::string name;
    std::string what_is_wrong;
};

class Arguments {
public:
    Arguments() = default;
    /// Throws ParameterError for an unknown name (with a suggestion) or a value that does not fit.
    Arguments(const std::vector<Parameter>& declared,
              const std::map<std::string, std::string>& given);

    // Each throws std::logic_error when the program has not declared such a parameter.
    std::int64_t number(const std::string& name) const;
    VirtualTime duration(const std::string& name) const;
    const std::string& text(const std::string& name) const; ///< of a text or choice
    bool flag(const std::string& name) const;

private:
    struct Value {
        Parameter::Kind kind;
        std::int64_t number;
        std::string text;
    };
    const Value& value(const std::string& name, Parameter::Kind kind) const;
    static Value parse(const Parameter& parameter, const std::string& given);

    std::map<std::string, Value> values_;
};

} // namespace ampsim::scripted
