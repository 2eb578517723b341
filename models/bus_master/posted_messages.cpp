// SPDX-License-Identifier: BSD-3-Clause
#include "models/bus_master/posted_messages.h"

#include <boost/endian/conversion.hpp>

#include <array>

namespace ampsim::models {

PostedMessages::PostedMessages(sc_core::sc_module_name name, BusMaster& bus)
    : sc_module(name), bus_(bus) {
    SC_HAS_PROCESS(PostedMessages);
    SC_THREAD(run);
}

void PostedMessages::send(std::uint64_t address, std::uint32_t data) {
    waiting_.push_back({address, data});
    given_.notify(sc_core::SC_ZERO_TIME);
}

void PostedMessages::run() {
    for (;;) {
        while (waiting_.empty()) {
            wait(given_);
        }
        const Message message = waiting_.front();
        waiting_.pop_front();
        std::array<std::uint8_t, sizeof message.data> bytes{};
        boost::endian::store_little_u32(bytes.data(), message.data);
        try {
            bus_.write(message.address, bytes.data(), bytes.size(), "message-signalled interrupt");
            ++sent_;
        } catch (const AccessRefused&) {
            ++refused_;
        }
    }
}

} // namespace ampsim::models
