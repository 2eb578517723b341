// SPDX-License-Identifier: BSD-3-Clause
//
// The language of expectations:
//
//   expectation := sum ("<" | "<=" | ">" | ">=" | "==" | "!=") sum
//   sum         := product (("+" | "-") product)*
//   product     := factor (("*" | "/") factor)*
//   factor      := "-" factor | "(" sum ")" | NUMBER [UNIT] | PATH
//   UNIT        := "ns" | "us" | "µs" | "ms" | "s" | "kHz" | "MiB" | ... (quantity.h)
//
// Every value has a dimension, the power of time in it: a duration has 1, a count, a size or a
// ratio 0, a frequency -1. Only equal dimensions are added or compared.
#include "sim/measure/figures.h"
#include "sim/measure/quantity.h"
#include "sim/measure/suggestion.h"
#include "sim/measure/units.h"

#include "sim/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

namespace ampsim::measure {

namespace {

using Value = Figure;

/// What is known of the counters: those of a finished run, or, before one, with what they begin:
/// labels of the platform, or anything behind "counters.".
struct Counters {
    bool to_come = false;
    std::vector<std::string> labels;
};

/// Every name that an expression can use, with its value.
class Names {
public:
    Names(Figures values, Counters counters)
        : counters_(std::move(counters)), values_(std::move(values)) {}

    const Value* find(std::string_view name) const {
        if (counters_.to_come && is_counter_to_come(name)) {
            static const Value any_count{};
            return &any_count;
        }
        const auto known = values_.find(name);
        if (known != values_.end()) {
            return &known->second;
        }
        const auto counter = values_.find(std::string(counter_prefix).append(name));
        return counter == values_.end() ? nullptr : &counter->second;
    }

    std::string suggestion(std::string_view misspelt) const {
        Suggestion suggestion(misspelt);
        for (const auto& [name, value] : values_) {
            suggestion.consider(name);
        }
        return suggestion.text();
    }

private:
    bool is_counter_to_come(std::string_view name) const {
        const auto starts_with = [name](std::string_view start) {
            return name.size() > start.size() && name.substr(0, start.size()) == start;
        };
        return starts_with(counter_prefix) ||
               (values_.count(name) == 0 &&
                std::any_of(counters_.labels.begin(), counters_.labels.end(),
                            [&](const std::string& label) { return starts_with(label + "."); }));
    }

    Counters counters_;
    Figures values_;
};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool starts_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

class Parser {
public:
    Parser(const std::string& text, Figures figures, Counters counters)
        : text_(text), names_(std::move(figures), std::move(counters)) {}

    Expectation expectation() {
        const Value left = sum();
        const std::size_t place = skip_space();
        const std::string comparison = this->comparison();
        const Value right = sum();
        expect_end();
        require_same_dimension(left, right, place, "compare");
        const bool known = left.nothing.empty() && right.nothing.empty();
        return {text_, known && holds(left.number, comparison, right.number), describe(left)};
    }

    Value figure() {
        const Value value = sum();
        expect_end();
        return value;
    }

private:
    void expect_end() {
        if (skip_space() != text_.size()) {
            fail(place_, "the expression should end here");
        }
    }

    [[noreturn]] void fail(std::size_t place, const std::string& problem) const {
        // The caret counts characters, not bytes: "µ" has two of those.
        std::string indent;
        for (const char c : text_.substr(0, place)) {
            if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) {
                indent += ' ';
            }
        }
        throw InputError(fmt::format("expectation, column {}: {}\n  {}\n  {}^", indent.size() + 1,
                                     problem, text_, indent));
    }

    std::size_t skip_space() {
        while (place_ < text_.size() && (text_[place_] == ' ' || text_[place_] == '\t')) {
            ++place_;
        }
        return place_;
    }

    bool accept(std::string_view token) {
        skip_space();
        if (std::string_view(text_).substr(place_, token.size()) != token) {
            return false;
        }
        place_ += token.size();
        return true;
    }

    std::string comparison() {
        for (const char* token : {"<=", ">=", "==", "!=", "<", ">"}) {
            if (accept(token)) {
                return token;
            }
        }
        fail(place_, "expected a comparison: <, <=, >, >=, == or !=");
    }

    static bool holds(double left, const std::string& comparison, double right) {
        if (comparison == "<") {
            return left < right;
        }
        if (comparison == "<=") {
            return left <= right;
        }
        if (comparison == ">") {
            return left > right;
        }
        if (comparison == ">=") {
            return left >= right;
        }
        return (left == right) == (comparison == "==");
    }

    void require_same_dimension(const Value& left, const Value& right, std::size_t place,
                                const char* verb) const {
        if (left.dimension != right.dimension) {
            const auto kind = [](const Value& value) {
                return value.dimension == 0    ? "a plain number"
                       : value.dimension == 1  ? "a duration"
                       : value.dimension == -1 ? "a frequency"
                                               : "a power of time";
            };
            fail(place, fmt::format("cannot {} {} with {}; durations need a unit: ns, us, ms or s",
                                    verb, kind(left), kind(right)));
        }
    }

    static std::string nothing_of(const Value& left, const Value& right) {
        return left.nothing.empty() ? right.nothing : left.nothing;
    }

    Value sum() {
        Value left = product();
        for (;;) {
            const std::size_t place = skip_space();
            const bool plus = accept("+");
            if (!plus && !accept("-")) {
                return left;
            }
            const Value right = product();
            require_same_dimension(left, right, place, plus ? "add" : "subtract");
            left = {plus ? left.number + right.number : left.number - right.number, left.dimension,
                    nothing_of(left, right)};
        }
    }

