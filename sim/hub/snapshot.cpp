// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/snapshot.h"

#include "sim/error.h"
#include "sim/measure/hash.h"
#include "sim/node/build_id.h"
#include "sim/node/file.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace ampsim::hub {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr const char* format = "ampsim-snapshot 1";
constexpr const char* description = "snapshot.json";
constexpr const char* this_program = "/proc/self/exe";
constexpr std::size_t digits_of_key = 16;
/// Of one scenario: the next one saved takes the place of the one that was used least lately.
constexpr std::size_t most_of_a_scenario = 8;
constexpr std::chrono::hours longest_run_of_a_draft{24};

void remove_least_used(const fs::path& directory, const std::string& scenario) {
    std::vector<fs::path> found;
    std::error_code failed;
    for (const fs::directory_entry& entry : fs::directory_iterator(directory, failed)) {
        const std::string name = entry.path().filename().string();
        if (name.size() == scenario.size() + 1 + digits_of_key &&
            name.rfind(scenario + "-", 0) == 0) {
            found.push_back(entry.path());
        }
    }
    if (found.size() < most_of_a_scenario) {
        return;
    }
    const auto used = [](const fs::path& snapshot) {
        std::error_code unknown;
        return fs::last_write_time(snapshot / description, unknown);
    };
    const auto oldest =
        std::min_element(found.begin(), found.end(),
                         [&](const auto& a, const auto& b) { return used(a) < used(b); });
    fs::remove_all(*oldest, failed);
}

/// Drafts of runs that were killed.
void remove_abandoned(const fs::path& snapshot) {
    const std::string start = snapshot.filename().string() + ".";
    const auto long_ago = fs::file_time_type::clock::now() - longest_run_of_a_draft;
    std::error_code failed;
    for (const fs::directory_entry& entry :
         fs::directory_iterator(snapshot.parent_path(), failed)) {
        if (entry.path().filename().string().rfind(start, 0) == 0 &&
            entry.last_write_time(failed) < long_ago) {
            fs::remove_all(entry.path(), failed);
        }
    }
}

} // namespace

std::string snapshot_key(const scenario::Scenario& scenario,
                         const std::map<std::string, std::string>& inputs) {
    measure::Sha256 hash;
    const auto add = [&hash](const std::string& text) {
        hash.update(text.data(), text.size() + 1); // with its end
    };
    add(format);
    add(node::build_id_of(this_program).value_or(""));
    add(scenario.as_toml);
    for (const auto& [file, sha256] : inputs) {
        add(file);
        add(sha256);
    }
    return hash.hex();
}

bool has_snapshot(const std::string& directory, const std::string& scenario,
                  const std::string& key) {
    return Snapshot(directory, scenario, key).exists();
}

Snapshot::Snapshot(const fs::path& directory, const std::string& scenario, const std::string& key)
    : directory_((directory / (scenario + "-" + key.substr(0, digits_of_key))).string()),
      exists_(fs::exists(file(description))) {
    if (exists_) {
        read_point();
    }
}

Snapshot::~Snapshot() {
    if (!draft_.empty()) {
        std::error_code failed;
        fs::remove_all(draft_, failed);
    }
}

std::string Snapshot::file(const std::string& name) const {
    return (draft_.empty() ? directory_ : draft_) + "/" + name;
}

void Snapshot::read_point() {
    const json saved = json::parse(node::content_of(file(description)), nullptr, false);
    const auto is_whole = [this](const std::string& name, const json& size) {
        std::error_code missing;
        return fs::file_size(file(name), missing) == size && !missing;
    };
    bool whole = saved.is_object() && saved.value("format", "") == format &&
                 saved.contains("steps") && saved.contains("time_ns") && saved.contains("files");
    if (whole) {
        for (const auto& [name, size] : saved["files"].items()) {
            whole = whole && is_whole(name, size);
        }
    }
    if (!whole) {
        throw InputError(fmt::format(
            "{}: the snapshot is damaged; remove the directory, and it is made again", directory_));
    }
    point_ = {saved.at("steps"), VirtualTime{saved.at("time_ns")}};
    std::error_code failed;
    fs::last_write_time(file(description), fs::file_time_type::clock::now(), failed); // used now
}

void Snapshot::begin() {
    std::error_code failed;
    fs::create_directories(fs::path(directory_).parent_path(), failed);
    remove_abandoned(directory_);
    std::string draft = directory_ + ".XXXXXX";
    if (mkdtemp(draft.data()) == nullptr) {
        throw InputError(fmt::format("cannot make the snapshot's directory {}: {}", draft,
                                     std::strerror(errno)));
    }
    draft_ = draft;
}

void Snapshot::commit(Point point) {
    json files = json::object();
    for (const fs::directory_entry& entry : fs::directory_iterator(draft_)) {
        files[entry.path().filename().string()] = entry.file_size();
    }
    const json saved{{"format", format},
                     {"steps", point.steps},
                     {"time_ns", point.time.count()},
                     {"files", files}};
    node::write_file(file(description), saved.dump(2) + "\n");
    const fs::path final = directory_;
    const std::string name = final.filename().string();
    remove_least_used(final.parent_path(), name.substr(0, name.size() - 1 - digits_of_key));
    std::error_code exists;
    fs::rename(draft_, directory_, exists);
    if (!exists) { // else another run has just made the same one
        draft_.clear();
    }
}

} // namespace ampsim::hub
