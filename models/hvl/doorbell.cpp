// SPDX-License-Identifier: BSD-3-Clause
#include "models/hvl/doorbell.h"

#include <bitset>
#include <stdexcept>
#include <string>

namespace ampsim::models {

DoorbellFace::DoorbellFace(sc_core::sc_module_name name, const DoorbellParameters& parameters)
    : sc_module(name), interrupts("interrupts", parameters.lines),
      signal_latency_(parameters.signal_latency),
      registers_(this->name(), AMPSIM_DOORBELL_SIZE, {},
                 {parameters.register_read_latency, parameters.register_write_latency}),
      lines_(registers_, "LINES", AMPSIM_DOORBELL_LINES, Access::read_only,
             static_cast<std::uint32_t>(parameters.lines)) {
    if (parameters.lines == 0 || parameters.lines > bits) {
        throw std::logic_error(std::string(this->name()) + ": a doorbell has 1 to 32 lines");
    }
    SC_HAS_PROCESS(DoorbellFace);
    registers_.serve(socket);
    registers_.before_each_access([this] { settle(); });
    ring_.on_write([this](std::uint32_t written) { ring(written); });
    clear_.on_write([this](std::uint32_t written) {
        pending_.set(pending_.value() & ~written);
        refresh();
    });
    enable_.on_write([this](std::uint32_t) { refresh(); });

    SC_METHOD(on_arrival);
    sensitive << arrivals_;
    dont_initialize();
    SC_METHOD(drive_interrupts);
    sensitive << refresh_;
    dont_initialize();
}

void DoorbellFace::ring(std::uint32_t rung) {
    if (rung == 0) {
        return;
    }
    counters_.rings += std::bitset<bits>(rung).count();
    sc_core::sc_time& due = other_->last_due_;
    due = in_order(signal_latency_, due);
    other_->arriving_.push_back({rung, due, sc_core::sc_delta_count()});
    other_->arrivals_.notify(due - sc_core::sc_time_stamp());
}

bool DoorbellFace::has_arrived(const Ring& ring) const {
    return ring.due <= sc_core::sc_time_stamp() && ring.sent_in_delta < sc_core::sc_delta_count();
}

void DoorbellFace::settle() {
    while (!arriving_.empty() && has_arrived(arriving_.front())) {
        const std::uint32_t rung = arriving_.front().bits;
        arriving_.pop_front();
        other_->counters_.coalesced += std::bitset<bits>(rung & pending_.value()).count();
        pending_.set(pending_.value() | rung);
    }
}

void DoorbellFace::on_arrival() {
    settle();
    refresh();
}

void DoorbellFace::drive_interrupts() {
    const std::uint32_t active = pending_.value() & enable_.value();
    for (std::size_t line = 0; line < interrupts.size(); ++line) {
        bool level = false;
        for (std::size_t bit = line; bit < bits; bit += interrupts.size()) {
            level = level || (active >> bit & 1U) != 0;
        }
        if (level != interrupts[line].read()) {
            counters_.interrupts += level ? 1 : 0;
            interrupts[line].write(level);
        }
    }
}

DoorbellCounters DoorbellFace::counters() const {
    DoorbellCounters counters = counters_;
    counters.reads = pending_.reads();
    return counters;
}

Doorbell::Doorbell(sc_core::sc_module_name name, const DoorbellParameters& parameters)
    : sc_module(name), a("a", parameters), b("b", parameters) {
    a.other_ = &b;
    b.other_ = &a;
}

} // namespace ampsim::models
