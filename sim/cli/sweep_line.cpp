// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/sweep_line.h"

#include <fmt/format.h>

#include <ostream>

namespace ampsim::cli {

namespace {

constexpr std::chrono::nanoseconds between_plain_lines = std::chrono::seconds{5};

/// "0.8 s", "42 s", "3 min 20 s", "2 h 5 min".
std::string host_time(std::chrono::nanoseconds time) {
    const double seconds = std::chrono::duration<double>(time).count();
    const auto whole = static_cast<long>(seconds + 0.5);
    if (seconds < 10) {
        return fmt::format("{:.1f} s", seconds);
    }
    if (whole < 60) {
        return fmt::format("{} s", whole);
    }
    return whole < 3600 ? fmt::format("{} min {} s", whole / 60, whole % 60)
                        : fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

} // namespace

std::string progress_text(const sweep::Progress& progress) {
    std::string text =
        fmt::format("{} of {} points  {} run", progress.done, progress.points,
                    progress.running == 0 ? "none" : std::to_string(progress.running));
    if (progress.failed > 0) {
        text += fmt::format("  {} failed", progress.failed);
    }
    text += "  " + host_time(progress.elapsed);
    if (progress.left) {
        text += fmt::format("  about {} left", host_time(*progress.left));
    }
    return text;
}

void SweepLine::show(const sweep::Progress& progress) {
    if (interactive_) {
        line_.show(progress_text(progress));
    } else if (progress.elapsed - shown_ >= between_plain_lines) {
        out_ << progress_text(progress) << std::endl;
        shown_ = progress.elapsed;
    }
}

void SweepLine::print(const std::string& text) {
    line_.clear();
    out_ << text << std::endl;
}

} // namespace ampsim::cli
