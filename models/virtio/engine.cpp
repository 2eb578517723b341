// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/engine.h"

#include "models/virtio/descriptor.h"
#include "models/virtio/packed_ring.h"
#include "models/virtio/queue_server.h"
#include "models/virtio/split_ring.h"

#include <fmt/format.h>

#include <algorithm>

namespace ampsim::models::virtio {

namespace {

constexpr std::uint64_t legacy_features = 0xffff'ffff;
constexpr std::uint16_t largest_queue = 32768;
constexpr std::uint32_t status_bits = 0xff; ///< the field is a byte [2.1]

bool is_power_of_two(std::uint16_t number) {
    return number != 0 && (number & (number - 1U)) == 0;
}

struct Area {
    const char* name;
    std::uint64_t address;
    std::uint64_t size;
    std::uint64_t alignment;
};

void check_area(const Area& area) {
    if (area.address % area.alignment != 0) {
        throw RingBroken(fmt::format("the {} is at {:#x}; expected a multiple of {}", area.name,
                                     area.address, area.alignment));
    }
    if (!has_addresses(area.address, area.size)) {
        throw RingBroken(fmt::format("the {} is at {:#x}, and passes the end of all addresses",
                                     area.name, area.address));
    }
}

/// [2.7, 2.8]
void check_place(const RingPlace& place, bool packed, std::uint16_t most) {
    if (place.size == 0 || place.size > most || (!packed && !is_power_of_two(place.size))) {
        throw RingBroken(fmt::format("a queue of {} entries; expected {} up to {}", place.size,
                                     packed ? "a number" : "a power of two", most));
    }
    check_area({packed ? "descriptor ring" : "descriptor table", place.descriptors,
                split_descriptors_size(place.size), 16});
    if (packed) {
        check_area({"driver event suppression", place.driver_area, 4, 4});
        check_area({"device event suppression", place.device_area, 4, 4});
    } else {
        check_area({"available ring", place.driver_area, split_available_size(place.size), 2});
        check_area({"used ring", place.device_area, split_used_size(place.size), 4});
    }
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

std::uint32_t Engine::status() const {
    return status_ == 0 && is_stopping() ? status_before_reset_ : status_;
}

std::uint64_t Engine::offered_features() const {
    const std::uint64_t all = device_.features() | parameters_.features;
    return legacy_ ? all & legacy_features : all | feature::version_1;
}

void Engine::write_driver_features(std::uint64_t features) {
    if ((status_ & status::features_ok) != 0 || started_) {
        return;
    }
    // A legacy driver that wants what there is not gets no answer: it does not get it.
    driver_features_ = legacy_ ? features & offered_features() : features;
}

void Engine::write_status(std::uint32_t value) {
    if (value == 0) {
        reset();
        return;
    }
    // A driver sets bits, and clears them by reset only [2.1.1].
    const std::uint32_t set = value & status_bits & ~status_ & ~status::needs_reset;
    status_ |= set & ~status::features_ok;
    if ((set & status::features_ok) != 0 && are_acceptable(driver_features_)) {
        status_ |= status::features_ok;
    }
    if ((status_ & status::driver_ok) != 0) {
        start_when_ready();
    }
}

bool Engine::are_acceptable(std::uint64_t features) const {
    return (features & ~offered_features()) == 0 &&
           (legacy_ || (features & feature::version_1) != 0);
}

void Engine::reset() {
    status_before_reset_ = status();
    status_ = 0;
    driver_features_ = 0;
    started_ = false;
    for (const auto& queue : queues_) {
        queue->disable();
    }
    device_.reset();
}

bool Engine::is_stopping() const {
    return std::any_of(queues_.begin(), queues_.end(),
                       [](const auto& queue) { return queue->is_stopping(); });
}

bool Engine::works() const {
    return started_ && (status_ & status::needs_reset) == 0;
}

/// By DRIVER_OK; a legacy driver may use queues before it [3.1.2].
void Engine::start_when_ready() {
    constexpr std::uint32_t needed = status::driver_ok | status::features_ok;
    if (!started_ && (legacy_ || (status_ & needed) == needed)) {
        started_ = true;
        last_features_ = driver_features_;
        device_.start(driver_features_);
        serve_where_ready();
    }
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
        if (!legacy_ && (status_ & status::features_ok) == 0) {
            throw RingBroken("enabled before FEATURES_OK");
        }
        check_place(place, packed, parameters_.queue_size_max);
    } catch (const RingBroken& problem) {
        needs_reset(fmt::format("{}: {}", queue.label(), problem.what()));
        return;
    }
    const RingFeatures features = {has(feature::indirect_descriptors), has(feature::event_index),
                                   has(feature::in_order)};
    if (packed) {
        queue.enable(std::make_unique<PackedRing>(queue.memory(), place, features));
    } else {
        queue.enable(std::make_unique<SplitRing>(queue.memory(), place, features));
    }
    if (legacy_) {
        start_when_ready();
    }
}

bool Engine::is_stopping(std::size_t index) const {
    return queues_.at(index)->is_stopping();
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
    if ((status_ & status::needs_reset) != 0) {
        return; // what was first is the cause
    }
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
