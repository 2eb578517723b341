// SPDX-License-Identifier: BSD-3-Clause
//
// A figure that somebody measured on the real thing and published, and what a run finds for it. It
// judges nothing: a deviation is said, and no run fails for it.
#pragma once

#include "sim/measure/span.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <vector>

namespace ampsim::measure {

struct Result;

/// [[published]] of a scenario.
struct PublishedFigure {
    std::string figure; ///< the expression that is its counterpart here: "there.mean"
    std::string value;  ///< with its unit, as it was published: "309 ns"
    std::string source; ///< who says so, and where
    std::string role;   ///< "fitted": numbers here were chosen for it; "predicted": none was
};

struct BesidePublished {
    PublishedFigure published;
    std::string found;               ///< to the nanosecond, "310 ns"; or why there is none
    std::optional<double> deviation; ///< (found - published) / published; nothing without a figure
};

/// What can be known before a run: names of spans and hops, that both have one dimension, and that
/// the value is more than 0. Throws InputError.
void check_published(const PublishedFigure& published, const std::vector<SpanDefinition>& spans,
                     const std::vector<std::string>& labels = {});

/// Throws InputError when the expression names a counter that the run has not.
BesidePublished beside(const PublishedFigure& published, const Result& result);

/// "+0.3 %"; "–" when there is none.
std::string deviation_text(const BesidePublished& beside);

/// A table for a terminal, with the sources below. Empty when there is nothing to say.
std::string published_text(const std::vector<BesidePublished>& all, unsigned width, bool colour);

/// The list as result.json and sweep.json have it.
nlohmann::ordered_json published_json(const std::vector<BesidePublished>& all);

/// That of a result.json; it is empty when it has none. Throws json::exception.
std::vector<BesidePublished> read_published(const nlohmann::json& result);

} // namespace ampsim::measure
