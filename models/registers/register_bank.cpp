// SPDX-License-Identifier: BSD-3-Clause
#include "models/registers/register_bank.h"

#include "models/time_contract.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace ampsim::models {

namespace {

constexpr unsigned word_size = 4;

std::string hex(std::uint64_t value) {
    std::ostringstream text;
    text << "0x" << std::hex << value;
    return text.str();
}

std::uint32_t gather(const unsigned char* data, unsigned first_byte, unsigned bytes) {
    std::uint32_t word = 0;
    for (unsigned byte = 0; byte < bytes; ++byte) {
        word |= std::uint32_t{data[byte]} << (8 * (first_byte + byte));
    }
    return word;
}

void scatter(std::uint32_t word, unsigned char* data, unsigned first_byte, unsigned bytes) {
    for (unsigned byte = 0; byte < bytes; ++byte) {
        data[byte] = static_cast<unsigned char>(word >> (8 * (first_byte + byte)));
    }
}

std::uint32_t lanes_of(unsigned first_byte, unsigned bytes) {
    const std::uint64_t lanes = (std::uint64_t{1} << (8 * bytes)) - 1;
    return static_cast<std::uint32_t>(lanes << (8 * first_byte));
}

/// Calls visit(word offset, data, first byte in the word, bytes) for each word of an access, in
/// ascending order.
template <typename Visit>
void for_each_word(const tlm::tlm_generic_payload& transaction, Visit visit) {
    std::uint64_t offset = transaction.get_address();
    unsigned char* data = transaction.get_data_ptr();
    unsigned left = transaction.get_data_length();
    while (left > 0) {
        const auto first_byte = static_cast<unsigned>(offset % word_size);
        const unsigned bytes = std::min(left, word_size - first_byte);
        visit(offset - first_byte, data, first_byte, bytes);
        offset += bytes;
        data += bytes;
        left -= bytes;
    }
}

} // namespace

RegisterBank::RegisterBank(std::string name, std::uint64_t size, AccessRules rules,
                           RegisterLatency latency)
    : name_(std::move(name)), size_(size), rules_(rules), latency_(latency) {
    const bool narrowest_ok = rules.narrowest == 1 || rules.narrowest == 2 || rules.narrowest == 4;
    const bool widest_ok = rules.widest >= word_size && rules.widest % word_size == 0;
    if (size == 0 || size % word_size != 0 || !narrowest_ok || !widest_ok) {
        throw std::logic_error(name_ + ": a register bank's size is a multiple of 4, its narrowest "
                                       "access 1, 2 or 4 bytes, its widest a multiple of 4");
    }
}

void RegisterBank::serve(tlm_utils::simple_target_socket<RegisterBank>& socket) {
    socket.register_b_transport(this, &RegisterBank::b_transport);
    socket.register_transport_dbg(this, &RegisterBank::transport_dbg);
}

void RegisterBank::before_each_access(std::function<void()> hook) {
    before_each_access_ = std::move(hook);
}

void RegisterBank::enter(Register& added) {
    const std::string place = name_ + ": register " + added.name() + " at " + hex(added.offset());
    if (added.offset() % word_size != 0) {
        throw std::logic_error(place + " is not aligned to 4 bytes");
    }
    if (added.offset() >= size_) {
        throw std::logic_error(place + " is outside of the bank of " + hex(size_) + " bytes");
    }
    const auto [taken, is_new] = registers_.emplace(added.offset(), &added);
    if (!is_new) {
        throw std::logic_error(place + " overlaps " + taken->second->name());
    }
}

Register* RegisterBank::at(std::uint64_t offset) {
    const auto found = registers_.find(offset - offset % word_size);
    return found == registers_.end() ? nullptr : found->second;
}

const Register* RegisterBank::find(std::uint64_t offset) const {
    const auto found = registers_.find(offset - offset % word_size);
    return found == registers_.end() ? nullptr : found->second;
}

