// SPDX-License-Identifier: BSD-3-Clause
//
// Which QEMU a plugin was built for: both carry the same build-id. They are read from the files,
// because a plugin cannot be loaded outside of its QEMU.
#pragma once

#include <optional>
#include <string>

namespace ampsim::node {

/// The GNU build-id note of a program, in hex; nothing when it has none or is no ELF file.
std::optional<std::string> build_id_of(const std::string& program);

/// `const char ampsim_qemu_build_id[]` of a plugin; nothing when it has no such symbol.
std::optional<std::string> build_id_wanted_by(const std::string& plugin);

} // namespace ampsim::node
