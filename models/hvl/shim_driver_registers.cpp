// SPDX-License-Identifier: BSD-3-Clause
#include "models/hvl/shim_registers.h"

#include "models/registers/halves.h"

#include <algorithm>

namespace ampsim::models {

namespace {

constexpr std::uint32_t magic = 0x74726976; // "virt"

/// Parts of a split virtqueue in one piece of memory [VirtIO 1.2, 2.7.2], of any size that a driver
/// may write.
void lay_out(ShimQueue& queue, std::uint64_t start, std::uint32_t alignment) {
    constexpr std::uint64_t descriptor = 16;
    constexpr std::uint64_t available_entry = 2;
    constexpr std::uint64_t available_fixed = 6; // flags, index, used_event
    const std::uint64_t unit = std::max<std::uint32_t>(alignment, 1);
    queue.descriptors = start;
    queue.available = start + descriptor * queue.size;
    const std::uint64_t end = queue.available + available_fixed + available_entry * queue.size;
    queue.used = (end + unit - 1) / unit * unit;
}

} // namespace

ShimDriverRegisters::ShimDriverRegisters(RegisterBank& bank, std::uint64_t base,
                                         const std::string& prefix, ShimSlot& slot)
    : ShimRegisters(bank, base, prefix), slot_(slot) {
    add_device();
    add_features();
    add_queue();
    if (slot.version() == 1) {
        add_legacy_queue();
    } else {
        add_queue_addresses();
        add_no_shared_memory();
    }
    add_interrupt_and_status();
}

const ShimQueue* ShimDriverRegisters::selected_queue() const {
    const std::uint32_t index = queue_select_->value();
    return index < ShimSlot::queues ? &slot_.queue(index) : nullptr;
}

void ShimDriverRegisters::add_device() {
    add("MagicValue", 0x000, Access::read_only, magic);
    add("Version", 0x004, Access::read_only, slot_.version());
    add("DeviceID", 0x008, Access::read_only).shows([this] { return slot_.device_id; });
    add("VendorID", 0x00c, Access::read_only).shows([this] { return slot_.vendor_id; });
}

void ShimDriverRegisters::add_features() {
    Register& device_select = add("DeviceFeaturesSel", 0x014, Access::write_only);
    add("DeviceFeatures", 0x010, Access::read_only).shows([this, &device_select] {
        const std::uint32_t word = device_select.value();
        return word == 0 ? low(slot_.device_features) : word == 1 ? high(slot_.device_features) : 0;
    });
    Register& driver_select = add("DriverFeaturesSel", 0x024, Access::write_only);
    add("DriverFeatures", 0x020, Access::write_only)
        .on_write([this, &driver_select](std::uint32_t written) {
            const std::uint64_t features = slot_.driver_features();
            if (driver_select.value() <= 1) {
                slot_.set_driver_features(driver_select.value() == 0
                                              ? with_low(features, written)
                                              : with_high(features, written));
            }
        });
}

void ShimDriverRegisters::add_queue() {
    queue_select_ = &add("QueueSel", 0x030, Access::write_only);
    add("QueueNumMax", 0x034, Access::read_only).shows([this]() -> std::uint32_t {
        const ShimQueue* queue = selected_queue();
        return queue == nullptr ? 0 : queue->size_max;
    });
    add("QueueNum", 0x038, Access::write_only).on_write([this](std::uint32_t written) {
        slot_.set_queue_size(queue_select_->value(), written);
    });
    add("QueueNotify", 0x050, Access::write_only).on_write([this](std::uint32_t written) {
        slot_.notify(written);
    });
}

void ShimDriverRegisters::add_queue_addresses() {
    add("QueueReady", 0x044, Access::read_write)
        .shows([this]() -> std::uint32_t {
            const ShimQueue* queue = selected_queue();
            return queue != nullptr && (queue->ready || queue->stopping) ? 1 : 0;
        })
        .on_write([this](std::uint32_t written) {
            if ((written & 1U) != 0) {
                slot_.start_queue(queue_select_->value());
            } else {
                slot_.stop_queue(queue_select_->value());
            }
        });
    const auto address = [this](const std::string& name, std::uint64_t offset,
                                std::uint64_t ShimQueue::*part) {
        add(name + "Low", offset, Access::write_only).on_write([this, part](std::uint32_t written) {
            slot_.place_queue(queue_select_->value(), [&](ShimQueue& queue) {
                queue.*part = with_low(queue.*part, written);
            });
        });
        add(name + "High", offset + 4, Access::write_only)
            .on_write([this, part](std::uint32_t written) {
                slot_.place_queue(queue_select_->value(), [&](ShimQueue& queue) {
                    queue.*part = with_high(queue.*part, written);
                });
            });
    };
    address("QueueDesc", 0x080, &ShimQueue::descriptors);
    address("QueueDriver", 0x090, &ShimQueue::available);
    address("QueueDevice", 0x0a0, &ShimQueue::used);
    add("ConfigGeneration", 0x0fc, Access::read_only).shows([this] { return slot_.generation(); });
}

void ShimDriverRegisters::add_legacy_queue() {
    guest_page_size_ = &add("GuestPageSize", 0x028, Access::write_only);
    queue_align_ = &add("QueueAlign", 0x03c, Access::write_only);
    add("QueuePFN", 0x040, Access::read_write)
        .shows([this]() -> std::uint32_t {
            const ShimQueue* queue = selected_queue();
            const std::uint32_t page = guest_page_size_->value();
            const bool used = queue != nullptr && (queue->ready || queue->stopping);
            return used && page != 0 ? low(queue->descriptors / page) : 0;
        })
        .on_write([this](std::uint32_t written) { write_page(written); });
}

void ShimDriverRegisters::write_page(std::uint32_t page) {
    const std::uint32_t index = queue_select_->value();
    if (page == 0) {
        slot_.stop_queue(index);
        return;
    }
    if (guest_page_size_->value() == 0) {
        ++slot_.counters.ignored;
        return;
    }
    const std::uint64_t start = static_cast<std::uint64_t>(page) * guest_page_size_->value();
    slot_.place_queue(index, [&](ShimQueue& queue) {
        lay_out(queue, start, queue_align_->value());
        slot_.start_queue(index);
    });
}

/// None [2.10]: the length is all ones [4.2.2].
void ShimDriverRegisters::add_no_shared_memory() {
    add("SHMSel", 0x0ac, Access::write_only);
    add("SHMLenLow", 0x0b0, Access::read_only, UINT32_MAX);
    add("SHMLenHigh", 0x0b4, Access::read_only, UINT32_MAX);
    add("SHMBaseLow", 0x0b8, Access::read_only, UINT32_MAX);
    add("SHMBaseHigh", 0x0bc, Access::read_only, UINT32_MAX);
}

void ShimDriverRegisters::add_interrupt_and_status() {
    add("InterruptStatus", 0x060, Access::read_only)
        .shows([this] { return slot_.interrupt_status(); })
        .after_read([this] { ++slot_.counters.interrupt_reads; });
    add("InterruptACK", 0x064, Access::write_only).on_write([this](std::uint32_t written) {
        slot_.acknowledge(written);
    });
    add("Status", 0x070, Access::read_write)
        .shows([this] { return slot_.status_for_driver(); })
        .after_read([this] { ++slot_.counters.status_reads; })
        .on_write([this](std::uint32_t written) { slot_.write_status(written); });
}

} // namespace ampsim::models
