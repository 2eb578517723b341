// SPDX-License-Identifier: BSD-3-Clause
//
// The hardware between the nodes, elaborated in SystemC from the platform's description:
// interconnect, memories, devices, and for each node a port through which its accesses enter.
#pragma once

#include "models/interconnect/interconnect.h"
#include "models/memory/memory.h"
#include "sim/hub/caches.h"
#include "sim/hub/device.h"
#include "sim/hub/protection.h"
#include "sim/hub/refusals.h"
#include "sim/hub/sampler.h"
#include "sim/hub/shared_bus.h"
#include "sim/node/shared_memory.h"
#include "sim/platform/platform.h"
#include "sim/remote_port/packet.h"
#include "sim/time/conductor.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ampsim::hub {

/// Up to 8 bytes as a number, the first one lowest: how traces show the data of an access.
std::uint64_t value_of(const std::uint8_t* bytes, std::size_t count);

/// What happens in the hardware, at the hardware's now.
class HardwareEvents {
public:
    virtual ~HardwareEvents() = default;
    /// An access takes effect at `place`, "mu.a.TR1" or "ddr".
    /// `initiator` is the name of a node, or the label of a device that accesses by itself.
    virtual void on_arrival(const std::string& initiator, std::size_t target,
                            const std::string& place, std::uint64_t value) = 0;
    /// The access has been answered: its processor goes on at `at`.
    virtual void on_answer(std::size_t node, remote_port::BusAccess answer, VirtualTime at) = 0;
    virtual void on_wire(std::size_t device, const std::string& output, bool level) = 0;
    /// A device has written to memory that the node sees directly, `address` is the node's.
    virtual void on_memory_written(std::size_t /*node*/, std::uint64_t /*address*/,
                                   std::uint64_t /*size*/) {}
    /// A range of a node's direct memory changes between covered and not (protection.h).
    virtual void on_cover(std::size_t /*node*/, const platform::Range& /*range*/,
                          bool /*covered*/) {}
    /// A node is let run, or held in reset.
    virtual void on_run(std::size_t node, bool run) = 0;
};

class Hardware : public time::Hardware {
public:
    /// `runs[n]`: a boot loader starts node n at time 0.
    Hardware(const platform::Platform& platform, const std::vector<bool>& runs,
             HardwareEvents& events, DeviceFiles files = {});
    ~Hardware() override;

    VirtualTime now() const override;
    VirtualTime next_event() const override;
    void advance(VirtualTime until) override;
    VirtualTime next_touch(std::size_t node) const override;

    /// Least time from any event to an instant at which a device touches memory that the node sees
    /// directly; never: none does.
    VirtualTime least_touch(std::size_t node) const;
    /// A node issues an access, now.
    void begin_access(std::size_t node, const remote_port::BusAccess& access);
    /// An access of a node that is on its way already, from an SC_THREAD. It is not answered by
    /// HardwareEvents.
    void transport(std::size_t node, tlm::tlm_generic_payload& transaction,
                   sc_core::sc_time& delay);
    /// The node's view of an address without time and side effects: writes bytes behind the
    /// interconnect. False when not all of them lead to a memory or register there.
    bool write(std::size_t node, std::uint64_t address, std::vector<std::uint8_t> bytes);
    /// Name of what the node sees at an address: "mu.a.TR1", "ddr", or the address itself.
    std::string place(std::size_t node, std::uint64_t address) const;
    /// The same of `size` bytes; empty when no window of the node has them all.
    std::string place_within(std::size_t node, std::uint64_t address, std::uint64_t size) const;
    /// Accesses of a node that were answered with an error.
    const Refusals& refusals(std::size_t node) const;

    /// Least time from an access that node `from` issues to its effect on a line or reset of node
    /// `to`, the way to its processor not counted; never when there is no such path.
    VirtualTime least_latency(std::size_t from, std::size_t to) const;

    /// Before anything happens: calls `sample` once in each `period`, in an instant up to which
    /// nodes that see direct memory have run; and soon after look_soon().
    void sample_every(VirtualTime period, std::function<void(check::MemoryView&)> sample);
    void look_soon() { sampler_->look_soon(); }
    /// Tells `reads` of all that devices read from direct memory.
    void watch_direct_reads(models::DirectReads& reads);
    /// From now on latencies are those of `later`: the same platform, but for what can change later
    /// (change_later.h). What is on its way arrives as it would have.
    void change_latencies(const platform::Platform& later);
    /// What protection units cover of a node's memory from the start.
    const std::vector<platform::Range>& covered(std::size_t node) const {
        return protection_->covered(node);
    }
    bool has_masters() const { return !master_ports_.empty(); }

