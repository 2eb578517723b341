// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/engine.h"

#include "models/virtio/packed_ring.h"
#include "models/virtio/queue_server.h"
#include "models/virtio/split_ring.h"

#include <fmt/format.h>

#include <algorithm>

namespace ampsim::models::virtio {

namespace {

constexpr std::uint64_t legacy_features = 0xffff'ffff;
constexpr std::uint16_t largest_queue = 32768;

bool is_power_of_two(std::uint16_t number) {
    return number != 0 && (number & (number - 1U)) == 0;
}

void expect_aligned(std::uint64_t address, std::uint64_t alignment, const char* what) {
    if (address % alignment != 0) {
        throw RingBroken(
            fmt::format("the {} is at {:#x}; expected a multiple of {}", what, address, alignment));
    }
}

/// [2.7, 2.8]
void check_place(const RingPlace& place, bool packed, std::uint16_t most) {
    if (place.size == 0 || place.size > most || (!packed && !is_power_of_two(place.size))) {
        throw RingBroken(fmt::format("a queue of {} entries; expected {} up to {}", place.size,
                                     packed ? "a number" : "a power of two", most));
    }
    expect_aligned(place.descriptors, 16, packed ? "descriptor ring" : "descriptor table");
    expect_aligned(place.driver_area, packed ? 4 : 2, "driver area");
    expect_aligned(place.device_area, 4, "device area");
}

} // namespace

Engine::Engine(sc_core::sc_module_name name, Device& device, MemoryAccess& memory,
               const EngineParameters& parameters)
    : sc_module(name), device_(device), memory_(memory), parameters_(parameters) {
    if (parameters.queue_size_max == 0 || parameters.queue_size_max > largest_queue) {
        throw std::logic_error(
            fmt::format("{}: queues of {} entries", this->name(), parameters.queue_size_max));
    }
    DeviceEvents& events = *this;
    device_.attach(events);
    for (std::size_t i = 0; i < device_.queues(); ++i) {
        queues_.push_back(std::make_unique<Server>(fmt::format("queue{}", i).c_str(), *this, i));
    }
}

Engine::~Engine() = default;

// --- Status and features
// --------------------------------------------------------------------------

std::uint64_t Engine::offered_features() const {
    const std::uint64_t all = device_.features() | parameters_.features;
    return legacy_ ? all & legacy_features : all | feature::version_1;
}

void Engine::write_driver_features(std::uint64_t features) {
    if ((status_ & status::features_ok) == 0) {
        driver_features_ = features;
    }
}

void Engine::write_status(std::uint32_t value) {
    if (value == 0) {
        reset();
        return;
    }
    const std::uint32_t before = status_;
    const std::uint32_t set = value & ~before;
    status_ = (value & ~status::needs_reset) | (before & status::needs_reset);
    if ((set & status::features_ok) != 0) {
        const bool acceptable =
            (driver_features_ & ~offered_features()) == 0 && (legacy_ || has(feature::version_1));
        if (!acceptable) {
            status_ &= ~status::features_ok;
        }
    }
    if ((set & status::driver_ok) != 0) {
        device_.start(driver_features_);
        serve_where_ready();
    }
}

void Engine::reset() {
    status_ = 0;
    driver_features_ = 0;
    for (const auto& queue : queues_) {
        queue->disable();
    }
    device_.reset();
}

bool Engine::works() const {
    const bool started = legacy_ || (status_ & status::driver_ok) != 0;
    return started && (status_ & status::needs_reset) == 0;
}

void Engine::serve_where_ready() {
    for (const auto& queue : queues_) {
        queue->look_again();
    }
}

// --- Queues
// ---------------------------------------------------------------------------------------

const Engine::QueueSettings& Engine::queue(std::size_t index) const {
    return queues_.at(index)->settings;
}

void Engine::place_queue(std::size_t index, const RingPlace& place) {
    QueueSettings& settings = queues_.at(index)->settings;
    if (!settings.enabled) {
        settings.place = place;
    }
}

void Engine::enable_queue(std::size_t index, bool enabled) {
    Server& queue = *queues_.at(index);
    if (queue.settings.enabled == enabled) {
        return;
    }
    if (!enabled) {
        const RingPlace place = queue.settings.place;
        queue.disable();
        queue.settings.place = place;
        return;
    }
    const RingPlace& place = queue.settings.place;
    const bool packed = has(feature::ring_packed);
    try {
        check_place(place, packed, parameters_.queue_size_max);
    } catch (const RingBroken& problem) {
        needs_reset(
            fmt::format("queue {} ({}): {}", index, device_.queue_name(index), problem.what()));
        return;
    }
    const RingFeatures features = {has(feature::indirect_descriptors), has(feature::event_index),
                                   has(feature::in_order)};
    if (packed) {
        queue.enable(std::make_unique<PackedRing>(memory_, place, features));
    } else {
        queue.enable(std::make_unique<SplitRing>(memory_, place, features));
    }
}

void Engine::reset_queue(std::size_t index) {
    queues_.at(index)->disable();
}

void Engine::notify(std::size_t index) {
    if (index < queues_.size() && queues_[index]->settings.enabled && works()) {
        queues_[index]->notify();
    }
}

// --- Configuration
// --------------------------------------------------------------------------------

void Engine::read_configuration(std::size_t offset, std::uint8_t* data, std::size_t size) const {
    const std::vector<std::uint8_t> bytes = device_.configuration();
    std::fill_n(data, size, std::uint8_t{0});
    if (offset < bytes.size()) {
        std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(offset),
                    std::min(size, bytes.size() - offset), data);
    }
}

void Engine::write_configuration(std::size_t offset, const std::uint8_t* data, std::size_t size) {
    const std::size_t all = device_.configuration().size();
    if (offset < all) {
        device_.write_configuration(offset, data, std::min(size, all - offset));
    }
}

void Engine::configuration_changed() {
    ++generation_;
    if ((status_ & status::driver_ok) != 0) {
        transport_->configuration_changed();
    }
}

void Engine::needs_reset(const std::string& diagnosis) {
    diagnosis_ = diagnosis;
    ++counters_.needs_resets;
    status_ |= status::needs_reset;
    // [2.1.2] tells the driver, when it can listen.
    if ((status_ & status::driver_ok) != 0) {
        transport_->configuration_changed();
    }
}

sc_core::sc_time Engine::least_latency() const {
    return std::max(parameters_.time.notify_to_fetch, memory_.least_latency());
}

} // namespace ampsim::models::virtio
