// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/event_loop.h"

#include "platforms/guests/linux/pmm/problem.h"

#include <sys/epoll.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

namespace ampsim::pmm {

namespace {

void control(const HostFile& epoll, int operation, int file, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.fd = file;
    if (::epoll_ctl(epoll.descriptor(), operation, file, &event) != 0) {
        throw SystemRefused(std::string("cannot wait for a file: ") + std::strerror(errno));
    }
}

} // namespace

EventLoop::EventLoop() : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (!epoll_) {
        throw SystemRefused(std::string("cannot wait for files: ") + std::strerror(errno));
    }
}

void EventLoop::watch(const HostFile& file, std::uint32_t events, Handler handler) {
    control(epoll_, EPOLL_CTL_ADD, file.descriptor(), events);
    handlers_[file.descriptor()] = std::make_shared<Handler>(std::move(handler));
}

void EventLoop::change(const HostFile& file, std::uint32_t events) {
    control(epoll_, EPOLL_CTL_MOD, file.descriptor(), events);
}

void EventLoop::forget(const HostFile& file) {
    control(epoll_, EPOLL_CTL_DEL, file.descriptor(), 0);
    handlers_.erase(file.descriptor());
}

void EventLoop::run_once(std::chrono::nanoseconds timeout) {
    constexpr std::chrono::nanoseconds second{1000000000};
    const timespec wait{timeout / second, (timeout % second).count()};
    std::array<epoll_event, 32> happened{};
    const int count =
        ::epoll_pwait2(epoll_.descriptor(), happened.data(), int(happened.size()),
                       timeout < std::chrono::nanoseconds::zero() ? nullptr : &wait, nullptr);
    for (int n = 0; n < count; ++n) {
        const auto found = handlers_.find(happened[static_cast<std::size_t>(n)].data.fd);
        if (found != handlers_.end()) { // another handler may just have forgotten it
            const auto handler = found->second;
            (*handler)();
        }
    }
}

} // namespace ampsim::pmm
