// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/input_hashes.h"

#include "sim/measure/hash.h"

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
    for (const auto& [file, known] : saved.value("files", json::object()).items()) {
        if (known.is_array() && known.size() == 2 && known[0].is_string() && known[1].is_string()) {
            known_[file] = {known[0], known[1]};
        }
    }
}

void InputHashes::keep() const {
    if (!is_new_ || memory_.empty()) {
        return;
    }
    json files = json::object();
    for (const auto& [file, known] : known_) {
        files[file] = {known.state, known.sha256};
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

std::string InputHashes::sha256(const std::string& file) {
    const std::string state = state_of(file);
    std::error_code unknown;
    const std::string path = fs::absolute(file, unknown).lexically_normal().string();
    const auto known = known_.find(path);
    if (!state.empty() && known != known_.end() && known->second.state == state) {
        return known->second.sha256;
    }
    std::string sha256 = measure::sha256_of_file(file);
    if (!state.empty() && state == state_of(file)) {
        known_[path] = {state, sha256};
        is_new_ = true;
    }
    return sha256;
}

} // namespace ampsim::hub