    Value product() {
        Value left = factor();
        for (;;) {
            const bool times = accept("*");
            if (!times && !accept("/")) {
                return left;
            }
            const Value right = factor();
            std::string nothing = nothing_of(left, right);
            if (times) {
                left = {left.number * right.number, left.dimension + right.dimension, nothing};
                continue;
            }
            if (right.number == 0 && nothing.empty()) {
                nothing = "none: division by zero";
            }
            left = {left.number / right.number, left.dimension - right.dimension, nothing};
        }
    }

    Value factor() {
        const std::size_t place = skip_space();
        if (place == text_.size()) {
            fail(place, "expected a value, found the end");
        }
        if (accept("-")) {
            Value value = nested();
            value.number = -value.number;
            return value;
        }
        if (accept("(")) {
            --place_;
            return nested();
        }
        if (is_digit(text_[place])) {
            return literal();
        }
        if (starts_name(text_[place])) {
            return named();
        }
        fail(place, fmt::format("expected a value, found '{}'", character(place)));
    }

    /// A factor below another one: bounds the depth that an expression can ask of the stack.
    Value nested() {
        if (++depth_ > deepest) {
            fail(place_, "nested too deeply");
        }
        Value value;
        if (accept("(")) {
            value = sum();
            if (!accept(")")) {
                fail(place_, "expected ')'");
            }
        } else {
            value = factor();
        }
        --depth_;
        return value;
    }

    std::string character(std::size_t place) const {
        std::size_t end = place + 1;
        while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xc0) == 0x80) {
            ++end;
        }
        return text_.substr(place, end - place);
    }

    /// Digits and decimals are kept apart from the unit, so that "60.3 us" is exactly 60300 ns.
    Value literal() {
        const std::size_t start = place_;
        double digits = 0;
        int exponent = 0;
        bool decimals = false;
        for (; place_ < text_.size() &&
               (is_digit(text_[place_]) || (text_[place_] == '.' && !decimals));
             ++place_) {
            if (text_[place_] == '.') {
                decimals = true;
                continue;
            }
            digits = digits * 10 + (text_[place_] - '0');
            exponent -= decimals ? 1 : 0;
        }
        if (digits >= 9007199254740992.0) { // 2^53
            fail(start, "the number has too many digits");
        }
        Value value;
        const std::size_t unit_place = skip_space();
        const std::string unit_name = word();
        const Unit* unit = find_unit(unit_name);
        if (!unit) {
            fail(unit_place, fmt::format("unknown unit '{}'{}", unit_name, known_units(unit_name)));
        }
        value.dimension = unit->dimension == Dimension::time        ? 1
                          : unit->dimension == Dimension::frequency ? -1
                                                                    : 0;
        exponent += value.dimension == -1 ? -9 : 0; // in 1/ns
        std::int64_t factor = unit->factor;
        for (; factor % 10 == 0; factor /= 10) {
            ++exponent;
        }
        digits *= static_cast<double>(factor); // of binary sizes
        const double scale = std::pow(10.0, std::abs(exponent));
        value.number = exponent < 0 ? digits / scale : digits * scale;
        return value;
    }

    /// Letters, also those outside of ASCII.
    std::string word() {
        const std::size_t start = place_;
        while (place_ < text_.size() &&
               (starts_name(text_[place_]) || static_cast<unsigned char>(text_[place_]) >= 0x80)) {
            ++place_;
        }
        return text_.substr(start, place_ - start);
    }

    /// A name may hold '-', which also means minus: the longest known name wins.
    Value named() {
        const std::size_t start = place_;
        std::size_t end = start;
        while (end < text_.size()) {
            const char c = text_[end];
            if (c == '[') {
                end = text_.find(']', end);
                if (end == std::string::npos) {
                    fail(start, "a '[' of this name is not closed");
                }
            } else if (!starts_name(c) && !is_digit(c) && c != '.' && c != '-') {
                break;
            }
            ++end;
        }
        const std::string_view longest = std::string_view(text_).substr(start, end - start);
        for (std::string_view name = longest;;) {
            if (const Value* value = names_.find(name)) {
                place_ = start + name.size();
                return *value;
            }
            const std::size_t cut = name.rfind('-');
            if (cut == std::string_view::npos) {
                break;
            }
            name = name.substr(0, cut);
        }
        std::string suggestion = names_.suggestion(longest);
        if (suggestion.empty()) {
            suggestion =
                "; names are SPAN.STATISTIC, SPAN.hop[HOP].STATISTIC, LABEL.COUNTER, time.max_skew";
        }
        fail(start, fmt::format("unknown name '{}'{}", longest, suggestion));
    }

    static constexpr unsigned deepest = 100;

    const std::string& text_;
    Names names_;
    std::size_t place_ = 0;
    unsigned depth_ = 0;
};

/// Of a run that has not begun.
Figures figures_to_come(const std::vector<SpanDefinition>& spans) {
    Result nothing_yet;
    for (const SpanDefinition& span : spans) {
        nothing_yet.spans.emplace_back().definition = span;
    }
    return figures_of(nothing_yet);
}

} // namespace

Expectation evaluate(const std::string& expression, const Result& result) {
    return evaluate(expression, figures_of(result));
}

Expectation evaluate(const std::string& expression, const Figures& figures) {
    return Parser(expression, figures, {}).expectation();
}

Figure evaluate_figure(const std::string& expression, const Figures& figures) {
    return Parser(expression, figures, {}).figure();
}

void check_expectation(const std::string& expression, const std::vector<SpanDefinition>& spans,
                       const std::vector<std::string>& labels) {
    Parser(expression, figures_to_come(spans), {true, labels}).expectation();
}

int check_figure(const std::string& expression, const std::vector<SpanDefinition>& spans,
                 const std::vector<std::string>& labels) {
    return Parser(expression, figures_to_come(spans), {true, labels}).figure().dimension;
}

} // namespace ampsim::measure
