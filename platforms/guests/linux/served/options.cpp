// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/served/options.h"

#include "platforms/guests/linux/pmm/problem.h"

#include <charconv>

namespace ampsim::served {

using pmm::WrongInput;

const char* const usage =
    "usage: ampsim-served [options]\n"
    "Serves a remote: a terminal, files, streams and messages.\n"
    "  --carrier rpmsg[:ADDRESS]  endpoint at this address of the remote (rpmsg: 0x403)\n"
    "            tty:PATH         terminal of the remote's VirtIO console\n"
    "            listen:AT        the remote's streams come there, as those of its vsock\n"
    "            connect:AT\n"
    "  --console PATH             the remote's console: a link to a terminal\n"
    "  --files DIRECTORY          the remote's files are those below it\n"
    "  --read-only                it may only read them\n"
    "  --allow AT                 the remote may connect there; may be repeated\n"
    "  --forward AT=PORT          who connects there gets this port of the remote; may be "
    "repeated\n"
    "  --messages AT              lines \"TOPIC TEXT\" from and to the remote\n"
    "  --user USER                who it is once all is set up, by name or number (listen: nobody, "
    "else: as it was)\n"
    "AT: tcp:HOST:PORT, HOST a number or localhost, or unix:PATH\n"
    "Runs until SIGTERM. Exit status: 0, 1 the system refused something, 2 bad usage.\n";

Address address_of(const std::string& argument, const std::string& text) {
    const auto address = Address::parse(text);
    if (!address) {
        throw WrongInput(argument + ": expected tcp:HOST:PORT or unix:PATH");
    }
    return *address;
}

namespace {

std::pair<Address, std::uint16_t> forward_of(const std::string& text) {
    const std::size_t equals = text.rfind('=');
    std::uint16_t port = 0;
    const char* end = text.data() + text.size();
    if (equals == std::string::npos ||
        std::from_chars(text.data() + equals + 1, end, port).ptr != end || port == 0) {
        throw WrongInput("--forward " + text + ": expected AT=PORT, such as tcp:localhost:7000=7");
    }
    const std::string at = text.substr(0, equals);
    return {address_of("--forward " + at, at), port};
}

} // namespace

Options parse_options(const std::vector<std::string>& arguments) {
    Options options;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& option = arguments[i];
        if (option == "--help" || option == "--read-only") {
            (option == "--help" ? options.help : options.read_only) = true;
            continue;
        }
        const bool known = option == "--carrier" || option == "--console" || option == "--files" ||
                           option == "--allow" || option == "--forward" || option == "--messages" ||
                           option == "--user";
        if (!known || i + 1 == arguments.size()) {
            throw WrongInput(option + (known ? ": a value is missing" : ": no such option") +
                             "; see ampsim-served --help");
        }
        const std::string& value = arguments[++i];
        if (option == "--carrier") {
            options.carrier = value;
        } else if (option == "--console") {
            options.console = value;
        } else if (option == "--files") {
            options.files = value;
        } else if (option == "--allow") {
            options.allowed.insert(address_of(option + " " + value, value).text());
        } else if (option == "--forward") {
            options.forwards.push_back(forward_of(value));
        } else if (option == "--user") {
            options.user = value;
        } else {
            options.messages = address_of(option + " " + value, value);
        }
    }
    // Other carriers open their end anew when the remote comes again: of a device of root, perhaps.
    if (options.user.empty() && options.carrier.rfind("listen:", 0) == 0) {
        options.user = "nobody";
    }
    return options;
}

} // namespace ampsim::served
