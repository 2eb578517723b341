// SPDX-License-Identifier: BSD-3-Clause
//
// What runs remember of their input files beside the snapshots, so that one from a snapshot neither
// hashes them again nor looks for its probes in them.
#pragma once

#include "sim/hub/inputs.h"
#include "sim/measure/probes.h"

#include <string>

namespace ampsim::hub {

// `directory` is where all snapshots are; empty: nothing is remembered. Findings of files that have
// changed are not among those that are known. Nothing depends on that they can be kept.

FileHashes known_hashes(const std::string& directory);
void keep_hashes(const std::string& directory, const FileHashes& hashes);

/// Found by this program: another one may read kernels in another way.
measure::KernelSymbols known_symbols(const std::string& directory);
void keep_symbols(const std::string& directory, const measure::KernelSymbols& symbols);

} // namespace ampsim::hub
