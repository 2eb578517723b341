// SPDX-License-Identifier: BSD-3-Clause
#include "models/interconnect/contention.h"

#include <algorithm>
#include <stdexcept>

namespace ampsim::models {

using sc_core::sc_time;

namespace {

bus::Picoseconds to_picoseconds(const sc_time& time) {
    return time.value();
}

bus::Picoseconds now() {
    return to_picoseconds(sc_core::sc_time_stamp());
}

} // namespace

Contention::Contention(sc_core::sc_module_name name) : sc_module(name) {
    if (sc_time(1, sc_core::SC_PS).value() != 1) {
        throw std::logic_error("the bus counts picoseconds: SystemC has to have this resolution");
    }
    SC_HAS_PROCESS(Contention);
    SC_METHOD(wake);
    sensitive << due_;
    dont_initialize();
}

bus::Fabric::Ticket Contention::pass(std::size_t initiator, std::size_t target,
                                     std::uint64_t offset,
                                     const tlm::tlm_generic_payload& transaction) {
    const unsigned touched =
        std::min(transaction.get_data_length(), transaction.get_streaming_width());
    settle();
    const bus::Fabric::Ticket ticket =
        fabric.submit(now(), initiator, target, {offset, touched, transaction.is_write()});
    sc_core::sc_event gets_through;
    waiting_.emplace(ticket, &gets_through);
    schedule_wake();
    sc_core::wait(gets_through);
    waiting_.erase(ticket);
    return ticket;
}

void Contention::answered(bus::Fabric::Ticket ticket, sc_time& delay) {
    const bus::Picoseconds at = now() + to_picoseconds(delay);
    const bus::Picoseconds back = fabric.answered(ticket, at);
    delay += sc_time::from_value(bus::to_nanosecond(back) - at);
    schedule_wake();
}

void Contention::settle() {
    fabric.settle(now());
    collect();
}

void Contention::collect() {
    for (const bus::Fabric::Delivery& delivery : fabric.take_deliveries()) {
        through_.emplace(std::make_pair(bus::to_nanosecond(delivery.at), collected_++),
                         delivery.ticket);
    }
}

/// One in each delta cycle.
void Contention::wake() {
    settle();
    if (!through_.empty() && through_.begin()->first.first <= now()) {
        waiting_.at(through_.begin()->second)->notify();
        through_.erase(through_.begin());
    }
    schedule_wake();
}

void Contention::schedule_wake() {
    bus::Picoseconds next = fabric.next_delivery(now());
    if (next != bus::never) {
        next = bus::to_nanosecond(next);
    }
    if (!through_.empty()) {
        next = std::min(next, through_.begin()->first.first);
    }
    due_.cancel();
    if (next != bus::never) {
        due_.notify(next <= now() ? sc_core::SC_ZERO_TIME : sc_time::from_value(next - now()));
    }
}

} // namespace ampsim::models
