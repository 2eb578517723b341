// SPDX-License-Identifier: BSD-3-Clause
//
// The inter-processor interrupts of AMD's Zynq UltraScale+ and Versal: each agent can interrupt any
// other, and beside that there are message buffers of 32 bytes, a request and a response for each
// pair of agents, in memory that all share. Each agent has a face, the buffers have one. The
// behaviour is in zynqmp_ipi_agent.h, what is and is not modelled in docs/models/zynqmp_ipi.md.
#pragma once

#include "models/mailbox/zynqmp_ipi_agent.h"
#include "models/mailbox/zynqmp_ipi_layout.h"
#include "models/registers/register_bank.h"

#include <deque>
#include <memory>
#include <string>
#include <systemc>
#include <tlm_utils/simple_target_socket.h>
#include <vector>

namespace ampsim::models {

/// Defaults: docs/models/zynqmp_ipi.md.
struct ZynqmpIpiParameters {
    sc_core::sc_time register_read_latency{70, sc_core::SC_NS};  ///< arrival to data; buffers, too
    sc_core::sc_time register_write_latency{20, sc_core::SC_NS}; ///< arrival to acceptance
    /// From a trigger to the other's ISR, from a clear to the other's OBS.
    sc_core::sc_time signal_latency{25, sc_core::SC_NS};
};

/// The registers of an agent, and its interrupt.
class ZynqmpIpiFace : public sc_core::sc_module {
public:
    ZynqmpIpiFace(sc_core::sc_module_name name, unsigned bit, std::uint32_t known,
                  const ZynqmpIpiParameters& parameters);

    static constexpr std::uint64_t size = 0x1000;

    tlm_utils::simple_target_socket<RegisterBank> socket{"socket"};
    sc_core::sc_out<bool> interrupt{"interrupt"};

    const RegisterBank& registers() const { return bank_; }
    const ZynqmpIpiCounters& counters() const { return agent_.counters(); }

private:
    friend class ZynqmpIpi;

    ZynqmpIpiAgent agent_;
    RegisterBank bank_;
    Register trig_{bank_, "TRIG", 0x00, Access::write_only};
    Register obs_{bank_, "OBS", 0x04, Access::read_only};
    Register isr_{bank_, "ISR", 0x10, Access::write_one_to_clear};
    Register imr_{bank_, "IMR", 0x14, Access::read_only};
    Register ier_{bank_, "IER", 0x18, Access::write_only};
    Register idr_{bank_, "IDR", 0x1c, Access::write_only};
};

/// The message buffers: memory, in which every word has a name, such as APU_RPU0_REQ3, the fourth
/// word of the request from the APU to RPU 0, or APU_RPU0_RSP3, of the answer.
class ZynqmpIpiBuffers : public sc_core::sc_module {
public:
    ZynqmpIpiBuffers(sc_core::sc_module_name name, const ZynqmpIpiLayout& layout,
                     const ZynqmpIpiParameters& parameters);

    static constexpr std::uint64_t size = 0x1000;

    tlm_utils::simple_target_socket<RegisterBank> socket{"socket"};

    const RegisterBank& registers() const { return bank_; }

private:
    RegisterBank bank_;
    std::deque<RegisterArray> messages_;
};

class ZynqmpIpi : public sc_core::sc_module {
public:
    /// Faces for these agents. Throws std::out_of_range for one that the layout does not have.
    ZynqmpIpi(sc_core::sc_module_name name, const ZynqmpIpiLayout& layout,
              const std::vector<std::string>& agents, const ZynqmpIpiParameters& parameters = {});

    std::size_t faces() const { return faces_.size(); }
    ZynqmpIpiFace& face(std::size_t index) { return *faces_.at(index); }
    ZynqmpIpiBuffers buffers;

    /// For what happens from now on.
    void set_signal_latency(sc_core::sc_time latency);

private:
    std::vector<std::unique_ptr<ZynqmpIpiFace>> faces_;
};

} // namespace ampsim::models
