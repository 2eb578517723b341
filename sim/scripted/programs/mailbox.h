// SPDX-License-Identifier: BSD-3-Clause
//
// One face of an i.MX Messaging Unit (docs/models/imx_mu.md, version 1), as RPMsg uses it: word 1
// in each direction says which queue has something new.
#pragma once

#include "sim/scripted/program.h"

#include <cstdint>
#include <string>

namespace ampsim::scripted {

class Mailbox {
public:
    /// `device`: its label. The face is the one that the node sees.
    Mailbox(Core& core, const std::string& device, VirtualTime interrupt_time);

    void enable();
    /// As Linux' imx_rproc: writes the word and sleeps until the other side has read it.
    void kick_and_wait(std::uint32_t queue);
    /// As the RTOS: a word that cannot be written yet is written when the other side has read the
    /// one before. Never waits.
    void notify(std::uint32_t queue);

    /// Waits for an interrupt and handles it. True when the other side has notified us, now or
    /// while we kicked; false at the time-out.
    bool wait(VirtualTime timeout = never);

private:
    void handle_interrupt();
    void write_word(std::uint32_t queue);
    void write_waiting_word();
    void tell_when_empty();

    Core& core_;
    VirtualTime interrupt_time_;
    Line line_;
    std::uint64_t transmit_;
    std::uint64_t receive_;
    std::uint64_t status_;
    std::uint64_t control_;
    bool notified_ = false;
    bool tells_when_empty_ = false; ///< it interrupts when the other side has read our word
    std::uint32_t last_queue_ = 0;  ///< of the word that was written last
    std::uint32_t waiting_ = 0;     ///< bit n: queue n is to be notified
};

} // namespace ampsim::scripted
