// SPDX-License-Identifier: BSD-3-Clause
//
// A PCI host bridge with one bus: a window on the configuration spaces, laid out as ECAM [PCI
// Express 4.0, 7.2.2], and a window on PCI memory, in which software places what functions have.
// Where nobody is, reads give all ones and writes are lost, as on a real bus.
//
//     PciHost host{"pcie", {0x10000000}};
//     host.attach(1, 0, net, net.socket);
#pragma once

#include "models/latency.h"
#include "models/pci/function.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <systemc>
#include <tlm>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

namespace ampsim::models::pci {

/// Defaults: docs/models/pci.md.
struct PciHostParameters {
    /// PCI address of the first byte of the memory window.
    std::uint64_t memory_base = 0;
    Latency config_read_latency{70, sc_core::SC_NS}; ///< arrival to data
    Latency config_write_latency{20, sc_core::SC_NS};
    /// Way from the bridge to a function, and back: on top of what its registers take.
    Latency request_latency = sc_core::SC_ZERO_TIME;
    Latency response_latency = sc_core::SC_ZERO_TIME;
};

struct PciHostCounters {
    std::uint64_t config_reads = 0;
    std::uint64_t config_writes = 0;
    std::uint64_t memory_accesses = 0;
    std::uint64_t unclaimed = 0; ///< accesses of memory that no function claimed
};

class PciHost : public sc_core::sc_module {
public:
    PciHost(sc_core::sc_module_name name, const PciHostParameters& parameters = {});

    tlm_utils::simple_target_socket<PciHost> config{"config"};
    tlm_utils::simple_target_socket<PciHost> memory{"memory"};

    /// Before the simulation starts. `slot` from 0 to 31, `number` from 0 to 7. Throws
    /// std::invalid_argument when the place is taken. `function` and `registers` outlive this.
    void attach(unsigned slot, unsigned number, Function& function,
                tlm::tlm_target_socket<>& registers, const std::string& label = "");

    /// "config"'s and "memory"'s registers for people: "net0.QueueNotify"; empty when there is
    /// none.
    std::string name_of_config(std::uint64_t offset) const;
    std::string name_of_memory(std::uint64_t offset) const;
    const PciHostCounters& counters() const { return counters_; }

private:
    /// A socket needs a module, and the host is complete before functions are attached.
    struct Slot : sc_core::sc_module {
        explicit Slot(sc_core::sc_module_name name) : sc_module(name) {}
        tlm_utils::simple_initiator_socket<Slot> registers{"registers"};
    };
    struct Place {
        Function* function;
        std::string label;
        std::unique_ptr<Slot> slot;
    };

    Function* function_at(std::uint64_t config_offset) const;
    void access_config(tlm::tlm_generic_payload& transaction, sc_core::sc_time& delay);
    unsigned debug_config(tlm::tlm_generic_payload& transaction);
    void access_memory(tlm::tlm_generic_payload& transaction, sc_core::sc_time& delay);
    unsigned debug_memory(tlm::tlm_generic_payload& transaction);

    PciHostParameters parameters_;
    std::map<unsigned, Place> places_; ///< by slot and function number: bits 15 to 12 of ECAM
    PciHostCounters counters_;
};

} // namespace ampsim::models::pci
