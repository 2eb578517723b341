// SPDX-License-Identifier: BSD-3-Clause
#include "network_device.h"

#include "virtio_net.h"

#include <algorithm>
#include <cstring>
#include <deque>
#include <optional>

namespace {

struct Arrival {
    Frame frame;
    std::optional<bool> link;
};

struct State {
    NetworkDevice device;
    std::deque<Arrival> arrivals;
    osSemaphoreId_t arrived = nullptr;
    net_receiver receiver = nullptr;
    net_link_observer observer = nullptr;
    void* argument = nullptr;
    Frame buffer = Frame(net_frame_limit);
    bool buffer_taken = false;
};
State state;

void add(Arrival arrival) {
    state.arrivals.push_back(std::move(arrival));
    osSemaphoreRelease(state.arrived);
}

void virtio_thread(void*) {
    for (;;) {
        osSemaphoreAcquire(state.arrived, osWaitForever);
        const Arrival arrival = std::move(state.arrivals.front());
        state.arrivals.pop_front();
        if (arrival.link) {
            state.device.link_up = *arrival.link;
            state.observer(*arrival.link, state.argument);
        } else {
            state.receiver(arrival.frame.data(), static_cast<std::uint32_t>(arrival.frame.size()),
                           state.argument);
        }
    }
}

} // namespace

NetworkDevice& network_device() {
    return state.device;
}

void reset_network_device() {
    state = State{};
}

void NetworkDevice::arrive(Frame frame) {
    add({std::move(frame), std::nullopt});
}

void NetworkDevice::set_link(bool up) {
    add({{}, up});
}

osStatus_t net_start(net_receiver receiver, net_link_observer observer, void* argument,
                     uint32_t /*timeout*/) {
    if (!state.device.present) {
        return osErrorResource;
    }
    state.receiver = receiver;
    state.observer = observer;
    state.argument = argument;
    state.arrived = osSemaphoreNew(0xFFFF, 0, nullptr);
    osThreadAttr_t attributes{};
    attributes.name = "virtio";
    attributes.priority = osPriorityHigh;
    return osThreadNew(virtio_thread, nullptr, &attributes) != nullptr ? osOK : osErrorNoMemory;
}

void net_get_address(uint8_t address[net_address_size]) {
    static const std::uint8_t own[net_address_size] = {0x02, 0, 0, 0, 0, 0x01};
    std::memcpy(address, own, sizeof own);
}

uint32_t net_get_mtu(void) {
    return net_mtu_limit;
}

bool net_link_is_up(void) {
    return state.device.link_up;
}

void* net_take_buffer(uint32_t /*timeout*/) {
    if (state.buffer_taken || state.device.send_buffers == 0) {
        return nullptr;
    }
    state.buffer_taken = true;
    return state.buffer.data();
}

osStatus_t net_send_buffer(void* buffer, uint32_t size) {
    state.buffer_taken = false;
    if (size > net_frame_limit) {
        return osErrorParameter;
    }
    const auto* bytes = static_cast<const std::uint8_t*>(buffer);
    if (size > 0 && state.device.on_send) {
        state.device.on_send(Frame(bytes, bytes + size));
    }
    return osOK;
}
