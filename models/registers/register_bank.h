// SPDX-License-Identifier: BSD-3-Clause
//
// A register bank: the registers of one register face of a device, and the TLM target in front of
// them. A device declares its registers (register.h) and binds a socket to the bank; there is
// nothing to decode by hand:
//
//     tlm_utils::simple_target_socket<RegisterBank> socket{"socket"};
//     ...
//     registers.serve(socket);
//
// Registers are little-endian words. The bank follows the time contract (time_contract.h): effects
// happen on arrival, then the bank's own latency is added.
#pragma once

#include "models/latency.h"
#include "models/registers/register.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <systemc>
#include <tlm>
#include <tlm_utils/simple_target_socket.h>

namespace ampsim::models {

/// Which accesses a bank takes. Any other size, a misaligned access, or streaming gets
/// TLM_BURST_ERROR_RESPONSE; byte enables get TLM_BYTE_ENABLE_ERROR_RESPONSE; an access past the
/// bank's end TLM_ADDRESS_ERROR_RESPONSE.
struct AccessRules {
    enum class Unmapped {
        ignored,       ///< an offset without a register reads as zero, writes are ignored
        address_error, ///< TLM_ADDRESS_ERROR_RESPONSE, and no word of the access has any effect
    };

    unsigned narrowest = 4; ///< bytes: 1, 2 or 4. Narrower than 4 must be naturally aligned.
    unsigned widest =
        4; ///< bytes: a multiple of 4. Wider than 4: word after word, in ascending order.
    Unmapped unmapped = Unmapped::ignored;
};

/// What a bank takes from an access's arrival to its completion. Zero unless the device says.
struct RegisterLatency {
    Latency read;
    Latency write;
};

class RegisterBank {
public:
    /// `size` in bytes, a multiple of 4. Throws std::logic_error when it or `rules` make no sense.
    RegisterBank(std::string name, std::uint64_t size, AccessRules rules = {},
                 RegisterLatency latency = {});
    RegisterBank(const RegisterBank&) = delete;
    RegisterBank& operator=(const RegisterBank&) = delete;
    ~RegisterBank() = default;

    /// Makes the bank the target behind `socket`.
    void serve(tlm_utils::simple_target_socket<RegisterBank>& socket);
    /// Called before each access of either kind looks at a register: a device whose state moves
    /// with time brings it up to now. Must have no effect that a debug access should not have.
    void before_each_access(std::function<void()> hook);

    void b_transport(tlm::tlm_generic_payload& transaction, sc_core::sc_time& delay);
    /// Reads show what a processor would read. Writes set stored bits, whatever the register's
    /// access right is, and do nothing to registers that compute their value. Returns the number of
    /// bytes accessed.
    unsigned transport_dbg(tlm::tlm_generic_payload& transaction);

    const std::string& name() const { return name_; }
    std::uint64_t size() const { return size_; }
    /// The register whose word holds `offset`; null when there is none.
    const Register* find(std::uint64_t offset) const;
    std::string name_of(std::uint64_t offset) const; ///< "TR0"; empty when there is none
    /// All registers by offset.
    const std::map<std::uint64_t, Register*>& registers() const { return registers_; }
    std::uint64_t unmapped_accesses() const { return unmapped_accesses_; } ///< ignored words

    /// All stored values to their reset values. Effects are not called, counts go on.
    void reset();

private:
    friend class Register;

    void enter(Register& added);
    Register* at(std::uint64_t offset);
    tlm::tlm_response_status check(const tlm::tlm_generic_payload& transaction) const;
    bool all_mapped(const tlm::tlm_generic_payload& transaction) const;
    void access_word(std::uint64_t offset, tlm::tlm_command command, unsigned char* data,
                     unsigned first_byte, unsigned bytes);

    std::string name_;
    std::uint64_t size_;
    AccessRules rules_;
    RegisterLatency latency_;
    std::map<std::uint64_t, Register*> registers_;
    std::function<void()> before_each_access_;
    std::uint64_t unmapped_accesses_ = 0;
};

} // namespace ampsim::models
