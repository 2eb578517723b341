// SPDX-License-Identifier: BSD-3-Clause
//
// A GICv2m frame [Arm SBSA, appendix "GICv2m architecture"]: turns writes into shared interrupts of
// a GIC. A device writes the number of an interrupt (32 and on, as the GIC counts) into
// MSI_SETSPI_NS, and the frame's output for it rises for a moment. Linux drives it with its stock
// irq-gic-v2m, as a child of the GIC in the device tree.
#pragma once

#include "models/latency.h"
#include "models/msi/pulse.h"
#include "models/registers/register_bank.h"

#include <cstdint>
#include <systemc>
#include <tlm_utils/simple_target_socket.h>

namespace ampsim::models {

/// Defaults: docs/models/gicv2m.md.
struct GicV2mParameters {
    Latency register_read_latency{70, sc_core::SC_NS};  ///< arrival to data
    Latency register_write_latency{20, sc_core::SC_NS}; ///< arrival to acceptance
    Latency signal_latency{25, sc_core::SC_NS};         ///< arrival of a message to edge
    Latency pulse{10, sc_core::SC_NS};                  ///< length of an edge's pulse
};

class GicV2mFrame : public sc_core::sc_module {
public:
    static constexpr std::uint32_t first_spi = 32;  ///< of any GIC
    static constexpr std::uint32_t last_spi = 1019; ///< of any GIC

    /// For the interrupts `first` to `first + count - 1`. Throws std::logic_error when `count` is 0
    /// or these are not all shared interrupts of a GIC.
    GicV2mFrame(sc_core::sc_module_name name, std::uint32_t first, std::uint32_t count,
                const GicV2mParameters& parameters = {});

    tlm_utils::simple_target_socket<RegisterBank> socket{"socket"};
    /// The line of interrupt `first + index`.
    sc_core::sc_out<bool>& interrupt(std::size_t index) { return spis_.at(index).line; }

    const RegisterBank& registers() const { return registers_; }
    std::uint32_t first() const { return first_; }
    std::size_t count() const { return spis_.size(); }

    std::uint64_t messages() const { return messages_; } ///< for interrupts of this frame
    std::uint64_t ignored() const { return ignored_; }   ///< for others
    std::uint64_t interrupts() const;                    ///< edges
    std::uint64_t coalesced() const;                     ///< messages whose line was high already

private:
    void set(std::uint32_t interrupt);

    std::uint32_t first_;
    GicV2mParameters parameters_;
    RegisterBank registers_;
    Register typer_;
    Register set_spi_{registers_, "MSI_SETSPI_NS", 0x040, Access::write_only};
    Register identification_;
    sc_core::sc_vector<Pulse> spis_;
    sc_core::sc_time last_due_; // of the messages on their way
    std::uint64_t messages_ = 0;
    std::uint64_t ignored_ = 0;
};

} // namespace ampsim::models
