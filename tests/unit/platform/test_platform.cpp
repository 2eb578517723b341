// SPDX-License-Identifier: BSD-3-Clause
#include "tests/unit/platform/test_platform.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace ampsim::platform {

namespace fs = std::filesystem;

TemporaryDirectory::TemporaryDirectory() {
    std::string pattern = (fs::temp_directory_path() / "ampsim-test-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) {
        throw std::runtime_error("cannot make a temporary directory");
    }
    directory_ = pattern;
}

TemporaryDirectory::~TemporaryDirectory() {
    std::error_code left_behind;
    fs::remove_all(directory_, left_behind);
}

std::string TemporaryDirectory::write(const std::string& name, const std::string& contents) const {
    fs::create_directories((directory_ / name).parent_path());
    std::ofstream(directory_ / name, std::ios::binary) << contents;
    return path(name);
}

namespace {

/// A source with the text of what it includes in its place.
std::string expanded(const fs::path& file) {
    std::ifstream in(file);
    std::string text;
    for (std::string line; std::getline(in, line);) {
        const std::string directive = "/include/ \"";
        const std::size_t at = line.find(directive);
        if (at == std::string::npos) {
            text += line + "\n";
            continue;
        }
        const std::size_t name = at + directive.size();
        std::istringstream included(
            expanded(file.parent_path() / line.substr(name, line.find('"', name) - name)));
        for (std::string inner; std::getline(included, inner);) {
            text += (inner.empty() ? "" : line.substr(0, at) + inner) + "\n";
        }
    }
    return text;
}

} // namespace

std::string platform_source(const std::string& name, const std::vector<Edit>& edits) {
    std::string text = expanded(fs::path(AMPSIM_SOURCE_DIR) / "platforms" / name / (name + ".dts"));
    for (const Edit& edit : edits) {
        const std::size_t at = text.find(edit.from);
        if (at == std::string::npos || text.find(edit.from, at + 1) != std::string::npos) {
            throw std::logic_error("not exactly once in the source: " + edit.from);
        }
        text.replace(at, edit.from.size(), edit.to);
    }
    return text;
}

std::string imx8mm_amp_source(const std::vector<Edit>& edits) {
    return platform_source("imx8mm-amp", edits);
}

Platform load_edited(const std::vector<Edit>& edits, const std::vector<Override>& overrides,
                     const std::string& name) {
    const TemporaryDirectory directory;
    return load(directory.write("edited.dts", platform_source(name, edits)), overrides);
}

std::string error_of(const std::vector<Edit>& edits, const std::vector<Override>& overrides,
                     const std::string& name) {
    const TemporaryDirectory directory;
    const std::string file = directory.write("edited.dts", platform_source(name, edits));
    try {
        load(file, overrides);
    } catch (const InputError& error) {
        std::string message = error.what();
        const std::string prefix = directory.path("");
        for (std::size_t at = 0; (at = message.find(prefix)) != std::string::npos;) {
            message.erase(at, prefix.size());
        }
        return message;
    }
    return "loads";
}

namespace {

template <typename Range, typename Matches>
auto& only(Range& range, Matches matches) {
    const auto found = std::find_if(range.begin(), range.end(), matches);
    if (found == range.end()) {
        throw std::logic_error("the platform has nothing of that name");
    }
    return *found;
}

} // namespace

const Node& node_named(const Platform& platform, const std::string& name) {
    return platform.nodes.at(platform.node_index(name));
}

const Device& device_named(const Platform& platform, const std::string& label) {
    return only(platform.devices, [&](const Device& device) { return device.label == label; });
}

const Memory& memory_named(const Platform& platform, const std::string& label) {
    return only(platform.memories, [&](const Memory& memory) { return memory.label == label; });
}

} // namespace ampsim::platform
