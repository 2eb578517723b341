// SPDX-License-Identifier: BSD-3-Clause
#include "models/network/ethernet_switch.h"

#include "models/network/ethernet.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace ampsim::models::network {

namespace {

// [IEEE 802.3, 3.1.1, 4.4.2], bytes
constexpr std::uint64_t preamble = 8;
constexpr std::uint64_t checksum = 4;
constexpr std::uint64_t gap = 12;

constexpr std::size_t ports_max = 256;
constexpr std::uint64_t bits_per_second_max = 1'000'000'000'000;

/// 01-80-c2-00-00-00 to 0f: between neighbours, never forwarded [IEEE 802.1Q, 8.6.3].
bool is_for_neighbours(const MacAddress& address) {
    constexpr std::array<std::uint8_t, 5> prefix{0x01, 0x80, 0xc2, 0x00, 0x00};
    return std::equal(prefix.begin(), prefix.end(), address.begin()) && address[5] < 0x10;
}

} // namespace

EthernetSwitch::EthernetSwitch(sc_core::sc_module_name name, const SwitchParameters& parameters)
    : sc_module(name), parameters_(parameters) {
    const auto require = [this](bool holds, const std::string& what) {
        if (!holds) {
            throw std::invalid_argument(std::string(this->name()) + ": " + what);
        }
    };
    require(parameters.ports >= 2 && parameters.ports <= ports_max, "a switch has 2 to 256 ports");
    require(parameters.bits_per_second >= 1 && parameters.bits_per_second <= bits_per_second_max,
            "a switch's rate is 1 to 10^12 bits/s");
    require(parameters.queue_frames >= 1, "a switch's queue has room for at least 1 frame");
    for (std::size_t i = 0; i < parameters.ports; ++i) {
        inputs_.emplace_back(*this, i);
        outputs_.emplace_back();
    }
}

sc_core::sc_time EthernetSwitch::time_of(std::uint64_t wire_bytes) const {
    constexpr std::uint64_t bits_per_byte = 8;
    constexpr std::uint64_t ns_per_second = 1'000'000'000;
    // The longest frame has less than 2^17 bytes, 2^50 after the multiplication.
    const std::uint64_t bit_ns = wire_bytes * bits_per_byte * ns_per_second;
    const std::uint64_t rate = parameters_.bits_per_second;
    return {static_cast<double>((bit_ns + rate - 1) / rate), sc_core::SC_NS};
}

sc_core::sc_time EthernetSwitch::time_on_the_wire(std::size_t bytes) const {
    return time_of(preamble + std::max(bytes, ethernet::shortest) + checksum);
}

void EthernetSwitch::forward(std::size_t from, Frame frame) {
    ++counters_.received_frames;
    if (frame.size() < ethernet::header_size || frame.size() > ethernet::frame_size_max ||
        is_group(ethernet::source(frame))) {
        ++counters_.malformed_frames;
        return;
    }
    learn(ethernet::source(frame), from);
    const MacAddress destination = ethernet::destination(frame);
    if (is_for_neighbours(destination)) {
        ++counters_.filtered_frames;
        return;
    }
    if (const Learned* known = is_group(destination) ? nullptr : find(destination)) {
        if (known->port == from) {
            ++counters_.filtered_frames;
        } else {
            enqueue(outputs_[known->port], std::move(frame));
        }
        return;
    }
    ++counters_.flooded_frames;
    for (std::size_t i = 0; i < outputs_.size(); ++i) {
        if (i != from && outputs_[i].port.is_connected()) {
            enqueue(outputs_[i], frame);
        }
    }
}

bool EthernetSwitch::is_old(const Learned& entry) const {
    return sc_core::sc_time_stamp() - entry.last_heard > parameters_.address_age;
}

const EthernetSwitch::Learned* EthernetSwitch::find(const MacAddress& address) const {
    const auto found = addresses_.find(address);
    return found == addresses_.end() || is_old(found->second) ? nullptr : &found->second;
}

void EthernetSwitch::learn(const MacAddress& address, std::size_t port) {
    const auto known = addresses_.find(address);
    if (known != addresses_.end()) {
        known->second = {port, sc_core::sc_time_stamp()};
        return;
    }
    if (addresses_.size() >= parameters_.addresses) {
        for (auto i = addresses_.begin(); i != addresses_.end();) {
            i = is_old(i->second) ? addresses_.erase(i) : std::next(i);
        }
    }
    if (addresses_.size() >= parameters_.addresses) {
        ++counters_.unlearned_addresses;
        return;
    }
    addresses_.emplace(address, Learned{port, sc_core::sc_time_stamp()});
}

void EthernetSwitch::enqueue(Output& output, Frame frame) {
    const sc_core::sc_time at_output = sc_core::sc_time_stamp() + parameters_.latency;
    while (!output.ends.empty() && output.ends.front() <= at_output) {
        output.ends.pop_front();
    }
    if (output.ends.size() >= parameters_.queue_frames) {
        ++counters_.dropped_queue_full;
        return;
    }
    const sc_core::sc_time end = std::max(at_output, output.free) + time_on_the_wire(frame.size());
    output.free = end + time_of(gap);
    output.ends.push_back(end);
    counters_.queue_high_water =
        std::max<std::uint64_t>(counters_.queue_high_water, output.ends.size());
    ++counters_.forwarded_frames;
    deliveries_.at(end, [&port = output.port, frame = std::move(frame)]() mutable {
        port.send(std::move(frame));
    });
}

} // namespace ampsim::models::network
