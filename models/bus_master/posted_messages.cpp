// SPDX-License-Identifier: BSD-3-Clause
#include "models/bus_master/posted_messages.h"

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
        const std::array<std::uint8_t, 4> bytes = {static_cast<std::uint8_t>(message.data),
                                                   static_cast<std::uint8_t>(message.data >> 8U),
                                                   static_cast<std::uint8_t>(message.data >> 16U),
                                                   static_cast<std::uint8_t>(message.data >> 24U)};
        try {
            bus_.write(message.address, bytes.data(), bytes.size(), "message-signalled interrupt");
            ++sent_;
        } catch (const virtio::AccessRefused&) {
            ++refused_;
        }
    }
}

} // namespace ampsim::models
