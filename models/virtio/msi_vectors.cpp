// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/msi_vectors.h"

#include "models/virtio/ampsim_virtio_mmio.h"

namespace ampsim::models::virtio {

MsiVectors::MsiVectors(RegisterBank& registers, std::size_t queues, MessageSink& messages,
                       std::function<std::uint32_t()> selected_queue, std::function<void()> changed)
    : messages_(messages), selected_queue_(std::move(selected_queue)), changed_(std::move(changed)),
      count_(registers, "MsiVectors", AMPSIM_VIRTIO_MSI_VECTORS, Access::read_only,
             static_cast<std::uint32_t>(queues + 1)),
      state_(registers, "MsiState", AMPSIM_VIRTIO_MSI_STATE, Access::read_only),
      command_(registers, "MsiCommand", AMPSIM_VIRTIO_MSI_COMMAND, Access::write_only),
      select_(registers, "MsiSelect", AMPSIM_VIRTIO_MSI_SELECT),
      address_low_(registers, "MsiAddressLow", AMPSIM_VIRTIO_MSI_ADDRESS_LOW, Access::write_only),
      address_high_(registers, "MsiAddressHigh", AMPSIM_VIRTIO_MSI_ADDRESS_HIGH,
                    Access::write_only),
      data_(registers, "MsiData", AMPSIM_VIRTIO_MSI_DATA, Access::write_only), of_queue_(queues) {
    vectors_.resize(queues + 1);
    state_.shows([this] { return enabled_ ? AMPSIM_VIRTIO_MSI_ENABLED : 0; });
    select_.shows([this] {
        return select_.value() < vectors_.size() ? select_.value() : AMPSIM_VIRTIO_MSI_NO_VECTOR;
    });
    command_.on_write([this](std::uint32_t written) { command(written); });
    reset();
}

void MsiVectors::reset() {
    enabled_ = false;
    vectors_.assign(vectors_.size(), {});
    of_configuration_ = 0;
    for (std::size_t queue = 0; queue < of_queue_.size(); ++queue) {
        of_queue_[queue] = queue + 1;
    }
    changed_();
}

void MsiVectors::command(std::uint32_t what) {
    if (what == AMPSIM_VIRTIO_MSI_ENABLE || what == AMPSIM_VIRTIO_MSI_DISABLE) {
        enabled_ = what == AMPSIM_VIRTIO_MSI_ENABLE;
        changed_();
        for (Vector& vector : vectors_) {
            send_pending(vector);
        }
        return;
    }
    const std::size_t selected = select_.value();
    if (selected >= vectors_.size()) {
        return;
    }
    Vector& vector = vectors_[selected];
    switch (what) {
    case AMPSIM_VIRTIO_MSI_CONFIGURE:
        configure(vector);
        break;
    case AMPSIM_VIRTIO_MSI_MASK:
        vector.masked = true;
        break;
    case AMPSIM_VIRTIO_MSI_UNMASK:
        vector.masked = false;
        send_pending(vector);
        break;
    case AMPSIM_VIRTIO_MSI_MAP_CONFIG:
        of_configuration_ = selected;
        break;
    case AMPSIM_VIRTIO_MSI_MAP_QUEUE:
        if (const std::uint32_t queue = selected_queue_(); queue < of_queue_.size()) {
            of_queue_[queue] = selected;
        }
        break;
    default:
        break; // no such command
    }
}

void MsiVectors::configure(Vector& vector) {
    vector.address =
        static_cast<std::uint64_t>(address_high_.value()) << 32U | address_low_.value();
    vector.data = data_.value();
    vector.configured = true;
    send_pending(vector);
}

bool MsiVectors::can_send(const Vector& vector) const {
    return enabled_ && vector.configured && !vector.masked;
}

void MsiVectors::send_pending(Vector& vector) {
    if (vector.pending && can_send(vector)) {
        vector.pending = false;
        send(vector);
    }
}

void MsiVectors::interrupt(std::size_t vector) {
    if (can_send(vectors_[vector])) {
        send(vectors_[vector]);
    } else {
        vectors_[vector].pending = true;
        ++held_back_;
    }
}

void MsiVectors::send(const Vector& vector) {
    ++sent_;
    messages_.send(vector.address, vector.data);
}

} // namespace ampsim::models::virtio
