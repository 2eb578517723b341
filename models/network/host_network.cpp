// SPDX-License-Identifier: BSD-3-Clause
#include "models/network/host_network.h"

#include "models/network/ethernet.h"

#include <stdexcept>
#include <thread>
#include <utility>

namespace ampsim::models::network {

HostNetwork::HostNetwork(sc_core::sc_module_name name, const HostNetworkParameters& parameters)
    : sc_module(name), parameters_(parameters) {
    if (parameters.poll_period == sc_core::SC_ZERO_TIME) {
        throw std::invalid_argument(std::string(this->name()) +
                                    ": the host is looked at every so often, not every 0 s");
    }
    SC_HAS_PROCESS(HostNetwork);
    SC_METHOD(poll);
    sensitive << next_poll_;
    dont_initialize();
}

void HostNetwork::receive(Frame frame) {
    if (!started_) {
        started_ = true;
        begin_pace();
        next_poll_.notify(parameters_.poll_period);
    }
    const bool taken = frame.size() >= ethernet::header_size &&
                       frame.size() <= ethernet::frame_size_max && to_host(frame);
    ++(taken ? counters_.to_host_frames : counters_.dropped_frames);
}

void HostNetwork::from_host(Frame frame) {
    ++counters_.from_host_frames;
    port.send(std::move(frame));
}

void HostNetwork::poll() {
    if (parameters_.keep_pace) {
        wait_for_the_host();
    }
    ++counters_.polls;
    poll_host();
    next_poll_.notify(parameters_.poll_period);
}

void HostNetwork::begin_pace() {
    host_begin_ = std::chrono::steady_clock::now();
    virtual_begin_ = sc_core::sc_time_stamp();
}

void HostNetwork::wait_for_the_host() {
    using std::chrono::milliseconds;
    constexpr milliseconds worth_sleeping(1);
    constexpr milliseconds past(20); // a simulation that is slower than the host does not owe time
    const std::chrono::duration<double> passed(
        (sc_core::sc_time_stamp() - virtual_begin_).to_seconds());
    const auto ahead = std::chrono::duration_cast<std::chrono::nanoseconds>(passed) -
                       (std::chrono::steady_clock::now() - host_begin_);
    if (ahead >= worth_sleeping) {
        std::this_thread::sleep_for(ahead);
    } else if (ahead < -past) {
        begin_pace();
    }
}

std::map<std::string, std::uint64_t> HostNetwork::all_counters() const {
    return {{"to_host_frames", counters_.to_host_frames},
            {"from_host_frames", counters_.from_host_frames},
            {"dropped_frames", counters_.dropped_frames},
            {"polls", counters_.polls}};
}

} // namespace ampsim::models::network
