// SPDX-License-Identifier: BSD-3-Clause
//
// TI's mailbox of OMAP4 and later, AM33xx to K3: up to 16 FIFOs of four words in one register block
// that up to four processors share, "users", each with an interrupt of its own. Here each user has
// a face, which shows the whole block to that processor. The behaviour is in omap_mailbox_core.h,
// what is and is not modelled in docs/models/omap_mailbox.md.
#pragma once

#include "models/latency.h"
#include "models/mailbox/omap_mailbox_core.h"
#include "models/mailbox/omap_mailbox_layout.h"
#include "models/registers/register_bank.h"

#include <memory>
#include <string>
#include <systemc>
#include <tlm_utils/simple_target_socket.h>
#include <vector>

namespace ampsim::models {

/// Defaults: docs/models/omap_mailbox.md.
struct OmapMailboxParameters {
    Latency register_read_latency{70, sc_core::SC_NS};  ///< arrival to data
    Latency register_write_latency{20, sc_core::SC_NS}; ///< arrival to acceptance
    /// From a write of a word to the word at the other end of the FIFO, from a read to its room.
    Latency signal_latency{25, sc_core::SC_NS};
    std::size_t depth = 4; ///< words of a FIFO, 1 to 7: MSGSTATUS has three bits
};

/// The register block as one user sees it, and that user's interrupt.
class OmapMailboxFace : public sc_core::sc_module {
public:
    OmapMailboxFace(sc_core::sc_module_name name, OmapMailboxCore& core, std::size_t user,
                    const OmapMailboxLayout& layout, const OmapMailboxParameters& parameters);

    static constexpr std::uint64_t size = 0x200;

    tlm_utils::simple_target_socket<RegisterBank> socket{"socket"};
    /// High while an enabled status bit is set. Follows within the instant.
    sc_core::sc_out<bool> interrupt{"interrupt"};

    const RegisterBank& registers() const { return bank_; }
    const OmapMailboxCounters& counters() const { return core_.counters(user_); }

private:
    void declare_interrupt_registers();
    void drive_interrupt();

    OmapMailboxCore& core_;
    const std::size_t user_;
    RegisterBank bank_;
    Register revision_;
    Register sysconfig_;
    RegisterArray message_;
    RegisterArray fifo_status_;
    RegisterArray message_status_;
    RegisterArray status_raw_;
    RegisterArray status_clear_;
    RegisterArray enable_set_;
    RegisterArray enable_clear_;
    std::unique_ptr<Register> end_of_interrupt_;
};

class OmapMailbox : public sc_core::sc_module {
public:
    /// Faces for the first `faces` of the layout's users.
    OmapMailbox(sc_core::sc_module_name name, const OmapMailboxLayout& layout, std::size_t faces,
                const OmapMailboxParameters& parameters = {});

    std::size_t faces() const { return faces_.size(); }
    OmapMailboxFace& face(std::size_t user) { return *faces_.at(user); }

private:
    OmapMailboxCore core_;
    std::vector<std::unique_ptr<OmapMailboxFace>> faces_;
};

} // namespace ampsim::models
