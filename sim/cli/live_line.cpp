// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/live_line.h"

#include "sim/measure/units.h"

#include <fmt/format.h>

#include <ostream>

namespace ampsim::cli {

namespace {

constexpr std::chrono::nanoseconds between_plain_lines = std::chrono::seconds{5};

/// The part of the host's time in which no guest ran, and what it went to.
std::string rates(const hub::Progress& progress, const hub::Progress& before) {
    const auto wall = progress.wall - before.wall;
    const std::uint64_t grants =
        measure::total(progress.grant_ends) - measure::total(before.grant_ends);
    if (grants == 0) {
        return ""; // the nodes start
    }
    const double guests = static_cast<double>((progress.guest_time - before.guest_time).count()) /
                          static_cast<double>(wall.count());
    const auto rate = [wall](std::uint64_t times) {
        return measure::grouped(static_cast<std::uint64_t>(measure::per_second(times, wall)));
    };
    return fmt::format(
        "  {:.0f} % sync  {} grants/s  {} accesses/s", 100 * (1 - guests), rate(grants),
        rate(measure::accesses(progress.grant_ends) - measure::accesses(before.grant_ends)));
}

/// The commonest of all nodes.
std::string commonest_end(const measure::GrantEnds& ends) {
    std::uint64_t most = 0;
    std::string text;
    for (const auto& [node, reasons] : ends) {
        for (const auto& [reason, count] : reasons) {
            if (count > most) {
                most = count;
                text = fmt::format("; {}: {} {}", node, reason, measure::grouped(count));
            }
        }
    }
    return text;
}

} // namespace

std::string progress_text(const hub::Progress& progress, const hub::Progress& before) {
    std::string text = fmt::format("{:>9}", measure::human_duration(progress.now));
    const auto wall = progress.wall - before.wall;
    if (wall.count() > 0) {
        text += fmt::format("  {:.3g}x real time",
                            static_cast<double>((progress.now - before.now).count()) /
                                static_cast<double>(wall.count()));
        text += rates(progress, before);
    }
    if (!progress.span_name.empty()) {
        text += fmt::format("  {} {}", progress.span_name, measure::grouped(progress.spans_done));
    }
    if (!progress.waiting_for.empty()) {
        text += "  waiting for " + progress.waiting_for;
    }
    text += commonest_end(measure::since(progress.grant_ends, before.grant_ends));
    return text;
}

void LiveLine::show(const hub::Progress& progress) {
    const hub::Progress before = last_.value_or(hub::Progress{});
    if (!interactive_) {
        if (progress.wall - before.wall >= between_plain_lines) {
            out_ << progress_text(progress, before) << std::endl;
            last_ = progress;
        }
        return;
    }
    line_.show(progress_text(progress, before));
    last_ = progress;
}

} // namespace ampsim::cli
