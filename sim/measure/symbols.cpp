// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/symbols.h"

#include "sim/error.h"
#include "sim/measure/suggestion.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace ampsim::measure {

namespace {

struct ByName {
    bool operator()(const Symbol& symbol, std::string_view name) const {
        return symbol.name < name;
    }
    bool operator()(std::string_view name, const Symbol& symbol) const {
        return name < symbol.name;
    }
};

bool same_place(const Symbol& a, const Symbol& b) {
    return a.value == b.value && a.section == b.section;
}

} // namespace

SymbolTable::SymbolTable(std::string origin, std::vector<Symbol> symbols)
    : origin_(std::move(origin)), symbols_(std::move(symbols)) {
    std::sort(symbols_.begin(), symbols_.end(), [](const Symbol& a, const Symbol& b) {
        return std::tie(a.name, b.preferred, a.section, a.value) <
               std::tie(b.name, a.preferred, b.section, b.value);
    });
}

const Symbol* SymbolTable::before(std::uint64_t address) const {
    constexpr std::uint64_t longest_function = 0x10000;
    const Symbol* last = nullptr;
    for (const Symbol& symbol : symbols_) {
        if (symbol.value <= address && (last == nullptr || symbol.value > last->value)) {
            last = &symbol;
        }
    }
    return last != nullptr && address - last->value < longest_function ? last : nullptr;
}

bool SymbolTable::contains(std::string_view name) const {
    return std::binary_search(symbols_.begin(), symbols_.end(), name, ByName{});
}

const Symbol& SymbolTable::find(std::string_view name) const {
    const auto [first, last] = std::equal_range(symbols_.begin(), symbols_.end(), name, ByName{});
    if (first == last) {
        Suggestion suggestion(name);
        for (const Symbol& symbol : symbols_) {
            suggestion.consider(symbol.name);
        }
        throw InputError(
            fmt::format("{} has no code symbol '{}'{}", origin_, name, suggestion.text()));
    }
    // Preferred ones come first; they must agree on one place.
    const bool preferred = first->preferred;
    for (auto other = first + 1; other != last && other->preferred == preferred; ++other) {
        if (!same_place(*first, *other)) {
            throw InputError(fmt::format(
                "{} has several code symbols '{}' (at {:#x}, {:#x}, ...); give the address "
                "instead of the name",
                origin_, name, first->value, other->value));
        }
    }
    return *first;
}

} // namespace ampsim::measure
