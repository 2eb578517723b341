// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/peer_devices.h"

#include "models/time_contract.h"
#include "sim/error.h"

#include <fmt/format.h>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

namespace ampsim::hub {

namespace {

using sc_core::sc_time;

class PeerMemory : public sc_core::sc_module {
public:
    PeerMemory(const sc_core::sc_module_name& module_name, sc_time read, sc_time write)
        : sc_module(module_name), read_latency_(read), write_latency_(write) {
        bus.register_b_transport(this, &PeerMemory::b_transport);
    }

    /// No transport_dbg: the protocol has no access without side effects.
    tlm_utils::simple_target_socket<PeerMemory> bus{"bus"};
    tlm_utils::simple_initiator_socket<PeerMemory> peer{"peer"};

private:
    void b_transport(tlm::tlm_generic_payload& transaction, sc_time& delay) {
        models::wait_for_arrival(delay);
        peer->b_transport(transaction, delay);
        delay += transaction.is_write() ? write_latency_ : read_latency_;
    }

    sc_time read_latency_;
    sc_time write_latency_;
};

struct PeerWires {
    std::vector<std::unique_ptr<sc_core::sc_signal<bool>>> signals;
};

} // namespace

Device make_peer_memory(DeviceParameters& parameters) {
    const platform::Device& device = parameters.device();
    if (device.faces.size() != 1) {
        throw InputError(fmt::format("{}: device '{}' has {} ranges; the memory of a peer is one",
                                     device.origin, device.label, device.faces.size()));
    }
    const sc_time read = parameters.latency("read-latency", sc_core::SC_ZERO_TIME);
    const sc_time write = parameters.latency("write-latency", sc_core::SC_ZERO_TIME);
    auto memory = std::make_shared<PeerMemory>(device.label.c_str(), read, write);
    Device made;
    made.faces = {{&memory->bus, {}}};
    made.toward_peer = &memory->peer;
    made.least_latency = [](std::size_t, const std::string&) {
        return sc_core::SC_ZERO_TIME;
    };
    made.counters = [] {
        return Counters{};
    };
    made.model = std::move(memory);
    return made;
}

Device make_peer_wires(DeviceParameters& parameters) {
    const platform::Device& device = parameters.device();
    auto wires = std::make_shared<PeerWires>();
    Device made;
    for (const std::string& output : device.outputs) {
        wires->signals.push_back(
            std::make_unique<sc_core::sc_signal<bool>>((device.label + "_wire_" + output).c_str()));
        made.interrupts[output] = wires->signals.back().get();
    }
    made.counters = [] {
        return Counters{};
    };
    made.model = std::move(wires);
    return made;
}

} // namespace ampsim::hub
