// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/device_server.h"

#include <fmt/format.h>

namespace ampsim::pmm {

using models::virtio::RingBroken;

namespace {

/// Buffers of one queue at a time, so that one that never gets empty does not keep others waiting.
constexpr unsigned budget = 64;

} // namespace

DeviceServer::DeviceServer(std::string label, Device& device, Registers& registers, Pool& pool,
                           std::uint16_t queue_size, bool polled, Say say)
    : label_(std::move(label)), device_(device), registers_(registers), pool_(pool),
      queue_size_(queue_size), polled_(polled), say_(std::move(say)), queues_(device.queues()),
      counters_(device.queues()) {
    device.attach(*this);
}

std::string DeviceServer::name_of(unsigned queue) const {
    return fmt::format("queue {} ({})", queue, device_.queue_name(queue));
}

void DeviceServer::begin() {
    Identity identity;
    identity.device_id = device_.type();
    identity.features = device_.features() | feature::indirect_descriptors;
    identity.features |= registers_.version() >= 2 ? feature::version_1 : 0;
    identity.queues = device_.queues();
    identity.queue_size = queue_size_;
    identity.configuration = device_.configuration();
    const bool at_work = registers_.present(identity);
    registers_.enable(!polled_);
    if (at_work) {
        try {
            start(true);
        } catch (const std::runtime_error& problem) {
            need_reset(problem.what());
        }
    }
}

void DeviceServer::look() {
    try {
        obey(registers_.take_actions());
    } catch (const std::runtime_error& problem) {
        need_reset(problem.what());
    }
}

void DeviceServer::obey(const Actions& actions) {
    if (actions.reset) {
        reset();
    }
    if (broken_) {
        return;
    }
    if ((actions.status || actions.reset) && !started_ &&
        (registers_.status() & status::driver_ok) != 0) {
        start(false);
    } else if (actions.queues && started_) {
        set_up_queues();
    }
    notified(actions.notified);
}

void DeviceServer::reset() {
    for (auto& queue : queues_) {
        queue.reset();
    }
    if (started_ || broken_) {
        device_.reset();
        say_(label_ + ": reset by its driver");
    }
    started_ = broken_ = false;
    to_serve_ = waiting_for_host_ = 0;
    ++resets_;
    registers_.reset_done();
}

void DeviceServer::start(bool taken_over) {
    features_ = registers_.driver_features();
    if (registers_.version() >= 2 && (features_ & feature::version_1) == 0) {
        throw RingBroken("the driver did not accept VERSION_1");
    }
    set_up_queues();
    started_ = true;
    to_serve_ = ~0U; // a driver may have been quicker than its DRIVER_OK
    if (taken_over && !device_.take_over(features_)) {
        need_reset("what it had open went with the monitor that served it before");
        return;
    }
    if (taken_over) {
        registers_.used_buffers((1U << queues()) - 1); // that monitor may not have got so far
    } else {
        device_.start(features_);
    }
    say_(fmt::format("{}: {}, features {:#x}", label_,
                     taken_over ? "goes on with its driver" : "its driver is there", features_));
}

void DeviceServer::set_up_queues() {
    for (unsigned queue = 0; queue < queues(); ++queue) {
        const auto place = registers_.queue(queue);
        if (!place) {
            if (queues_[queue]) {
                queues_[queue].reset();
                registers_.queue_stopped(queue);
            }
            continue;
        }
        if (place->size > queue_size_) {
            throw RingBroken(fmt::format("{}: {} entries; the device has up to {}", name_of(queue),
                                         place->size, queue_size_));
        }
        models::virtio::RingFeatures negotiated;
        negotiated.indirect = (features_ & feature::indirect_descriptors) != 0;
        try {
            queues_[queue] = std::make_unique<Queue>(pool_, *place, negotiated, counters_[queue]);
            queues_[queue]->ask_for_notifications(!polled_);
        } catch (const std::runtime_error& problem) {
            throw RingBroken(name_of(queue) + ": " + problem.what());
        }
    }
}

void DeviceServer::notified(std::uint32_t queues) {
    for (unsigned queue = 0; queue < this->queues(); ++queue) {
        counters_[queue].scans += queues >> queue & 1U;
    }
    to_serve_ |= queues & ~waiting_for_host_;
}

void DeviceServer::wake(unsigned queue) {
    waiting_for_host_ &= ~(1U << queue);
    to_serve_ |= 1U << queue;
}

bool DeviceServer::work() {
    if (!started_ || broken_) {
        to_serve_ = 0;
        return false;
    }
    const std::uint32_t now = to_serve_;
    to_serve_ = 0;
    std::uint32_t used = 0;
    for (unsigned queue = 0; queue < queues() && !broken_; ++queue) {
        if ((now >> queue & 1U) != 0 && queues_[queue] && serve(queue)) {
            used |= 1U << queue;
        }
    }
    if (used != 0 && !broken_) {
        registers_.used_buffers(used);
    }
    return to_serve_ != 0 && !broken_;
}

/// Returns whether the driver wants to know.
bool DeviceServer::serve(unsigned queue) {
    Queue& buffers = *queues_[queue];
    try {
        const Left left = device_.serve(queue, buffers, budget);
        const std::uint32_t bit = 1U << queue;
        waiting_for_host_ =
            left == Left::waiting_for_host ? waiting_for_host_ | bit : waiting_for_host_ & ~bit;
        if (left == Left::with_work ||
            (!polled_ && buffers.ask_for_notifications(left != Left::waiting_for_host))) {
            to_serve_ |= bit;
        }
        return !broken_ && buffers.interrupt_wanted();
    } catch (const std::runtime_error& problem) { // of the driver, or of what is behind the device
        need_reset(name_of(queue) + ": " + problem.what());
    }
    return false;
}

void DeviceServer::configuration_changed() {
    if (!broken_) {
        registers_.change_configuration(device_.configuration());
    }
}

void DeviceServer::need_reset(const std::string& diagnosis) {
    if (broken_) {
        return;
    }
    broken_ = true;
    say_(label_ + ": " + diagnosis + "; its driver has to reset it");
    registers_.need_reset();
}

} // namespace ampsim::pmm
