// SPDX-License-Identifier: BSD-3-Clause
//
// `--set platform.LABEL.PROPERTY=VALUE`: an edit of the tree before it is read.
#pragma once

#include "sim/platform/blob.h"
#include "sim/platform/platform.h"

#include <vector>

namespace ampsim::platform {

/// In order. Throws InputError that names the option.
void apply(const std::vector<Override>& overrides, Blob& blob);

} // namespace ampsim::platform
