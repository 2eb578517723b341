// SPDX-License-Identifier: BSD-3-Clause
#include "sim/platform/platform.h"

#include "sim/error.h"
#include "sim/measure/hash.h"
#include "sim/measure/suggestion.h"
#include "sim/platform/address_map_reader.h"
#include "sim/platform/blob.h"
#include "sim/platform/bus_reader.h"
#include "sim/platform/checks.h"
#include "sim/platform/node_reader.h"
#include "sim/platform/overrides.h"
#include "sim/platform/relation_reader.h"
#include "sim/platform/source_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace ampsim::platform {

namespace {

void read_identity(const Blob& blob, Platform& platform) {
    if (const std::optional<BlobProperty> model = blob.root().find("model")) {
        platform.model = model->text();
    }
    if (const std::optional<BlobProperty> compatible = blob.root().find("compatible")) {
        platform.compatible = compatible->texts();
    }
}

Platform described_by(const Blob& blob) {
    Platform platform;
    read_identity(blob, platform);
    const Topology topology = read_nodes(blob, platform);
    const BlobNode bus = shared_bus(blob);
    read_bus(bus, topology, platform);
    check_bus(platform);
    for (const auto& [cluster, node] : topology.by_cluster) {
        platform.nodes[node].windows = read_address_map(cluster, bus, platform);
        find_machine_ram(platform.nodes[node]);
    }
    check_nodes(platform);
    read_carveouts(blob, platform);
    read_boot_arguments(topology, platform);
    read_relations(blob, topology, platform);
    return platform;
}

} // namespace

bool Device::is_compatible(const std::string& with) const {
    return std::find(compatible.begin(), compatible.end(), with) != compatible.end();
}

std::string Device::text(const std::string& name) const {
    const auto found = texts.find(name);
    return found == texts.end() ? "" : found->second;
}

std::string Device::face_label(std::size_t face) const {
    const std::string& name = faces.at(face).name;
    return name.empty() ? label : label + "." + name;
}

std::size_t Platform::node_index(const std::string& node) const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (nodes[i].name == node) {
            return i;
        }
        names.push_back(nodes[i].name);
    }
    throw InputError(fmt::format("platform {} has no node '{}'{}; its nodes are: {}", name, node,
                                 measure::did_you_mean(node, names), fmt::join(names, ", ")));
}

const Range* Platform::carveout(const Rpmsg& relation, const std::string& what) const {
    const auto found = relation.carveouts.find(what);
    return found == relation.carveouts.end() ? nullptr : &carveouts.at(found->second);
}

Platform load(const std::string& name_or_path, const std::vector<Override>& overrides) {
    const std::filesystem::path file = find_platform(name_or_path);
    return read(file.string(), read_flattened(file), overrides);
}

Platform read(const std::string& file, std::vector<char> flattened,
              const std::vector<Override>& overrides) {
    measure::Sha256 hash;
    hash.update(flattened.data(), flattened.size());
    Blob blob(file, std::move(flattened));
    apply(overrides, blob);
    Platform platform = described_by(blob);
    platform.name = std::filesystem::path(file).stem().string();
    platform.file = file;
    platform.compiled_sha256 = hash.hex();
    return platform;
}

} // namespace ampsim::platform
