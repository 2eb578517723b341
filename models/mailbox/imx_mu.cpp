// SPDX-License-Identifier: BSD-3-Clause
#include "models/mailbox/imx_mu.h"

namespace ampsim::models {

ImxMuFace::ImxMuFace(sc_core::sc_module_name name, ImxMuLayout layout,
                     const ImxMuParameters& parameters)
    : sc_module(name), side_("side", parameters.signal_latency),
      registers_(ImxMuRegisters::make(
          layout, this->name(), side_,
          {parameters.register_read_latency, parameters.register_write_latency})) {
    registers_->bank.serve(socket);
    side_.interrupt(interrupt);
}

ImxMu::ImxMu(sc_core::sc_module_name name, ImxMuLayout layout, const ImxMuParameters& parameters)
    : sc_module(name), a("a", layout, parameters), b("b", layout, parameters) {
    a.side_.connect(b.side_);
    b.side_.connect(a.side_);
}

} // namespace ampsim::models
