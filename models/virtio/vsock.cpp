// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/vsock.h"

#include <algorithm>
#include <stdexcept>

namespace ampsim::models::virtio {

namespace {

constexpr std::size_t receive_queue = 0;
constexpr std::size_t transmit_queue = 1;

std::map<std::uint32_t, VsockService>
services_of(const std::map<std::uint32_t, std::string>& names) {
    std::map<std::uint32_t, VsockService> services;
    for (const auto& [port, name] : names) {
        services[port] = vsock_service(name);
    }
    return services;
}

} // namespace

Vsock::Vsock(const VsockParameters& parameters)
    : host_(parameters, services_of(parameters.services)), poll_period_(parameters.poll_period) {
    if (parameters.poll_period == sc_core::SC_ZERO_TIME) {
        throw std::invalid_argument("vsock: the poll period has to be more than 0");
    }
}

std::string Vsock::queue_name(std::size_t queue) const {
    return queue == receive_queue ? "rx" : queue == transmit_queue ? "tx" : "event";
}

void Vsock::serve(Queue& queue) {
    switch (queue.index()) {
    case receive_queue:
        return send(queue);
    case transmit_queue:
        return receive(queue);
    default:
        for (;;) {
            queue.wait(never_); // the hub never moves a guest to another host
        }
    }
}

void Vsock::send(Queue& queue) {
    for (;;) {
        await_packet(queue);
        Buffer buffer = queue.take();
        if (buffer.writable <= sizeof(VsockHeader)) {
            events().needs_reset(vsock_without_room(buffer.writable));
            queue.give_back(std::move(buffer));
            continue;
        }
        const std::size_t room =
            std::min(buffer.writable - sizeof(VsockHeader), vsock_packet_data_max);
        auto packet = host_.next_packet(room);
        while (!packet) { // what there was to send is void meanwhile
            await_packet(queue);
            packet = host_.next_packet(room);
        }
        refusal_sent_.notify(sc_core::SC_ZERO_TIME);
        append(buffer.reply, packet->header);
        buffer.reply.insert(buffer.reply.end(), packet->data.begin(), packet->data.end());
        queue.give_back(std::move(buffer));
    }
}

void Vsock::await_packet(Queue& queue) {
    while (!host_.has_packet()) {
        if (host_.has_programs()) {
            something_to_send_.notify(poll_period_);
        }
        queue.wait(something_to_send_);
    }
}

void Vsock::receive(Queue& queue) {
    for (;;) {
        while (host_.is_full()) {
            queue.wait(refusal_sent_);
        }
        Buffer buffer = queue.take();
        const std::string flaw = VsockHost::flaw(buffer.request);
        if (!flaw.empty()) {
            events().needs_reset(flaw);
        } else {
            host_.receive(buffer.request);
            something_to_send_.notify(sc_core::SC_ZERO_TIME);
        }
        queue.give_back(std::move(buffer));
    }
}

std::string Vsock::not_reproducible() const {
    return host_.has_programs() ? "vsock connections to programs of the host" : "";
}

} // namespace ampsim::models::virtio
