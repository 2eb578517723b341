// SPDX-License-Identifier: BSD-3-Clause
//
// Any bytes are a platform or an error that says where. Of a platform everything that is derived
// from it can be made, and what a kernel gets is a device tree.
#include "sim/error.h"
#include "sim/platform/platform.h"
#include "tests/fuzz/require.h"

#include <libfdt.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace {

using namespace ampsim;
using fuzz::require;

constexpr const char* origin = "input.dtb";

std::optional<platform::Platform> read(const std::uint8_t* bytes, std::size_t size) {
    try {
        return platform::read(origin, {bytes, bytes + size});
    } catch (const InputError& error) {
        require(std::string(error.what()).find(origin) == 0, "an error says where");
        return std::nullopt;
    }
}

void derive(const platform::Platform& platform, std::size_t node) {
    try {
        platform::firmware_header(platform, node);
        platform::firmware_linker_script(platform, node);
        if (platform.nodes[node].os != "linux")
            return;
        const std::string tree = platform::linux_device_tree(platform, node);
        require(fdt_check_full(tree.data(), tree.size()) == 0, "a kernel gets a device tree");
        require(!platform::linux_device_tree_source(platform, node).empty(), "and people its text");
    } catch (const InputError&) { // NOLINT(bugprone-empty-catch): what it cannot be derived from
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::optional<platform::Platform> platform = read(bytes, size);
    for (std::size_t node = 0; platform && node < platform->nodes.size(); ++node)
        derive(*platform, node);
    return 0;
}
