// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/live_line.h"

#include "sim/measure/units.h"

#include <fmt/format.h>

#include <ostream>

namespace ampsim::cli {

namespace {

constexpr std::chrono::nanoseconds between_plain_lines = std::chrono::seconds{5};

/// The first `width` characters. UTF-8: a character goes on in bytes 10xxxxxx.
std::string cut(const std::string& text, std::size_t width) {
    std::size_t end = 0;
    for (std::size_t characters = 0; end < text.size(); ++end) {
        const bool starts = (static_cast<unsigned char>(text[end]) & 0xc0) != 0x80;
        if (starts && characters++ == width) {
            break;
        }
    }
    return text.substr(0, end);
}

} // namespace

std::string progress_text(const hub::Progress& progress, const hub::Progress& before) {
    std::string text = fmt::format("{:>9}", measure::human_duration(progress.now));
    const auto wall = progress.wall - before.wall;
    if (wall.count() > 0) {
        text += fmt::format("  {:.3g}x real time",
                            static_cast<double>((progress.now - before.now).count()) /
                                static_cast<double>(wall.count()));
    }
    if (!progress.span_name.empty()) {
        text += fmt::format("  {} {}", progress.span_name, measure::grouped(progress.spans_done));
    }
    if (!progress.waiting_for.empty()) {
        text += "  waiting for " + progress.waiting_for;
    }
    return text;
}

void LiveLine::show(const hub::Progress& progress) {
    const hub::Progress before = last_.value_or(hub::Progress{});
    if (!terminal_.interactive) {
        if (progress.wall - before.wall >= between_plain_lines) {
            out_ << progress_text(progress, before) << std::endl;
            last_ = progress;
        }
        return;
    }
    // Return, text, erase to the end of the line: no flicker.
    out_ << '\r' << cut(progress_text(progress, before), terminal_.width - 1) << "\x1b[K"
         << std::flush;
    last_ = progress;
    on_screen_ = true;
}

void LiveLine::clear() {
    if (on_screen_) {
        out_ << "\r\x1b[K" << std::flush;
        on_screen_ = false;
    }
}

} // namespace ampsim::cli
