// SPDX-License-Identifier: BSD-3-Clause
//
// The service of messages: echo, and what is published. Programs connect to a socket; a line
// "TOPIC TEXT" there is published to the remote, and what the remote publishes comes as such lines.
#pragma once

#include "platforms/guests/linux/pmm/event_loop.h"
#include "platforms/guests/linux/served/address.h"
#include "platforms/guests/linux/served/session.h"

#include <list>

namespace ampsim::served {

class Messages : public Service {
public:
    Messages(Session& session, pmm::EventLoop& loop);
    ~Messages() override;

    /// Throws BackEndError.
    void listen(const Address& address);

    std::uint8_t number() const override { return service_messages; }
    void receive(const Message& message) override;

private:
    struct Client {
        HostFile socket;
        std::string line; ///< what came of one
    };
    using Entry = std::list<Client>::iterator;

    void accept();
    void happened(Entry client);
    void publish(const std::string& line);
    void tell_clients(BodyReader body);
    void drop(Entry client);

    Session& session_;
    pmm::EventLoop& loop_;
    HostFile listener_;
    std::list<Client> clients_;
};

} // namespace ampsim::served
