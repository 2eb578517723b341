// SPDX-License-Identifier: BSD-3-Clause
//
// ampsim-served: Linux' end of the services between a remote and Linux (docs/services.md).
#include "platforms/guests/linux/pmm/privileges.h"
#include "platforms/guests/linux/pmm/problem.h"
#include "platforms/guests/linux/served/files.h"
#include "platforms/guests/linux/served/messages.h"
#include "platforms/guests/linux/served/options.h"
#include "platforms/guests/linux/served/ports.h"
#include "platforms/guests/linux/served/rpmsg_carrier.h"
#include "platforms/guests/linux/served/stream_carrier.h"
#include "platforms/guests/linux/served/terminal.h"

#include <csignal>
#include <cstdio>
#include <exception>
#include <memory>

namespace ampsim::served {

namespace {

std::string behind(const std::string& text, const std::string& prefix) {
    return text.substr(0, prefix.size()) == prefix ? text.substr(prefix.size()) : "";
}

std::unique_ptr<Carrier> make_carrier(pmm::EventLoop& loop, const std::string& carrier) {
    if (carrier == "rpmsg") {
        return std::make_unique<RpmsgCarrier>(loop, RpmsgCarrier::usual_address);
    }
    if (const std::string address = behind(carrier, "rpmsg:"); !address.empty()) {
        char* end = nullptr;
        const unsigned long number = std::strtoul(address.c_str(), &end, 0);
        if (*end == '\0' && number <= UINT32_MAX) {
            return std::make_unique<RpmsgCarrier>(loop, static_cast<std::uint32_t>(number));
        }
    }
    if (const std::string path = behind(carrier, "tty:"); !path.empty()) {
        return std::make_unique<StreamCarrier>(loop, terminal_at(path));
    }
    if (const std::string at = behind(carrier, "listen:"); !at.empty()) {
        return std::make_unique<StreamCarrier>(
            loop, listening_at(address_of("--carrier " + carrier, at)));
    }
    if (const std::string at = behind(carrier, "connect:"); !at.empty()) {
        return std::make_unique<StreamCarrier>(
            loop, connecting_to(address_of("--carrier " + carrier, at)));
    }
    throw pmm::WrongInput("--carrier " + carrier +
                          ": expected rpmsg, rpmsg:ADDRESS, tty:PATH, listen:AT or connect:AT");
}

void report(const Session& session) {
    std::string line = "ampsim-served:";
    for (const auto& [name, value] : session.counters()) {
        line += ' ' + name + ' ' + std::to_string(value);
    }
    std::puts(line.c_str());
    std::fflush(stdout);
}

void serve(const Options& options) {
    const auto user =
        options.user.empty() ? std::nullopt : std::optional(pmm::find_user(options.user));
    pmm::EventLoop loop;
    bool ended = false;
    loop.watch_signals({SIGTERM, SIGINT}, [&ended](int) { ended = true; });
    const std::unique_ptr<Carrier> carrier = make_carrier(loop, options.carrier);
    Session session(
        carrier->message_size(), [&](const Bytes& message) { carrier->send(message); },
        [&] { return carrier->congested(); });
    std::unique_ptr<Terminal> terminal;
    std::unique_ptr<Files> files;
    if (!options.console.empty()) {
        terminal = std::make_unique<Terminal>(session, loop, options.console);
    }
    if (!options.files.empty()) {
        files = std::make_unique<Files>(session, options.files, options.read_only);
    }
    Ports ports(session, loop, options.allowed);
    for (const auto& [address, port] : options.forwards) {
        ports.forward(address, port);
    }
    Messages messages(session, loop);
    if (options.messages) {
        messages.listen(*options.messages);
    }
    carrier->tell({[&] { session.say_hello(); },
                   [&](const std::uint8_t* data, std::size_t size) { session.receive(data, size); },
                   [&] { session.lost(); },
                   [&] {
                       session.room();
                   }});
    if (user) {
        pmm::drop_privileges(*user);
    }
    while (!ended) {
        loop.run_once(carrier->work());
    }
    report(session);
}

} // namespace

} // namespace ampsim::served

int main(int count, char** arguments) {
    using namespace ampsim;
    try {
        const served::Options options = served::parse_options({arguments + 1, arguments + count});
        if (options.help) {
            std::fputs(served::usage, stdout);
            return 0;
        }
        std::signal(SIGPIPE, SIG_IGN);
        served::serve(options);
        return 0;
    } catch (const pmm::WrongInput& problem) {
        std::fprintf(stderr, "ampsim-served: %s\n", problem.what());
        return 2;
    } catch (const std::exception& problem) {
        std::fprintf(stderr, "ampsim-served: %s\n", problem.what());
        return 1;
    }
}
