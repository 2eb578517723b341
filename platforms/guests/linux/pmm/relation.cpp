// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/relation.h"

#include "platforms/guests/linux/pmm/problem.h"
#include "platforms/guests/linux/pmm/ram_registers.h"
#include "platforms/guests/linux/pmm/shim_registers.h"

#include <fmt/format.h>

#include <thread>

namespace ampsim::pmm {

Relation::Relation(const Layout& layout, Window& window, RegisterBlock* doorbell,
                   RegisterBlock* shim, Manner manner, DeviceServer::Say say)
    : layout_(layout), window_(window), shim_(shim), manner_(manner), say_(std::move(say)) {
    if (shim == nullptr || layout.per_queue) {
        if (doorbell == nullptr) {
            throw WrongInput(layout.name + ": there is no doorbell, which it needs");
        }
        doorbell_.emplace(*doorbell);
    }
}

void Relation::add(const DeviceLayout& place, std::unique_ptr<Device> device) {
    auto service = std::make_unique<Service>(Service{Pool(window_, place.pool),
                                                     {layout_.per_queue, place.first_bit},
                                                     nullptr,
                                                     nullptr,
                                                     nullptr});
    if (shim_ != nullptr) {
        service->registers = std::make_unique<ShimRegisters>(
            *shim_, place.slot, doorbell_ ? &*doorbell_ : nullptr, service->bits);
    } else {
        service->registers = std::make_unique<RamRegisters>(window_, place.slot, service->pool,
                                                            *doorbell_, service->bits);
    }
    service->device = std::move(device);
    service->server = std::make_unique<DeviceServer>(
        layout_.name + ", " + place.kind, *service->device, *service->registers, service->pool,
        place.queue_size, manner_.polled, say_);
    services_.push_back(std::move(service));
}

void Relation::begin() {
    if (doorbell_) {
        doorbell_->take(~0U); // whatever was rung: everything is looked at anyway
    }
    for (const auto& service : services_) {
        service->server->begin();
        service->server->look();
    }
    if (doorbell_) {
        doorbell_->enable(manner_.polled ? 0 : ~0U);
    }
}

void Relation::look(Service& service) {
    if (manner_.sleep_before_look.count() > 0) {
        std::this_thread::sleep_for(manner_.sleep_before_look);
    }
    ++counters_.looks;
    service.server->look();
}

void Relation::look_at_all() {
    for (const auto& service : services_) {
        look(*service);
    }
    if (looks_at_everything()) {
        for (const auto& service : services_) {
            service->server->notified(~0U);
        }
    }
}

void Relation::doorbell_interrupted(unsigned line) {
    ++counters_.doorbell_interrupts;
    const std::uint32_t rung = doorbell_->take(doorbell_->bits_of_line(line));
    if (rung == 0) {
        ++counters_.idle_interrupts;
        return;
    }
    if (!layout_.per_queue || looks_at_everything()) {
        look_at_all();
        return;
    }
    for (const auto& service : services_) {
        std::uint32_t queues = 0;
        for (unsigned queue = 0; queue < service->server->queues(); ++queue) {
            queues |= (rung & service->bits.of_queue(queue)) != 0 ? 1U << queue : 0;
        }
        service->server->notified(queues);
        if ((rung & service->bits.of_configuration(service->server->queues())) != 0) {
            look(*service);
        }
    }
}

void Relation::shim_interrupted() {
    ++counters_.shim_interrupts;
    look_at_all();
}

void Relation::poll() {
    ++counters_.polls;
    for (const auto& service : services_) {
        if (shim_ == nullptr || manner_.shim_polled) {
            look(*service);
        }
        service->server->notified(~0U); // rings are in memory, whatever carries the registers
    }
}

bool Relation::work() {
    bool more = false;
    for (const auto& service : services_) {
        more = service->server->work() || more;
    }
    return more;
}

std::string Relation::report() const {
    std::string text =
        fmt::format("{}: {} doorbell interrupts ({} idle), {} shim interrupts, {} polls, {} looks "
                    "at registers, "
                    "{} rings\n",
                    layout_.name, counters_.doorbell_interrupts, counters_.idle_interrupts,
                    counters_.shim_interrupts, counters_.polls, counters_.looks,
                    doorbell_ ? doorbell_->rings() : 0);
    for (const auto& service : services_) {
        const DeviceServer& server = *service->server;
        std::string own;
        for (const auto& [name, count] : service->device->counters()) {
            own += fmt::format(", {} {}", name, count);
        }
        text += fmt::format("{}: resets {}{}{}\n", server.label(), server.resets(), own,
                            server.is_broken() ? ", waits for a reset" : "");
        for (unsigned queue = 0; queue < server.queues(); ++queue) {
            const QueueCounters& count = server.counters(queue);
            text += fmt::format("{}, {}: scans {}, chains {}, bytes_read {}, bytes_written {}, "
                                "interrupts {}, suppressed_interrupts {}\n",
                                server.label(), service->device->queue_name(queue), count.scans,
                                count.chains, count.bytes_read, count.bytes_written,
                                count.interrupts, count.suppressed_interrupts);
        }
    }
    return text;
}

} // namespace ampsim::pmm
