// SPDX-License-Identifier: BSD-3-Clause
//
// A learning Ethernet switch, store-and-forward. A frame that is sent to it is in it as a whole, is
// at its output after the switch's latency, waits there for those before it, and is delivered when
// its last bit has passed the output at the port's rate:
//
//     delivery = max(now + latency, end of the frame before) + time on the wire
//
// On the wire a frame has at least 60 bytes, and 24 more: preamble, checksum, gap between frames
// [IEEE 802.3, 3.1.1, 4.4.2]; the gap comes after the delivery. Times are rounded up to whole ns.
#pragma once

#include "models/network/agenda.h"
#include "models/network/network.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <systemc>
#include <vector>

namespace ampsim::models::network {

/// Defaults: docs/models/network.md.
struct SwitchParameters {
    std::size_t ports = 2;                         ///< 2 to 256
    sc_core::sc_time latency{1, sc_core::SC_US};   ///< frame in the switch to frame at its output
    std::uint64_t bits_per_second = 1'000'000'000; ///< of each port, 1 to 10^12
    /// Frames at an output, the one on the wire included, at least 1; what comes then is dropped.
    std::size_t queue_frames = 256;
    std::size_t addresses = 1024; ///< that it can learn
    /// An address that was silent for longer is forgotten.
    sc_core::sc_time address_age{300, sc_core::SC_SEC};
};

struct SwitchCounters {
    std::uint64_t received_frames = 0;
    std::uint64_t forwarded_frames = 0; ///< each output counts
    std::uint64_t flooded_frames = 0;   ///< received ones with a group address or an unknown one
    std::uint64_t filtered_frames = 0;  ///< for where they came from, or not to be forwarded
    std::uint64_t malformed_frames = 0; ///< without a whole header, or from a group address
    std::uint64_t dropped_queue_full = 0;
    std::uint64_t unlearned_addresses = 0; ///< frames from an address for which there was no room
    std::uint64_t queue_high_water = 0;    ///< most frames that ever were at one output
};

class EthernetSwitch : public sc_core::sc_module {
public:
    /// Throws std::invalid_argument for a parameter outside of its range.
    explicit EthernetSwitch(sc_core::sc_module_name name, const SwitchParameters& parameters = {});

    /// What leaves the switch; of a port that there is, as below.
    Port& port(std::size_t index) { return outputs_.at(index).port; }
    /// What enters it.
    FrameSink& sink(std::size_t index) { return inputs_.at(index); }

    const SwitchCounters& counters() const { return counters_; }
    /// How long a frame of `bytes` keeps an output busy until it is delivered.
    sc_core::sc_time time_on_the_wire(std::size_t bytes) const;
    /// Least time from a frame's arrival to its delivery.
    sc_core::sc_time least_latency() const { return parameters_.latency + time_on_the_wire(0); }

private:
    struct Input : FrameSink {
        Input(EthernetSwitch& in, std::size_t at) : of(in), index(at) {}
        void receive(Frame frame) override { of.forward(index, std::move(frame)); }
        EthernetSwitch& of;
        std::size_t index;
    };
    struct Output {
        Port port;
        sc_core::sc_time free;             ///< the wire, after the gap
        std::deque<sc_core::sc_time> ends; ///< deliveries of the frames at the output, in order
    };
    struct Learned {
        std::size_t port;
        sc_core::sc_time last_heard;
    };

    void forward(std::size_t from, Frame frame);
    void learn(const MacAddress& address, std::size_t port);
    /// Nullptr: not known, or forgotten.
    const Learned* find(const MacAddress& address) const;
    void enqueue(Output& output, Frame frame);
    bool is_old(const Learned& entry) const;
    sc_core::sc_time time_of(std::uint64_t wire_bytes) const;

    SwitchParameters parameters_;
    std::deque<Input> inputs_;
    std::deque<Output> outputs_;
    std::map<MacAddress, Learned> addresses_;
    Agenda deliveries_{"deliveries"};
    SwitchCounters counters_;
};

} // namespace ampsim::models::network
