// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/doctor.h"

#include "sim/cli/commands.h"
#include "sim/cli/exit_status.h"
#include "sim/cli/flags.h"
#include "sim/node/build_id.h"
#include "sim/node/plugin.h"
#include "sim/node/program.h"
#include "sim/scenario/guests.h"

#include <fmt/format.h>
#include <fmt/ostream.h>
#include <systemc>

#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ostream>
#include <sstream>
#include <thread>

namespace ampsim::cli {

namespace fs = std::filesystem;

namespace {

constexpr const char* qemu = node::qemu_program;
constexpr const char* rebuild = "cmake --build build";

Finding good(std::string what, std::string detail) {
    return {std::move(what), true, std::move(detail), ""};
}

Finding problem(std::string what, std::string detail, std::string fix) {
    return {std::move(what), false, std::move(detail), std::move(fix)};
}

std::vector<std::string> packages() {
    std::istringstream list(AMPSIM_PACKAGES);
    return {std::istream_iterator<std::string>(list), {}};
}

} // namespace

Finding check_qemu() {
    const std::optional<std::string> program = node::find_program(qemu);
    if (!program) {
        return problem("QEMU", fmt::format("{} is not installed", qemu),
                       "sudo apt-get install qemu-system-arm");
    }
    const std::optional<std::string> version = node::version_of(*program);
    if (!version || version->find("version") == std::string::npos) {
        return problem("QEMU", fmt::format("{} does not start", *program),
                       "sudo apt-get install --reinstall qemu-system-arm");
    }
    return good("QEMU", fmt::format("{}: {}", *program, *version));
}

Finding check_plugin(const std::vector<fs::path>& candidates) {
    const auto plugin = std::find_if(candidates.begin(), candidates.end(),
                                     [](const fs::path& path) { return fs::exists(path); });
    if (plugin == candidates.end()) {
        return problem("plugin", fmt::format("there is no {}", candidates.front().string()),
                       rebuild);
    }
    const std::optional<std::string> wanted = node::build_id_wanted_by(plugin->string());
    if (!wanted) {
        return problem("plugin",
                       fmt::format("{} does not say which QEMU it was built for", plugin->string()),
                       rebuild);
    }
    const std::optional<std::string> program = node::find_program(qemu);
    const std::optional<std::string> found = program ? node::build_id_of(*program) : std::nullopt;
    if (!found) {
        return problem("plugin",
                       fmt::format("there is no {} with a build-id to hold it against", qemu),
                       "sudo apt-get install qemu-system-arm");
    }
    if (*wanted != *found) {
        return problem("plugin",
                       fmt::format("{} was built for the QEMU with build-id {}; {} is {}",
                                   plugin->string(), *wanted, *program, *found),
                       rebuild);
    }
    return good("plugin",
                fmt::format("{}, built for this QEMU (build-id {})", plugin->string(), *wanted));
}

Finding check_systemc() {
    const std::string built =
        fmt::format("{}.{}.{}", SC_VERSION_MAJOR, SC_VERSION_MINOR, SC_VERSION_PATCH);
    const std::string loaded = fmt::format("{}.{}.{}", sc_core::sc_version_major,
                                           sc_core::sc_version_minor, sc_core::sc_version_patch);
    if (built != loaded) {
        return problem("SystemC", fmt::format("built with {}, running with {}", built, loaded),
                       rebuild);
    }
    return good("SystemC",
                fmt::format("{} for C++{}", sc_core::sc_release(), SC_CPLUSPLUS / 100 % 100));
}

Finding check_packages(const std::vector<std::string>& packages) {
    std::vector<std::string> arguments{"-W", "-f", "${Package} ${db:Status-Status}\n"};
    arguments.insert(arguments.end(), packages.begin(), packages.end());
    const std::optional<std::string> dpkg_query = node::find_program("dpkg-query");
    const std::optional<std::string> status =
        dpkg_query ? node::output_of(*dpkg_query, arguments) : std::nullopt;
    if (!status) {
        return problem("packages", "dpkg-query does not start: ampsim is made for Debian 12",
                       "scripts/packages --list");
    }
    std::vector<std::string> missing;
    for (const std::string& package : packages) {
        if (("\n" + *status).find("\n" + package + " installed\n") == std::string::npos) {
            missing.push_back(package);
        }
    }
    if (!missing.empty()) {
        return problem("packages", fmt::format("not installed: {}", fmt::join(missing, ", ")),
                       fmt::format("sudo apt-get install {}", fmt::join(missing, " ")));
    }
    return good("packages", fmt::format("all {} are installed", packages.size()));
}

Finding check_guests() {
    std::vector<std::string> missing;
    fs::path found;
    for (const char* guest : {"linux/vmlinuz", "linux/initramfs.cpio.gz", "linux/modules",
                              "linux/ampsim-ping", "rtos/rpmsg_remote.elf"}) {
        found = scenario::resolve_path(std::string("guest:") + guest, "");
        if (!fs::exists(found)) {
            missing.push_back(found.string());
        }
    }
    if (!missing.empty()) {
        return problem("guests", fmt::format("not built: {}", fmt::join(missing, ", ")),
                       "./quickstart");
    }
    return good("guests", fmt::format("built, in {}", found.parent_path().parent_path().string()));
}

Finding check_shared_memory() {
    constexpr off_t size = 1 << 20;
    const int memory = memfd_create("ampsim-doctor", MFD_CLOEXEC);
    const bool works = memory >= 0 && ftruncate(memory, size) == 0;
    const int error = errno;
    if (memory >= 0) {
        close(memory);
    }
    return works ? good("shared memory", "memfd works")
                 : problem("shared memory", fmt::format("memfd_create: {}", std::strerror(error)),
                           "run on a Linux kernel that allows memfd_create (in a container: check "
                           "its seccomp profile)");
}

Finding check_sockets() {
    constexpr const char* what = "sockets";
    constexpr const char* fix = "export TMPDIR=$HOME/tmp && mkdir -p $TMPDIR";
    std::error_code missing;
    const fs::path parent = fs::temp_directory_path(missing);
    if (missing) {
        return problem(what, "the directory for temporary files, TMPDIR, is not there", fix);
    }
    std::string directory = (parent / "ampsim-doctor-XXXXXX").string();
    if (!mkdtemp(directory.data())) {
        return problem(what, fmt::format("cannot write to {}", parent.string()), fix);
    }
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = directory + "/socket";
    const bool fits = path.copy(address.sun_path, sizeof address.sun_path - 1) == path.size();
    const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool works =
        fits && listener >= 0 &&
        bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    const int error = fits ? errno : ENAMETOOLONG;
    if (listener >= 0) {
        close(listener);
    }
    std::error_code left_behind;
    fs::remove_all(directory, left_behind);
    return works ? good(what, "UNIX sockets work")
                 : problem(what, fmt::format("{}: {}", path, std::strerror(error)), fix);
}

Finding check_cpus() {
    const unsigned cpus = std::thread::hardware_concurrency();
    return good("CPUs",
                fmt::format("{}: one for each simulation that runs at the same time", cpus));
}

int report(const std::vector<Finding>& findings, const Context& context) {
    const bool colour = context.out_terminal.colour;
    bool all_ok = true;
    for (const Finding& finding : findings) {
        const char* start = !colour ? "" : finding.ok ? "\x1b[32m" : "\x1b[31m";
        fmt::print(context.out, "{}{:<7}{} {:<13}  {}\n", start, finding.ok ? "ok" : "problem",
                   colour ? "\x1b[0m" : "", finding.what, finding.detail);
        if (!finding.ok) {
            fmt::print(context.out, "{:<21}  fix: {}\n", "", finding.fix);
        }
        all_ok = all_ok && finding.ok;
    }
    return all_ok ? all_hold : bad_input;
}

Command add_doctor(CLI::App& app) {
    CLI::App* command =
        app.add_subcommand("doctor", "Check that everything is here that a run needs");
    command->footer("Example: ampsim doctor\nExit status: 0 when all is well, 2 when something is "
                    "to be fixed.");
    return {command, [](const Context& context) {
                return report({check_qemu(), check_plugin(node::plugin_candidates()),
                               check_systemc(), check_packages(packages()), check_guests(),
                               check_shared_memory(), check_sockets(), check_cpus()},
                              context);
            }};
}

} // namespace ampsim::cli
