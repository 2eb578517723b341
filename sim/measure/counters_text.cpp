// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/counters_text.h"

#include "sim/measure/text_layout.h"
#include "sim/measure/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace ampsim::measure {

namespace {

/// Counters in as many columns as fit, read downwards.
std::string counter_table(const std::map<std::string, std::uint64_t>& counters, std::size_t width) {
    std::size_t name_column = 0;
    std::size_t number_column = 0;
    for (const auto& [name, count] : counters) {
        name_column = std::max(name_column, columns(name));
        number_column = std::max(number_column, grouped(count).size());
    }
    std::vector<std::string> cells;
    cells.reserve(counters.size());
    for (const auto& [name, count] : counters) {
        cells.push_back(left(name, name_column) + "  " + right(grouped(count), number_column));
    }
    const std::size_t gap = 4;
    const std::size_t cell = name_column + 2 + number_column;
    const std::size_t across =
        std::max<std::size_t>(1, (width - indent.size() + gap) / (cell + gap));
    const std::size_t down = (cells.size() + across - 1) / across;
    std::string text;
    for (std::size_t line = 0; line < down; ++line) {
        text += indent;
        for (std::size_t i = line; i < cells.size(); i += down) {
            text += (i == line ? "" : std::string(gap, ' ')) + cells[i];
        }
        text += "\n";
    }
    return text;
}

/// What people read: neither what never happened, nor accesses and traps register by register.
std::map<std::string, std::uint64_t> notable(const std::map<std::string, std::uint64_t>& counters) {
    std::map<std::string, std::uint64_t> result;
    for (const auto& [name, count] : counters) {
        const auto is_of = [&name = name](const char* family) {
            return name.find(family) != std::string::npos;
        };
        if (count != 0 && !is_of(".accesses.") && !is_of(".negotiated.") && !is_of(".traps.") &&
            !is_of(".trap_ns.")) {
            result.emplace(name, count);
        }
    }
    return result;
}

/// A line for each VirtIO device that did something: how it was notified, and how it interrupted.
std::string virtio_table(const std::map<std::string, std::uint64_t>& counters) {
    static constexpr std::string_view mark = ".notifies.register";
    static const std::vector<std::pair<std::string, std::string>> shown = {
        {"buffers", "buffers"},
        {"notifies.register", "kicks"},
        {"notifies.doorbell", "doorbells"},
        {"interrupts.asserted", "interrupts"},
        {"interrupts.messages", "messages"},
        {"interrupts.coalesced", "coalesced"},
        {"interrupts.suppressed", "suppressed"},
        {"interrupts.acknowledged", "acknowledged"},
        {"traps.total", "traps"},
    };
    std::vector<std::vector<std::string>> rows(1, {"VirtIO device"});
    for (const auto& [counter, heading] : shown) {
        rows.front().push_back(heading);
    }
    for (const auto& [name, count] : counters) {
        if (name.size() <= mark.size() || name.substr(name.size() - mark.size()) != mark) {
            continue;
        }
        const std::string device = name.substr(0, name.size() - mark.size());
        const auto of_device = [&](const std::string& counter) {
            const auto found = counters.find(device + "." + counter);
            return found == counters.end() ? 0 : found->second;
        };
        if (of_device("buffers") == 0) {
            continue;
        }
        rows.push_back({device});
        for (const auto& [counter, heading] : shown) {
            rows.back().push_back(grouped(of_device(counter)));
        }
    }
    return rows.size() == 1 ? "" : aligned(rows) + "\n";
}

struct Traps {
    std::string device;
    std::string place; ///< the register
    std::uint64_t times = 0;
    VirtualTime time{};
};

/// What trapped, the most expensive first.
std::vector<Traps> traps_of(const std::map<std::string, std::uint64_t>& counters) {
    static constexpr std::string_view mark = ".trap_ns.";
    std::vector<Traps> all;
    for (const auto& [name, nanoseconds] : counters) {
        const std::size_t at = name.find(mark);
        if (at == std::string::npos) {
            continue;
        }
        const std::string device = name.substr(0, at);
        const std::string place = name.substr(at + mark.size());
        const auto times = counters.find(device + ".traps." + place);
        if (times != counters.end() && times->second != 0) {
            all.push_back({device, place, times->second,
                           VirtualTime{static_cast<VirtualTime::rep>(nanoseconds)}});
        }
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const Traps& a, const Traps& b) { return a.time > b.time; });
    return all;
}

/// As `perf kvm stat` lists exits: how often each register trapped, and what that took.
std::string trap_table(const std::map<std::string, std::uint64_t>& counters) {
    const std::vector<Traps> all = traps_of(counters);
    if (all.empty()) {
        return "";
    }
    Traps sum;
    for (const Traps& traps : all) {
        sum.times += traps.times;
        sum.time += traps.time;
    }
    const auto percent = [](double part, double whole) {
        return fmt::format("{:.1f} %", 100 * part / whole);
    };
    std::vector<std::vector<std::string>> rows{
        {"traps", "register", "times", "times %", "time", "time %", "each"}};
    for (const Traps& traps : all) {
        const auto times = static_cast<VirtualTime::rep>(traps.times);
        rows.push_back({traps.device, traps.place, grouped(traps.times),
                        percent(static_cast<double>(traps.times), static_cast<double>(sum.times)),
                        human_duration(traps.time),
                        percent(static_cast<double>(traps.time.count()),
                                static_cast<double>(sum.time.count())),
                        human_duration((traps.time + VirtualTime{times / 2}) / times)});
    }
    rows.push_back({"all", "", grouped(sum.times), "", human_duration(sum.time), "", ""});
    return aligned(rows, 2) + "\n";
}

} // namespace

std::string counters_text(const std::map<std::string, std::uint64_t>& counters, std::size_t width) {
    return counter_table(notable(counters), width) + "\n" + virtio_table(counters) +
           trap_table(counters);
}

} // namespace ampsim::measure
