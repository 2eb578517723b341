// SPDX-License-Identifier: BSD-3-Clause
#include "sim/platform/source_file.h"

#include "sim/error.h"
#include "sim/measure/file_memory.h"
#include "sim/measure/suggestion.h"
#include "sim/platform/child_process.h"
#include "sim/platform/platform.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <sstream>

namespace ampsim::platform {

namespace fs = std::filesystem;

namespace {

/// `directory/NAME/NAME.dts` or .dtb; empty when there is neither.
fs::path file_in(const fs::path& directory, const std::string& name) {
    for (const char* extension : {".dts", ".dtb"}) {
        std::error_code unreadable;
        fs::path file = directory / name / (name + extension);
        if (fs::is_regular_file(file, unreadable)) {
            return file;
        }
    }
    return {};
}

std::vector<std::string> known_platforms() {
    std::vector<std::string> names;
    for (const fs::path& directory : platform_directories()) {
        std::error_code unreadable;
        for (const fs::directory_entry& entry : fs::directory_iterator(directory, unreadable)) {
            const std::string name = entry.path().filename().string();
            if (!file_in(directory, name).empty()) {
                names.push_back(name);
            }
        }
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

[[noreturn]] void fail_unknown(const std::string& name) {
    const std::vector<std::string> known = known_platforms();
    std::vector<std::string> places;
    for (const fs::path& directory : platform_directories()) {
        places.push_back(directory.string());
    }
    throw InputError(fmt::format(
        "unknown platform '{}'{}; known are: {} (looked in {}); a path to a "
        ".dts file is taken as well",
        name, measure::did_you_mean(name, known), fmt::join(known, ", "), fmt::join(places, ", ")));
}

/// Shorter to read in messages when the file lies below the working directory.
fs::path as_seen_from_here(const fs::path& file) {
    std::error_code unknown;
    const fs::path relative = fs::proximate(file, unknown);
    return unknown || relative.empty() || *relative.begin() == ".." ? file : relative;
}

std::vector<char> read_file(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::vector<char> bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (!in) {
        throw InputError(fmt::format("{}: cannot be read", file.string()));
    }
    return bytes;
}

/// A source that was compiled: what it became, and what dtc read for it.
struct Compiled {
    std::vector<char> flattened;
    std::map<std::string, std::string> states; ///< file -> measure::settled_state()
    bool is_up_to_date() const {
        return !states.empty() && std::all_of(states.begin(), states.end(), [](const auto& read) {
            return !read.second.empty() && read.second == measure::settled_state(read.first);
        });
    }
};

/// "-: FILE FILE...", as dtc writes it for make: the source, what it includes and embeds. A name
/// with a blank in it gives names of no files, which never are up to date.
std::map<std::string, std::string> states_of(const std::string& dependencies) {
    std::map<std::string, std::string> states;
    std::istringstream words(dependencies);
    std::string word;
    words >> word; // the target
    while (words >> word) {
        states[word] = measure::settled_state(word);
    }
    return states;
}

/// With labels (-@), without warnings (-q).
Compiled compile(const fs::path& file) {
    const std::vector<std::string> command = {"dtc", "-q", "-@",       "-I", "dts",        "-O",
                                              "dtb", "-d", notes_file, "--", file.string()};
    const std::optional<ChildResult> dtc = run_child(command);
    if (!dtc) {
        throw InputError(
            fmt::format("{}: needs the device tree compiler dtc, and there is none in PATH; "
                        "sudo apt-get install device-tree-compiler",
                        file.string()));
    }
    if (!dtc->succeeded) {
        const std::string errors = dtc->errors.substr(0, dtc->errors.find_last_not_of('\n') + 1);
        throw InputError(fmt::format("{}: dtc does not accept it:\n{}", file.string(), errors));
    }
    return {{dtc->output.begin(), dtc->output.end()}, states_of(dtc->notes)};
}

/// A sweep loads one platform for each of its points.
std::vector<char> compile_once(const fs::path& file) {
    static std::mutex mutex;
    static std::map<std::string, Compiled> compiled;
    const std::lock_guard<std::mutex> lock(mutex);
    Compiled& known = compiled[file.string()];
    if (!known.is_up_to_date()) {
        known = compile(file);
    }
    return known.flattened;
}

} // namespace

bool is_path(const std::string& name_or_path) {
    const fs::path path = name_or_path;
    return path.has_parent_path() || path.extension() == ".dts" || path.extension() == ".dtb";
}

std::vector<fs::path> platform_directories() {
    if (const char* directory = std::getenv("AMPSIM_PLATFORMS_DIR")) {
        return {directory};
    }
    std::error_code unknown;
    const fs::path program = fs::read_symlink("/proc/self/exe", unknown).parent_path();
    return {program.parent_path() / "share/ampsim/platforms", AMPSIM_SOURCE_DIR "/platforms"};
}

fs::path find_platform(const std::string& name_or_path) {
    if (is_path(name_or_path)) {
        std::error_code unreadable;
        if (!fs::is_regular_file(name_or_path, unreadable)) {
            throw InputError(fmt::format("there is no platform file {}; known platforms are: {}",
                                         name_or_path, fmt::join(known_platforms(), ", ")));
        }
        return name_or_path;
    }
    for (const fs::path& directory : platform_directories()) {
        const fs::path file = file_in(directory, name_or_path);
        if (!file.empty()) {
            return as_seen_from_here(file);
        }
    }
    fail_unknown(name_or_path);
}

std::vector<char> read_flattened(const fs::path& file) {
    return file.extension() == ".dtb" ? read_file(file) : compile_once(file);
}

} // namespace ampsim::platform
