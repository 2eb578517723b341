// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/options.h"

#include "platforms/guests/linux/pmm/problem.h"

#include <charconv>
#include <set>

namespace ampsim::pmm {

const char* const usage =
    R"(usage: ampsim-pmm [OPTION]... DEVICE... [--relation NAME DEVICE...]...

Is the devices of a remote processor that nobody virtualises. Where they are comes from the device tree.

  --relation NAME   the devices that follow are of this relation; not needed where there is only one
  console=LINK      a pseudo-terminal, LINK becomes a link to it
  net=TAP[,mac=M]   a network interface of Linux
  block=FILE[,ro]   an image of whole sectors
  9p=DIR[,ro][,tag=T]   a directory, for the remote to mount as T (default: ampsim)
  vsock=PATH[,cid=N]    sockets: programs connect to PATH and write "CONNECT PORT"; PATH_PORT is called by
                        the remote. N is the remote's context id (default: 3)
  rng               random numbers

  --poll[=US]       look at the rings all the time, or every US microseconds, instead of being interrupted
  --2020            as OpenAMP's monitor of 2020: 1 ms of sleep for each device on each notification, which
                    means all queues of all devices
  --user USER       who it is once all is set up, by name or number (default: nobody)
  --dev-mem         /dev/mem instead of UIO; there are no interrupts then, so it needs --poll
  --help

Ends with SIGTERM or SIGINT; drivers stay at work, and another monitor can go on with them. Counters come with SIGUSR1 and at
the end. Exit status: 0 it was ended, 1 the system refused something, 2 the command line or the platform is wrong.
)";

namespace {

std::optional<std::uint64_t> number(const std::string& text) {
    std::uint64_t value = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (text.empty() || parsed.ec != std::errc{} || parsed.ptr != end) {
        return std::nullopt;
    }
    return value;
}

/// What may follow the value of a kind of device.
const std::map<std::string, std::set<std::string>>& known_devices() {
    static const std::map<std::string, std::set<std::string>> known = {
        {"console", {}},       {"net", {"mac"}},   {"block", {"ro"}},
        {"9p", {"ro", "tag"}}, {"vsock", {"cid"}}, {"rng", {}},
    };
    return known;
}

DeviceOption parse_device(const std::string& argument) {
    DeviceOption device;
    device.kind = argument.substr(0, argument.find('='));
    const auto known = known_devices().find(device.kind);
    if (known == known_devices().end()) {
        throw WrongInput("\"" + argument + "\" is neither an option nor a device (see --help)");
    }
    const bool has_value = device.kind.size() < argument.size();
    if (has_value == (device.kind == "rng")) {
        throw WrongInput("\"" + argument + "\": expected " +
                         (has_value ? "rng" : device.kind + "=SOMETHING") + " (see --help)");
    }
    if (!has_value) {
        return device;
    }
    std::string rest = argument.substr(device.kind.size() + 1);
    device.value = rest.substr(0, rest.find(','));
    rest.erase(0, device.value.size());
    if (device.value.empty()) {
        throw WrongInput("\"" + argument + "\": what is it to be?");
    }
    while (!rest.empty()) {
        rest.erase(0, 1);
        const std::string word = rest.substr(0, rest.find(','));
        const std::string name = word.substr(0, word.find('='));
        if (known->second.count(name) == 0 || (name == "ro") == (name.size() < word.size())) {
            throw WrongInput("\"" + argument + "\": \"" + word +
                             "\" does not belong there (see "
                             "--help)");
        }
        device.more[name] = name.size() < word.size() ? word.substr(name.size() + 1) : "";
        rest.erase(0, word.size());
    }
    return device;
}

std::chrono::nanoseconds period(const std::string& argument, const std::string& text) {
    constexpr std::uint64_t most = 1000000; // a second
    const auto microseconds = number(text);
    if (!microseconds || *microseconds > most) {
        throw WrongInput("\"" + argument + "\": expected microseconds, up to a million");
    }
    return std::chrono::microseconds(*microseconds);
}

} // namespace

Options parse_options(const std::vector<std::string>& arguments) {
    Options options;
    const auto value_of = [&arguments](std::size_t& at) {
        if (++at == arguments.size()) {
            throw WrongInput(arguments[at - 1] + " needs a value (see --help)");
        }
        return arguments[at];
    };
    const std::string poll_with_period = "--poll=";
    for (std::size_t at = 0; at < arguments.size(); ++at) {
        const std::string& argument = arguments[at];
        if (argument == "--help") {
            options.help = true;
        } else if (argument == "--poll") {
            options.manner.polled = true;
        } else if (argument.rfind(poll_with_period, 0) == 0) {
            options.manner.polled = true;
            options.poll_period = period(argument, argument.substr(poll_with_period.size()));
        } else if (argument == "--2020") {
            options.manner.sleep_before_look = std::chrono::milliseconds(1);
        } else if (argument == "--dev-mem") {
            options.dev_mem = options.manner.shim_polled = true;
        } else if (argument == "--user") {
            options.user = value_of(at);
        } else if (argument == "--relation") {
            options.relations.push_back({value_of(at), {}});
        } else {
            if (options.relations.empty()) {
                options.relations.emplace_back();
            }
            options.relations.back().devices.push_back(parse_device(argument));
        }
    }
    if (options.help) {
        return options;
    }
    if (options.relations.empty()) {
        throw WrongInput("no device: what is it to serve (see --help)?");
    }
    for (const RelationOption& relation : options.relations) {
        if (relation.devices.empty()) {
            throw WrongInput("--relation " + relation.name + ": no device follows");
        }
    }
    if (options.dev_mem && !options.manner.polled) {
        throw WrongInput("--dev-mem knows no interrupts: it needs --poll");
    }
    if (options.manner.polled && options.manner.sleep_before_look.count() > 0) {
        throw WrongInput("--2020 is about notifications, which --poll does without");
    }
    return options;
}

} // namespace ampsim::pmm
