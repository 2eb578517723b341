// SPDX-License-Identifier: BSD-3-Clause
#include "models/mailbox/imx_mu_side.h"

#include <algorithm>

namespace ampsim::models {

namespace {

constexpr std::uint32_t bit(std::size_t channel) {
    return std::uint32_t{1} << channel;
}

} // namespace

ImxMuSide::ImxMuSide(sc_core::sc_module_name name, const Latency& signal_latency)
    : sc_module(name), signal_latency_(signal_latency) {
    SC_HAS_PROCESS(ImxMuSide);
    SC_METHOD(on_arrival);
    sensitive << arrival_;
    dont_initialize();
    SC_METHOD(drive_interrupt);
    sensitive << refresh_;
    dont_initialize();
}

void ImxMuSide::settle() {
    while (!arriving_.empty() && has_arrived(arriving_.front())) {
        const Signal signal = arriving_.front();
        arriving_.pop_front();
        if (signal.sent >= other_reset_at_) {
            receive(signal);
        }
    }
}

bool ImxMuSide::has_arrived(const Signal& signal) const {
    return signal.due <= sc_core::sc_time_stamp() &&
           signal.sent_in_delta < sc_core::sc_delta_count();
}

void ImxMuSide::receive(const Signal& signal) {
    switch (signal.kind) {
    case Kind::word:
        received_[signal.channel] = {signal.value, signal.number};
        receive_full_ |= bit(signal.channel);
        break;
    case Kind::word_taken:
        // A word that was written over after it was read is still on its way.
        if (signal.number == last_sent_[signal.channel]) {
            transmit_empty_ |= bit(signal.channel);
        }
        break;
    case Kind::doorbells:
        doorbells_pending_ |= signal.value;
        break;
    case Kind::doorbells_cleared:
        doorbells_rung_ &= ~signal.value;
        break;
    case Kind::flags:
        received_flags_ = signal.value;
        break;
    case Kind::reset:
        clear();
        break;
    }
}

bool ImxMuSide::in_transit(Kind kind) const {
    return std::any_of(
        other_->arriving_.begin(), other_->arriving_.end(),
        [&](const Signal& signal) { return signal.kind == kind && !other_->has_arrived(signal); });
}

bool ImxMuSide::event_in_transit() const {
    return std::any_of(other_->arriving_.begin(), other_->arriving_.end(),
                       [&](const Signal& signal) { return !other_->has_arrived(signal); });
}

bool ImxMuSide::flags_in_transit() const {
    return in_transit(Kind::flags);
}
bool ImxMuSide::reset_in_transit() const {
    return in_transit(Kind::reset);
}

void ImxMuSide::write_transmit(std::size_t channel, std::uint32_t word) {
    ++counters_.messages;
    counters_.overruns += (transmit_empty_ & bit(channel)) == 0 ? 1 : 0;
    transmit_empty_ &= ~bit(channel);
    send(Kind::word, word, channel, ++last_sent_.at(channel));
}

void ImxMuSide::take_received(std::size_t channel) {
    if ((receive_full_ & bit(channel)) == 0) {
        return;
    }
    receive_full_ &= ~bit(channel);
    send(Kind::word_taken, 0, channel, received_.at(channel).number);
}

void ImxMuSide::ring_doorbells(std::uint32_t mask) {
    const std::uint32_t silent = mask & ~doorbells_rung_ & all_channels;
    if (silent == 0) {
        return;
    }
    for (std::size_t channel = 0; channel < channels; ++channel) {
        counters_.doorbells += (silent & bit(channel)) != 0 ? 1 : 0;
    }
    doorbells_rung_ |= silent;
    send(Kind::doorbells, silent);
}

void ImxMuSide::clear_doorbells(std::uint32_t mask) {
    const std::uint32_t pending = mask & doorbells_pending_;
    if (pending == 0) {
        return;
    }
    doorbells_pending_ &= ~pending;
    send(Kind::doorbells_cleared, pending);
}

void ImxMuSide::set_flags(std::uint32_t flags) {
    if ((flags & all_flags) == own_flags_) {
        return;
    }
    own_flags_ = flags & all_flags;
    send(Kind::flags, own_flags_);
}

void ImxMuSide::enable(const Enables& enables) {
    enables_ = enables;
    changed();
}

void ImxMuSide::reset_unit() {
    clear();
    other_reset_at_ = next_due();
    send(Kind::reset, 0);
}

void ImxMuSide::clear() {
    transmit_empty_ = all_channels;
    receive_full_ = 0;
    doorbells_pending_ = 0;
    doorbells_rung_ = 0;
    own_flags_ = 0;
    received_flags_ = 0;
    enables_ = {};
    received_ = {};
    changed();
}

sc_core::sc_time ImxMuSide::next_due() const {
    return in_order(signal_latency_, other_->arriving_.empty() ? sc_core::SC_ZERO_TIME
                                                               : other_->arriving_.back().due);
}

void ImxMuSide::send(Kind kind, std::uint32_t value, std::size_t channel, std::uint64_t number) {
    const sc_core::sc_time now = sc_core::sc_time_stamp();
    const sc_core::sc_time due = next_due();
    other_->arriving_.push_back(
        {kind, channel, value, number, now, due, sc_core::sc_delta_count()});
    other_->arrival_.notify(due - now); // an earlier one stands
    changed();
}

void ImxMuSide::on_arrival() {
    settle();
    if (!arriving_.empty()) {
        arrival_.notify(arriving_.front().due - sc_core::sc_time_stamp());
    }
    // Not at once: what this side's processor does in the same instant comes first, so that the
    // line has no pulse of zero width that would depend on the order of processes.
    changed();
}

void ImxMuSide::drive_interrupt() {
    settle();
    const bool level = (enabled_transmit() | enabled_receive() | enabled_doorbells()) != 0;
    if (level == interrupt.read()) {
        return;
    }
    counters_.interrupts += level ? 1 : 0;
    interrupt.write(level);
}

} // namespace ampsim::models
