// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/status_line.h"

#include <ostream>

namespace ampsim::cli {

namespace {

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

void StatusLine::show(const std::string& text) {
    // Return, text, erase to the end of the line: no flicker.
    out_ << '\r' << cut(text, terminal_.width - 1) << "\x1b[K" << std::flush;
    on_screen_ = true;
}

void StatusLine::clear() {
    if (on_screen_) {
        out_ << "\r\x1b[K" << std::flush;
        on_screen_ = false;
    }
}

} // namespace ampsim::cli
