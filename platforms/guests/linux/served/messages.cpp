// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/served/messages.h"

#include <sys/epoll.h>

#include <array>

namespace ampsim::served {

using models::virtio::read_some;
using models::virtio::write_some;

namespace {

constexpr std::size_t most_clients = 16;
constexpr std::size_t longest_line = 4096;
constexpr std::size_t longest_topic = 255;

} // namespace

Messages::Messages(Session& session, pmm::EventLoop& loop) : session_(session), loop_(loop) {
    session.offer(*this);
}

Messages::~Messages() {
    while (!clients_.empty()) {
        drop(clients_.begin());
    }
    if (listener_) {
        loop_.forget(listener_);
    }
}

void Messages::listen(const Address& address) {
    listener_ = address.listen();
    loop_.watch(listener_, EPOLLIN, [this] { accept(); });
}

void Messages::accept() {
    HostFile socket = accept_from(listener_);
    if (socket && clients_.size() < most_clients) {
        clients_.push_back({std::move(socket), {}});
        const Entry client = std::prev(clients_.end());
        loop_.watch(client->socket, EPOLLIN, [this, client] { happened(client); });
    }
}

void Messages::happened(Entry client) {
    std::array<std::uint8_t, 512> bytes{};
    const auto count = read_some(client->socket, bytes.data(), bytes.size());
    if (!count) {
        drop(client);
        return;
    }
    for (std::size_t i = 0; i < *count; ++i) {
        const char character = static_cast<char>(bytes[i]);
        if (character == '\n') {
            publish(client->line);
            client->line.clear();
        } else if (client->line.size() < longest_line) {
            client->line += character;
        }
    }
}

void Messages::publish(const std::string& line) {
    const std::string topic = line.substr(0, std::min(line.find(' '), longest_topic));
    const std::string text = line.size() > topic.size() ? line.substr(topic.size() + 1) : "";
    session_.one_way(
        service_messages, service_messages_publish,
        BodyWriter().u8(static_cast<std::uint8_t>(topic.size())).text(topic).text(text).take());
}

void Messages::receive(const Message& message) {
    if (message.kind == service_request) {
        if (message.operation == service_messages_echo) {
            session_.respond(message, service_ok, message.body);
        } else {
            session_.respond(message, service_unknown);
        }
    } else if (message.operation == service_messages_publish) {
        tell_clients(BodyReader(message.body));
    }
}

/// A client that does not read what is for it is dropped.
void Messages::tell_clients(BodyReader body) {
    const std::size_t topic_size = body.u8();
    const std::string topic = body.text(topic_size);
    const Bytes data = body.rest_as_bytes();
    const std::string line = topic + ' ' + std::string(data.begin(), data.end()) + '\n';
    for (Entry client = clients_.begin(); client != clients_.end();) {
        const Entry here = client++;
        const auto count = write_some(
            here->socket, reinterpret_cast<const std::uint8_t*>(line.data()), line.size());
        if (count != line.size()) {
            drop(here);
        }
    }
}

void Messages::drop(Entry client) {
    loop_.forget(client->socket);
    clients_.erase(client);
}

} // namespace ampsim::served
