// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/make_device.h"

#include "platforms/guests/linux/pmm/block.h"
#include "platforms/guests/linux/pmm/console.h"
#include "platforms/guests/linux/pmm/net.h"
#include "platforms/guests/linux/pmm/ninep.h"
#include "platforms/guests/linux/pmm/problem.h"
#include "platforms/guests/linux/pmm/pty.h"
#include "platforms/guests/linux/pmm/rng.h"
#include "platforms/guests/linux/pmm/tap.h"
#include "platforms/guests/linux/pmm/vsock.h"

#include <unistd.h>

#include <charconv>
#include <cstdio>

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

bool has(const DeviceOption& option, const std::string& name) {
    return option.more.count(name) != 0;
}

MacAddress mac_address(const DeviceOption& option, unsigned slot) {
    if (!has(option, "mac")) {
        return {0x02, 0x00, 0x00, 0x00, 0x02, static_cast<std::uint8_t>(slot)};
    }
    const std::string& text = option.more.at("mac");
    MacAddress mac{};
    int used = 0;
    const int count = std::sscanf(text.c_str(), "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx%n", &mac[0],
                                  &mac[1], &mac[2], &mac[3], &mac[4], &mac[5], &used);
    if (count != int(mac.size()) || used != int(text.size()) || (mac[0] & 1U) != 0) {
        throw WrongInput("mac=" + text + ": expected an address of one station, 02:00:00:00:00:01");
    }
    return mac;
}

std::unique_ptr<Device> make_ninep(const DeviceOption& option) {
    models::virtio::NinePParameters parameters;
    parameters.server.directory = option.value;
    parameters.server.read_only = has(option, "ro");
    if (has(option, "tag")) {
        parameters.tag = option.more.at("tag");
    }
    for (const char* program : {"/usr/sbin/diod", "/bin/diod"}) {
        parameters.server.program = program;
        if (::access(program, X_OK) == 0) {
            break;
        }
    }
    return std::make_unique<NineP>(parameters);
}

std::unique_ptr<Device> make_vsock(const DeviceOption& option, EventLoop& loop) {
    models::virtio::VsockHostParameters parameters;
    parameters.host_path = option.value;
    if (has(option, "cid")) {
        const std::string& text = option.more.at("cid");
        const char* end = text.data() + text.size();
        const auto parsed = std::from_chars(text.data(), end, parameters.guest_cid);
        if (parsed.ec != std::errc{} || parsed.ptr != end) {
            throw WrongInput("cid=" + text + ": expected a number from 3 on");
        }
    }
    return std::make_unique<Vsock>(loop, parameters);
}

} // namespace

std::unique_ptr<Device> make_device(const DeviceOption& option, const DeviceLayout& place,
                                    EventLoop& loop) {
    if (option.kind == "console") {
        return std::make_unique<TerminalConsole>(loop, option.value);
    }
    if (option.kind == "net") {
        const MacAddress mac = mac_address(option, place.slot);
        return std::make_unique<Net>(loop, open_tap(option.value), mac);
    }
    if (option.kind == "block") {
        return std::make_unique<Block>(
            std::make_unique<models::virtio::FileStore>(option.value, has(option, "ro")),
            place.queue_size);
    }
    if (option.kind == "9p") {
        return make_ninep(option);
    }
    if (option.kind == "vsock") {
        return make_vsock(option, loop);
    }
    return std::make_unique<Rng>(loop);
}

} // namespace ampsim::pmm
