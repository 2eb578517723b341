// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/device.h"

#include "sim/error.h"
#include "sim/measure/suggestion.h"
#include "sim/remote_port/systemc_time.h"
#include "sim/scenario/guests.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace ampsim::hub {

DeviceTiming Device::timing_now() const {
    DeviceTiming now = timing;
    for (DeviceTiming::Latency& latency : now.latencies) {
        if (const auto found = changeable.find(latency.name + "-ns"); found != changeable.end()) {
            const sc_core::sc_time& value = found->second;
            latency.picoseconds =
                static_cast<std::int64_t>(value / sc_core::sc_time(1, sc_core::SC_PS));
        }
    }
    if (now.master) {
        now.master = {remote_port::to_virtual_time(request_latency),
                      remote_port::to_virtual_time(response_latency)};
    }
    return now;
}

sc_core::sc_time DeviceParameters::latency(const std::string& name,
                                           sc_core::sc_time default_value) {
    known_.push_back(name + "-ns");
    const auto given = device_.parameters.find(known_.back());
    const sc_core::sc_time value =
        given == device_.parameters.end()
            ? default_value
            : sc_core::sc_time(static_cast<double>(given->second), sc_core::SC_NS);
    note_latency(name, value);
    return value;
}

void DeviceParameters::note_latency(const std::string& name, sc_core::sc_time value) {
    latencies_.push_back(
        {name, static_cast<std::int64_t>(value / sc_core::sc_time(1, sc_core::SC_PS))});
}

void DeviceParameters::read_latency(const std::string& name, sc_core::sc_time& value) {
    value = latency(name, value);
}

void DeviceParameters::read_latency(const std::string& name, models::Latency& value) {
    value = latency(name, value);
    changeable_[known_.back()] = value;
}

std::uint64_t DeviceParameters::number(const std::string& name, std::uint64_t default_value,
                                       std::uint64_t least, std::uint64_t most) {
    known_.push_back(name);
    if (device_.texts.count(name) != 0) {
        fail(name, fmt::format("'{}'; expected a number from {} to {}", device_.texts.at(name),
                               least, most));
    }
    const auto given = device_.parameters.find(name);
    if (given == device_.parameters.end()) {
        return default_value;
    }
    const auto value = static_cast<std::uint64_t>(given->second);
    if (value < least || value > most) {
        fail(name, fmt::format("{}; expected a number from {} to {}", value, least, most));
    }
    return value;
}

bool DeviceParameters::flag(const std::string& name, bool default_value) {
    return number(name, default_value ? 1 : 0, 0, 1) == 1;
}

std::string DeviceParameters::text(const std::string& name, const std::string& default_value,
                                   const std::vector<std::string>& known) {
    known_.push_back(name);
    if (device_.parameters.count(name) != 0) {
        fail(name, fmt::format("is a number; expected a text{}{}", known.empty() ? "" : ": ",
                               fmt::join(known, ", ")));
    }
    const auto given = device_.texts.find(name);
    std::string value = given == device_.texts.end() ? default_value : given->second;
    if (!known.empty() && std::find(known.begin(), known.end(), value) == known.end()) {
        fail(name, fmt::format("'{}'{}; expected one of: {}", value,
                               measure::did_you_mean(value, known), fmt::join(known, ", ")));
    }
    return value;
}

std::string DeviceParameters::input_file(const std::string& name) {
    const std::string given = text(name, "");
    if (given.empty()) {
        return "";
    }
    inputs_.push_back(scenario::resolve_path(given, files_.base).string());
    return inputs_.back();
}

std::string DeviceParameters::directory(const std::string& name) {
    const std::string given = text(name, "");
    return given.empty() ? "" : scenario::resolve_path(given, files_.base).string();
}

std::string DeviceParameters::output_file(const std::string& name,
                                          const std::string& default_value) {
    const std::string given = text(name, default_value);
    return given.empty() ? "" : (std::filesystem::path(files_.out) / given).string();
}

void DeviceParameters::fail(const std::string& name, const std::string& problem) const {
    throw InputError(fmt::format("{}: property 'ampsim,{}': {}", device_.origin, name, problem));
}

void DeviceParameters::finish() const {
    std::vector<std::string> given;
    for (const auto& [name, value] : device_.parameters) {
        given.push_back(name);
    }
    for (const auto& [name, value] : device_.texts) {
        given.push_back(name);
    }
    for (const std::string& name : given) {
        if (std::find(known_.begin(), known_.end(), name) == known_.end()) {
            throw InputError(fmt::format("{}: device '{}' has no parameter 'ampsim,{}'{}",
                                         device_.origin, device_.label, name,
                                         measure::did_you_mean(name, known_)));
        }
    }
}

std::vector<std::string> with_rest(std::vector<std::string> kept, std::uint64_t all) {
    if (all > kept.size()) {
        kept.push_back(fmt::format("and {} more", all - kept.size()));
    }
    return kept;
}

void require_faces(const platform::Device& device, std::size_t count) {
    if (device.faces.size() != count) {
        throw InputError(fmt::format("{}: device '{}' has {} register ranges; a {} has {}",
                                     device.origin, device.label, device.faces.size(),
                                     device.compatible.front(), count));
    }
}

} // namespace ampsim::hub
