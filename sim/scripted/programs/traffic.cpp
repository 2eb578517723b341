// SPDX-License-Identifier: BSD-3-Clause
//
// A traffic generator: accesses to one range of addresses, at a given mean rate, size and share of
// writes, at constant or random distances. The same seed gives the same accesses on every host.
#include "sim/scripted/programs/programs.h"
#include "sim/scripted/random.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace ampsim::scripted {

namespace {

using namespace std::chrono_literals;

/// From the start of one access to that of the next.
VirtualTime distance(Random& random, const std::string& distribution, VirtualTime mean) {
    if (distribution == "uniform") { // from 0 to twice the mean
        return VirtualTime{static_cast<std::int64_t>(
            random.below(2 * static_cast<std::uint64_t>(mean.count()) + 1))};
    }
    return distribution == "exponential" ? random.exponential(mean) : mean;
}

void run(Core& core, const Arguments& arguments) {
    Bus& bus = core.bus();
    const std::uint64_t target = bus.address(arguments.text("target"));
    const auto size = static_cast<std::uint64_t>(arguments.number("size"));
    const auto range = std::max(static_cast<std::uint64_t>(arguments.number("range")), size);
    const auto share = static_cast<std::uint64_t>(arguments.number("writes"));
    const std::int64_t count = arguments.number("count");
    const VirtualTime mean = arguments.duration("interval");
    Random random(static_cast<std::uint64_t>(arguments.number("seed")));
    std::vector<std::uint8_t> data(size);
    std::uint64_t late = 0;
    core.compute(arguments.duration("start"));
    VirtualTime due = core.now();
    for (std::int64_t i = 0; count == 0 || i < count; ++i) {
        due += distance(random, arguments.text("distribution"), mean);
        if (due > core.now()) {
            core.compute(due - core.now());
        } else {
            ++late;
        }
        const std::uint64_t address = target + random.below(range / size) * size;
        const bool write = random.below(100) < share;
        core.mark("issued", address);
        if (write) {
            std::generate(data.begin(), data.end(),
                          [&random] { return static_cast<std::uint8_t>(random.next()); });
            bus.write_burst(address, data.data(), size);
        } else {
            bus.read_burst(address, data.data(), size);
        }
        core.mark("done", address);
        if (due == core.now()) {
            core.compute(1ns); // two accesses take some time even where nothing else does
        }
    }
    core.log(fmt::format("traffic: {} accesses, {} later than due", count, late));
}

} // namespace

ProgramDescription traffic() {
    return {"traffic",
            "accesses a range of addresses at a given rate, size and share of writes",
            {text("target", "", "where the range begins: \"ddr+0x1000\", \"mu.a.TR0\", \"0x...\""),
             number("range", 0, 0, INT64_MAX, "bytes of the range; 0: one access"),
             number("size", 4, 1, 4096, "bytes of each access, one transaction"),
             number("writes", 50, 0, 100, "per cent of the accesses that write"),
             duration("interval", "1 us", 0ns, "mean distance from start to start"),
             choice("distribution", {"constant", "uniform", "exponential"},
                    "of the distances; uniform: from 0 to twice the mean"),
             number("count", 1000, 0, INT64_MAX, "accesses; 0: without end"),
             duration("start", "0 ns", 0ns, "before the first distance"),
             number("seed", 1, 0, INT64_MAX, "of the random numbers")},
            {"issued", "done"},
            run};
}

} // namespace ampsim::scripted
