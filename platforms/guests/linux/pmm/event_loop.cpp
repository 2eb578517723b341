// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/event_loop.h"

#include "platforms/guests/linux/pmm/problem.h"

#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
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

void EventLoop::watch_signals(std::initializer_list<int> signals,
                              std::function<void(int)> handler) {
    sigset_t set;
    ::sigemptyset(&set);
    for (const int signal : signals) {
        ::sigaddset(&set, signal);
    }
    ::sigprocmask(SIG_BLOCK, &set, nullptr);
    signals_ = HostFile{::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC)};
    if (!signals_) {
        throw SystemRefused(std::string("cannot wait for signals: ") + std::strerror(errno));
    }
    watch(signals_, EPOLLIN, [this, handler = std::move(handler)] {
        signalfd_siginfo signal{};
        if (::read(signals_.descriptor(), &signal, sizeof signal) == sizeof signal) {
            handler(static_cast<int>(signal.ssi_signo));
        }
    });
}

void EventLoop::run_once(std::chrono::nanoseconds timeout) {
    constexpr std::chrono::nanoseconds second{1000000000};
    const timespec wait{timeout / second, (timeout % second).count()};
    constexpr std::size_t most_events = 32;
    std::array<epoll_event, most_events> happened{};
    const int count =
        ::epoll_pwait2(epoll_.descriptor(), happened.data(), int(happened.size()),
                       timeout < std::chrono::nanoseconds::zero() ? nullptr : &wait, nullptr);
    const std::size_t events = count > 0 ? static_cast<std::size_t>(count) : 0;
    std::array<std::shared_ptr<Handler>, most_events> handlers;
    for (std::size_t n = 0; n < events; ++n) {
        const auto found = handlers_.find(happened[n].data.fd);
        handlers[n] = found == handlers_.end() ? nullptr : found->second;
    }
    for (std::size_t n = 0; n < events; ++n) {
        // Another handler may just have forgotten it, and watch another file of the same number.
        const auto now = handlers_.find(happened[n].data.fd);
        if (handlers[n] && now != handlers_.end() && now->second == handlers[n]) {
            (*handlers[n])();
        }
    }
}

} // namespace ampsim::pmm
