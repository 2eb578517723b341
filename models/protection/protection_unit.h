// SPDX-License-Identifier: BSD-3-Clause
//
// The protection unit of ampsim_protection.h. It sits at the interconnect, which asks it for each
// access in the instant of the access's arrival; what is refused is an error on the bus, logged,
// and an interrupt. Windows that open or close, and violations, take effect one signal latency
// after the access that caused them.
#pragma once

#include "models/latency.h"
#include "models/protection/ampsim_protection.h"
#include "models/registers/register_bank.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <systemc>
#include <tlm_utils/simple_target_socket.h>
#include <vector>

namespace ampsim::models {

struct ProtectedRange {
    std::uint64_t base = 0;
    std::uint64_t size = 0;
    bool operator==(const ProtectedRange& other) const {
        return base == other.base && size == other.size;
    }
};

struct ProtectionWindow {
    ProtectedRange range; ///< of pages
    std::uint32_t initiators = 0;
    bool open = false;
    bool writable = false;
};

/// Defaults: docs/models/protection.md.
struct ProtectionParameters {
    std::size_t windows = 8;                            ///< 1 to 32
    std::size_t initiators = 1;                         ///< 1 to 32
    std::vector<ProtectedRange> guarded;                ///< of pages
    std::vector<ProtectionWindow> granted;              ///< the first windows, from the start
    Latency register_read_latency{70, sc_core::SC_NS};  ///< arrival to data
    Latency register_write_latency{20, sc_core::SC_NS}; ///< arrival to acceptance
    Latency signal_latency{25, sc_core::SC_NS};         ///< access to what it does, see above
};

struct ProtectionViolation {
    sc_core::sc_time time;
    std::size_t initiator = 0;
    std::uint64_t address = 0;
    bool write = false;
};

class ProtectionUnit : public sc_core::sc_module {
public:
    static constexpr std::size_t most_initiators = 32;

    /// Throws std::logic_error for parameters that it cannot have.
    ProtectionUnit(sc_core::sc_module_name name, const ProtectionParameters& parameters);

    tlm_utils::simple_target_socket<RegisterBank> socket{"socket"};
    sc_core::sc_out<bool> interrupt{"interrupt"};

    /// Whether an access gets through, now. One that does not is a violation.
    bool check(std::size_t initiator, std::uint64_t address, std::uint64_t size, bool write);
    /// What of the guarded memory the initiator cannot both read and write, in ascending order.
    std::vector<ProtectedRange> closed_to(std::size_t initiator) const;
    /// Called when that may have changed.
    void on_change(std::function<void()> callback) { changed_ = std::move(callback); }

    const RegisterBank& registers() const { return registers_; }
    std::uint64_t checked() const { return checked_; } ///< accesses to what is guarded
    std::uint64_t refused() const { return refused_; }
    std::uint64_t refused_to(std::size_t initiator) const { return by_initiator_.at(initiator); }
    std::uint64_t interrupts() const { return interrupts_; }
    /// The first few.
    const std::vector<ProtectionViolation>& violations() const { return violations_; }

private:
    struct State {
        std::vector<ProtectionWindow> windows;
        std::uint32_t supervised = 0;
    };
    /// On its way to where it takes effect.
    struct Effect {
        sc_core::sc_time due;
        std::uint64_t begun_in_delta;
        std::function<void()> happens;
    };

    static void check_parameters(const std::string& name, const ProtectionParameters& parameters);
    void define_window(std::size_t number);
    void log_violation(const ProtectionViolation& violation);
    bool is_guarded(std::uint64_t page) const;
    bool gets_through(std::size_t initiator, std::uint64_t page, bool write) const;
    void later(std::function<void()> happens);
    void change_windows();
    void settle();
    void on_effect();
    void drive_interrupt();

    ProtectionParameters parameters_;
    bool windows_changed_ = false; ///< and nobody has been told
    std::function<void()> changed_ = [] {
    };
    RegisterBank registers_;
    Register magic_{registers_, "MAGIC", AMPSIM_PROTECTION_MAGIC, Access::read_only,
                    AMPSIM_PROTECTION_MAGIC_VALUE};
    Register window_count_;
    Register initiator_count_;
    Register supervised_;
    Register violation_count_{registers_, "VIOLATIONS", AMPSIM_PROTECTION_VIOLATIONS,
                              Access::read_only};
    Register pending_{registers_, "PENDING", AMPSIM_PROTECTION_PENDING, Access::write_one_to_clear};
    Register enable_{registers_, "ENABLE", AMPSIM_PROTECTION_ENABLE};
    Register violator_{registers_, "VIOLATOR", AMPSIM_PROTECTION_VIOLATOR, Access::read_only};
    Register operation_{registers_, "OPERATION", AMPSIM_PROTECTION_OPERATION, Access::read_only};
    Register address_low_{registers_, "ADDRESS_LOW", AMPSIM_PROTECTION_ADDRESS_LOW,
                          Access::read_only};
    Register address_high_{registers_, "ADDRESS_HIGH", AMPSIM_PROTECTION_ADDRESS_HIGH,
                           Access::read_only};
    std::deque<Register> window_registers_;

    State written_;              ///< what the registers say
    State effective_;            ///< what is checked
    std::deque<Effect> effects_; // in the order of their due times
    sc_core::sc_time last_due_;  // of these
    sc_core::sc_event_queue effects_due_{"effects_due"};
    sc_core::sc_event refresh_;
    std::uint64_t checked_ = 0;
    std::uint64_t refused_ = 0;
    std::uint64_t interrupts_ = 0;
    std::vector<std::uint64_t> by_initiator_;
    std::vector<ProtectionViolation> violations_;
};

} // namespace ampsim::models
