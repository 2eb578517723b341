// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/hvl_devices.h"

#include "models/hvl/doorbell.h"
#include "models/hvl/virtio_shim.h"
#include "sim/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

namespace ampsim::hub {

namespace {

using sc_core::sc_signal;

[[noreturn]] void fail(const platform::Device& device, const std::string& property,
                       const std::string& message) {
    throw InputError(fmt::format("{}: property '{}': {}", device.origin, property, message));
}

void require_face_names(const platform::Device& device, const std::vector<std::string>& names) {
    std::vector<std::string> found;
    for (const platform::Face& face : device.faces) {
        found.push_back(face.name);
    }
    if (names.empty() ? found.size() != 2 : found != names) {
        fail(device, "reg-names",
             names.empty() ? fmt::format("{} faces; expected two, one for each side", found.size())
                           : fmt::format("expected \"{}\"", fmt::join(names, "\", \"")));
    }
}

void require_size(const platform::Device& device, std::size_t face, std::uint64_t least) {
    if (device.faces[face].bus.size < least) {
        fail(device, "reg",
             fmt::format("{} has {:#x} bytes; expected at least {:#x}", device.face_label(face),
                         device.faces[face].bus.size, least));
    }
}

/// Outputs of a face: "a", or "a0", "a1" and so on; none when nobody is interrupted.
std::vector<std::string> lines_of(const platform::Device& device, const std::string& face) {
    std::vector<std::string> lines;
    const auto has = [&device](const std::string& output) {
        return std::find(device.outputs.begin(), device.outputs.end(), output) !=
               device.outputs.end();
    };
    if (has(face)) {
        return {face};
    }
    while (has(face + std::to_string(lines.size()))) {
        lines.push_back(face + std::to_string(lines.size()));
    }
    return lines;
}

bool is_among(const std::string& output, const std::vector<std::string>& lines) {
    return std::find(lines.begin(), lines.end(), output) != lines.end();
}

void expect_all_known(const platform::Device& device, const std::vector<std::string>& a,
                      const std::vector<std::string>& b) {
    for (const std::string& output : device.outputs) {
        if (!is_among(output, a) && !is_among(output, b)) {
            fail(device, "interrupt-names",
                 fmt::format("there is no output '{}'; expected the name of a face, or that name "
                             "with a number from 0 on, such as \"{}0\", \"{}1\"",
                             output, device.faces[0].name, device.faces[0].name));
        }
    }
}

// --- Doorbell

struct DoorbellInstance {
    DoorbellInstance(const std::string& label, const models::DoorbellParameters& parameters)
        : doorbell(label.c_str(), parameters) {
        for (models::DoorbellFace* face : {&doorbell.a, &doorbell.b}) {
            for (std::size_t line = 0; line < parameters.lines; ++line) {
                signals.emplace_back(fmt::format("{}_irq_{}", label, signals.size()).c_str());
                face->interrupts[line](signals.back());
            }
        }
    }
    models::Doorbell doorbell;
    std::deque<sc_signal<bool>> signals; ///< of one face, then of the other
};

void count(Counters& counters, const std::string& face, const models::DoorbellCounters& counted) {
    counters[face + ".rings"] = counted.rings;
    counters[face + ".coalesced"] = counted.coalesced;
    counters[face + ".interrupts"] = counted.interrupts;
    counters[face + ".reads"] = counted.reads;
}

// --- Shim

struct ShimInstance {
    ShimInstance(const std::string& label, const models::VirtioShimParameters& parameters)
        : shim(label.c_str(), parameters), device_interrupt((label + "_irq_device").c_str()) {
        shim.device_interrupt(device_interrupt);
        for (std::size_t line = 0; line < shim.driver_interrupts.size(); ++line) {
            driver_interrupts.emplace_back(fmt::format("{}_irq_driver{}", label, line).c_str());
            shim.driver_interrupts[line](driver_interrupts.back());
        }
    }
    models::VirtioShim shim;
    sc_signal<bool> device_interrupt;
    std::deque<sc_signal<bool>> driver_interrupts;
};

void count(Counters& counters, const std::string& slot, const models::ShimCounters& counted) {
    counters[slot + ".notifies"] = counted.notifies;
    counters[slot + ".events"] = counted.events;
    counters[slot + ".coalesced"] = counted.coalesced;
    counters[slot + ".interrupts"] = counted.interrupts;
    counters[slot + ".acks"] = counted.acks;
    counters[slot + ".ignored"] = counted.ignored;
    counters[slot + ".status_reads"] = counted.status_reads;
    counters[slot + ".interrupt_reads"] = counted.interrupt_reads;
}

} // namespace

Device make_doorbell(DeviceParameters& parameters) {
    const platform::Device& device = parameters.device();
    require_face_names(device, {});
    const std::vector<std::string> a = lines_of(device, device.faces[0].name);
    const std::vector<std::string> b = lines_of(device, device.faces[1].name);
    expect_all_known(device, a, b);
    if (!a.empty() && !b.empty() && a.size() != b.size()) {
        fail(device, "interrupt-names",
             fmt::format("{} outputs of face {} and {} of {}; expected as many on both sides, or "
                         "none on one",
                         a.size(), device.faces[0].name, b.size(), device.faces[1].name));
    }
    for (std::size_t face = 0; face < device.faces.size(); ++face) {
        require_size(device, face, AMPSIM_DOORBELL_SIZE);
    }
    models::DoorbellParameters settings;
    settings.lines = std::max({a.size(), b.size(), std::size_t{1}});
    if (settings.lines > models::DoorbellFace::bits) {
        fail(device, "interrupt-names",
             fmt::format("{} outputs of a face; expected at most {}, one for each bit",
                         settings.lines, models::DoorbellFace::bits));
    }
    read_latencies(parameters, settings);
    auto instance = std::make_shared<DoorbellInstance>(device.label, settings);
    models::Doorbell& doorbell = instance->doorbell;
    Device made;
    for (models::DoorbellFace* face : {&doorbell.a, &doorbell.b}) {
        made.faces.push_back({&face->socket, [face](std::uint64_t offset) {
                                  return face->registers().name_of(offset);
                              }});
    }
    for (std::size_t line = 0; line < a.size(); ++line) {
        made.interrupts[a[line]] = &instance->signals[line];
    }
    for (std::size_t line = 0; line < b.size(); ++line) {
        made.interrupts[b[line]] = &instance->signals[settings.lines + line];
    }
    made.least_latency = [a, b, settings](std::size_t face, const std::string& output) {
        return is_among(output, face == 0 ? b : a) ? sc_core::sc_time(settings.signal_latency)
                                                   : sc_core::SC_ZERO_TIME;
    };
    made.counters = [&doorbell, of_a = device.faces[0].name, of_b = device.faces[1].name] {
        Counters counters;
        count(counters, of_a, doorbell.a.counters());
        count(counters, of_b, doorbell.b.counters());
        return counters;
    };
    made.model = std::move(instance);
    return made;
}

Device make_virtio_shim(DeviceParameters& parameters) {
    const platform::Device& device = parameters.device();
    require_face_names(device, {"driver", "device"});
    models::VirtioShimParameters settings;
    settings.slots = parameters.number("slots", AMPSIM_SHIM_MAX_SLOTS, 1, AMPSIM_SHIM_MAX_SLOTS);
    settings.version = static_cast<unsigned>(parameters.number("version", settings.version, 1, 2));
    read_latencies(parameters, settings);
    settings.reset_hold = parameters.latency("reset-hold", settings.reset_hold);
    const std::vector<std::string> lines = lines_of(device, "driver");
    expect_all_known(device, lines, {"device"});
    settings.interrupt_per_slot = !lines.empty() && lines.front() != "driver";
    if (settings.interrupt_per_slot && lines.size() != settings.slots) {
        fail(device, "interrupt-names",
             fmt::format("{} outputs for {} slots; expected \"driver\", or \"driver0\" to "
                         "\"driver{}\"",
                         lines.size(), settings.slots, settings.slots - 1));
    }
    require_size(device, 0, settings.slots * AMPSIM_SHIM_DRIVER_SLOT);
    require_size(device, 1, settings.slots * AMPSIM_SHIM_DEVICE_SLOT);
    auto instance = std::make_shared<ShimInstance>(device.label, settings);
    models::VirtioShim& shim = instance->shim;
    Device made;
    for (models::ShimFace* face : {&shim.driver, &shim.device}) {
        made.faces.push_back({&face->socket, [face](std::uint64_t offset) {
                                  return face->name_of(offset);
                              }});
    }
    made.interrupts["device"] = &instance->device_interrupt;
    for (std::size_t line = 0; line < lines.size(); ++line) {
        made.interrupts[lines[line]] = &instance->driver_interrupts[line];
    }
    // A driver that is held on the bus goes on when the device writes.
    const bool holds = settings.reset_hold != sc_core::SC_ZERO_TIME;
    made.least_latency = [settings, holds](std::size_t face, const std::string& output) {
        const bool is_other_side = (output == "device") == (face == 0);
        return is_other_side && !holds ? sc_core::sc_time(settings.signal_latency)
                                       : sc_core::SC_ZERO_TIME;
    };
    made.counters = [&shim] {
        Counters counters;
        for (std::size_t slot = 0; slot < shim.slots(); ++slot) {
            count(counters, fmt::format("slot{}", slot), shim.counters(slot));
        }
        return counters;
    };
    made.model = std::move(instance);
    return made;
}

} // namespace ampsim::hub
