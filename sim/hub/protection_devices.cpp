// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/protection_devices.h"

#include "models/protection/protection_unit.h"
#include "sim/error.h"
#include "sim/remote_port/systemc_time.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ampsim::hub {

namespace {

struct ProtectionInstance {
    ProtectionInstance(const std::string& label, const models::ProtectionParameters& parameters)
        : unit(label.c_str(), parameters), interrupt((label + "_irq").c_str()) {
        unit.interrupt(interrupt);
    }
    models::ProtectionUnit unit;
    sc_core::sc_signal<bool> interrupt;
};

std::uint32_t mask_of(const std::vector<std::string>& names, const std::vector<std::string>& all) {
    std::uint32_t mask = 0;
    for (const std::string& name : names) {
        mask |= std::uint32_t{1} << (std::find(all.begin(), all.end(), name) - all.begin());
    }
    return mask;
}

models::ProtectionParameters settings_of(const platform::Protection& described) {
    models::ProtectionParameters settings;
    settings.initiators = described.initiators.size();
    for (const platform::Range& range : described.guarded) {
        settings.guarded.push_back({range.address, range.size});
    }
    for (const platform::Grant& grant : described.grants) {
        settings.granted.push_back({{grant.bus.address, grant.bus.size},
                                    mask_of(grant.initiators, described.initiators),
                                    true,
                                    grant.writable});
    }
    return settings;
}

std::string where(const platform::Protection& described, std::uint64_t address) {
    const auto grant = std::find_if(
        described.grants.begin(), described.grants.end(), [address](const platform::Grant& each) {
            return address >= each.bus.address && address < each.bus.end();
        });
    return grant == described.grants.end()
               ? "no window is open there"
               : fmt::format("the window there, {}, is not for it", grant->name);
}

std::vector<std::string> remarks(const models::ProtectionUnit& unit,
                                 const platform::Protection& described) {
    std::vector<std::string> all;
    for (const models::ProtectionViolation& violation : unit.violations()) {
        all.push_back(fmt::format("{} {} {:#x} at {} ns, and was refused: {}",
                                  described.initiators[violation.initiator],
                                  violation.write ? "wrote to" : "read from", violation.address,
                                  remote_port::to_virtual_time(violation.time).count(),
                                  where(described, violation.address)));
    }
    return with_rest(std::move(all), unit.refused());
}

} // namespace

Device make_protection_unit(DeviceParameters& parameters) {
    const platform::Device& device = parameters.device();
    if (device.faces.size() != 1 || device.outputs.size() > 1) {
        throw InputError(fmt::format("{}: device '{}' has {} register ranges and {} interrupts; a "
                                     "{} has 1, and 1 or none",
                                     device.origin, device.label, device.faces.size(),
                                     device.outputs.size(), device.compatible.front()));
    }
    const platform::Protection& described = *device.protection;
    models::ProtectionParameters settings = settings_of(described);
    const std::size_t least = std::max<std::size_t>(described.grants.size(), 1);
    settings.windows = parameters.number("windows", std::max(settings.windows, least), least,
                                         AMPSIM_PROTECTION_MAX_WINDOWS);
    read_latencies(parameters, settings);

    auto instance = std::make_shared<ProtectionInstance>(device.label, settings);
    models::ProtectionUnit& unit = instance->unit;
    Device made;
    made.protection = &unit;
    made.faces = {{&unit.socket, [&unit](std::uint64_t offset) {
                       return unit.registers().name_of(offset);
                   }}};
    if (!device.outputs.empty()) {
        made.interrupts = {{device.outputs.front(), &instance->interrupt}};
    }
    // Its own line follows PENDING and ENABLE at once, what it lets through ("") later.
    made.least_latency = [latency = settings.signal_latency](std::size_t,
                                                             const std::string& output) {
        return output.empty() ? sc_core::sc_time(latency) : sc_core::SC_ZERO_TIME;
    };
    made.counters = [&unit, names = described.initiators] {
        Counters counters{{"checked", unit.checked()},
                          {"refused", unit.refused()},
                          {"interrupts", unit.interrupts()}};
        for (std::size_t i = 0; i < names.size(); ++i) {
            counters["refused." + names[i]] = unit.refused_to(i);
        }
        return counters;
    };
    made.remarks = [&unit, &described] {
        return remarks(unit, described);
    };
    made.model = std::move(instance);
    return made;
}

} // namespace ampsim::hub
