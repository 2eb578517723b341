// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/vsock.h"

#include "platforms/guests/linux/pmm/problem.h"

#include <sys/epoll.h>

#include <algorithm>

namespace ampsim::pmm {

using models::virtio::VsockHeader;
using models::virtio::VsockHost;

Vsock::Vsock(EventLoop& loop, const models::virtio::VsockHostParameters& parameters)
    : loop_(loop), ready_(::epoll_create1(EPOLL_CLOEXEC)),
      host_(parameters, {}, [this](const HostFile& socket) { watch(socket); }) {
    loop_.watch(ready_, EPOLLIN, [this] { happened(); });
}

Vsock::~Vsock() {
    loop_.forget(ready_);
}

std::string Vsock::queue_name(unsigned queue) const {
    return queue == receive ? "receive" : queue == transmit ? "transmit" : "events";
}

void Vsock::watch(const HostFile& socket) const {
    epoll_event wanted{};
    wanted.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    if (::epoll_ctl(ready_.descriptor(), EPOLL_CTL_ADD, socket.descriptor(), &wanted) != 0) {
        throw SystemRefused("vsock: cannot wait for another socket");
    }
}

void Vsock::happened() {
    std::array<epoll_event, 64> events{};
    while (::epoll_wait(ready_.descriptor(), events.data(), int(events.size()), 0) ==
           int(events.size())) {
    }
    host().wake(receive); // looks at all of them
}

void Vsock::reset() {
    host_.reset();
    held_.reset();
    owes_event_ = false;
}

bool Vsock::take_over(std::uint64_t features) {
    start(features);
    owes_event_ = true;
    return true;
}

Left Vsock::serve(unsigned queue, Queue& buffers, unsigned budget) {
    switch (queue) {
    case receive:
        return give_packets(buffers, budget);
    case transmit:
        return take_packets(buffers, budget);
    default:
        return give_event(buffers);
    }
}

Left Vsock::give_packets(Queue& buffers, unsigned budget) {
    for (; budget > 0 && host_.has_packet(); --budget) {
        if (!held_) {
            held_ = buffers.take();
        }
        if (!held_) {
            return Left::waiting_for_driver;
        }
        if (held_->writable <= sizeof(VsockHeader)) {
            host().need_reset(models::virtio::vsock_without_room(held_->writable));
            return Left::waiting_for_host;
        }
        const bool was_full = host_.is_full();
        const auto packet = host_.next_packet(
            std::min(held_->writable - sizeof(VsockHeader), models::virtio::vsock_packet_data_max));
        if (!packet) {
            continue;
        }
        if (was_full) {
            host().wake(transmit); // it waits for room among the refusals
        }
        Bytes reply = models::virtio::bytes_of(packet->header);
        reply.insert(reply.end(), packet->data.begin(), packet->data.end());
        buffers.give_back(*std::exchange(held_, std::nullopt), reply);
    }
    return budget == 0 ? Left::with_work : Left::waiting_for_host;
}

Left Vsock::take_packets(Queue& buffers, unsigned budget) {
    Left left = Left::with_work;
    bool taken = false;
    for (; budget > 0; --budget) {
        if (host_.is_full()) {
            left = Left::waiting_for_host;
            break;
        }
        const auto buffer = buffers.take();
        if (!buffer) {
            left = Left::waiting_for_driver;
            break;
        }
        const std::string flaw = VsockHost::flaw(buffer->request);
        if (!flaw.empty()) {
            host().need_reset(flaw);
            return Left::waiting_for_host;
        }
        host_.receive(buffer->request);
        buffers.give_back(*buffer);
        taken = true;
    }
    if (taken) {
        host().wake(receive); // an answer, or credit
    }
    return left;
}

Left Vsock::give_event(Queue& buffers) {
    if (!owes_event_) {
        return Left::waiting_for_host;
    }
    const auto buffer = buffers.take();
    if (!buffer) {
        return Left::waiting_for_driver;
    }
    constexpr std::uint32_t transport_reset = 0;
    Bytes reply = models::virtio::bytes_of(models::virtio::little_uint32_t{transport_reset});
    reply.resize(std::min(reply.size(), buffer->writable));
    buffers.give_back(*buffer, reply);
    owes_event_ = false;
    return Left::waiting_for_host;
}

} // namespace ampsim::pmm
