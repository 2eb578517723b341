// SPDX-License-Identifier: BSD-3-Clause
//
// The axis along which `--until` looks: from the smallest of its values to the largest, in steps of
// a resolution. All other axes have one value.
#pragma once

#include "sim/measure/quantity.h"
#include "sim/sweep/axis.h"
#include "sim/sweep/bisection.h"

#include <string>
#include <vector>

namespace ampsim::sweep {

class Search {
public:
    /// `resolution` is a value of the axis; empty: 1 ns, or 1 of the last decimal that its ends
    /// have. Throws InputError when there is not one axis with several values, or when they are no
    /// numbers.
    Search(const std::vector<Axis>& axes, const std::string& resolution);

    /// Which axis it is.
    std::size_t axis() const { return axis_; }

    Bisection bisection() const { return {low_, high_, resolution_}; }

    /// A value of the bisection as --set takes it.
    std::string text(std::int64_t value) const;

private:
    std::int64_t amount(const measure::Quantity& quantity) const;

    std::size_t axis_ = 0;
    measure::Quantity unit_; ///< dimension, and decimals
    std::int64_t low_ = 0;
    std::int64_t high_ = 0;
    std::int64_t resolution_ = 1;
};

} // namespace ampsim::sweep
