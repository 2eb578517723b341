// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/cache_devices.h"

#include "models/cache/cache_checker.h"
#include "models/cache/cache_maintenance.h"
#include "models/cache/data_cache.h"
#include "sim/error.h"

#include <fmt/format.h>

namespace ampsim::hub {

namespace {

struct DataCacheInstance {
    DataCacheInstance(const std::string& label, const models::DataCacheParameters& settings,
                      const models::CacheCheckerParameters& checks,
                      const models::CacheMaintenanceParameters& registers)
        : checker(checks), cache((label + "_lines").c_str(), settings, checker),
          maintenance(label.c_str(), cache, registers) {}
    models::CacheChecker checker;
    models::DataCache cache;
    models::CacheMaintenance maintenance;
};

std::string required(DeviceParameters& parameters, const std::string& name,
                     const std::string& what) {
    std::string text = parameters.text(name, "");
    if (text.empty()) {
        parameters.fail(name, "missing; expected " + what);
    }
    return text;
}

Counters counters_of(const DataCacheInstance& instance) {
    const models::DataCacheCounters& counted = instance.cache.counters();
    const models::CacheChecker& found = instance.checker;
    return {{"hits", counted.hits},
            {"misses", counted.misses},
            {"evictions", counted.evictions},
            {"write_backs", counted.write_backs},
            {"cleaned", counted.cleaned},
            {"invalidated", counted.invalidated},
            {"discarded", counted.discarded},
            {"stale_reads", found.stale()},
            {"dirty_notifications", found.dirty()},
            {"overwrites", found.overwrites()}};
}

std::vector<std::string> remarks_of(const models::CacheChecker& checker) {
    return with_rest(checker.findings(), checker.stale() + checker.dirty() + checker.overwrites());
}

} // namespace

Device make_data_cache(DeviceParameters& parameters) {
    const platform::Device& device = parameters.device();
    if (device.faces.size() != 1 || !device.outputs.empty()) {
        throw InputError(fmt::format("{}: device '{}' has {} register ranges and {} interrupts; a "
                                     "{} has 1 and none",
                                     device.origin, device.label, device.faces.size(),
                                     device.outputs.size(), device.compatible.front()));
    }
    constexpr std::uint64_t least_line = 32;
    models::DataCacheParameters settings;
    settings.line_size = parameters.number("line-size", settings.line_size, least_line, 64);
    if (settings.line_size % least_line != 0) {
        parameters.fail("line-size", "expected 32 or 64 bytes");
    }
    settings.lines = parameters.number("lines", settings.lines);
    parameters.read_latency("hit-latency", settings.hit_latency);
    settings.enabled = !parameters.flag("coherent");
    models::CacheCheckerParameters checks;
    checks.node = required(parameters, "node", "the name of the domain whose cache it is");
    checks.memory = required(parameters, "memory", "the label of the memory that it caches");
    checks.line_size = settings.line_size;
    checks.patience = parameters.latency("patience", checks.patience);
    models::CacheMaintenanceParameters registers;
    read_register_latencies(parameters, registers);

    auto instance = std::make_shared<DataCacheInstance>(device.label, settings, checks, registers);
    Device made;
    made.cache = NodeCache{&instance->cache, &instance->checker, checks.node, checks.memory};
    made.faces = {{&instance->maintenance.socket, [raw = instance.get()](std::uint64_t offset) {
                       return raw->maintenance.registers().name_of(offset);
                   }}};
    made.least_latency = [](std::size_t, const std::string&) {
        return sc_core::SC_ZERO_TIME;
    };
    made.counters = [raw = instance.get()] {
        return counters_of(*raw);
    };
    made.remarks = [raw = instance.get()] {
        return remarks_of(raw->checker);
    };
    made.model = std::move(instance);
    return made;
}

} // namespace ampsim::hub
