// SPDX-License-Identifier: BSD-3-Clause
#include "models/msi/msi_doorbell.h"

namespace ampsim::models {

namespace {

constexpr std::uint64_t bank_size = 0x1000;

} // namespace

MsiDoorbell::MsiDoorbell(sc_core::sc_module_name name, const MsiDoorbellParameters& parameters)
    : sc_module(name), parameters_(parameters),
      registers_(this->name(), bank_size, {},
                 {parameters.register_read_latency, parameters.register_write_latency}) {
    SC_HAS_PROCESS(MsiDoorbell);
    registers_.serve(socket);
    set_.on_write([this](std::uint32_t written) { message(written); });
    pending_.on_write([this](std::uint32_t) { refresh(); });
    mask_.on_write([this](std::uint32_t) { refresh(); });
    active_.shows([this] { return active(); });

    SC_METHOD(on_arrival);
    sensitive << arrivals_;
    dont_initialize();
    SC_METHOD(drive_interrupt);
    sensitive << refresh_;
    dont_initialize();
}

void MsiDoorbell::message(std::uint32_t vector) {
    if (vector >= vectors) {
        ++ignored_;
        return;
    }
    ++messages_;
    on_their_way_.push_back(vector);
    last_due_ = in_order(parameters_.signal_latency, last_due_);
    arrivals_.notify(last_due_ - sc_core::sc_time_stamp());
}

void MsiDoorbell::on_arrival() {
    const std::uint32_t bit = std::uint32_t{1} << on_their_way_.front();
    on_their_way_.pop_front();
    coalesced_ += (pending_.value() & bit) != 0 ? 1 : 0;
    pending_.set(pending_.value() | bit);
    refresh();
}

void MsiDoorbell::drive_interrupt() {
    const bool level = active() != 0;
    if (level != interrupt.read()) {
        interrupts_ += level ? 1 : 0;
        interrupt.write(level);
    }
}

} // namespace ampsim::models
