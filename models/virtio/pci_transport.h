// SPDX-License-Identifier: BSD-3-Clause
//
// VirtIO over PCI [VirtIO 1.2, 4.1]: a function with the structures of a modern device in its first
// base address, and MSI-X in its second. One line, INTA#, while MSI-X is not enabled.
#pragma once

#include "models/latency.h"
#include "models/pci/function.h"
#include "models/pci/msix.h"
#include "models/virtio/engine.h"
#include "models/virtio/interrupt_counters.h"
#include "models/virtio/pci_common_config.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <systemc>
#include <tlm_utils/simple_target_socket.h>

namespace ampsim::models::virtio {

/// Defaults: docs/models/virtio-pci.md.
struct PciParameters {
    Latency register_read_latency{70, sc_core::SC_NS};  ///< arrival to data
    Latency register_write_latency{20, sc_core::SC_NS}; ///< arrival to acceptance
    bool msix = true;                                   ///< else it has a line only
    /// Of MSI-X: 1 to 128; 0: one for the configuration and one for each queue.
    std::size_t vectors = 0;
};

/// Memory as a function may reach it: only while its driver lets it be a master of the bus.
class PciMemoryAccess : public MemoryAccess {
public:
    explicit PciMemoryAccess(MemoryAccess& memory) : memory_(memory) {}
    void obey(const pci::ConfigSpace& config) { config_ = &config; }

    bool touch_after(sc_core::sc_time delay, const sc_core::sc_event& abandoned) override {
        return memory_.touch_after(delay, abandoned);
    }
    sc_core::sc_time least_latency() const override { return memory_.least_latency(); }
    void read(std::uint64_t address, void* data, std::size_t size,
              const std::string& what) override {
        check(what);
        memory_.read(address, data, size, what);
    }
    void write(std::uint64_t address, const void* data, std::size_t size,
               const std::string& what) override {
        check(what);
        memory_.write(address, data, size, what);
    }

private:
    void check(const std::string& what) const;

    MemoryAccess& memory_;
    const pci::ConfigSpace* config_ = nullptr;
};

class PciTransport : public sc_core::sc_module, public pci::Function, TransportEvents {
public:
    /// `engine` works over `memory`.
    PciTransport(sc_core::sc_module_name name, Engine& engine, PciMemoryAccess& memory,
                 MessageSink& messages, const PciParameters& parameters = {});

    tlm_utils::simple_target_socket<PciTransport> socket{"socket"}; ///< pci::socket_address
    sc_core::sc_out<bool> interrupt{"interrupt"};                   ///< INTA#, high is asserted

    std::string name_of(const pci::ConfigSpace::Place& place) const override;
    InterruptCounters interrupts() const;
    std::uint64_t notifications() const { return notifications_; }
    /// By register.
    const std::map<std::string, std::uint64_t>& accesses() const { return accesses_; }

private:
    void define_capabilities();
    std::size_t add_structure(std::uint8_t type, std::uint32_t offset, std::uint32_t length,
                              std::uint32_t more, std::size_t bytes_of_more);

    void b_transport(tlm::tlm_generic_payload& transaction, sc_core::sc_time& delay);
    unsigned transport_dbg(tlm::tlm_generic_payload& transaction);
    std::uint32_t read(const pci::ConfigSpace::Place& place, unsigned bytes);
    void write(const pci::ConfigSpace::Place& place, unsigned bytes, std::uint32_t value);
    std::uint32_t take_isr();

    void before_config_read(std::size_t offset) override;
    void config_written(std::size_t offset, std::size_t bytes) override;
    /// What the capability for access by configuration names; nothing when it makes no sense.
    std::optional<pci::ConfigSpace::Place> window() const;

    void used_buffers(std::size_t queue) override;
    void configuration_changed() override;
    bool sends_messages() const { return msix_ && msix_->enabled(); }
    void send(std::uint16_t vector);
    void raise(std::uint32_t reason);
    void refresh_interrupt() { refresh_interrupt_.notify(sc_core::SC_ZERO_TIME); }
    void drive_interrupt();

    Engine& engine_;
    PciParameters parameters_;
    std::size_t vectors_;
    PciCommonConfig common_;
    std::optional<pci::Msix> msix_;
    std::size_t window_ = 0; ///< offset of the capability for access by configuration
    std::uint32_t isr_ = 0;
    sc_core::sc_event refresh_interrupt_;
    InterruptCounters interrupts_;
    std::uint64_t notifications_ = 0;
    std::map<std::string, std::uint64_t> accesses_;
};

} // namespace ampsim::models::virtio
