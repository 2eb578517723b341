// SPDX-License-Identifier: BSD-3-Clause
#include "models/bus_master/bus_master.h"

#include "models/bus_master/device_access.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace ampsim::models {

using sc_core::sc_time;

namespace {

constexpr std::size_t violations_kept = 10;
constexpr std::size_t message_size = 4;

/// Processors stop at whole nanoseconds: this one or the next.
sc_time whole_nanosecond(sc_time time) {
    const std::uint64_t nanosecond = sc_time{1, sc_core::SC_NS}.value();
    return sc_time::from_value((time.value() + nanosecond - 1) / nanosecond * nanosecond);
}

bool holds(const BusWindow& window, std::uint64_t address, std::size_t size) {
    return address >= window.address && size <= window.size &&
           address - window.address <= window.size - size;
}

bool holds(const std::vector<BusWindow>& windows, std::uint64_t address, std::size_t size) {
    return std::any_of(windows.begin(), windows.end(), [address, size](const BusWindow& window) {
        return holds(window, address, size);
    });
}

} // namespace

BusMaster::BusMaster(sc_core::sc_module_name name, const BusMasterParameters& parameters)
    : sc_module(name), parameters_(parameters) {}

void BusMaster::share(std::uint64_t address, std::uint64_t size, unsigned char* bytes) {
    shared_.push_back({{address, size}, bytes});
}

sc_time BusMaster::next_touch() const {
    return announced_.empty() ? sc_core::sc_max_time() : *announced_.begin();
}

bool BusMaster::touch_after(sc_time delay, const sc_core::sc_event& abandoned) {
    const sc_time now = sc_core::sc_time_stamp();
    if (instant_ != now && !shared_.empty()) {
        delay = std::max(delay, parameters_.least_touch_latency);
    }
    const sc_time at = whole_nanosecond(now + delay);
    const auto announced = announced_.insert(at);
    sc_core::wait(at - now, abandoned);
    announced_.erase(announced);
    if (sc_core::sc_time_stamp() != at) {
        return false;
    }
    instant_ = at;
    return true;
}

/// Direct memory is used together with timed memory: time has passed since it was touched.
void BusMaster::be_in_an_instant() {
    if (instant_ != sc_core::sc_time_stamp()) {
        touch_after(sc_core::SC_ZERO_TIME, never_);
    }
}

unsigned char* BusMaster::direct(std::uint64_t address, std::size_t size) const {
    for (const Shared& shared : shared_) {
        if (holds(shared.window, address, size)) {
            return shared.bytes + (address - shared.window.address);
        }
    }
    return nullptr;
}

void BusMaster::check(std::uint64_t address, std::size_t size, bool is_read,
                      const std::string& what) {
    if (parameters_.granted.empty() || holds(parameters_.granted, address, size)) {
        return;
    }
    if (!is_read && size == message_size && holds(message_frames_, address, size)) {
        return;
    }
    report_outside(address, size, is_read, what, parameters_.refuses_outside);
}

void BusMaster::pass_gate(std::uint64_t address, std::size_t size, bool is_read,
                          const std::string& what) {
    if (gate_ && !gate_(address, size, !is_read)) {
        report_outside(address, size, is_read, what, true);
    }
}

void BusMaster::report_outside(std::uint64_t address, std::size_t size, bool is_read,
                               const std::string& what, bool refused) {
    ++outside_;
    const std::string violation =
        fmt::format("{}: {} {} bytes at {:#x}, outside of the memory that is granted to {}", what,
                    is_read ? "reads" : "writes", size, address, name());
    if (violations_.size() < violations_kept) {
        violations_.push_back(violation);
    }
    if (refused) {
        refuse(violation);
    }
}

void BusMaster::refuse(const std::string& why) {
    ++refused_;
    throw AccessRefused(why);
}

void BusMaster::read(std::uint64_t address, void* data, std::size_t size, const std::string& what) {
    if (size == 0) {
        return;
    }
    check(address, size, true, what);
    const unsigned char* memory = direct(address, size);
    if (memory == nullptr) {
        transport(tlm::TLM_READ_COMMAND, address, static_cast<unsigned char*>(data), size, what);
        return;
    }
    be_in_an_instant();
    pass_gate(address, size, true, what);
    std::memcpy(data, memory, size);
    ++direct_counts_.reads;
    direct_counts_.bytes_read += size;
    if (direct_reads_ != nullptr) {
        direct_reads_->on_read(data, size);
    }
}

void BusMaster::write(std::uint64_t address, const void* data, std::size_t size,
                      const std::string& what) {
    if (size == 0) {
        return;
    }
    check(address, size, false, what);
    unsigned char* memory = direct(address, size);
    if (memory == nullptr) {
        std::vector<unsigned char> copy(size);
        std::memcpy(copy.data(), data, size);
        transport(tlm::TLM_WRITE_COMMAND, address, copy.data(), size, what);
        return;
    }
    be_in_an_instant();
    pass_gate(address, size, false, what);
    ++direct_counts_.writes;
    direct_counts_.bytes_written += size;
    if (direct_reads_ == nullptr || !direct_reads_->replays()) {
        std::memcpy(memory, data, size);
    }
    if (direct_written_) {
        direct_written_(address, size);
    }
}

void BusMaster::transport(tlm::tlm_command command, std::uint64_t address, unsigned char* data,
                          std::size_t size, const std::string& what) {
    tlm::tlm_generic_payload transaction;
    transaction.set_command(command);
    transaction.set_address(address);
    transaction.set_data_ptr(data);
    transaction.set_data_length(static_cast<unsigned>(size));
    transaction.set_streaming_width(static_cast<unsigned>(size));
    DeviceAccess by_a_device;
    transaction.set_extension(&by_a_device);
    sc_time delay = sc_core::SC_ZERO_TIME;
    socket->b_transport(transaction, delay);
    transaction.clear_extension(&by_a_device);
    if (delay != sc_core::SC_ZERO_TIME) {
        sc_core::wait(delay);
    }
    if (transaction.is_response_error()) {
        refuse(fmt::format("{}: {} bytes at {:#x} are not all in memory that {} can reach ({})",
                           what, size, address, name(), transaction.get_response_string()));
    }
}

} // namespace ampsim::models
