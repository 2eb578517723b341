// SPDX-License-Identifier: BSD-3-Clause
//
// The properties that ampsim adds to the System Device Tree: "ampsim,NAME", NAME here and in
// `--set platform.LABEL.NAME=VALUE`.
#pragma once

#include "sim/platform/blob.h"
#include "sim/time/virtual_time.h"

#include <string>
#include <string_view>
#include <vector>

namespace ampsim::platform {

inline constexpr std::string_view setting_prefix = "ampsim,";

/// "ampsim,NAME".
std::string setting_property(std::string_view name);

/// NAMEs that a node has; those that it may have are up to its kind.
std::vector<std::string> settings_of(const BlobNode& node);

/// Throws InputError, with a suggestion, when the node has a setting that is not in `known`.
void expect_only(const BlobNode& node, const std::vector<std::string>& known);

bool is_latency(std::string_view name); ///< ends in "-ns"

// Each throws InputError when the setting is missing or not what it should be.
VirtualTime latency_setting(const BlobNode& node, std::string_view name);
std::uint32_t number_setting(const BlobNode& node, std::string_view name,
                             const std::string& expected, std::uint32_t most);
std::string text_setting(const BlobNode& node, std::string_view name, const std::string& expected);
bool flag_setting(const BlobNode& node, std::string_view name); ///< missing: false

/// A number or a flag (1), as the models of devices take them; a latency must not be negative.
std::int64_t device_setting(const BlobProperty& property);

} // namespace ampsim::platform
