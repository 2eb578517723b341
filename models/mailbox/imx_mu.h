// SPDX-License-Identifier: BSD-3-Clause
//
// The i.MX Messaging Unit: a mailbox between two processors. It has two faces, A and B, alike: four
// words and four doorbells in each direction, three flags, and a level interrupt on each face. The
// behaviour is in imx_mu_side.h, the registers in imx_mu_registers.cpp, what is and is not modelled
// in docs/models/imx_mu.md.
#pragma once

#include "models/latency.h"
#include "models/mailbox/imx_mu_layout.h"
#include "models/mailbox/imx_mu_registers.h"
#include "models/mailbox/imx_mu_side.h"
#include "models/registers/register_bank.h"

#include <memory>
#include <systemc>
#include <tlm_utils/simple_target_socket.h>

namespace ampsim::models {

/// Defaults: docs/models/imx_mu.md.
struct ImxMuParameters {
    Latency register_read_latency{70, sc_core::SC_NS};  ///< arrival to data
    Latency register_write_latency{20, sc_core::SC_NS}; ///< arrival to acceptance
    /// What an access does on its own face, from its arrival, to what that does on the other face:
    /// TRn write to RFn, RRn read to TEn, GIRn to GIPn, and so on.
    Latency signal_latency{25, sc_core::SC_NS};
};

/// One face: its registers and its interrupt.
class ImxMuFace : public sc_core::sc_module {
public:
    ImxMuFace(sc_core::sc_module_name name, ImxMuLayout layout, const ImxMuParameters& parameters);

    tlm_utils::simple_target_socket<RegisterBank> socket{"socket"};
    sc_core::sc_out<bool> interrupt{"interrupt"};

    const RegisterBank& registers() const { return registers_->bank; }
    const ImxMuCounters& counters() const { return side_.counters(); }

private:
    friend class ImxMu;

    ImxMuSide side_;
    std::unique_ptr<ImxMuRegisters> registers_;
};

class ImxMu : public sc_core::sc_module {
public:
    ImxMu(sc_core::sc_module_name name, ImxMuLayout layout, const ImxMuParameters& parameters = {});

    ImxMuFace a;
    ImxMuFace b;
};

} // namespace ampsim::models
