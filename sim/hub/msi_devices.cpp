// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/msi_devices.h"

#include "models/msi/gicv2m.h"
#include "models/msi/msi_doorbell.h"
#include "sim/error.h"

#include <fmt/format.h>

namespace ampsim::hub {

namespace {

using sc_core::sc_signal;

struct GicV2mInstance {
    GicV2mInstance(const platform::Device& device, const models::GicV2mParameters& parameters)
        : frame(device.label.c_str(), *device.first_interrupt,
                static_cast<std::uint32_t>(device.outputs.size()), parameters),
          lines((device.label + "_irq").c_str(), device.outputs.size()) {
        for (std::size_t i = 0; i < lines.size(); ++i) {
            frame.interrupt(i).bind(lines[i]);
        }
    }
    models::GicV2mFrame frame;
    sc_core::sc_vector<sc_signal<bool>> lines;
};

struct MsiDoorbellInstance {
    MsiDoorbellInstance(const std::string& label, const models::MsiDoorbellParameters& parameters)
        : doorbell(label.c_str(), parameters), interrupt((label + "_irq").c_str()) {
        doorbell.interrupt(interrupt);
    }
    models::MsiDoorbell doorbell;
    sc_signal<bool> interrupt;
};

template <typename Model>
std::function<Counters()> counters_of(const Model& model) {
    return [&model] {
        return Counters{{"messages", model.messages()},
                        {"coalesced", model.coalesced()},
                        {"ignored", model.ignored()},
                        {"interrupts", model.interrupts()}};
    };
}

template <typename Model>
std::vector<DeviceFace> face_of(Model& model) {
    return {{&model.socket, [&model](std::uint64_t offset) {
                 return model.registers().name_of(offset);
             }}};
}

} // namespace

Device make_gicv2m(DeviceParameters& parameters) {
    const platform::Device& device = parameters.device();
    require_faces(device, 1);
    if (!device.first_interrupt) {
        throw InputError(fmt::format("{}: device '{}' has no interrupts; expected "
                                     "interrupts-extended = <&gic 0 SPI 1>, <&gic 0 SPI+1 1> and "
                                     "so on",
                                     device.origin, device.label));
    }
    models::GicV2mParameters settings;
    read_latencies(parameters, settings);
    parameters.read_latency("pulse", settings.pulse);
    auto instance = std::make_shared<GicV2mInstance>(device, settings);
    Device made;
    made.takes_messages = true;
    made.faces = face_of(instance->frame);
    for (std::size_t i = 0; i < device.outputs.size(); ++i) {
        made.interrupts[device.outputs[i]] = &instance->lines[i];
    }
    made.least_latency = [latency = settings.signal_latency](std::size_t, const std::string&) {
        return latency;
    };
    made.counters = counters_of(instance->frame);
    made.model = std::move(instance);
    return made;
}

Device make_msi_doorbell(DeviceParameters& parameters) {
    const platform::Device& device = parameters.device();
    require_faces(device, 1);
    if (device.outputs.size() > 1) {
        throw InputError(fmt::format("{}: device '{}' has {} interrupts; a {} has 1", device.origin,
                                     device.label, device.outputs.size(),
                                     device.compatible.front()));
    }
    models::MsiDoorbellParameters settings;
    read_latencies(parameters, settings);
    auto instance = std::make_shared<MsiDoorbellInstance>(device.label, settings);
    Device made;
    made.takes_messages = true;
    made.faces = face_of(instance->doorbell);
    if (!device.outputs.empty()) {
        made.interrupts = {{device.outputs.front(), &instance->interrupt}};
    }
    // Its processor's own writes to PENDING and MASK show in the instant in which they arrive.
    made.least_latency = [](std::size_t, const std::string&) {
        return sc_core::SC_ZERO_TIME;
    };
    made.counters = counters_of(instance->doorbell);
    made.model = std::move(instance);
    return made;
}

} // namespace ampsim::hub
