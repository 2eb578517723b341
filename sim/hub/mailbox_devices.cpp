// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/mailbox_devices.h"

#include "models/mailbox/omap_mailbox.h"
#include "models/mailbox/zynqmp_ipi.h"
#include "sim/error.h"

#include <fmt/format.h>

#include <algorithm>

namespace ampsim::hub {

namespace {

using sc_core::sc_signal;

constexpr const char* buffers = "buffers";

[[noreturn]] void fail(const platform::Device& device, const std::string& property,
                       const std::string& message) {
    throw InputError(fmt::format("{}: property '{}': {}", device.origin, property, message));
}

void require_size(const platform::Device& device, std::size_t face, std::uint64_t least) {
    if (device.faces[face].bus.size < least) {
        fail(device, "reg",
             fmt::format("{} has {:#x} bytes; expected at least {:#x}", device.face_label(face),
                         device.faces[face].bus.size, least));
    }
}

/// Lines have the names of the faces that they belong to; a face that is polled needs none.
void require_outputs_of_faces(const platform::Device& device,
                              const std::vector<std::string>& with_line) {
    for (const std::string& output : device.outputs) {
        if (std::find(with_line.begin(), with_line.end(), output) == with_line.end()) {
            fail(device, "interrupt-names",
                 fmt::format("there is no output '{}'; expected names of faces: \"{}\"", output,
                             fmt::join(with_line, "\", \"")));
        }
    }
}

template <typename Model>
struct Instance {
    template <typename... Arguments>
    Instance(const platform::Device& device, Arguments&&... arguments)
        : model(device.label.c_str(), std::forward<Arguments>(arguments)...),
          lines((device.label + "_irq").c_str(), model.faces()) {
        for (std::size_t i = 0; i < lines.size(); ++i) {
            model.face(i).interrupt(lines[i]);
        }
    }
    Model model;
    sc_core::sc_vector<sc_signal<bool>> lines;
};

/// What both kinds have: faces with a line each. `names`: of the faces.
template <typename Model>
Device wired(const std::shared_ptr<Instance<Model>>& instance,
             const std::vector<std::string>& names, sc_core::sc_time signal_latency) {
    Device made;
    for (std::size_t i = 0; i < names.size(); ++i) {
        auto& face = instance->model.face(i);
        made.faces.push_back({&face.socket, [&face](std::uint64_t offset) {
                                  return face.registers().name_of(offset);
                              }});
        made.interrupts[names[i]] = &instance->lines[i];
    }
    made.least_latency = [names, signal_latency](std::size_t face, const std::string& output) {
        const bool own = face < names.size() && names[face] == output;
        return own ? sc_core::SC_ZERO_TIME : signal_latency;
    };
    made.model = instance;
    return made;
}

void count(Counters& counters, const std::string& face,
           const models::OmapMailboxCounters& counted) {
    counters[face + ".messages"] = counted.messages;
    counters[face + ".overruns"] = counted.overruns;
    counters[face + ".empty_reads"] = counted.empty_reads;
    counters[face + ".peak"] = counted.peak;
    counters[face + ".interrupts"] = counted.interrupts;
}

void count(Counters& counters, const std::string& face, const models::ZynqmpIpiCounters& counted) {
    counters[face + ".triggers"] = counted.triggers;
    counters[face + ".coalesced"] = counted.coalesced;
    counters[face + ".interrupts"] = counted.interrupts;
}

template <typename Model>
std::function<Counters()> counters_of(Model& model, const std::vector<std::string>& names) {
    return [&model, names] {
        Counters counters;
        for (std::size_t i = 0; i < names.size(); ++i) {
            count(counters, names[i], model.face(i).counters());
        }
        return counters;
    };
}

} // namespace

Device make_omap_mailbox(DeviceParameters& parameters, const models::OmapMailboxLayout& layout) {
    const platform::Device& device = parameters.device();
    if (device.faces.size() < 2 || device.faces.size() > layout.users) {
        fail(device, "reg",
             fmt::format("{} register ranges; a {} has 2 to {}, one for each user",
                         device.faces.size(), device.compatible.front(), layout.users));
    }
    std::vector<std::string> names;
    for (std::size_t face = 0; face < device.faces.size(); ++face) {
        require_size(device, face, models::OmapMailboxFace::size);
        names.push_back(device.faces[face].name);
    }
    require_outputs_of_faces(device, names);
    models::OmapMailboxParameters settings;
    read_latencies(parameters, settings);
    settings.depth = parameters.number("fifo-depth", settings.depth, 1, 7);
    auto instance =
        std::make_shared<Instance<models::OmapMailbox>>(device, layout, names.size(), settings);
    Device made = wired(instance, names, settings.signal_latency);
    made.counters = counters_of(instance->model, names);
    return made;
}

Device make_zynqmp_ipi(DeviceParameters& parameters, const models::ZynqmpIpiLayout& layout) {
    const platform::Device& device = parameters.device();
    std::vector<std::string> agents;
    std::size_t buffers_at = device.faces.size();
    for (std::size_t face = 0; face < device.faces.size(); ++face) {
        const std::string& name = device.faces[face].name;
        if (name == buffers && face + 1 == device.faces.size()) {
            buffers_at = face;
            require_size(device, face, models::ZynqmpIpiBuffers::size);
        } else if (layout.agent(name) != nullptr) {
            agents.push_back(name);
            require_size(device, face, models::ZynqmpIpiFace::size);
        } else {
            std::vector<std::string> known;
            for (const models::ZynqmpIpiLayout::Agent& agent : layout.agents) {
                known.push_back(agent.name);
            }
            fail(device, "reg-names",
                 fmt::format("'{}' is no agent; expected some of {}, then \"{}\"", name,
                             fmt::join(known, ", "), buffers));
        }
    }
    require_outputs_of_faces(device, agents);
    models::ZynqmpIpiParameters settings;
    read_latencies(parameters, settings);
    auto instance = std::make_shared<Instance<models::ZynqmpIpi>>(device, layout, agents, settings);
    models::ZynqmpIpi& ipi = instance->model;
    Device made = wired(instance, agents, settings.signal_latency);
    if (buffers_at < device.faces.size()) {
        made.faces.push_back({&ipi.buffers.socket, [&ipi](std::uint64_t offset) {
                                  return ipi.buffers.registers().name_of(offset);
                              }});
    }
    made.counters = counters_of(ipi, agents);
    return made;
}

} // namespace ampsim::hub
