// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/served/terminal.h"

#include <sys/epoll.h>

namespace ampsim::served {

using models::virtio::read_some;
using models::virtio::write_some;

namespace {

constexpr std::uint8_t console = 0;
constexpr std::size_t most_output = 65536;

} // namespace

Terminal::Terminal(Session& session, pmm::EventLoop& loop, const std::string& link)
    : session_(session), loop_(loop), pty_(link) {
    session.offer(*this);
    loop_.watch(pty_.file(), 0, [this] { happened(); });
}

void Terminal::receive(const Message& message) {
    if (message.kind == service_request) {
        session_.respond(message, service_unknown);
        return;
    }
    BodyReader body(message.body);
    if (message.operation != service_console_data || body.u8() != console) {
        return;
    }
    const Bytes bytes = body.rest_as_bytes();
    if (output_.size() + bytes.size() <= most_output) {
        output_.insert(output_.end(), bytes.begin(), bytes.end());
    }
    happened();
}

void Terminal::happened() {
    if (!output_.empty()) {
        const auto count = write_some(pty_.file(), output_.data(), output_.size());
        output_.erase(output_.begin(),
                      output_.begin() + static_cast<std::ptrdiff_t>(count.value_or(0)));
    }
    while (session_.can_send()) {
        Bytes bytes(session_.body_limit() - 1);
        const auto count = read_some(pty_.file(), bytes.data(), bytes.size());
        if (!count || *count == 0) {
            break;
        }
        session_.one_way(service_console, service_console_data,
                         BodyWriter().u8(console).bytes(bytes.data(), *count).take());
    }
    watch();
}

void Terminal::watch() {
    std::uint32_t events = 0;
    events |= session_.can_send() ? static_cast<std::uint32_t>(EPOLLIN) : 0;
    events |= output_.empty() ? 0 : static_cast<std::uint32_t>(EPOLLOUT);
    loop_.change(pty_.file(), events);
}

} // namespace ampsim::served
