// SPDX-License-Identifier: BSD-3-Clause
#include "tests/unit/pmm/bench.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace ampsim::pmm::test {

namespace {
constexpr unsigned char canary = 0xa5;
}

Bench::Bench(const Way& wanted)
    : way(wanted), doorbell(wanted.lines),
      memory_(static_cast<unsigned char*>(std::aligned_alloc(page, window_size + 2 * page))),
      mapped_(window(), window_size, window_base) {
    std::memset(memory_.get(), canary, window_size + 2 * page);
    std::memset(window(), 0, window_size);
    layout.name = "hvl0";
    layout.remote = "rtos";
    layout.shim = way.shim;
    layout.per_queue = way.per_queue;
    layout.window_base = window_base;
}

void Bench::add(const std::string& kind, MakeDevice make) {
    DeviceLayout place;
    place.slot = unsigned(layout.devices.size());
    place.kind = kind;
    place.queue_size = 64;
    place.pool = {page + place.slot * pool_size, pool_size};
    if (way.per_queue && !layout.devices.empty()) {
        const DeviceLayout& before = layout.devices.back();
        place.first_bit = before.first_bit + queues_of(before.kind) + 1;
    }
    layout.devices.push_back(place);
    makers_.push_back(std::move(make));
}

void Bench::start() {
    Manner manner;
    manner.polled = way.polled;
    relation =
        std::make_unique<Relation>(layout, mapped_, &doorbell, way.shim ? &shim : nullptr, manner,
                                   [this](const std::string& line) { said_.push_back(line); });
    for (std::size_t n = 0; n < makers_.size(); ++n)
        relation->add(layout.devices[n], makers_[n](loop));
    relation->begin();
    run();
}

void Bench::kill() {
    relation.reset();
}

void Bench::run() {
    if (!relation)
        return;
    for (bool idle = false; !idle;) {
        idle = true;
        for (unsigned line = 0; line < way.lines; ++line)
            if (doorbell.line(line)) {
                relation->doorbell_interrupted(line);
                idle = false;
            }
        if (shim.interrupt()) {
            relation->shim_interrupted();
            idle = false;
        }
        if (way.polled)
            relation->poll();
        loop.run_once(std::chrono::nanoseconds(0));
        while (relation->work())
            idle = false;
    }
}

Hardware Bench::hardware() {
    return {window(), window_base, &doorbell, way.shim ? &shim : nullptr, [this] {
                run();
            }};
}

std::string Bench::said() const {
    std::string all;
    for (const std::string& line : said_)
        all += line + "\n";
    return all;
}

bool Bench::surroundings_are_untouched() const {
    const auto is_canary = [](unsigned char byte) {
        return byte == canary;
    };
    return std::all_of(memory_.get(), memory_.get() + page, is_canary) &&
           std::all_of(memory_.get() + page + window_size, memory_.get() + window_size + 2 * page,
                       is_canary);
}

} // namespace ampsim::pmm::test
