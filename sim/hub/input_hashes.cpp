// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/input_hashes.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <system_error>

namespace ampsim::hub {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr const char* format = "ampsim-hashes 1";
/// Times of files are coarse: one that changed a moment ago may change again, and look the same.
constexpr std::time_t settled_after = 3; // seconds

/// Empty: it must not be remembered.
std::string state_of(const std::string& file) {
    struct stat found {};
    if (stat(file.c_str(), &found) != 0 ||
        std::time(nullptr) - std::max(found.st_mtim.tv_sec, found.st_ctim.tv_sec) < settled_after) {
        return "";
    }
    return fmt::format("{} {} {} {}.{:09} {}.{:09}", found.st_dev, found.st_ino, found.st_size,
                       found.st_mtim.tv_sec, found.st_mtim.tv_nsec, found.st_ctim.tv_sec,
                       found.st_ctim.tv_nsec);
}

} // namespace

InputHashes::InputHashes(const fs::path& directory)
    : memory_(directory.empty() ? fs::path() : directory / "hashes.json") {
    std::ifstream in(memory_, std::ios::binary);
    const json saved = json::parse(in, nullptr, false);
    if (!saved.is_object() || saved.value("format", "") != format) {
        return;
    }
    const json files = saved.value("files", json::object());
    for (const auto& [file, known] : files.items()) {
        if (known.is_array() && known.size() == 2 && known[0].is_string() && known[1].is_string()) {
            hashed_[file] = {known[0], known[1]};
        }
    }
}

FileHashes InputHashes::known() const {
    FileHashes known;
    for (const auto& [file, hashed] : hashed_) {
        if (hashed.state == state_of(file)) {
            known[file] = hashed.sha256;
        }
    }
    return known;
}

void InputHashes::keep(const FileHashes& hashes) const {
    if (memory_.empty()) {
        return;
    }
    json files = json::object();
    for (const auto& [file, hashed] : hashed_) {
        files[file] = {hashed.state, hashed.sha256};
    }
    const json before = files;
    for (const auto& [file, sha256] : hashes) {
        if (const std::string state = state_of(file); !state.empty()) {
            files[file] = {state, sha256};
        }
    }
    if (files == before) {
        return;
    }
    std::error_code failed;
    fs::create_directories(memory_.parent_path(), failed);
    const fs::path draft = fmt::format("{}.{}", memory_.string(), getpid());
    {
        std::ofstream out(draft, std::ios::binary);
        out << json{{"format", format}, {"files", files}}.dump(1) << '\n';
        if (!out.flush()) {
            failed = std::make_error_code(std::errc::io_error);
        }
    }
    if (!failed) {
        fs::rename(draft, memory_, failed); // whole, whoever else does the same
    }
    if (failed) {
        fs::remove(draft, failed);
    }
}

} // namespace ampsim::hub
