// SPDX-License-Identifier: BSD-3-Clause
//
// What generated traffic costs the host: bursts that nobody waits for, and those that an access
// waits for.
#include "models/bus/arbiters.h"
#include "models/bus/fabric.h"

#include <benchmark/benchmark.h>

namespace ampsim::models::bus {
namespace {

constexpr Picoseconds interval = 100 * nanosecond;

void add_hog(Fabric& fabric, TrafficParameters::Arrivals arrivals) {
    InitiatorParameters hog;
    hog.outstanding = 4;
    TrafficParameters traffic;
    traffic.burst_bytes = 64;
    traffic.megabytes_per_second = 640; // a burst in 100 ns
    traffic.arrivals = arrivals;
    traffic.size = 1 << 20;
    fabric.drive(fabric.add_initiator("hog", hog), 0, traffic, 60 * nanosecond, 60 * nanosecond);
}

void bursts_alone(benchmark::State& state) {
    Fabric fabric;
    fabric.add_target("memory", {}, std::make_unique<RoundRobin>());
    add_hog(fabric, static_cast<TrafficParameters::Arrivals>(state.range(0)));
    Picoseconds now = 0;
    for (auto _ : state) {
        now += 1000 * interval;
        fabric.settle(now);
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(fabric.target(0).counters().requests));
}
BENCHMARK(bursts_alone)->Arg(0)->Arg(1);

/// An access in each microsecond, among 10 bursts.
void accesses_among_bursts(benchmark::State& state) {
    Fabric fabric;
    fabric.add_target("memory", {}, std::make_unique<RoundRobin>());
    const std::size_t cpu = fabric.add_initiator("cpu", {});
    add_hog(fabric, TrafficParameters::Arrivals::poisson);
    Picoseconds now = 0;
    for (auto _ : state) {
        now += 10 * interval;
        fabric.settle(now);
        const Fabric::Ticket ticket = fabric.submit(now, cpu, 0, {0, 8, true});
        for (Picoseconds next = now;;) {
            next = fabric.next_delivery(next);
            fabric.settle(next);
            if (!fabric.take_deliveries().empty()) {
                fabric.answered(ticket, next);
                break;
            }
        }
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(accesses_among_bursts);

} // namespace
} // namespace ampsim::models::bus
