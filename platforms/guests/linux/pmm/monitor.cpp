// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/monitor.h"

#include "platforms/guests/linux/pmm/make_device.h"
#include "platforms/guests/linux/pmm/problem.h"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>

namespace ampsim::pmm {

namespace {

void say(const std::string& line) {
    const std::string text = "ampsim-pmm: " + line + "\n";
    std::fwrite(text.data(), 1, text.size(), stderr);
}

} // namespace

/// In the order in which each refers to what is before it.
struct Monitor::Served {
    RelationHardware hardware;
    Window window;
    MappedRegisters doorbell;
    MappedRegisters shim;
    std::unique_ptr<Relation> relation;

    Served(RelationHardware from, Manner manner)
        : hardware(std::move(from)),
          window(hardware.window.memory(), hardware.window.size(), hardware.layout.window_base),
          doorbell(hardware.doorbell.memory(), hardware.doorbell.size()),
          shim(hardware.shim.memory(), hardware.shim.size()),
          relation(std::make_unique<Relation>(
              hardware.layout, window, hardware.doorbell.memory() != nullptr ? &doorbell : nullptr,
              hardware.layout.shim ? &shim : nullptr, manner, say)) {}
};

Monitor::Monitor(const Options& options) : options_(options) {
    for (const RelationOption& option : options.relations) {
        add(option);
    }
    listen_to_signals();
}

Monitor::~Monitor() = default;

void Monitor::add(const RelationOption& option) {
    auto served = std::make_unique<Served>(options_.dev_mem ? open_by_dev_mem(option.name)
                                                            : open_by_uio(option.name),
                                           options_.manner);
    const Layout& layout = served->hardware.layout;
    std::vector<DeviceLayout> free = layout.devices;
    std::string names;
    for (const DeviceOption& device : option.devices) {
        const auto place = std::find_if(free.begin(), free.end(), [&device](const auto& each) {
            return each.kind == device.kind;
        });
        if (place == free.end()) {
            throw WrongInput(fmt::format("{}: the platform has no {}, or not so many, there",
                                         layout.name, device.kind));
        }
        served->relation->add(*place, make_device(device, *place, loop_));
        names += (names.empty() ? "" : ", ") + device.kind;
        free.erase(place);
    }
    for (const DeviceLayout& place : free) {
        say(fmt::format("{}: the {} in slot {} is served by nobody", layout.name, place.kind,
                        place.slot));
    }
    listen_to_lines(*served);
    say(fmt::format("{}: {} for {}; registers {}, notification {}, {}", layout.name, names,
                    layout.remote, layout.shim ? "shim" : "ram",
                    layout.per_queue ? "per-queue" : "shared",
                    options_.manner.polled ? "polled" : "interrupts"));
    relations_.push_back(std::move(served));
}

void Monitor::listen_to_lines(Served& served) {
    RelationHardware& hardware = served.hardware;
    const Layout& layout = hardware.layout;
    const auto listen = [this](const HostFile& line, EventLoop::Handler interrupted) {
        loop_.watch(line, EPOLLIN, [&line, interrupted = std::move(interrupted)] {
            std::uint32_t count = 0;
            if (::read(line.descriptor(), &count, sizeof count) != sizeof count) {
                return;
            }
            interrupted(); // takes back what holds the line high
            count = 1;
            if (::write(line.descriptor(), &count, sizeof count) != sizeof count) {
                say("an interrupt cannot be enabled again");
            }
        });
    };
    Relation& relation = *served.relation;
    if (relation.doorbell_interrupts()) {
        if (hardware.doorbell_lines.size() != relation.doorbell_lines()) {
            throw WrongInput(
                fmt::format("{}: the doorbell has {} lines, and the device tree {} UIO "
                            "devices {}-doorbell-N for them",
                            layout.name, relation.doorbell_lines(), hardware.doorbell_lines.size(),
                            layout.name));
        }
        for (unsigned line = 0; line < hardware.doorbell_lines.size(); ++line) {
            listen(hardware.doorbell_lines[line],
                   [&relation, line] { relation.doorbell_interrupted(line); });
        }
    }
    if (layout.shim && !hardware.shim_line && !options_.dev_mem) {
        throw WrongInput(layout.name + ": no UIO device " + layout.name + "-shim");
    }
    if (hardware.shim_line) {
        listen(hardware.shim_line, [&relation] { relation.shim_interrupted(); });
    }
}

void Monitor::listen_to_signals() {
    std::signal(SIGPIPE, SIG_IGN);
    loop_.watch_signals({SIGTERM, SIGINT, SIGUSR1}, [this](int signal) {
        ended_ = ended_ || signal != SIGUSR1;
        report();
    });
}

void Monitor::run() {
    ::prctl(PR_SET_TIMERSLACK, 1); // ns: a period is what it says
    for (const auto& served : relations_) {
        served->relation->begin();
    }
    while (!ended_) {
        bool more = false;
        for (const auto& served : relations_) {
            if (options_.manner.polled) {
                served->relation->poll();
            }
            more = served->relation->work() || more;
        }
        const auto for_ever = std::chrono::nanoseconds(-1);
        loop_.run_once(more                     ? std::chrono::nanoseconds(0)
                       : options_.manner.polled ? options_.poll_period
                                                : for_ever);
    }
}

void Monitor::report() const {
    for (const auto& served : relations_) {
        const std::string text = served->relation->report();
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = text.find('\n', at);
            say(text.substr(at, end - at));
            at = end + 1;
        }
    }
}

} // namespace ampsim::pmm
