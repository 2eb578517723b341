// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/make_device.h"

#include "platforms/guests/linux/pmm/console.h"
#include "platforms/guests/linux/pmm/problem.h"
#include "platforms/guests/linux/pmm/pty.h"
#include "platforms/guests/linux/pmm/rng.h"

namespace ampsim::pmm {

namespace {

/// Before the console that is on it.
struct Terminal {
    Pty pty;
};

struct TerminalConsole final : Terminal, Console {
    TerminalConsole(EventLoop& loop, const std::string& link)
        : Terminal{Pty(link)}, Console(loop, Terminal::pty.file()) {}
};

} // namespace

std::unique_ptr<Device> make_device(const DeviceOption& option, const DeviceLayout&,
                                    EventLoop& loop) {
    if (option.kind == "console") {
        return std::make_unique<TerminalConsole>(loop, option.value);
    }
    if (option.kind == "rng") {
        return std::make_unique<Rng>(loop);
    }
    throw WrongInput("\"" + option.kind + "\" is no device that this monitor knows");
}

} // namespace ampsim::pmm
