// SPDX-License-Identifier: BSD-3-Clause
#include "models/mailbox/zynqmp_ipi_agent.h"

namespace ampsim::models {

namespace {

constexpr std::uint32_t mask_of(unsigned bit) {
    return std::uint32_t{1} << bit;
}

} // namespace

ZynqmpIpiAgent::ZynqmpIpiAgent(sc_core::sc_module_name name, unsigned bit, std::uint32_t known,
                               sc_core::sc_time signal_latency)
    : sc_module(name), bit_(bit), known_(known), signal_latency_(signal_latency), masked_(known) {
    SC_HAS_PROCESS(ZynqmpIpiAgent);
    SC_METHOD(on_arrival);
    sensitive << arriving_.arrival();
    dont_initialize();
    SC_METHOD(drive_interrupt);
    sensitive << refresh_;
    dont_initialize();
}

void ZynqmpIpiAgent::settle() {
    arriving_.deliver([this](const Signal& signal) { receive(signal); });
}

void ZynqmpIpiAgent::receive(const Signal& signal) {
    const std::uint32_t from = mask_of(signal.from);
    if (signal.kind == Kind::trigger) {
        counters_.coalesced += (pending_ & from) != 0 ? 1 : 0;
        pending_ |= from;
        last_received_[signal.from] = signal.number;
    } else if (signal.number == last_sent_[signal.from]) { // else a newer one is on its way
        observed_ &= ~from;
    }
}

void ZynqmpIpiAgent::send(unsigned to, Kind kind, std::uint64_t number) {
    if (others_[to] != nullptr) { // nobody is there: it is never answered
        others_[to]->arriving_.send({kind, bit_, number}, signal_latency_);
    }
}

void ZynqmpIpiAgent::trigger(std::uint32_t agents) {
    for (unsigned to = 0; to < bits; ++to) {
        if ((agents & known_ & mask_of(to)) != 0) {
            ++counters_.triggers;
            observed_ |= mask_of(to);
            send(to, Kind::trigger, ++last_sent_[to]);
        }
    }
}

void ZynqmpIpiAgent::clear(std::uint32_t agents) {
    for (unsigned from = 0; from < bits; ++from) {
        if ((agents & pending_ & mask_of(from)) != 0) {
            pending_ &= ~mask_of(from);
            send(from, Kind::cleared, last_received_[from]);
        }
    }
    changed();
}

void ZynqmpIpiAgent::mask(std::uint32_t agents) {
    masked_ |= agents & known_;
    changed();
}

void ZynqmpIpiAgent::unmask(std::uint32_t agents) {
    masked_ &= ~agents;
    changed();
}

void ZynqmpIpiAgent::on_arrival() {
    settle();
    arriving_.wake();
    // Not at once: what this agent's processor does in the same instant comes first, so that the
    // line has no pulse of zero width that would depend on the order of processes.
    changed();
}

void ZynqmpIpiAgent::drive_interrupt() {
    settle();
    const bool level = (pending_ & ~masked_) != 0;
    if (level == interrupt.read()) {
        return;
    }
    counters_.interrupts += level ? 1 : 0;
    interrupt.write(level);
}

} // namespace ampsim::models
