// SPDX-License-Identifier: BSD-3-Clause
//
// The conversation with one remote: hello, requests and responses both ways, and the services that
// take part in it. No carrier, no files: those are given to it.
#pragma once

#include "platforms/guests/linux/served/wire.h"

#include <functional>
#include <map>
#include <string>

namespace ampsim::served {

class Session;

class Service {
public:
    virtual ~Service() = default;
    virtual std::uint8_t number() const = 0;
    /// A request or one-way message of a session. May throw Malformed.
    virtual void receive(const Message& message) = 0;
    /// A session begins, or the carrier is gone: what was before is no more.
    virtual void begin() {}
    /// The carrier takes messages again.
    virtual void room() {}
};

class Session {
public:
    using Send = std::function<void(const Bytes&)>;
    using Answered = std::function<void(const Message& response)>;

    /// `message_size`: of the carrier, 64 bytes at least. `congested`: more is not to be sent now
    /// if it can wait.
    Session(std::size_t message_size, Send send, std::function<bool()> congested);

    /// It has to outlive the session.
    void offer(Service& service) { services_[service.number()] = &service; }

    void say_hello();
    void receive(const std::uint8_t* data, std::size_t size);
    void lost(); ///< the carrier is gone
    void room();

    bool up() const { return limit_ != 0; }
    bool can_send() const { return up() && !congested_(); }
    std::size_t body_limit() const { return up() ? limit_ - service_header_size : 0; }

    /// Dropped when there is no session, or the body is larger than its limit.
    void one_way(std::uint8_t service, std::uint8_t operation, Bytes body);
    /// False when it is not sent. `answered` is forgotten when the session ends.
    bool request(std::uint8_t service, std::uint8_t operation, Bytes body, Answered answered);
    /// To a request; `request` needs no body any more. Nothing happens for other messages.
    void respond(const Message& request, std::uint8_t status, Bytes body = {});

    const std::map<std::string, std::uint64_t>& counters() const { return counters_; }

private:
    void dispatch(const Message& message);
    void take_hello(const Message& message);
    bool accept(const Message& hello);
    void begin();
    void send(const Message& message);
    Bytes hello() const;

    std::size_t message_size_;
    Send send_;
    std::function<bool()> congested_;
    std::map<std::uint8_t, Service*> services_;
    std::size_t limit_ = 0; ///< of a message; 0: no session
    std::uint16_t last_id_ = 0;
    std::map<std::uint16_t, std::pair<std::uint16_t, Answered>> calls_; ///< and what was asked
    std::map<std::string, std::uint64_t> counters_{
        {"sent", 0},     {"sent_bytes", 0}, {"received", 0}, {"received_bytes", 0},
        {"sessions", 0}, {"malformed", 0},  {"refused", 0},  {"dropped", 0}};
};

} // namespace ampsim::served
