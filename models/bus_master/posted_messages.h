// SPDX-License-Identifier: BSD-3-Clause
//
// Sends messages over a bus master, one after the other, in the order in which they were given.
#pragma once

#include "models/bus_master/bus_master.h"
#include "models/bus_master/message_sink.h"

#include <deque>

namespace ampsim::models {

class PostedMessages : public sc_core::sc_module, public MessageSink {
public:
    PostedMessages(sc_core::sc_module_name name, BusMaster& bus);

    void send(std::uint64_t address, std::uint32_t data) override;

    std::uint64_t sent() const { return sent_; }
    std::uint64_t refused() const { return refused_; } ///< they led nowhere

private:
    void run();

    struct Message {
        std::uint64_t address;
        std::uint32_t data;
    };
    BusMaster& bus_;
    std::deque<Message> waiting_;
    sc_core::sc_event given_;
    std::uint64_t sent_ = 0;
    std::uint64_t refused_ = 0;
};

} // namespace ampsim::models
