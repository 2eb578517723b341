// SPDX-License-Identifier: BSD-3-Clause
#include "models/pci/pci_host.h"

#include "models/time_contract.h"

#include <cstring>
#include <stdexcept>
#include <utility>

namespace ampsim::models::pci {

namespace {

// Of an offset in ECAM: bus, slot, function, register.
constexpr unsigned function_shift = 12;
constexpr unsigned functions_of_slot = 8;
constexpr unsigned slots = 32;
constexpr std::uint64_t register_mask = (1U << function_shift) - 1;
constexpr std::uint32_t nobody = 0xffff'ffff;

bool is_natural(const tlm::tlm_generic_payload& transaction) {
    const unsigned size = transaction.get_data_length();
    return (size == 1 || size == 2 || size == 4) && transaction.get_address() % size == 0 &&
           transaction.get_streaming_width() >= size &&
           transaction.get_byte_enable_ptr() == nullptr;
}

void put(tlm::tlm_generic_payload& transaction, std::uint32_t value) {
    for (unsigned n = 0; n < transaction.get_data_length(); ++n) {
        transaction.get_data_ptr()[n] = static_cast<unsigned char>(value >> (8 * n));
    }
}

std::uint32_t get(const tlm::tlm_generic_payload& transaction) {
    std::uint32_t value = 0;
    for (unsigned n = 0; n < transaction.get_data_length(); ++n) {
        value |= static_cast<std::uint32_t>(transaction.get_data_ptr()[n]) << (8 * n);
    }
    return value;
}

} // namespace

PciHost::PciHost(sc_core::sc_module_name name, const PciHostParameters& parameters)
    : sc_module(name), parameters_(parameters) {
    config.register_b_transport(this, &PciHost::access_config);
    config.register_transport_dbg(this, &PciHost::debug_config);
    memory.register_b_transport(this, &PciHost::access_memory);
    memory.register_transport_dbg(this, &PciHost::debug_memory);
}

void PciHost::attach(unsigned slot, unsigned number, Function& function,
                     tlm::tlm_target_socket<>& registers, const std::string& label) {
    const unsigned place = slot * functions_of_slot + number;
    if (slot >= slots || number >= functions_of_slot || places_.count(place) != 0) {
        throw std::invalid_argument("there is no free place for a PCI function in slot " +
                                    std::to_string(slot) + ", function " + std::to_string(number));
    }
    const std::string name =
        std::string(basename()) + "_" + std::to_string(slot) + "_" + std::to_string(number);
    auto socket = std::make_unique<Slot>(name.c_str());
    socket->registers.bind(registers);
    places_.emplace(place, Place{&function, label, std::move(socket)});
    for (auto& [at, other] : places_) { // software looks for others only where the first says so
        if (at / functions_of_slot == slot && number != 0) {
            other.function->config().make_multifunction();
        }
    }
}

// --- Configuration spaces

Function* PciHost::function_at(std::uint64_t config_offset) const {
    const auto found = places_.find(static_cast<unsigned>(config_offset >> function_shift));
    return found == places_.end() ? nullptr : found->second.function;
}

void PciHost::access_config(tlm::tlm_generic_payload& transaction, sc_core::sc_time& delay) {
    if (!is_natural(transaction)) {
        transaction.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
        return;
    }
    wait_for_arrival(delay);
    Function* function = function_at(transaction.get_address());
    const std::size_t offset = transaction.get_address() & register_mask;
    const unsigned size = transaction.get_data_length();
    if (transaction.is_read()) {
        ++counters_.config_reads;
        put(transaction, function != nullptr ? function->read_config(offset, size) : nobody);
        delay += parameters_.config_read_latency;
    } else {
        ++counters_.config_writes;
        if (function != nullptr) {
            function->write_config(offset, size, get(transaction));
        }
        delay += parameters_.config_write_latency;
    }
    transaction.set_response_status(tlm::TLM_OK_RESPONSE);
}

/// Shows what is stored; what reading there would do is not done.
unsigned PciHost::debug_config(tlm::tlm_generic_payload& transaction) {
    if (!transaction.is_read() || !is_natural(transaction)) {
        return 0;
    }
    const Function* function = function_at(transaction.get_address());
    const std::size_t offset = transaction.get_address() & register_mask;
    const unsigned size = transaction.get_data_length();
    put(transaction, function != nullptr ? function->config().value(offset, size) : nobody);
    return size;
}

// --- Memory

void PciHost::access_memory(tlm::tlm_generic_payload& transaction, sc_core::sc_time& delay) {
    wait_for_arrival(delay);
    ++counters_.memory_accesses;
    const std::uint64_t offset = transaction.get_address();
    for (auto& [number, place] : places_) {
        const auto claimed = place.function->config().claim(parameters_.memory_base + offset,
                                                            transaction.get_data_length());
        if (claimed) {
            delay += parameters_.request_latency;
            transaction.set_address(socket_address(*claimed));
            place.slot->registers->b_transport(transaction, delay);
            transaction.set_address(offset);
            delay += parameters_.response_latency;
            return;
        }
    }
    ++counters_.unclaimed;
    if (transaction.is_read()) {
        std::memset(transaction.get_data_ptr(), 0xff, transaction.get_data_length());
    }
    delay += parameters_.request_latency;
    delay += parameters_.response_latency;
    transaction.set_response_status(tlm::TLM_OK_RESPONSE);
}

unsigned PciHost::debug_memory(tlm::tlm_generic_payload& transaction) {
    const std::uint64_t offset = transaction.get_address();
    for (auto& [number, place] : places_) {
        const auto claimed = place.function->config().claim(parameters_.memory_base + offset,
                                                            transaction.get_data_length());
        if (claimed) {
            transaction.set_address(socket_address(*claimed));
            const unsigned done = place.slot->registers->transport_dbg(transaction);
            transaction.set_address(offset);
            return done;
        }
    }
    return 0;
}

// --- Names

std::string PciHost::name_of_config(std::uint64_t offset) const {
    const auto found = places_.find(static_cast<unsigned>(offset >> function_shift));
    return found == places_.end() ? "" : found->second.label + ".Config";
}

std::string PciHost::name_of_memory(std::uint64_t offset) const {
    for (const auto& [number, place] : places_) {
        const auto claimed = place.function->config().claim(parameters_.memory_base + offset, 1);
        if (claimed) {
            const std::string name = place.function->name_of(*claimed);
            return name.empty() ? "" : place.label + "." + name;
        }
    }
    return "";
}

} // namespace ampsim::models::pci
