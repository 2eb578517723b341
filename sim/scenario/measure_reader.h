// SPDX-License-Identifier: BSD-3-Clause
//
// What a scenario measures and expects: of its top level, and of its variant.
#pragma once

#include "sim/scenario/parameters.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/table.h"

#include <optional>
#include <string>

namespace ampsim::scenario {

/// The table of [variants] that holds; nothing when there are none. `chosen` gets its name. All of
/// them are checked. Throws InputError at the place of what is wrong, as all of these do.
std::optional<Table> find_variant(Table& root, std::string& chosen);

/// Adds the spans of a table.
void read_spans(Table& table, std::vector<measure::SpanDefinition>& spans);

/// Adds the expectations of a table, with the values of parameters in them.
void read_expectations(Table& table, const Parameters& parameters,
                       std::vector<std::string>& expectations);

/// Adds the published figures of a table, the same way.
void read_published(Table& table, const Parameters& parameters,
                    std::vector<measure::PublishedFigure>& published);

} // namespace ampsim::scenario
