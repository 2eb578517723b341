// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/served/stream_carrier.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <termios.h>

#include <array>
#include <memory>

namespace ampsim::served {

StreamCarrier::StreamCarrier(pmm::EventLoop& loop, Open open)
    : loop_(loop), open_(std::move(open)) {}

StreamCarrier::~StreamCarrier() {
    if (file_) {
        loop_.forget(file_);
    }
}

void StreamCarrier::send(const Bytes& message) {
    if (!file_ || waiting_.size() + message.size() >= most_kept) {
        return;
    }
    waiting_.insert(waiting_.end(), message.begin(), message.end());
    waiting_.push_back(service_end);
    flush();
}

void StreamCarrier::flush() {
    const bool was_congested = congested();
    const auto count = models::virtio::write_some(file_, waiting_.data(), waiting_.size());
    // An end is seen where we read.
    waiting_.erase(waiting_.begin(),
                   waiting_.begin() + static_cast<std::ptrdiff_t>(count.value_or(waiting_.size())));
    loop_.change(file_, waiting_.empty() ? EPOLLIN : EPOLLIN | EPOLLOUT);
    if (was_congested && !congested()) {
        receiver_.room();
    }
}

void StreamCarrier::happened() {
    if (!waiting_.empty()) {
        flush();
    }
    std::array<std::uint8_t, 4096> bytes{};
    const auto count = models::virtio::read_some(file_, bytes.data(), bytes.size());
    if (!count) {
        close();
        return;
    }
    deframer_.feed(bytes.data(), *count, receiver_.message);
}

void StreamCarrier::close() {
    loop_.forget(file_);
    file_.close();
    waiting_.clear();
    deframer_.restart();
    receiver_.lost();
}

std::chrono::nanoseconds StreamCarrier::work() {
    if (!file_) {
        file_ = open_();
        if (!file_) {
            return search_period;
        }
        loop_.watch(file_, EPOLLIN, [this] { happened(); });
        waiting_.assign(service_message_most, 0); // ends what an earlier one of us left unfinished
        receiver_.connected();
    }
    return std::chrono::nanoseconds{-1};
}

StreamCarrier::Open terminal_at(const std::string& path) {
    return [path] {
        HostFile file{::open(path.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)};
        termios settings{};
        if (file && ::tcgetattr(file.descriptor(), &settings) == 0) {
            ::cfmakeraw(&settings);
            ::tcsetattr(file.descriptor(), TCSANOW, &settings);
        }
        return file;
    };
}

StreamCarrier::Open listening_at(const Address& address) {
    const auto listener = std::make_shared<HostFile>(address.listen());
    return [listener] {
        return accept_from(*listener);
    };
}

StreamCarrier::Open connecting_to(const Address& address) {
    return [address] {
        return address.connect();
    };
}

} // namespace ampsim::served