    /// As the platform counts them.
    const Device& device(std::size_t index) const { return devices_.at(index); }
    /// File descriptors of the direct memories, by label.
    std::map<std::string, int> shared_memories() const;
    /// Writes them to files and reads them again, `file_of` their label.
    void save_shared_memories(const std::function<std::string(const std::string&)>& file_of) const;
    void
    restore_shared_memories(const std::function<std::string(const std::string&)>& file_of) const;
    /// Null when there is no direct memory of this label.
    const node::SharedMemory* shared_memory(const std::string& label) const;
    /// Names and offsets of the registers of a face, both by their index in the platform.
    std::map<std::string, std::uint64_t> registers(std::size_t device, std::size_t face) const;
    /// Counters of devices, memories and paths, by full name.
    Counters counters() const;
    /// All that WireWatch sees, by the names that events have: "mu.b"; "src.run" is the output of a
    /// remote-processor control.
    std::map<std::string, sc_core::sc_signal<bool>*> wires() const;

private:
    class Port;
    class Arrivals;
    class WireWatch;
    class MasterPort;
    struct Target {
        std::unique_ptr<Arrivals> arrivals;
        std::size_t index = 0; ///< at the interconnect
    };
    struct Ways { ///< of a node's accesses, over the interconnect
        models::Latency request;
        models::Latency response;
    };

    void add_memories();
    void add_devices(const std::vector<bool>& runs);
    /// `register_name` is empty for a memory.
    void add_target(std::size_t track, const std::string& label, tlm::tlm_target_socket<>& socket,
                    std::function<std::string(std::uint64_t)> register_name,
                    models::TrappedWindow* trap = nullptr);
    void add_nodes();
    void connect_node(std::size_t node, std::size_t initiator);
    void arrived(const std::string& initiator, std::size_t target, const std::string& place,
                 const tlm::tlm_generic_payload& transaction);
    void add_masters();
    std::size_t connect_master(const std::string& label, models::BusMaster& master,
                               const models::Latency& request_latency,
                               const models::Latency& response_latency);
    void connect_networks();
    void connect_pci();
    void connect_protection();
    void share_bus();
    bool passes(const std::string& initiator, std::size_t target, std::uint64_t offset,
                const tlm::tlm_generic_payload& transaction);
    bool sees_master(std::size_t node) const;
    VirtualTime least_violation_latency(std::size_t from, std::size_t to) const;
    bool is_machine_ram(const std::string& label) const;
    void memory_written(std::uint64_t address, std::uint64_t size);
    const Target& target_of(const platform::Window& window) const;

    const platform::Platform& platform_;
    DeviceFiles files_;
    HardwareEvents& events_;
    models::Interconnect interconnect_;
    std::map<std::string, std::unique_ptr<node::SharedMemory>> shared_;
    std::map<std::string, std::unique_ptr<models::Memory>> memories_;
    std::map<std::string, models::MemoryParameters> memory_latencies_;
    std::vector<Ways> ways_; ///< of each node
    std::vector<Device> devices_;
    std::map<std::string, Target> targets_;           ///< by label: "mu.a", "ddr"
    std::vector<std::vector<const Target*>> windows_; ///< of each node, as its description has them
    std::vector<std::unique_ptr<Arrivals>> functions_; ///< on PCI
    std::vector<std::unique_ptr<WireWatch>> watches_;
    std::vector<std::unique_ptr<Port>> ports_;
    std::vector<std::unique_ptr<MasterPort>> master_ports_;
    std::vector<std::unique_ptr<MasterPort>> cache_ports_; ///< of nodes with caches
    std::vector<std::uint64_t> bus_of_target_;             ///< by its index at the interconnect
    std::unique_ptr<Protection> protection_;
    std::unique_ptr<Caches> caches_;
    std::unique_ptr<Sampler> sampler_;
    std::unique_ptr<SharedBus> shared_bus_;                       ///< null: paths do not contend
    std::vector<std::vector<const models::BusMaster*>> touching_; ///< each node's direct memory
};

} // namespace ampsim::hub
