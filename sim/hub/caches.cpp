// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/caches.h"

#include "sim/error.h"
#include "sim/measure/suggestion.h"

#include <fmt/format.h>

#include <algorithm>

namespace ampsim::hub {

namespace {

template <typename Things, typename Name>
std::size_t find(const platform::Device& device, const std::string& property,
                 const std::string& wanted, const Things& things, Name name) {
    std::vector<std::string> known;
    for (std::size_t i = 0; i < things.size(); ++i) {
        if (name(things[i]) == wanted) {
            return i;
        }
        known.push_back(name(things[i]));
    }
    throw InputError(fmt::format("{}: property 'ampsim,{}': there is no '{}'{}; there are: {}",
                                 device.origin, property, wanted,
                                 measure::did_you_mean(wanted, known), fmt::join(known, ", ")));
}

/// The carve-outs in the memory, or all of it.
std::vector<models::CachedRange> shared_parts(const platform::Platform& platform,
                                              const platform::Memory& memory) {
    std::vector<models::CachedRange> parts;
    for (const auto& [name, range] : platform.carveouts) {
        if (range.address >= memory.bus.address && range.end() <= memory.bus.end()) {
            parts.push_back({0, range.size, range.address - memory.bus.address});
        }
    }
    return parts.empty() ? std::vector<models::CachedRange>{{0, memory.bus.size, 0}} : parts;
}

} // namespace

Caches::Caches(const platform::Platform& platform, const std::vector<Device>& devices)
    : platform_(platform) {
    for (std::size_t i = 0; i < devices.size(); ++i) {
        if (devices[i].cache) {
            place(platform.devices[i], *devices[i].cache);
        }
    }
}

void Caches::place(const platform::Device& device, const NodeCache& cache) {
    const platform::Node& node =
        platform_.nodes[find(device, "node", cache.node, platform_.nodes,
                             [](const platform::Node& each) { return each.name; })];
    const std::size_t index = find(device, "memory", cache.memory, platform_.memories,
                                   [](const platform::Memory& each) { return each.label; });
    const platform::Memory& memory = platform_.memories[index];
    if (memory.access == platform::Access::direct) {
        throw InputError(fmt::format("{}: {} is direct memory, which processors reach without a "
                                     "modelled cache; expected ampsim,access = \"timed\" (--set "
                                     "platform.{}.access=timed)",
                                     device.origin, memory.label, memory.label));
    }
    for (const platform::Window& window : node.windows) {
        if (!window.face && window.target == memory.label) {
            cache.cache->cache({window.node.address, window.node.size, window.offset});
        }
    }
    caches_.push_back(
        {cache, platform_.devices.size() + index, shared_parts(platform_, memory), {}});
}

std::vector<models::DataCache*> Caches::of(const std::string& node) const {
    std::vector<models::DataCache*> all;
    for (const Cache& cache : caches_) {
        if (cache.of.node == node) {
            all.push_back(cache.of.cache);
        }
    }
    return all;
}

void Caches::on_access(const std::string& initiator, std::size_t target,
                       const tlm::tlm_generic_payload& transaction) {
    if (!transaction.is_write()) {
        return;
    }
    for (Cache& cache : caches_) {
        if (target == cache.memory && initiator != cache.of.node) {
            cache.of.checker->written(initiator, transaction.get_address(),
                                      transaction.get_data_length());
        }
        if (target < platform_.devices.size() && initiator == cache.of.node) {
            cache.noted.erase(target);
            if (const auto dirty = cache.of.cache->first_dirty(cache.shared)) {
                cache.noted.insert({target, {sc_core::sc_time_stamp(), *dirty}});
            }
        }
    }
}

void Caches::on_rise(std::size_t device, const std::string& output) {
    const std::string& label = platform_.devices[device].label;
    for (const platform::Node& node : platform_.nodes) {
        const bool is_told =
            std::any_of(node.wires.begin(), node.wires.end(), [&](const platform::Wire& wire) {
                return wire.device == label && wire.output == output;
            });
        for (Cache& cache : caches_) {
            if (is_told && cache.of.node == node.name) {
                cache.of.checker->notified();
            } else if (const auto noted = cache.noted.find(device);
                       is_told && noted != cache.noted.end()) {
                cache.of.checker->rang_dirty(node.name, label, noted->second.dirty.offset,
                                             noted->second.at, noted->second.dirty.line);
                cache.noted.erase(noted);
            }
        }
    }
}

} // namespace ampsim::hub
