// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/inputs.h"

#include "sim/hub/snapshot.h"
#include "sim/measure/hash.h"
#include "sim/measure/probes.h"
#include "sim/scenario/guests.h"

#include <algorithm>
#include <filesystem>

namespace ampsim::hub {

namespace fs = std::filesystem;

namespace {

/// Files that devices may read: what their texts name, where such a file is there.
std::vector<std::string> files_of_devices(const scenario::Scenario& scenario,
                                          const platform::Platform& platform) {
    const fs::path base = fs::path(scenario.file).parent_path();
    std::vector<std::string> files;
    for (const platform::Device& device : platform.devices) {
        for (const auto& [name, text] : device.texts) {
            const fs::path file = text.empty() ? fs::path() : scenario::resolve_path(text, base);
            std::error_code unknown;
            if (fs::is_regular_file(file, unknown)) {
                files.push_back(file.string());
            }
        }
    }
    return files;
}

} // namespace

bool needs_qemu(const scenario::Scenario& scenario, const platform::Platform& platform) {
    return std::any_of(platform.nodes.begin(), platform.nodes.end(),
                       [&scenario](const platform::Node& node) {
                           return !node.is_peer && !scenario.nodes.at(node.name).program;
                       });
}

FileHashes hash_inputs(const scenario::Scenario& scenario, const platform::Platform& platform,
                       const node::QemuWithPlugin& programs,
                       const std::vector<std::string>& device_files, FileHashes& known) {
    FileHashes hashes;
    const auto add = [&](const std::string& file) {
        if (file.empty()) {
            return;
        }
        if (known.count(file) == 0) {
            known[file] = measure::sha256_of_file(file);
        }
        hashes[file] = known[file];
    };
    add(platform.file);
    hashes[platform.file + ", compiled"] = platform.compiled_sha256; // with what it includes
    std::for_each(device_files.begin(), device_files.end(), add);
    add(programs.qemu);
    add(programs.plugin);
    for (const auto& [name, settings] : scenario.nodes) {
        add(settings.kernel);
        add(settings.initramfs);
        add(settings.device_tree);
        add(settings.firmware);
        if (!settings.command.empty() && settings.command.front().find('/') != std::string::npos) {
            add(settings.command.front());
        }
        for (const auto& [path, file] : settings.files) {
            add(file);
        }
        for (const auto& [program, file] : settings.programs) {
            add(file);
        }
        for (const std::string& file : measure::module_files(settings.modules)) {
            add(file);
        }
    }
    return hashes;
}

RunIdentity identify(const scenario::Scenario& scenario, FileHashes& known) {
    const platform::Platform platform = platform::load(scenario.platform, scenario.overrides);
    const node::QemuWithPlugin programs =
        needs_qemu(scenario, platform) ? node::find_qemu_with_plugin() : node::QemuWithPlugin{};
    RunIdentity identity;
    identity.snapshot =
        snapshot_key(scenario, hash_inputs(scenario, platform, programs,
                                           files_of_devices(scenario, platform), known));
    measure::Sha256 hash;
    const auto add = [&hash](const std::string& text) {
        hash.update(text.data(), text.size() + 1); // with its end
    };
    add(identity.snapshot);
    add(scenario.name);
    for (const std::string& expectation : scenario.expectations) {
        add(expectation);
    }
    for (const measure::PublishedFigure& each : scenario.published) {
        for (const std::string& text : {each.figure, each.value, each.source, each.role}) {
            add(text);
        }
    }
    for (const std::string& late : scenario.then) {
        add("then " + late);
    }
    identity.run = hash.hex();
    return identity;
}

} // namespace ampsim::hub
