// SPDX-License-Identifier: BSD-3-Clause
//
// What `ampsim run` prints of a run that is over.
#pragma once

#include "sim/cli/context.h"

#include <filesystem>
#include <string>
#include <vector>

namespace ampsim::cli {

/// Its waterfall, expectations, speed and files; `histograms`: the spans and hops whose
/// distributions are drawn, or none for that of the first span.
void print_summary(const hub::Run& run, const std::filesystem::path& directory,
                   const std::vector<std::string>& histograms, const Context& context);

} // namespace ampsim::cli
