// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/served/session.h"

#include "platforms/guests/linux/served/markers.h"

#include <algorithm>
#include <utility>

namespace ampsim::served {

namespace {

constexpr std::size_t most_calls = 256; ///< that the remote has not answered

std::uint16_t asked(const Message& message) {
    return static_cast<std::uint16_t>(message.service << 8 | message.operation);
}

bool is_hello(const Message& message) {
    return message.service == service_session && message.operation == service_session_hello;
}

} // namespace

Session::Session(std::size_t message_size, Send send, std::function<bool()> congested)
    : message_size_(std::min<std::size_t>(message_size, service_message_most)),
      send_(std::move(send)), congested_(std::move(congested)) {}

Bytes Session::hello() const {
    std::uint32_t offered = 1U << service_session;
    for (const auto& [number, service] : services_) {
        offered |= 1U << number;
    }
    BodyWriter body;
    body.u32(service_magic).u16(service_version_major).u16(service_version_minor);
    body.u16(static_cast<std::uint16_t>(message_size_)).u32(offered);
    return body.take();
}

void Session::send(const Message& message) {
    const Bytes bytes = serialize(message);
    ++counters_["sent"];
    counters_["sent_bytes"] += bytes.size();
    send_(bytes);
}

void Session::say_hello() {
    Message message;
    message.kind = service_request;
    message.service = service_session;
    message.operation = service_session_hello;
    message.body = hello();
    send(message);
}

void Session::begin() {
    limit_ = 0;
    calls_.clear();
    for (const auto& [number, service] : services_) {
        service->begin();
    }
}

void Session::lost() {
    if (up()) {
        begin();
    }
}

void Session::room() {
    for (const auto& [number, service] : services_) {
        service->room();
    }
}

bool Session::accept(const Message& message) {
    BodyReader body(message.body);
    const bool ours = body.u32() == service_magic && body.u16() == service_version_major;
    body.u16(); // a lower minor version knows less, and asks for less
    const std::size_t size = body.u16();
    body.u32(); // what it does not offer it refuses
    if (!ours || size < service_message_least) {
        return false;
    }
    limit_ = std::min(size, message_size_);
    ++counters_["sessions"];
    return true;
}

void Session::take_hello(const Message& message) {
    if (message.kind == service_request) {
        begin();
        if (accept(message)) {
            respond(message, service_ok, hello());
        } else {
            respond(message, service_wrong_version, hello());
        }
    } else if (message.kind == service_response && message.status == service_ok && !up()) {
        accept(message);
    }
    if (up()) {
        room();
    }
}

void Session::receive(const std::uint8_t* data, std::size_t size) {
    ++counters_["received"];
    counters_["received_bytes"] += size;
    const std::optional<Message> message = parse(data, size);
    if (!message) {
        ++counters_["malformed"];
        return;
    }
    try {
        dispatch(*message);
    } catch (const Malformed&) {
        ++counters_["malformed"];
        respond(*message, service_malformed);
    }
}

void Session::dispatch(const Message& message) {
    if (is_hello(message)) {
        take_hello(message);
        return;
    }
    if (message.kind == service_response) {
        const auto call = calls_.find(message.id);
        if (call == calls_.end() || call->second.first != asked(message)) {
            ++counters_["dropped"];
            return;
        }
        const Answered answered = std::move(call->second.second);
        calls_.erase(call);
        answered(message);
        return;
    }
    const auto service = services_.find(message.service);
    if (up() && service != services_.end()) {
        if (message.kind == service_request) {
            ampsim_served_request(message.id);
        }
        service->second->receive(message);
    } else if (message.kind == service_request) {
        ++counters_["refused"];
        respond(message, service_unknown);
    } else {
        ++counters_["dropped"];
    }
}

void Session::one_way(std::uint8_t service, std::uint8_t operation, Bytes body) {
    if (!up() || body.size() > body_limit()) {
        ++counters_["dropped"];
        return;
    }
    send({service_one_way, service, operation, 0, 0, std::move(body)});
}

bool Session::request(std::uint8_t service, std::uint8_t operation, Bytes body, Answered answered) {
    if (!up() || body.size() > body_limit() || calls_.size() >= most_calls) {
        return false;
    }
    do {
        ++last_id_;
    } while (calls_.count(last_id_) != 0);
    const Message message{service_request, service, operation, 0, last_id_, std::move(body)};
    calls_[message.id] = {asked(message), std::move(answered)};
    send(message);
    return true;
}

void Session::respond(const Message& request, std::uint8_t status, Bytes body) {
    if (request.kind != service_request) {
        return;
    }
    ampsim_served_response(request.id);
    send({service_response, request.service, request.operation, status, request.id,
          std::move(body)});
}

} // namespace ampsim::served
