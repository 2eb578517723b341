// SPDX-License-Identifier: BSD-3-Clause
//
// The files that a run depends on, by their hashes: with the scenario and this program they are all
// that its events are made of.
#pragma once

#include "sim/node/plugin.h"
#include "sim/platform/platform.h"
#include "sim/scenario/scenario.h"

#include <map>
#include <string>
#include <vector>

namespace ampsim::hub {

using FileHashes = std::map<std::string, std::string>; ///< file -> SHA-256

/// Whether some node is a guest. Without one neither QEMU nor the plugin is an input.
bool needs_qemu(const scenario::Scenario& scenario, const platform::Platform& platform);

/// Hashes of all files that go into a run; `device_files` are those that devices read. Takes what
/// is in `known` from there, and adds the others to it: two runs share most of their files. Throws
/// InputError for a file that cannot be read.
FileHashes hash_inputs(const scenario::Scenario& scenario, const platform::Platform& platform,
                       const node::QemuWithPlugin& programs,
                       const std::vector<std::string>& device_files, FileHashes& known);

/// What tells runs apart before they are run.
struct RunIdentity {
    std::string snapshot; ///< snapshot_key(): the same for runs that can start from one snapshot
    std::string run;      ///< the same for runs that find the same, with the same verdicts
};

/// Of the run that `scenario` describes, without elaborating it. `known`: as above. Throws
/// InputError for what is wrong with its platform, its files or the installation.
RunIdentity identify(const scenario::Scenario& scenario, FileHashes& known);

} // namespace ampsim::hub
