// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/bus_devices.h"

#include <fmt/format.h>

namespace ampsim::hub {

using models::bus::TrafficParameters;

namespace {

models::bus::Picoseconds picoseconds(const sc_core::sc_time& time) {
    return time.value();
}

} // namespace

Device make_bus_bridge(DeviceParameters& parameters) {
    require_faces(parameters.device(), 0);
    Device made;
    made.bridge =
        BusBridge{static_cast<unsigned>(parameters.number("synchroniser-cycles", 2, 0, 100))};
    made.least_latency = [](std::size_t, const std::string&) {
        return sc_core::SC_ZERO_TIME;
    };
    made.counters = [] {
        return Counters{};
    };
    return made;
}

Device make_traffic_generator(DeviceParameters& parameters) {
    require_faces(parameters.device(), 0);
    BusTraffic traffic;
    TrafficParameters& script = traffic.script;
    traffic.target = parameters.text("target", "");
    if (traffic.target.empty()) {
        parameters.fail("target", "is missing; expected the label of a memory");
    }
    traffic.window_base = parameters.number("window-base", 0);
    traffic.window_size = parameters.number("window-size", 0);
    const std::string arrivals =
        parameters.text("arrivals", "periodic", {"off", "periodic", "poisson", "back-to-back"});
    script.burst_bytes = static_cast<unsigned>(parameters.number("burst-bytes", 64, 1, 1 << 20));
    const std::uint64_t rate = parameters.number("rate-mb-per-s", 100, 0, 1'000'000);
    traffic.is_on = arrivals != "off" && (rate != 0 || arrivals == "back-to-back");
    script.megabytes_per_second = arrivals == "back-to-back" ? 0 : static_cast<std::uint32_t>(rate);
    script.arrivals = arrivals == "poisson" ? TrafficParameters::Arrivals::poisson
                                            : TrafficParameters::Arrivals::periodic;
    script.addresses = parameters.text("addresses", "linear", {"linear", "random"}) == "random"
                           ? TrafficParameters::Addresses::random
                           : TrafficParameters::Addresses::linear;
    script.read_percent = static_cast<unsigned>(parameters.number("read-percent", 50, 0, 100));
    script.seed = parameters.number("seed", 1);
    script.start = picoseconds(parameters.latency("start", sc_core::SC_ZERO_TIME));
    const sc_core::sc_time stop = parameters.latency("stop", sc_core::SC_ZERO_TIME);
    script.stop = stop == sc_core::SC_ZERO_TIME ? models::bus::never : picoseconds(stop);
    Device made;
    made.request_latency = parameters.latency("request-latency", {60, sc_core::SC_NS});
    made.response_latency = parameters.latency("response-latency", {60, sc_core::SC_NS});
    made.traffic = traffic;
    made.least_latency = [](std::size_t, const std::string&) {
        return sc_core::SC_ZERO_TIME;
    };
    made.counters = [] {
        return Counters{};
    };
    return made;
}

} // namespace ampsim::hub
