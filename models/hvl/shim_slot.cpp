// SPDX-License-Identifier: BSD-3-Clause
#include "models/hvl/shim_slot.h"

#include <algorithm>

namespace ampsim::models {

namespace {

// Status [VirtIO 1.2, 2.1], features [6], InterruptStatus [4.2.2].
constexpr std::uint32_t driver_ok = 4;
constexpr std::uint32_t features_ok = 8;
constexpr std::uint32_t device_needs_reset = 64;
constexpr std::uint64_t notification_data = std::uint64_t{1} << 38U;
constexpr std::uint32_t used_buffer = 1;
constexpr std::uint32_t configuration_change = 2;

constexpr std::uint32_t bit(std::size_t position) {
    return std::uint32_t{1} << position;
}

} // namespace

ShimSlot::ShimSlot(sc_core::sc_module_name name, unsigned version, const Latency& signal_latency)
    : sc_module(name), version_(version), signal_latency_(signal_latency) {
    SC_HAS_PROCESS(ShimSlot);
    SC_METHOD(on_arrival);
    sensitive << arrivals_;
    dont_initialize();
}

// --- The way from one side to the other

void ShimSlot::send(Flag flag, std::uint32_t bits) {
    last_due_ = in_order(signal_latency_, last_due_);
    signals_.push_back({flag, bits, last_due_, sc_core::sc_delta_count()});
    arrivals_.notify(last_due_ - sc_core::sc_time_stamp());
}

void ShimSlot::settle() {
    while (!signals_.empty() && signals_.front().due <= sc_core::sc_time_stamp() &&
           signals_.front().sent_in_delta < sc_core::sc_delta_count()) {
        receive(signals_.front());
        signals_.pop_front();
    }
}

void ShimSlot::receive(const Signal& signal) {
    switch (signal.flag) {
    case Flag::event:
        counters.coalesced += (events_ & signal.bits) != 0 ? 1 : 0;
        events_ |= signal.bits;
        break;
    case Flag::notified:
        counters.coalesced += (notified_ & signal.bits) != 0 ? 1 : 0;
        notified_ |= signal.bits;
        break;
    case Flag::interrupt:
        counters.interrupts += interrupt_status_ == 0 ? 1 : 0;
        interrupt_status_ |= signal.bits;
        break;
    }
}

void ShimSlot::on_arrival() {
    settle();
    changed_();
}

// --- What the driver does

bool ShimSlot::driver_is_heard() {
    counters.ignored += reset_waits_ ? 1 : 0;
    return !reset_waits_;
}

bool ShimSlot::driver_may_change(std::size_t index) {
    if (reset_waits_ || index >= queues || queues_[index].size_max == 0 || queues_[index].ready ||
        queues_[index].stopping) {
        ++counters.ignored;
        return false;
    }
    return true;
}

std::uint32_t ShimSlot::status_for_driver() const {
    return status_ | (needs_reset_ || reset_waits_ ? device_needs_reset : 0);
}

void ShimSlot::write_status(std::uint32_t bits) {
    if (!driver_is_heard()) {
        return;
    }
    if (bits == 0) {
        reset();
        return;
    }
    std::uint32_t accepted = bits & ~device_needs_reset;
    const bool wants_too_much = (driver_features_ & ~device_features) != 0;
    if (version_ == 2 && (status_ & features_ok) == 0 && wants_too_much) {
        accepted &= ~features_ok;
    }
    status_ |= accepted;
    ++counters.events;
    send(Flag::event, AMPSIM_SHIM_EVENT_STATUS);
}

void ShimSlot::reset() {
    const bool in_use = status_ != 0 || std::any_of(queues_.begin(), queues_.end(), [](auto& each) {
                            return each.ready || each.stopping;
                        });
    status_ = 0;
    needs_reset_ = false;
    driver_features_ = 0;
    interrupt_status_ = 0;
    notified_ = 0;
    for (ShimQueue& each : queues_) {
        const std::uint32_t size_max = each.size_max;
        each = {};
        each.size_max = size_max;
    }
    signals_.clear(); // what is on its way belongs to the time before
    if (in_use) {
        reset_waits_ = true;
        ++counters.events;
        send(Flag::event, AMPSIM_SHIM_EVENT_RESET);
    }
    changed_();
}

void ShimSlot::set_driver_features(std::uint64_t features) {
    if (!driver_is_heard()) {
        return;
    }
    if (version_ == 2 && (status_ & features_ok) != 0) {
        ++counters.ignored;
        return;
    }
    driver_features_ = features;
}

void ShimSlot::set_queue_size(std::size_t index, std::uint32_t size) {
    if (driver_may_change(index)) {
        queues_[index].size = size;
    }
}

void ShimSlot::place_queue(std::size_t index, const std::function<void(ShimQueue&)>& change) {
    if (driver_may_change(index)) {
        change(queues_[index]);
    }
}

void ShimSlot::start_queue(std::size_t index) {
    if (driver_may_change(index)) {
        queues_[index].ready = true;
        ++counters.events;
        send(Flag::event, AMPSIM_SHIM_EVENT_QUEUE);
    }
}

void ShimSlot::stop_queue(std::size_t index) {
    if (!driver_is_heard() || index >= queues || !queues_[index].ready) {
        return; // one that does not run is stopped
    }
    queues_[index].ready = false;
    queues_[index].stopping = true;
    ++counters.events;
    send(Flag::event, AMPSIM_SHIM_EVENT_QUEUE);
}

void ShimSlot::notify(std::uint32_t value) {
    // The index is in the lower half, what is new there in the upper [2.9].
    const std::size_t index = (driver_features_ & notification_data) != 0 ? value & 0xffffU : value;
    if (!driver_is_heard()) {
        return;
    }
    if (index >= queues || queues_[index].size_max == 0) {
        ++counters.ignored;
        return;
    }
    ++counters.notifies;
    send(Flag::notified, bit(index));
}

void ShimSlot::acknowledge(std::uint32_t reasons) {
    counters.acks += (interrupt_status_ & reasons) != 0 ? 1 : 0;
    interrupt_status_ &= ~reasons;
    changed_();
}

void ShimSlot::write_configuration_as_driver(std::uint64_t offset, const unsigned char* data,
                                             unsigned size) {
    if (!driver_is_heard()) {
        return;
    }
    write_configuration(offset, data, size);
    ++counters.events;
    send(Flag::event, AMPSIM_SHIM_EVENT_CONFIG);
}

// --- What the device does

void ShimSlot::set_queue_size_max(std::size_t index, std::uint32_t size) {
    queues_.at(index).size_max = size;
}

bool ShimSlot::raises_device_interrupt() const {
    return (events_ & enable_) != 0 ||
           (notified_ != 0 && (enable_ & AMPSIM_SHIM_ENABLE_NOTIFIED) != 0);
}

void ShimSlot::set_enable(std::uint32_t what) {
    enable_ = what;
    changed_();
}

void ShimSlot::clear_events(std::uint32_t events) {
    events_ &= ~events;
    changed_();
}

void ShimSlot::clear_notified(std::uint32_t notified) {
    notified_ &= ~notified;
    changed_();
}

void ShimSlot::need_reset() {
    if (reset_waits_) {
        return;
    }
    needs_reset_ = true;
    if ((status_ & driver_ok) != 0) {
        send(Flag::interrupt, configuration_change);
    }
}

void ShimSlot::finish_reset() {
    reset_waits_ = false;
    reset_done_.notify(sc_core::SC_ZERO_TIME);
}

void ShimSlot::finish_stop(std::size_t index) {
    queues_.at(index).stopping = false;
}

void ShimSlot::change_configuration() {
    ++generation_;
    interrupt(configuration_change);
}

void ShimSlot::interrupt(std::uint32_t reasons) {
    const std::uint32_t known = reasons & (used_buffer | configuration_change);
    if (known != 0 && !reset_waits_) {
        send(Flag::interrupt, known);
    }
}

void ShimSlot::read_configuration(std::uint64_t offset, unsigned char* data, unsigned size) const {
    for (unsigned i = 0; i < size; ++i) {
        data[i] = offset + i < configuration_.size() ? configuration_[offset + i] : 0;
    }
}

void ShimSlot::write_configuration(std::uint64_t offset, const unsigned char* data, unsigned size) {
    for (unsigned i = 0; i < size && offset + i < configuration_.size(); ++i) {
        configuration_[offset + i] = data[i];
    }
}

} // namespace ampsim::models
