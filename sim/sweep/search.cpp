// SPDX-License-Identifier: BSD-3-Clause
#include "sim/sweep/search.h"

#include "sim/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace ampsim::sweep {

using measure::Quantity;

namespace {

std::size_t axis_with_several_values(const std::vector<Axis>& axes) {
    std::vector<std::string> several;
    std::size_t found = 0;
    for (std::size_t i = 0; i < axes.size(); ++i) {
        if (axes[i].values.size() > 1) {
            several.push_back(axes[i].key);
            found = i;
        }
    }
    if (several.empty()) {
        throw InputError(fmt::format("--until: axis '{}' has one value; expected a range to look "
                                     "in, such as --axis {}=25ns..2us",
                                     axes.front().key, axes.front().key));
    }
    if (several.size() > 1) {
        throw InputError(fmt::format("--until looks along one axis, and these have several values: "
                                     "{}; give the others one, such as --axis {}={}",
                                     fmt::join(several, ", "), several.back(),
                                     axes[found].values.front()));
    }
    return found;
}

Quantity parse(const std::string& text, const std::string& what) {
    try {
        return measure::parse_quantity(text);
    } catch (const InputError& error) {
        throw InputError(fmt::format("{}: {}", what, error.what()));
    }
}

} // namespace

Search::Search(const std::vector<Axis>& axes, const std::string& resolution)
    : axis_(axis_with_several_values(axes)) {
    const Axis& axis = axes[axis_];
    std::vector<Quantity> values;
    for (const std::string& value : axis.values) {
        values.push_back(parse(value, fmt::format("--until: axis '{}' is no range", axis.key)));
    }
    const Quantity step = resolution.empty()
                              ? Quantity{values.front().dimension, 1, 0}
                              : parse(resolution, fmt::format("--resolution {}", resolution));
    unit_.dimension = values.front().dimension;
    for (const Quantity& value : values) {
        unit_.decimals = std::max(unit_.decimals, value.decimals);
        if (value.dimension != unit_.dimension || step.dimension != unit_.dimension) {
            throw InputError(fmt::format(
                "--until: the values of axis '{}' and --resolution have to be of one kind, "
                "got {} and {}",
                axis.key, fmt::join(axis.values, ", "), resolution.empty() ? "none" : resolution));
        }
    }
    unit_.decimals = resolution.empty() ? unit_.decimals : std::max(unit_.decimals, step.decimals);
    std::vector<std::int64_t> amounts;
    for (const Quantity& value : values) {
        amounts.push_back(amount(value));
    }
    low_ = *std::min_element(amounts.begin(), amounts.end());
    high_ = *std::max_element(amounts.begin(), amounts.end());
    resolution_ = resolution.empty() ? 1 : amount(step);
    if (resolution_ <= 0) {
        throw InputError(fmt::format("--resolution {}: expected more than 0", resolution));
    }
}

std::int64_t Search::amount(const Quantity& quantity) const {
    std::int64_t amount = quantity.amount;
    for (unsigned decimals = quantity.decimals; decimals < unit_.decimals; ++decimals) {
        if (std::abs(amount) > std::numeric_limits<std::int64_t>::max() / 100) {
            throw InputError(fmt::format("--until: {} has too many digits for this",
                                         measure::exact_text(quantity)));
        }
        amount *= 10;
    }
    if (std::abs(amount) > std::numeric_limits<std::int64_t>::max() / 4) {
        throw InputError(
            fmt::format("--until: {} is too large for this", measure::exact_text(quantity)));
    }
    return amount;
}

std::string Search::text(std::int64_t value) const {
    Quantity quantity = unit_;
    quantity.amount = value;
    return measure::exact_text(quantity);
}

} // namespace ampsim::sweep
