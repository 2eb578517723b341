// SPDX-License-Identifier: BSD-3-Clause
//
// The VirtIO shim of ampsim_virtio_shim.h: slots (shim_slot.h) with registers on two faces
// (shim_registers.h), one for drivers and one for the devices behind, in software elsewhere.
#pragma once

#include "models/hvl/shim_registers.h"
#include "models/hvl/shim_slot.h"
#include "models/latency.h"
#include "models/registers/register_bank.h"

#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <systemc>
#include <tlm_utils/simple_target_socket.h>

namespace ampsim::models {

/// Defaults: docs/models/virtio-shim.md.
struct VirtioShimParameters {
    std::size_t slots = 1;                              ///< 1 to 8
    unsigned version = 2;                               ///< of VirtIO-MMIO, or 1
    bool interrupt_per_slot = false;                    ///< of the drivers
    Latency register_read_latency{70, sc_core::SC_NS};  ///< arrival to data
    Latency register_write_latency{20, sc_core::SC_NS}; ///< arrival to acceptance
    /// Arrival of an access to a flag, and an interrupt line, of the other side.
    Latency signal_latency{25, sc_core::SC_NS};
    /// The bus of a driver that resets is held until the device has let go, so long at most: for
    /// drivers that do not look whether it has (Linux). Zero: it is not.
    sc_core::sc_time reset_hold;
};

/// One face: registers of all slots, and the configuration space of each.
class ShimFace : public sc_core::sc_module {
public:
    struct Layout {
        std::uint64_t slot_size;
        std::uint64_t configuration; ///< offset in the slot, up to its end
    };
    enum class Side { driver, device };

    ShimFace(sc_core::sc_module_name name, Side side, std::deque<ShimSlot>& slots,
             const VirtioShimParameters& parameters);

    tlm_utils::simple_target_socket<ShimFace> socket{"socket"};

    RegisterBank& registers() { return registers_; }
    std::uint64_t size() const { return registers_.size(); }
    /// "slot1.QueueNotify", "slot1.Config".
    std::string name_of(std::uint64_t offset) const;

private:
    bool is_configuration(std::uint64_t offset) const;
    ShimSlot& slot_at(std::uint64_t offset) { return slots_.at(offset / layout_.slot_size); }
    void b_transport(tlm::tlm_generic_payload& transaction, sc_core::sc_time& delay);
    void access_configuration(tlm::tlm_generic_payload& transaction, sc_core::sc_time& delay);
    unsigned transport_dbg(tlm::tlm_generic_payload& transaction);

    Side side_;
    Layout layout_;
    std::deque<ShimSlot>& slots_;
    VirtioShimParameters parameters_;
    RegisterBank registers_;
};

class VirtioShim : public sc_core::sc_module {
    std::deque<ShimSlot> slots_; // first: both faces have registers of them

public:
    /// Throws std::logic_error for parameters that it cannot have.
    explicit VirtioShim(sc_core::sc_module_name name, const VirtioShimParameters& parameters = {});

    ShimFace driver;
    ShimFace device;
    sc_core::sc_out<bool> device_interrupt{"device_interrupt"};
    /// One for all slots, or one for each.
    sc_core::sc_vector<sc_core::sc_out<bool>> driver_interrupts;

    std::size_t slots() const { return slots_.size(); }
    const ShimCounters& counters(std::size_t slot) const { return slots_.at(slot).counters; }

private:
    static const VirtioShimParameters& checked(const VirtioShimParameters& parameters);
    std::uint32_t raising() const;
    void drive_interrupts();

    std::deque<ShimDriverRegisters> driver_registers_;
    std::deque<ShimDeviceRegisters> device_registers_;
    sc_core::sc_event refresh_;
};

} // namespace ampsim::models
