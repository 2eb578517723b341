// SPDX-License-Identifier: BSD-3-Clause
#include "simulated_linux.h"

#include "board.h"
#include "host.h"
#include "rpmsg.h"
#include "rpmsg_platform.h"

#include <cstdlib>
#include <cstring>
#include <gtest/gtest.h>

namespace {

constexpr uint64_t shared_base = 0x98000000;
constexpr uint64_t shared_size = 0x500000;
constexpr uint64_t vring0 = 0x98000000;
constexpr uint64_t vring1 = 0x98008000;
constexpr uint64_t buffers = 0x98400000;
constexpr uint32_t page = 0x1000;
constexpr uint32_t buffer_size = 512;
constexpr uint32_t header_size = 16;

SimulatedLinux* linux_side = nullptr;
bool remote_listens = false;

} // namespace

// --- What the remote sees of the platform

volatile resource_table* rpmsg_platform_table() {
    return &linux_side->table;
}

void* rpmsg_platform_memory(uint64_t address, uint32_t size) {
    return linux_side->memory(address, size);
}

void rpmsg_platform_start() {
    remote_listens = true;
}

void rpmsg_platform_notify(uint32_t queue) {
    ++linux_side->kicks[queue];
}

// --- The board: a host's processor is not reset

void board_reset() {
    std::abort();
}

void board_halt() {
    std::abort();
}

// --- Linux

SimulatedLinux::SimulatedLinux(uint16_t entries) : memory_(shared_size) {
    linux_side = this;
    remote_listens = false;
    table.version = 1;
    table.entries = 1;
    table.offset = 20;
    table.vdev = {
        resource_vdev, virtio_id_rpmsg, 0, virtio_rpmsg_feature_name_service, 0, 0, 0, 2, {}};
    table.vrings[0] = {static_cast<uint32_t>(vring0), page, entries, 0, 0};
    table.vrings[1] = {static_cast<uint32_t>(vring1), page, entries, 1, 0};
    in_ = {vring0, entries, 0, 0, {}};
    out_ = {vring1, entries, 0, 0, {}};
}

SimulatedLinux::~SimulatedLinux() {
    linux_side = nullptr;
}

void* SimulatedLinux::memory(uint64_t address, uint32_t size) {
    const bool inside = address >= shared_base && size <= shared_size &&
                        address - shared_base <= shared_size - size;
    return inside ? memory_.data() + (address - shared_base) : nullptr;
}

uint64_t SimulatedLinux::used(const Ring& ring) const {
    return (available(ring) + 6 + 2ULL * ring.entries + page - 1) / page * page;
}

uint64_t SimulatedLinux::buffer(const Ring& ring, uint16_t id) const {
    return buffers + (&ring == &out_ ? uint64_t{ring.entries} * buffer_size : 0) +
           uint64_t{id} * buffer_size;
}

void SimulatedLinux::make(Ring& ring, bool device_writes) {
    std::memset(memory(ring.base, 0x8000), 0, 0x8000);
    ring.next_available = ring.last_used = 0;
    ring.free.clear();
    for (uint16_t id = 0; id < ring.entries; ++id) {
        if (device_writes) {
            offer(ring, id, buffer_size);
        } else {
            ring.free.push_back(id);
        }
    }
}

void SimulatedLinux::offer(Ring& ring, uint16_t id, uint32_t length) {
    const uint64_t descriptor = ring.base + 16ULL * id;
    const uint64_t address = buffer(ring, id);
    std::memcpy(memory(descriptor, 8), &address, 8);
    word(descriptor + 8) = length;
    half(descriptor + 12) = &ring == &in_ ? 2 : 0; // WRITE
    half(available(ring) + 4 + 2ULL * (ring.next_available % ring.entries)) = id;
    half(available(ring) + 2) = ++ring.next_available;
}

void SimulatedLinux::ring(const Ring& ring) {
    if (half(used(ring)) & 1) { // NO_NOTIFY
        ++rings_withheld;
    } else if (remote_listens) {
        host_interrupt([](void*) { rpmsg_notified(); }, nullptr);
    }
}

