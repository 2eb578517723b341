// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/console.h"

#include "platforms/guests/linux/pmm/problem.h"

#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>

namespace ampsim::pmm {

namespace {

constexpr std::size_t at_once = 4096; ///< bytes of input

void set_timer(const HostFile& timer, std::chrono::milliseconds time) {
    itimerspec when{};
    when.it_value.tv_sec = time.count() / 1000;
    when.it_value.tv_nsec = time.count() % 1000 * 1000000;
    ::timerfd_settime(timer.descriptor(), 0, &when, nullptr);
}

} // namespace

Console::Console(EventLoop& loop, const HostFile& stream, std::chrono::milliseconds patience)
    : loop_(loop), stream_(stream),
      timer_(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)), patience_(patience) {
    if (!timer_) {
        throw SystemRefused("cannot make a timer for the console");
    }
    loop_.watch(stream_, 0, [this] { happened(); });
    loop_.watch(timer_, EPOLLIN, [this] { drop_output(); });
}

Console::~Console() {
    loop_.forget(timer_);
    loop_.forget(stream_);
}

Bytes Console::configuration() const {
    return Bytes(12); // neither a size nor further ports [VirtIO 1.2, 5.3.4]
}

void Console::reset() {
    wants_input_ = false; // what has been read already is for the next driver
    watch();
}

Left Console::serve(unsigned queue, Queue& buffers, unsigned budget) {
    return queue == receive ? give_input(buffers, budget) : take_output(buffers, budget);
}

Left Console::give_input(Queue& buffers, unsigned budget) {
    wants_input_ = false;
    Left left = Left::with_work;
    for (; budget > 0; --budget) {
        if (!read_input()) {
            wants_input_ = true;
            left = Left::waiting_for_host;
            break;
        }
        const auto buffer = buffers.take();
        if (!buffer) {
            left = Left::waiting_for_driver;
            break;
        }
        const auto end = input_.begin() + std::ptrdiff_t(std::min(buffer->writable, input_.size()));
        const Bytes reply(input_.begin(), end);
        input_.erase(input_.begin(), end);
        counters_["received_bytes"] += reply.size();
        buffers.give_back(*buffer, reply);
    }
    watch();
    return left;
}

/// Whether there is some.
bool Console::read_input() {
    if (input_.empty() && !at_end_) {
        input_.resize(at_once);
        const auto got = models::virtio::read_some(stream_, input_.data(), input_.size());
        input_.resize(got.value_or(0));
        at_end_ = !got;
    }
    return !input_.empty();
}

Left Console::take_output(Queue& buffers, unsigned budget) {
    for (; budget > 0; --budget) {
        write_output();
        if (!output_.empty()) {
            set_timer(timer_, patience_);
            watch();
            return Left::waiting_for_host;
        }
        auto buffer = buffers.take();
        if (!buffer) {
            return Left::waiting_for_driver;
        }
        buffers.give_back(*buffer);
        output_ = std::move(buffer->request);
    }
    write_output(); // the rest, if there is one, with the next call
    return Left::with_work;
}

void Console::write_output() {
    while (!output_.empty()) {
        const auto written = models::virtio::write_some(stream_, output_.data(), output_.size());
        if (written && *written == 0 && !unattended_) {
            return;
        }
        if (!written || *written == 0) {
            drop_output();
            return;
        }
        unattended_ = false;
        counters_["sent_bytes"] += *written;
        output_.erase(output_.begin(), output_.begin() + std::ptrdiff_t(*written));
    }
}

/// Nobody has read for too long, or nobody ever will.
void Console::drop_output() {
    set_timer(timer_, std::chrono::milliseconds(0));
    unattended_ = true;
    counters_["dropped_bytes"] += output_.size();
    output_.clear();
    host().wake(transmit);
    watch();
}

void Console::watch() {
    loop_.change(stream_,
                 (wants_input_ && !at_end_ ? EPOLLIN : 0U) | (output_.empty() ? 0U : EPOLLOUT));
}

void Console::happened() {
    if (wants_input_) {
        host().wake(receive);
        wants_input_ = false;
    }
    if (!output_.empty()) {
        set_timer(timer_, std::chrono::milliseconds(0));
        host().wake(transmit);
    }
    watch();
}

std::map<std::string, std::uint64_t> Console::counters() const {
    return counters_;
}

} // namespace ampsim::pmm
