// SPDX-License-Identifier: BSD-3-Clause
//
// The service of ports: streams from the remote to sockets of Linux, and from programs of Linux to
// ports of the remote. A remote may connect only to what it was allowed.
#pragma once

#include "platforms/guests/linux/pmm/event_loop.h"
#include "platforms/guests/linux/served/address.h"
#include "platforms/guests/linux/served/session.h"

#include <set>

namespace ampsim::served {

class Ports : public Service {
public:
    /// `allowed`: addresses that the remote may connect to, as text. Both have to outlive it.
    Ports(Session& session, pmm::EventLoop& loop, std::set<std::string> allowed);
    ~Ports() override;

    /// Whoever connects to `address` is connected to this port of the remote. Throws BackEndError.
    void forward(const Address& address, std::uint16_t remote_port);

    std::uint8_t number() const override { return service_ports; }
    void receive(const Message& message) override;
    void begin() override;
    void room() override;
    std::size_t streams() const { return streams_.size(); }

private:
    struct Stream {
        HostFile socket;
        std::uint32_t number = 0;
        bool watched = false;
        Message request;           ///< of the remote, until it is answered
        bool connecting = false;   ///< to Linux' socket, or to the remote's port
        std::uint32_t credit = 0;  ///< bytes that the remote takes
        std::uint32_t given = 0;   ///< bytes that the remote may send
        std::uint32_t written = 0; ///< of them to the socket, without new credit yet
        Bytes to_socket;
        bool remote_ended = false;
        bool socket_ended = false;
    };
    struct Forward {
        HostFile listener;
        std::uint16_t port;
    };
    using Entry = std::map<std::uint32_t, Stream>::iterator;

    void open(const Message& message);
    void accept(const Forward& forward);
    void opened(std::uint32_t number, const Message& response);
    void data(Entry stream, BodyReader body);
    void close(Entry stream, std::uint8_t how);
    void happened(std::uint32_t number);
    bool finish_connecting(Entry stream);
    bool from_socket(Entry stream);
    bool to_socket(Entry stream);
    void watch(Stream& stream);
    void watch(Stream& stream, std::uint32_t events);
    void tell(std::uint32_t number, std::uint8_t operation, BodyWriter body);
    void tell_close(std::uint32_t number, std::uint8_t how);
    void reset(Entry stream);
    void drop(Entry stream);

    Session& session_;
    pmm::EventLoop& loop_;
    std::set<std::string> allowed_;
    std::vector<Forward> forwards_;
    std::map<std::uint32_t, Stream> streams_;
    std::uint32_t last_number_ = 0;
};

} // namespace ampsim::served
