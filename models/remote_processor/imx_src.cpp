// SPDX-License-Identifier: BSD-3-Clause
#include "models/remote_processor/imx_src.h"

namespace ampsim::models {

namespace {

constexpr std::uint64_t bank_size = 0x10000; // the SRC's slot on the bus

} // namespace

ImxSrc::ImxSrc(sc_core::sc_module_name name, const ImxSrcParameters& parameters)
    : sc_module(name), parameters_(parameters),
      registers_(this->name(), bank_size, {},
                 {parameters.register_read_latency, parameters.register_write_latency}),
      m4rcr_(registers_, "M4RCR", 0x0c, Access::read_write,
             parameters.initially_running ? started : stopped),
      was_released_(parameters.initially_running) {
    SC_HAS_PROCESS(ImxSrc);
    registers_.serve(socket);
    m4rcr_.on_write([this](std::uint32_t written) { control_written(written); });
    run.initialize(parameters.initially_running);

    SC_METHOD(on_started);
    sensitive << started_;
    dont_initialize();
    SC_METHOD(drive_run);
    sensitive << refresh_;
    dont_initialize();
}

bool ImxSrc::released() const {
    return (m4rcr_.value() & (enable_m4 | sw_m4c_non_sclr_rst)) == enable_m4;
}

void ImxSrc::control_written(std::uint32_t written) {
    const bool core_reset = released() && was_released_ && (written & sw_m4c_rst) != 0;
    if (core_reset) {
        m4rcr_.set(m4rcr_.value() & ~sw_m4c_rst); // it clears itself
        ++core_resets_;
    }
    if (core_reset || (released() && !was_released_)) {
        running_from_ = sc_core::sc_time_stamp() + parameters_.start_latency;
        started_.cancel();
        started_.notify(parameters_.start_latency);
    }
    was_released_ = released();
    refresh_.notify(sc_core::SC_ZERO_TIME);
}

void ImxSrc::on_started() {
    // Not at once: a write of the same instant comes first, whatever the order of processes.
    refresh_.notify(sc_core::SC_ZERO_TIME);
}

void ImxSrc::drive_run() {
    const bool level = released() && sc_core::sc_time_stamp() >= running_from_;
    if (level == run.read()) {
        return;
    }
    (level ? starts_ : stops_) += 1;
    run.write(level);
}

} // namespace ampsim::models
