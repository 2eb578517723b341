// SPDX-License-Identifier: BSD-3-Clause
//
// The System Reset Controller of the i.MX 8M family, as far as it starts and stops the Cortex-M4:
// Linux' imx_rproc reaches it as a syscon and writes register M4RCR. `run` is high while the M4 is
// enabled (ENABLE_M4) and its core not held in reset (SW_M4C_NON_SCLR_RST). It falls with the write
// that stops, and rises the start latency after the one that starts.
#pragma once

#include "models/latency.h"
#include "models/registers/register_bank.h"

#include <cstdint>
#include <systemc>
#include <tlm_utils/simple_target_socket.h>

namespace ampsim::models {

/// Defaults: docs/models/imx_src.md.
struct ImxSrcParameters {
    Latency register_read_latency{70, sc_core::SC_NS};  ///< arrival to data
    Latency register_write_latency{20, sc_core::SC_NS}; ///< arrival to acceptance
    Latency start_latency{1, sc_core::SC_US};           ///< arrival of the write to `run`
    bool initially_running =
        false; ///< a boot loader has started the M4: `run` is high from time zero
};

class ImxSrc : public sc_core::sc_module {
public:
    // Bits of M4RCR.
    static constexpr std::uint32_t enable_m4 = 1U << 3;
    static constexpr std::uint32_t sw_m4p_rst = 1U << 2;          ///< reset of the M4's platform
    static constexpr std::uint32_t sw_m4c_rst = 1U << 1;          ///< reset of the M4's core
    static constexpr std::uint32_t sw_m4c_non_sclr_rst = 1U << 0; ///< holds the M4's core in reset
    // What imx_rproc writes to them.
    static constexpr std::uint32_t started = enable_m4 | sw_m4p_rst | sw_m4c_rst;          // 0x0e
    static constexpr std::uint32_t stopped = enable_m4 | sw_m4c_rst | sw_m4c_non_sclr_rst; // 0x0b

    explicit ImxSrc(sc_core::sc_module_name name, const ImxSrcParameters& parameters = {});

    tlm_utils::simple_target_socket<RegisterBank> socket{"socket"};
    sc_core::sc_out<bool> run{"run"};

    const RegisterBank& registers() const { return registers_; }
    std::uint64_t starts() const { return starts_; }           ///< rising edges of `run`
    std::uint64_t stops() const { return stops_; }             ///< falling edges of `run`
    std::uint64_t core_resets() const { return core_resets_; } ///< of a core that ran

private:
    bool released() const;
    void control_written(std::uint32_t written);
    void on_started();
    void drive_run();

    ImxSrcParameters parameters_;

    // All but M4RCR store what is written and have no effect.
    RegisterBank registers_;
    Register scr_{registers_, "SCR", 0x00};
    Register a53rcr0_{registers_, "A53RCR0", 0x04};
    Register a53rcr1_{registers_, "A53RCR1", 0x08};
    Register m4rcr_{registers_, "M4RCR", 0x0c};
    Register usbophy1_rcr_{registers_, "USBOPHY1_RCR", 0x20};
    Register usbophy2_rcr_{registers_, "USBOPHY2_RCR", 0x24};
    Register mipiphy_rcr_{registers_, "MIPIPHY_RCR", 0x28};
    Register pciephy_rcr_{registers_, "PCIEPHY_RCR", 0x2c};
    Register disp_rcr_{registers_, "DISP_RCR", 0x34};
    Register gpu_rcr_{registers_, "GPU_RCR", 0x40};
    Register vpu_rcr_{registers_, "VPU_RCR", 0x44};
    Register sbmr1_{registers_, "SBMR1", 0x58, Access::read_only};
    Register srsr_{registers_, "SRSR", 0x5c, Access::write_one_to_clear};
    Register sisr_{registers_, "SISR", 0x68, Access::write_one_to_clear};
    Register simr_{registers_, "SIMR", 0x6c};
    Register sbmr2_{registers_, "SBMR2", 0x70, Access::read_only};
    RegisterArray gpr_{registers_, "GPR", {1, 10}, 0x74};
    Register ddrc_rcr_{registers_, "DDRC_RCR", 0x1000};

    bool was_released_;
    sc_core::sc_time running_from_; // while released
    sc_core::sc_event started_;
    sc_core::sc_event refresh_;
    std::uint64_t starts_ = 0;
    std::uint64_t stops_ = 0;
    std::uint64_t core_resets_ = 0;
};

} // namespace ampsim::models
