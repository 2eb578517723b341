// SPDX-License-Identifier: BSD-3-Clause
//
// The JSON Schema of scenario files, for editors: made from the table of keys. What it lets through
// may still be wrong (a name that the platform does not have); what it refuses, a reader refuses.
#pragma once

#include <string>

namespace ampsim::scenario {

/// Draft 7; docs/reference/scenario.schema.json.
std::string json_schema();

} // namespace ampsim::scenario
