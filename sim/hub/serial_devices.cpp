// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/serial_devices.h"

#include "models/serial/uart_link.h"
#include "sim/error.h"
#include "sim/platform/uart_link.h"

#include <fmt/format.h>

namespace ampsim::hub {

namespace {

using sc_core::sc_signal;

struct UartLinkInstance {
    UartLinkInstance(const std::string& label, const models::UartLinkParameters& parameters)
        : link(label.c_str(), parameters), interrupt_a((label + "_irq_a").c_str()),
          interrupt_b((label + "_irq_b").c_str()) {
        link.a.interrupt(interrupt_a);
        link.b.interrupt(interrupt_b);
    }
    models::UartLink link;
    sc_signal<bool> interrupt_a;
    sc_signal<bool> interrupt_b;
};

DeviceFace face_of(models::UartFace& face) {
    return {&face.socket, [&registers = face.registers()](std::uint64_t offset) {
                return registers.name_of(offset);
            }};
}

void count(Counters& counters, const std::string& face, const models::UartCounters& counted) {
    counters[face + ".sent"] = counted.sent;
    counters[face + ".received"] = counted.received;
    counters[face + ".overruns"] = counted.overruns;
    counters[face + ".framing_errors"] = counted.framing_errors;
    counters[face + ".parity_errors"] = counted.parity_errors;
    counters[face + ".line_errors"] = counted.line_errors;
    counters[face + ".line_losses"] = counted.line_losses;
    counters[face + ".time_outs"] = counted.time_outs;
    counters[face + ".interrupts"] = counted.interrupts;
}

models::UartLinkParameters read_settings(DeviceParameters& parameters) {
    constexpr std::uint64_t slowest = 110;
    constexpr std::uint64_t fastest = 20'000'000;
    models::UartLinkParameters settings;
    read_register_latencies(parameters, settings);
    settings.bit_rate = static_cast<std::uint32_t>(
        parameters.number("bit-rate", settings.bit_rate, slowest, fastest));
    settings.fifo_depth =
        static_cast<std::uint32_t>(parameters.number("fifo-depth", settings.fifo_depth, 16, 64));
    if (settings.fifo_depth != 16 && settings.fifo_depth != 64) {
        parameters.fail("fifo-depth", "expected 16 (a 16550A) or 64 (a 16750)");
    }
    settings.bit_errors_ppm = static_cast<std::uint32_t>(
        parameters.number("bit-errors-ppm", settings.bit_errors_ppm, 0, 1'000'000));
    settings.seed = static_cast<std::uint32_t>(parameters.number("seed", settings.seed));
    (void)parameters.text(platform::rpmsg_host_of_link, ""); // is Linux' device tree's
    return settings;
}

} // namespace

Device make_uart_link(DeviceParameters& parameters) {
    const platform::Device& device = parameters.device();
    require_faces(device, 2);
    auto instance = std::make_shared<UartLinkInstance>(device.label, read_settings(parameters));
    models::UartLink& link = instance->link;
    parameters.note_latency("shortest-character", link.least_latency());
    Device made;
    made.faces = {face_of(link.a), face_of(link.b)};
    made.interrupts = {{device.faces[0].name, &instance->interrupt_a},
                       {device.faces[1].name, &instance->interrupt_b}};
    made.least_latency = [least = link.least_latency(),
                          faces = device.faces](std::size_t face, const std::string& output) {
        return faces[face].name == output ? sc_core::SC_ZERO_TIME : least;
    };
    made.counters = [&link, a = device.faces[0].name, b = device.faces[1].name] {
        Counters counters;
        count(counters, a, link.a.counters());
        count(counters, b, link.b.counters());
        return counters;
    };
    made.model = std::move(instance);
    return made;
}

} // namespace ampsim::hub
