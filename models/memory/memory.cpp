// SPDX-License-Identifier: BSD-3-Clause
#include "models/memory/memory.h"

#include "models/time_contract.h"

#include <algorithm>

namespace ampsim::models {

Memory::Memory(sc_core::sc_module_name name, std::uint64_t size, const MemoryParameters& parameters)
    : Memory(name, nullptr, size, parameters) {
    own_.resize(size);
    bytes_ = own_.data();
}

Memory::Memory(sc_core::sc_module_name name, unsigned char* bytes, std::uint64_t size,
               const MemoryParameters& parameters)
    : sc_module(name), bytes_(bytes), size_(size), parameters_(parameters) {
    socket.register_b_transport(this, &Memory::b_transport);
    socket.register_transport_dbg(this, &Memory::transport_dbg);
}

void Memory::b_transport(tlm::tlm_generic_payload& transaction, sc_core::sc_time& delay) {
    wait_for_arrival(delay);
    transaction.set_response_status(access(transaction));
    counts_.count(transaction);
    if (transaction.is_read()) {
        delay += parameters_.read_latency;
    } else if (transaction.is_write()) {
        delay += parameters_.write_latency;
    }
}

unsigned Memory::transport_dbg(tlm::tlm_generic_payload& transaction) {
    // A debug access has no byte enables and no streaming width.
    const unsigned length = transaction.get_data_length();
    const std::uint64_t address = transaction.get_address();
    if (transaction.get_command() == tlm::TLM_IGNORE_COMMAND || !holds(address, length)) {
        return 0;
    }
    copy(transaction.is_read(), address, transaction.get_data_ptr(), length);
    return length;
}

tlm::tlm_response_status Memory::access(const tlm::tlm_generic_payload& transaction) {
    if (transaction.get_command() == tlm::TLM_IGNORE_COMMAND) {
        return tlm::TLM_OK_RESPONSE;
    }
    const std::uint64_t address = transaction.get_address();
    const unsigned length = transaction.get_data_length();
    const unsigned streaming_width = transaction.get_streaming_width();
    if (length == 0 || streaming_width == 0) {
        return tlm::TLM_BURST_ERROR_RESPONSE;
    }
    if (!holds(address, std::min(length, streaming_width))) {
        return tlm::TLM_ADDRESS_ERROR_RESPONSE;
    }
    unsigned char* data = transaction.get_data_ptr();
    const unsigned char* enables = transaction.get_byte_enable_ptr();
    if (enables == nullptr && streaming_width >= length) {
        copy(transaction.is_read(), address, data, length);
        return tlm::TLM_OK_RESPONSE;
    }
    const unsigned enable_period = transaction.get_byte_enable_length();
    if (enables != nullptr && enable_period == 0) {
        return tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;
    }
    for (unsigned index = 0; index < length; ++index) {
        if (enables == nullptr || enables[index % enable_period] == TLM_BYTE_ENABLED) {
            copy(transaction.is_read(), address + index % streaming_width, data + index, 1);
        }
    }
    return tlm::TLM_OK_RESPONSE;
}

bool Memory::holds(std::uint64_t address, unsigned length) const {
    return address < size_ && length <= size_ - address;
}

void Memory::copy(bool read, std::uint64_t address, unsigned char* data, unsigned length) {
    unsigned char* here = bytes_ + address;
    std::copy_n(read ? here : data, length, read ? data : here);
}

} // namespace ampsim::models
