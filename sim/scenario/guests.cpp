// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/guests.h"

#include <fmt/format.h>

#include <cstdlib>
#include <string_view>

namespace ampsim::scenario {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view guest_prefix = "guest:";

bool is_guest(std::string_view path) {
    return path.substr(0, guest_prefix.size()) == guest_prefix;
}

fs::path guest_path(const std::string& path) {
    return fs::path(path.substr(guest_prefix.size())).lexically_normal();
}

} // namespace

std::vector<fs::path> guest_directories() {
    if (const char* directory = std::getenv("AMPSIM_GUESTS_DIR")) {
        return {directory};
    }
    std::error_code unknown;
    const fs::path program = fs::read_symlink("/proc/self/exe", unknown).parent_path();
    return {program / "guests", program.parent_path() / "share/ampsim/guests",
            AMPSIM_BUILD_DIR "/guests", AMPSIM_SOURCE_DIR "/build/guests"};
}

fs::path resolve_path(const std::string& path, const fs::path& base) {
    if (!is_guest(path)) {
        return (base / path).lexically_normal();
    }
    const std::vector<fs::path> directories = guest_directories();
    std::error_code unknown;
    for (const fs::path& directory : directories) {
        if (fs::exists(directory / guest_path(path), unknown)) {
            return directory / guest_path(path);
        }
    }
    return directories.front() / guest_path(path);
}

std::string explain_missing(const std::string& path, const fs::path& base) {
    if (!is_guest(path)) {
        return fmt::format("there is no file {}", resolve_path(path, base).string());
    }
    std::string places;
    for (const fs::path& directory : guest_directories()) {
        if (places.find(directory.string()) != std::string::npos) {
            continue;
        }
        places += (places.empty() ? "" : ", ") + directory.string();
    }
    return fmt::format(
        "'{}' is not built: run ./quickstart, or build the target guest_{} (looked in {})", path,
        guest_path(path).begin()->string(), places);
}

} // namespace ampsim::scenario
