// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/file_memory.h"

#include <fmt/format.h>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <system_error>
#include <utility>

namespace ampsim::measure {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

/// Times of files are coarse: one that changed a moment ago may change again, and look the same.
constexpr std::time_t settled_after = 3; // seconds

} // namespace

std::string settled_state(const std::string& file) {
    struct stat found {};
    if (stat(file.c_str(), &found) != 0 ||
        std::time(nullptr) - std::max(found.st_mtim.tv_sec, found.st_ctim.tv_sec) < settled_after) {
        return "";
    }
    return fmt::format("{} {} {} {}.{:09} {}.{:09}", found.st_dev, found.st_ino, found.st_size,
                       found.st_mtim.tv_sec, found.st_mtim.tv_nsec, found.st_ctim.tv_sec,
                       found.st_ctim.tv_nsec);
}

FileMemory::FileMemory(fs::path memory, std::string format)
    : memory_(std::move(memory)), format_(std::move(format)) {
    std::ifstream in(memory_, std::ios::binary);
    const json saved = json::parse(in, nullptr, false);
    const auto field = [](const json& object, const char* name) {
        return object.is_object() ? object.value(name, json()) : json();
    };
    if (field(saved, "format") != format_) {
        return;
    }
    const json files = field(saved, "files");
    for (const auto& [file, known] : files.items()) {
        if (known.is_array() && known.size() == 2 && known[0].is_string()) {
            found_[file] = {known[0], known[1]};
        }
    }
}

FileMemory::Findings FileMemory::known() const {
    Findings known;
    for (const auto& [file, found] : found_) {
        if (found.state == settled_state(file)) {
            known[file] = found.finding;
        }
    }
    return known;
}

void FileMemory::keep(const Findings& findings) const {
    if (memory_.empty()) {
        return;
    }
    json files = json::object();
    for (const auto& [file, found] : found_) {
        files[file] = {found.state, found.finding};
    }
    const json before = files;
    for (const auto& [file, finding] : findings) {
        if (const std::string state = settled_state(file); !state.empty()) {
            files[file] = {state, finding};
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
        out << json{{"format", format_}, {"files", files}}.dump(1) << '\n';
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

} // namespace ampsim::measure
