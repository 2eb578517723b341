// SPDX-License-Identifier: BSD-3-Clause
//
// Waits for files to become readable or writable, and calls who watches them.
#pragma once

#include "models/virtio/host_file.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>

namespace ampsim::pmm {

using models::virtio::HostFile;

class EventLoop {
public:
    using Handler = std::function<void()>;

    EventLoop(); ///< throws SystemRefused
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    /// Calls `handler` again and again while `file` is what `events` (EPOLLIN, EPOLLOUT) says; 0:
    /// not for now. Until forget(), which has to come before the file is closed.
    void watch(const HostFile& file, std::uint32_t events, Handler handler);
    void change(const HostFile& file, std::uint32_t events);
    void forget(const HostFile& file);

    /// Calls `handler` for each of these signals, from now on and for good: they interrupt nothing
    /// any more, so none comes between a test and the wait. Once only.
    void watch_signals(std::initializer_list<int> signals, std::function<void(int)> handler);

    /// Waits up to `timeout`, for ever when it is negative, until something has happened, and calls
    /// the handlers. Another signal ends the wait.
    void run_once(std::chrono::nanoseconds timeout);

private:
    HostFile epoll_;
    HostFile signals_;
    std::map<int, std::shared_ptr<Handler>> handlers_;
};

} // namespace ampsim::pmm
