// SPDX-License-Identifier: BSD-3-Clause
//
// A device of a platform as the hub wires it up: the model behind its faces, its interrupt outputs,
// what it counts. Which model stands for a device says its compatible string, in the registry
// (registry.h).
#pragma once

#include "models/bus/traffic.h"
#include "models/bus_master/bus_master.h"
#include "models/cache/data_cache.h"
#include "models/latency.h"
#include "models/network/network.h"
#include "models/pci/pci_host.h"
#include "models/protection/protection_unit.h"
#include "models/trap/trapped_window.h"
#include "sim/hub/device_timing.h"
#include "sim/platform/platform.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <systemc>
#include <tlm>
#include <vector>

namespace ampsim::hub {

struct DeviceFace {
    tlm::tlm_target_socket<>* socket = nullptr;
    std::function<std::string(std::uint64_t offset)>
        register_name;                     ///< "TR1"; empty when there is none
    models::TrappedWindow* trap = nullptr; ///< in front of it: a hypervisor emulates the registers
};

/// One end of a cable.
struct NetworkPort {
    models::network::Port* out = nullptr;
    models::network::FrameSink* in = nullptr;
};

/// What a PCI host needs of a device on its bus.
struct PciFunction {
    models::pci::Function* function = nullptr;
    DeviceFace registers;
    unsigned slot = 0;
};

/// A data cache, whose registers are a device.
struct NodeCache {
    models::DataCache* cache = nullptr;
    models::CacheChecker* checker = nullptr;
    std::string node;   ///< whose it is
    std::string memory; ///< label
};

/// A bridge between the bus and another clock domain.
struct BusBridge {
    unsigned synchroniser_cycles = 0;
};

/// What a generator of traffic does on a bus that is shared.
struct BusTraffic {
    models::bus::TrafficParameters script; ///< but for its window
    std::string target;                    ///< label of a memory
    std::uint64_t window_base = 0;         ///< in it
    std::uint64_t window_size = 0;         ///< 0: up to its end
    bool is_on = false;
};

/// Counter name, without the device's label, and its value.
using Counters = std::map<std::string, std::uint64_t>;

struct Device {
    std::shared_ptr<void> model;                                 ///< owns what the rest points to
    std::vector<DeviceFace> faces;                               ///< as platform::Device::faces
    std::map<std::string, sc_core::sc_signal<bool>*> interrupts; ///< by output name
    /// Least time from the arrival of an access at a face to a change of an interrupt output or of
    /// `run` (output ""). Never more than the truth; 0 is always right.
    std::function<sc_core::sc_time(std::size_t face, const std::string& output)> least_latency;
    sc_core::sc_signal<bool>* run =
        nullptr; ///< of a remote-processor control: the node runs while it is high
    std::function<Counters()> counters;
    tlm::tlm_initiator_socket<>* toward_peer = nullptr; ///< of memory that a Remote-Port peer has
    bool takes_messages = false; ///< its registers are a frame for message-signalled interrupts
    models::BusMaster* master = nullptr; ///< it reads and writes memory itself
    models::Latency request_latency;     ///< of the master or the traffic, over the interconnect
    models::Latency response_latency;
    /// Of a switch: its next port. Of what is on a network: its own.
    std::function<NetworkPort()> network_port;
    models::pci::PciHost* pci_host = nullptr; ///< of a PCI host
    std::optional<PciFunction> pci_function;
    std::optional<NodeCache> cache;
    std::optional<BusBridge> bridge;
    std::optional<BusTraffic> traffic;
    models::ProtectionUnit* protection = nullptr; ///< of a protection unit
    /// Latencies that can change while the hardware runs (change_later.h), by property.
    std::map<std::string, models::Latency> changeable;
    std::vector<std::string> inputs;                   ///< files that it reads
    std::function<std::string()> not_reproducible;     ///< what of the host it brings in; may be ""
    std::function<std::vector<std::string>()> remarks; ///< for the report: what went wrong
    DeviceTiming timing;                               ///< as it was built

    DeviceTiming timing_now() const; ///< with what has changed since
};

/// Where a run's files are.
struct DeviceFiles {
    std::string base; ///< directory of the scenario: what it names is relative to it
    std::string out;  ///< directory of the results: what devices write is relative to it
};

/// What the platform says of one device, for its factory: every parameter is asked for once, with
/// the model's default.
class DeviceParameters {
public:
    /// `controlled_node_runs`: a boot loader has started the node that the device controls.
    DeviceParameters(const platform::Device& device, bool controlled_node_runs,
                     const DeviceFiles& files)
        : device_(device), controlled_node_runs_(controlled_node_runs), files_(files) {}

    const platform::Device& device() const { return device_; }
    bool controlled_node_runs() const { return controlled_node_runs_; }

    /// Property "ampsim,NAME-ns".
    sc_core::sc_time latency(const std::string& name, sc_core::sc_time default_value);
    /// The same, `value` being the default.
    void read_latency(const std::string& name, sc_core::sc_time& value);
    /// Of one that can change while the hardware runs.
    void read_latency(const std::string& name, models::Latency& value);

    /// A latency that follows from other properties, for the report: that of a trap profile.
    void note_latency(const std::string& name, sc_core::sc_time value);

    const std::vector<DeviceTiming::Latency>& latencies() const { return latencies_; }

    /// Property "ampsim,NAME": a number, or one with a default. Throws InputError when it is not
    /// within [least, most].
    std::uint64_t number(const std::string& name, std::uint64_t default_value,
                         std::uint64_t least = 0, std::uint64_t most = UINT32_MAX);
    bool flag(const std::string& name, bool default_value = false);
    /// Throws InputError, with a suggestion, when it is none of `known` (empty: any text).
    std::string text(const std::string& name, const std::string& default_value,
                     const std::vector<std::string>& known = {});
    /// Path of a file or directory that the device reads: an input of the run. "": not given.
    std::string input_file(const std::string& name);
    /// Path of a directory that the device reads; its files are no inputs that are checked.
    std::string directory(const std::string& name);
    /// Path of what the device makes, as "mkdir -p" would.
    std::string output_file(const std::string& name, const std::string& default_value);
    const std::vector<std::string>& inputs() const { return inputs_; }
    /// Those of read_latency(), by property: "signal-latency-ns".
    const std::map<std::string, models::Latency>& changeable() const { return changeable_; }
    [[noreturn]] void fail(const std::string& name, const std::string& problem) const;

    /// Throws InputError for a property that no one has asked for, with a suggestion.
    void finish() const;

private:
    const platform::Device& device_;
    bool controlled_node_runs_;
    const DeviceFiles& files_;
    std::vector<std::string> known_;
    std::vector<std::string> inputs_;
    std::vector<DeviceTiming::Latency> latencies_;
    std::map<std::string, models::Latency> changeable_;
};

/// Adds how many of `all` are not among those that are `kept`.
std::vector<std::string> with_rest(std::vector<std::string> kept, std::uint64_t all);

/// Throws InputError when the device does not have so many register ranges.
void require_faces(const platform::Device& device, std::size_t count);

/// Of every device that has registers: the properties that say how long an access takes.
template <typename Settings>
void read_register_latencies(DeviceParameters& parameters, Settings& settings) {
    parameters.read_latency("register-read-latency", settings.register_read_latency);
    parameters.read_latency("register-write-latency", settings.register_write_latency);
}

/// And of those from which something goes on: how long it is on its way.
template <typename Settings>
void read_latencies(DeviceParameters& parameters, Settings& settings) {
    read_register_latencies(parameters, settings);
    parameters.read_latency("signal-latency", settings.signal_latency);
}

} // namespace ampsim::hub
