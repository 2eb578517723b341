// SPDX-License-Identifier: BSD-3-Clause
//
// The registers of one side of a Messaging Unit: where the side's words, flags and enables are
// found. Two versions of the hardware, three layouts; bits and offsets as docs/models/imx_mu.md
// lists them.
#pragma once

#include "models/mailbox/imx_mu_layout.h"
#include "models/mailbox/imx_mu_side.h"
#include "models/registers/register_bank.h"

#include <memory>
#include <string>

namespace ampsim::models {

class ImxMuRegisters {
public:
    static std::unique_ptr<ImxMuRegisters> make(ImxMuLayout layout, const std::string& name,
                                                ImxMuSide& side, RegisterLatency latency);
    ImxMuRegisters(const ImxMuRegisters&) = delete;
    ImxMuRegisters& operator=(const ImxMuRegisters&) = delete;
    virtual ~ImxMuRegisters() = default;

    RegisterBank bank;

protected:
    ImxMuRegisters(const std::string& name, ImxMuSide& side, RegisterLatency latency);
    /// What transmit and receive registers do in every layout.
    void carry_words(RegisterArray& transmit, RegisterArray& received);

    ImxMuSide& side;
};

} // namespace ampsim::models