std::string RegisterBank::name_of(std::uint64_t offset) const {
    const Register* found = find(offset);
    return found == nullptr ? std::string{} : found->name();
}

void RegisterBank::reset() {
    for (const auto& [offset, each] : registers_) {
        each->reset();
    }
}

tlm::tlm_response_status RegisterBank::check(const tlm::tlm_generic_payload& transaction) const {
    const std::uint64_t offset = transaction.get_address();
    const unsigned length = transaction.get_data_length();
    if (transaction.get_byte_enable_ptr() != nullptr) {
        return tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;
    }
    const bool part = length == 1 || length == 2;
    const bool words = length != 0 && length % word_size == 0;
    const bool aligned = length != 0 && offset % std::min(length, word_size) == 0;
    if ((!part && !words) || length < rules_.narrowest || length > rules_.widest || !aligned ||
        transaction.get_streaming_width() < length) {
        return tlm::TLM_BURST_ERROR_RESPONSE;
    }
    if (offset >= size_ || length > size_ - offset) {
        return tlm::TLM_ADDRESS_ERROR_RESPONSE;
    }
    if (rules_.unmapped == AccessRules::Unmapped::address_error && !all_mapped(transaction)) {
        return tlm::TLM_ADDRESS_ERROR_RESPONSE;
    }
    return tlm::TLM_OK_RESPONSE;
}

bool RegisterBank::all_mapped(const tlm::tlm_generic_payload& transaction) const {
    bool mapped = true;
    for_each_word(transaction, [&](std::uint64_t offset, unsigned char*, unsigned, unsigned) {
        mapped = mapped && find(offset) != nullptr;
    });
    return mapped;
}

void RegisterBank::b_transport(tlm::tlm_generic_payload& transaction, sc_core::sc_time& delay) {
    wait_for_arrival(delay);
    const tlm::tlm_command command = transaction.get_command();
    if (command == tlm::TLM_IGNORE_COMMAND) {
        transaction.set_response_status(tlm::TLM_OK_RESPONSE);
        return;
    }
    const tlm::tlm_response_status status = check(transaction);
    if (status == tlm::TLM_OK_RESPONSE) {
        if (before_each_access_) {
            before_each_access_();
        }
        for_each_word(transaction, [&](std::uint64_t offset, unsigned char* data,
                                       unsigned first_byte, unsigned bytes) {
            access_word(offset, command, data, first_byte, bytes);
        });
    }
    transaction.set_response_status(status);
    delay += command == tlm::TLM_READ_COMMAND ? latency_.read : latency_.write;
}

void RegisterBank::access_word(std::uint64_t offset, tlm::tlm_command command, unsigned char* data,
                               unsigned first_byte, unsigned bytes) {
    Register* accessed = at(offset);
    if (accessed == nullptr) {
        ++unmapped_accesses_;
    }
    if (command == tlm::TLM_READ_COMMAND) {
        scatter(accessed == nullptr ? 0 : accessed->read(), data, first_byte, bytes);
    } else if (accessed != nullptr) {
        accessed->write(gather(data, first_byte, bytes), lanes_of(first_byte, bytes));
    }
}

unsigned RegisterBank::transport_dbg(tlm::tlm_generic_payload& transaction) {
    const std::uint64_t start = transaction.get_address();
    if (start >= size_ || transaction.get_data_length() > size_ - start ||
        transaction.get_command() == tlm::TLM_IGNORE_COMMAND) {
        return 0;
    }
    if (before_each_access_) {
        before_each_access_();
    }
    for_each_word(transaction, [&](std::uint64_t offset, unsigned char* data, unsigned first_byte,
                                   unsigned bytes) {
        Register* accessed = at(offset);
        if (transaction.is_read()) {
            scatter(accessed == nullptr ? 0 : accessed->peek(), data, first_byte, bytes);
        } else if (accessed != nullptr) {
            accessed->poke(gather(data, first_byte, bytes), lanes_of(first_byte, bytes));
        }
    });
    return transaction.get_data_length();
}

} // namespace ampsim::models
