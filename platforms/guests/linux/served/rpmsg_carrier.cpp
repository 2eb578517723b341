// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/served/rpmsg_carrier.h"

#include "platforms/guests/linux/pmm/first_line.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>

namespace ampsim::served {

using pmm::first_line;

namespace {

constexpr std::chrono::microseconds retry_period{50};
/// Messages at a time: a remote that never stops talking does not keep others waiting.
constexpr unsigned budget = 64;

} // namespace

RpmsgCarrier::RpmsgCarrier(pmm::EventLoop& loop, std::uint32_t address, std::string devices,
                           std::string nodes)
    : loop_(loop), address_(address), devices_(std::move(devices)), nodes_(std::move(nodes)) {}

RpmsgCarrier::~RpmsgCarrier() {
    if (file_) {
        loop_.forget(file_);
    }
}

bool RpmsgCarrier::open() {
    std::error_code unreadable;
    for (const auto& entry : std::filesystem::directory_iterator(devices_, unreadable)) {
        if (first_line(entry.path() / "name") == "rpmsg-raw" &&
            first_line(entry.path() / "dst") == std::to_string(address_)) {
            const std::string node = nodes_ + "/" + entry.path().filename().string();
            file_ = pmm::HostFile{::open(node.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC)};
            if (file_) {
                loop_.watch(file_, EPOLLIN, [this] { receive(); });
                return true;
            }
        }
    }
    return false;
}

void RpmsgCarrier::close() {
    loop_.forget(file_);
    file_.close();
    waiting_.clear();
    receiver_.lost();
}

void RpmsgCarrier::receive() {
    std::array<std::uint8_t, 512> message{};
    for (unsigned n = 0; n < budget && file_; ++n) { // the rest: the file stays readable
        const ssize_t count = ::read(file_.descriptor(), message.data(), message.size());
        if (count > 0) {
            receiver_.message(message.data(), static_cast<std::size_t>(count));
        } else if (count == 0 || errno == EAGAIN) {
            return;
        } else if (errno != EINTR) {
            close(); // the remote has gone
        }
    }
}

void RpmsgCarrier::send(const Bytes& message) {
    if (!file_ || waiting_.size() >= most_kept) {
        return;
    }
    if (!waiting_.empty() || ::write(file_.descriptor(), message.data(), message.size()) < 0) {
        waiting_.push_back(message);
    }
}

std::chrono::nanoseconds RpmsgCarrier::work() {
    if (!file_) {
        if (!open()) {
            return search_period;
        }
        receiver_.connected();
    }
    const bool was_congested = congested();
    while (!waiting_.empty()) {
        if (::write(file_.descriptor(), waiting_.front().data(), waiting_.front().size()) < 0) {
            if (errno != EAGAIN && errno != ENOMEM && errno != EINTR) {
                close();
                return search_period;
            }
            return retry_period;
        }
        waiting_.pop_front();
    }
    if (was_congested) {
        receiver_.room();
    }
    return std::chrono::nanoseconds{waiting_.empty() ? -1 : 0};
}

} // namespace ampsim::served