void SimulatedLinux::start(bool with_ring) {
    for (const uint8_t status : {uint8_t{0}, uint8_t{1}, uint8_t{3}}) {
        table.vdev.status = status;
    }
    make(in_, true);
    make(out_, false);
    kept_.clear();
    want_consumed_notifications(false);
    table.vdev.driver_features = virtio_rpmsg_feature_name_service;
    table.vdev.status = 7;
    if (with_ring) {
        ring(in_);
    }
}

void SimulatedLinux::remote_was_reset() {
    remote_listens = false;
}

void SimulatedLinux::stop() {
    table.vdev.status = 0;
    table.vdev.status = 1;
}

void SimulatedLinux::collect(Ring& ring) {
    while (ring.last_used != half(used(ring) + 2)) {
        const uint64_t element = used(ring) + 4 + 8ULL * (ring.last_used++ % ring.entries);
        ring.free.push_back(static_cast<uint16_t>(word(element)));
    }
}

bool SimulatedLinux::send(uint32_t source, uint32_t destination, const Bytes& payload,
                          std::optional<uint16_t> length_field) {
    collect(out_);
    if (out_.free.empty()) {
        return false;
    }
    const uint16_t id = out_.free.front();
    out_.free.pop_front();
    auto* bytes = static_cast<uint8_t*>(memory(buffer(out_, id), buffer_size));
    const auto size = static_cast<uint16_t>(payload.size());
    const uint16_t length = length_field.value_or(size);
    std::memset(bytes, 0, header_size);
    std::memcpy(bytes, &source, 4);
    std::memcpy(bytes + 4, &destination, 4);
    std::memcpy(bytes + 12, &length, 2);
    std::copy(payload.begin(), payload.end(), bytes + header_size);
    offer(out_, id, header_size + size);
    ring(out_);
    return true;
}

std::vector<Message> SimulatedLinux::receive(bool give_back) {
    std::vector<Message> messages;
    for (; in_.last_used != half(used(in_) + 2); ++in_.last_used) {
        const uint64_t element = used(in_) + 4 + 8ULL * (in_.last_used % in_.entries);
        const auto id = static_cast<uint16_t>(word(element));
        const uint32_t length = word(element + 4);
        const auto* bytes = static_cast<const uint8_t*>(memory(buffer(in_, id), buffer_size));
        Message message{};
        uint32_t reserved = 0;
        uint16_t size = 0;
        uint16_t flags = 0;
        std::memcpy(&message.source, bytes, 4);
        std::memcpy(&message.destination, bytes + 4, 4);
        std::memcpy(&reserved, bytes + 8, 4);
        std::memcpy(&size, bytes + 12, 2);
        std::memcpy(&flags, bytes + 14, 2);
        EXPECT_EQ(reserved, 0U);
        EXPECT_EQ(flags, 0U);
        EXPECT_EQ(length, header_size + size);
        message.payload.assign(bytes + header_size, bytes + header_size + size);
        messages.push_back(std::move(message));
        kept_.push_back(id);
    }
    if (give_back) {
        recycle();
    }
    return messages;
}

void SimulatedLinux::recycle() {
    if (kept_.empty()) {
        return;
    }
    for (const uint16_t id : kept_) {
        std::memset(memory(buffer(in_, id), buffer_size), 0xEE, buffer_size);
        offer(in_, id, buffer_size);
    }
    kept_.clear();
    ring(in_);
}

void SimulatedLinux::want_consumed_notifications(bool wanted) {
    half(available(out_)) = wanted ? 0 : 1;
}

void SimulatedLinux::want_message_notifications(bool wanted) {
    half(available(in_)) = wanted ? 0 : 1;
}

void SimulatedLinux::send_garbage_index() {
    half(available(out_) + 4 + 2ULL * (out_.next_available % out_.entries)) =
        static_cast<uint16_t>(out_.entries + 3);
    half(available(out_) + 2) = ++out_.next_available;
    ring(out_);
}
